"""Pseudonyms, made twice: by the borough before it shares, by LIIA before it stores.

The borough's key never leaves it, so nobody else can say who `p1…` is. LIIA's secret
never leaves LIIA, so a stolen warehouse cannot be joined to a file on its way there.
The borough stands in LIIA's message: two boroughs' children never meet by accident.
"""

import base64
import hmac
import re
import unicodedata

BOROUGH_PREFIX, LANDING_PREFIX = "p1", "k1"
"""The digit is the epoch of the key: a rotation makes k2 out of k1."""


def canonical_id(text: str) -> str | None:
    """A local id as it goes into the key, or None when a spreadsheet has spoilt it.

    Leading zeros are part of an id. `1.23E+15` and ids with spaces are not ids: what
    they were is lost or unsure, and guessing would make two children one.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"(?<=\d)\.0+$", "", plain)
    spoilt = re.fullmatch(r"-?\d+(\.\d+)?[eE]\+?\d+|-?\d+\.\d+", plain)
    return None if spoilt or not plain or re.search(r"\s", plain) else plain


def borough_pseudonym(key: bytes, local_id: str) -> str:
    """The pseudonym a borough shares: p1 and 26 letters or digits (128 bits)."""
    return BOROUGH_PREFIX + _keyed(key, "liia/v1/child", local_id)


def landing_pseudonym(secret: bytes, dfe_code: str, shared_id: str) -> str:
    """The pseudonym that LIIA stores, known to nobody outside."""
    return LANDING_PREFIX + _keyed(secret, dfe_code, shared_id)


def rotated_pseudonym(secret: bytes, epoch: int, stored_id: str) -> str:
    """What a stored pseudonym becomes in the next epoch: keyed once more, never anew."""
    return f"k{epoch}" + _keyed(secret, stored_id)


def _keyed(key: bytes, *parts: str) -> str:
    message = b"\x1f".join(part.encode() for part in parts)
    digest = hmac.digest(key, message, "sha256")[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower()
