"""Made-up identifiers with right check digits, and what looks like them and is none."""

import random
import uuid
from collections.abc import Callable
from datetime import date, timedelta

from ingest.project import read_seed
from tests.workbooks import pseudonym

_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def nhs_number(chance: random.Random) -> str:
    while True:
        digits = [chance.randrange(10) for _ in range(9)]
        check = (
            11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=True))
        ) % 11
        if check != 10 and len({*digits, check}) > 1:
            text = "".join(map(str, [*digits, check]))
            gap = chance.choice(["", "", " ", "-", "\u00a0"])
            text = gap.join([text[:3], text[3:6], text[6:]])
            return chance.choice(
                ["{}", "{}.0", "see {}", "NHS{}"] if not gap else ["{}", "({})"]
            ).format(text)


def pupil_number(chance: random.Random) -> str:
    digits = [chance.randrange(10) for _ in range(12)]
    letter = _UPN_LETTERS[
        sum(d * w for d, w in zip(digits, range(2, 14), strict=True)) % 23
    ]
    text = letter + "".join(map(str, digits))
    return chance.choice([text, text.lower(), f"on roll as {text}"])


def postcode(chance: random.Random) -> str:
    area = chance.choice(
        ["E", "N", "NW", "SE", "SW", "W", "BR", "CR", "EN", "HA", "IG", "RM"]
    )
    outward = f"{area}{chance.randrange(1, 20)}"
    if chance.random() < 0.2:
        outward = chance.choice(["EC1A", "WC2B", "W1T", "SW1A", "N1C"])
    inward = f"{chance.randrange(10)}{chance.choice(_INWARD)}{chance.choice(_INWARD)}"
    text = outward + chance.choice([" ", "", "  ", "-", "\u00a0"]) + inward
    return chance.choice([text, text.lower(), f"lives at {text}."])


def email_address(chance: random.Random) -> str:
    who = chance.choice(["head", "j.example", "office+1", "a_b"])
    return chance.choice(["{}", "mail {}", "<{}>"]).format(
        f"{who}{chance.randrange(99)}@{chance.choice(['school', 'lbx.gov'])}.example"
    )


def phone_number(chance: random.Random) -> str:
    last = f"{chance.randrange(10_000):04}"
    return chance.choice(
        [
            "020 7946 {}",
            "0207946{}",
            "07700 90{}",
            "0770090{}",
            "+44 7700 90{}",
            "+44 (0)20 7946 {}",
            "(020) 7946 {}",
            "ring 020-7946-{}",
        ]
    ).format(last)


DETECTED: dict[str, Callable[[random.Random], str]] = {
    "full_postcode": postcode,
    "nhs_number": nhs_number,
    "pupil_number": pupil_number,
    "email_address": email_address,
    "phone_number": phone_number,
}


def innocent(count: int, chance: random.Random) -> dict[str, list[str]]:
    """What the returns are full of, corpus by corpus, and none of it an identifier."""
    days = [
        date(2000, 1, 1) + timedelta(chance.randrange(10_000)) for _ in range(count)
    ]
    forms = (
        "%d/%m/%Y",
        "%Y-%m-%d",
        "%d %B %Y",
        "%d.%m.%y",
        "%Y-%m-%dT%H:%M:%S",
        "%m/%Y",
    )
    sectors = [
        f"{a}{n} {s}"
        for a in ("E", "N", "NW", "SE", "SW", "W", "BR")
        for n in range(1, 20)
        for s in range(10)
    ]
    return {
        "pseudonyms": [pseudonym(chance.getrandbits(125)) for _ in range(count)],
        "32 hexadecimal digits": [
            f"{chance.getrandbits(128):032x}" for _ in range(count)
        ],
        "64 hexadecimal digits": [
            f"{chance.getrandbits(256):064x}" for _ in range(count)
        ],
        "UUIDs": [str(uuid.UUID(int=chance.getrandbits(128))) for _ in range(count)],
        "7-digit URNs": [str(chance.randrange(10**6, 10**7)) for _ in range(count)],
        "URNs of Ofsted": [f"SC{chance.randrange(10**5, 10**6)}" for _ in range(count)],
        "sectors": sectors,
        "days": [
            chance.choice(forms) and day.strftime(chance.choice(forms)) for day in days
        ],
        "serials with a time": [
            repr(40_000 + chance.random() * 6000) for _ in range(count)
        ],
        "decimal ages": [repr(chance.random() * 18) for _ in range(count)],
        "codes and labels": [
            t for row in read_seed("codes/codes") for t in row.values()
        ],
        "variants of labels": [
            row["variant"] for row in read_seed("codes/value_variants")
        ],
        "headings": [row["variant"] for row in read_seed("codes/header_variants")],
    }
