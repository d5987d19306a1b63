"""Numbers and addresses that say who somebody is, found by shape and check digit.

Letters are ASCII: to Python a Kelvin sign is a K in another case, to nobody else.

Every pattern is bounded by what is not a letter or a digit: unbounded ones see postcodes
in nine pseudonyms of ten. Names cannot be found this way; they are kept out by structure
(headings, and columns that the notice does not list).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

START, END = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"

_OUTWARD = (
    r"(?:[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]?|[0-9][A-HJKPS-UW]))"
)
_GAP = r"[\W_]{0,4}"
POSTCODE = re.compile(
    rf"{START}(?:{_OUTWARD}{_GAP}[0-9][ABD-HJLNP-UW-Z]{{1,2}}|GIR{_GAP}0AA){END}",
    re.IGNORECASE | re.ASCII,
)
"""A postcode, or one with its last letter cut off: both are finer than a sector."""
LIKE_A_POSTCODE = re.compile(
    rf"\s*([A-Z]{{1,2}}[0-9][0-9A-Z]?)"
    rf"(?:{_GAP}([0-9])\s*([A-Z]{{1,2}})"
    rf"|(?:{_GAP.replace('0,4', '1,4')}|(?<=[0-9][0-9A-Z]))([0-9]))\s*",
    re.IGNORECASE | re.ASCII,
)
"""What a column of postcodes holds, typing slips and made-up areas included: area and
district, then the sector's digit. Where a digit could be the district's, a sector needs
its space: N11 is a district, and SW1A1 or E179 can be one sector only."""
WHOLE_POSTCODE = re.compile(
    rf"{START}(?:{_OUTWARD}{_GAP}[0-9] ?[ABD-HJLNP-UW-Z]{{2}}|GIR{_GAP}0AA){END}",
    re.IGNORECASE | re.ASCII,
)

_NHS = re.compile(
    rf"(?:{START}(?<!\d[.])|NHS)\d{{3}}[\W_]{{0,3}}\d{{3}}[\W_]{{0,3}}\d{{4}}(?:\.0)?{END}",
    re.IGNORECASE | re.ASCII,
)
_UPN = re.compile(
    rf"{START}[A-HJ-NP-RT-Z]\d{{11}}[0-9A-HJ-NP-RT-Z]{END}", re.IGNORECASE | re.ASCII
)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_EMAIL = re.compile(
    r"(?<![\w.])[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
_PHONE = re.compile(
    rf"{START}(?<!\d[.])(?:(?:\+|00)44[ .-]?(?:\(0\))?|\(?0)\d(?:[ ).-]{{0,2}}\d){{8,9}}{END}"
)


def holds_nhs_number(text: str) -> bool:
    """Whether `text` holds ten digits that pass the NHS number's check (modulus 11)."""
    return any(_nhs_check(found.group()) for found in _NHS.finditer(text))


def _nhs_check(text: str) -> bool:
    digits = [int(c) for c in text.removesuffix(".0") if c.isdigit()]
    total = sum(d * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == digits[9] and len(set(digits)) > 1


def holds_pupil_number(text: str) -> bool:
    """Whether `text` holds a UPN, permanent or temporary, with its check letter."""
    return any(_upn_check(found.group().upper()) for found in _UPN.finditer(text))


def _upn_check(text: str) -> bool:
    last = text[12]
    digits = [*text[1:12], last if last.isdigit() else _UPN_LETTERS.index(last)]
    total = sum(int(d) * w for d, w in zip(digits, range(2, 14), strict=True))
    return _UPN_LETTERS[total % 23] == text[0]


def holds_postcode(text: str) -> bool:
    """Whether `text` holds a whole postcode anywhere."""
    return WHOLE_POSTCODE.search(text) is not None


def holds_email_address(text: str) -> bool:
    """Whether `text` holds an e-mail address."""
    return "@" in text and _EMAIL.search(text) is not None


def holds_phone_number(text: str) -> bool:
    """Whether `text` holds a British telephone number of ten or eleven digits."""
    return _PHONE.search(text) is not None


DETECTORS: dict[str, Callable[[str], bool]] = {
    "full_postcode": holds_postcode,
    "nhs_number": holds_nhs_number,
    "pupil_number": holds_pupil_number,
    "email_address": holds_email_address,
    "phone_number": holds_phone_number,
}
"""Each detector by the id of the rule that it serves."""


FEWEST_CHARACTERS = 5
"""No identifier is shorter (W1 1AA without its space has five)."""
_PLAIN = re.compile(
    r"[^0-9@]*|p1[a-z2-7]{26}|\d{1,8}(?:\.\d{1,6})?|\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}",
    re.ASCII,
)
"""What most cells are, and no identifier can be: words, pseudonyms, counts and days."""
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@lru_cache(1 << 16)
def identifier_in(text: str) -> str | None:
    """The rule of the first detector that finds its identifier in `text`, or None.

    Full-width digits and the like are read as the plain ones that they stand for.
    """
    if len(text) < FEWEST_CHARACTERS or (text.isascii() and _PLAIN.fullmatch(text)):
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return next((rule for rule, holds in DETECTORS.items() if holds(text)), None)


def shown_name(path: Path) -> str:
    """What messages call a file: its name, unless the name itself identifies."""
    return (
        f"(a {path.suffix.lower()} file whose name identifies)"
        if identifier_in(path.name)
        else path.name
    )
