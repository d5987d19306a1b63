"""A coded cell as its code: what the macro `coded` does in the house, from the same seeds.

The door needs it to tell a borough which cells nobody could read as a code; what lands
is the borough's own text, and the house reads it again.
"""

import re
from functools import cache

from ingest.project import read_seed

_LOCAL_CODE = re.compile(
    r"^ *[(]?(?:[A-Za-z]{1,2}[.])?[A-Za-z]{1,2}[0-9]{1,2}(?:[.][0-9]{1,2})?(?:[): >-]+)"
    r"|[ (]+[A-Za-z]{1,2}[0-9]{1,2}[)]? *$"
)


def code_of(text: str, code_set: str) -> str | None:
    """The code that `text` stands for, or None when nobody can tell."""
    variants = _variants(code_set)
    plain = plain_text(text)
    return (
        variants.get(plain)
        or _code_in(text, _codes(code_set, "[A-Z]"))
        or variants.get(plain_text(_LOCAL_CODE.sub("", text)))
        or _told_by_words(plain, code_set)
        or _code_in(text, _codes(code_set, "^[0-9]+$"))
    )


def plain_text(text: str) -> str:
    """Lower case, letters and digits, single spaces."""
    lower = "".join(_LOWER.get(letter, letter.lower()) for letter in text)
    return re.sub(r"[^a-z0-9]+", " ", lower.replace("&", " and ")).strip()


_LOWER = {"\u0130": "i", "\u212a": "k"}
"""Letters whose small form is plain in one engine and not in the other."""


def _code_in(text: str, codes: tuple[str, ...]) -> str | None:
    named = [code for code in codes if _shape(code)[0].search(text)]
    if len(named) == 1 and _shape(named[0])[1].search(text):
        return named[0]
    return None


@cache
def _shape(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where a code occurs at all, and where it is what the cell says."""
    alone = rf"^ *(?i:{code}) *$"
    says = (
        rf"^ *(?:[a-z]{{1,2}}[0-9]?[)] *)?[\[(]?{code}(?:$|[^A-Za-z0-9])"
        rf"|[\[(] *{code} *[\])] *$|{alone}"
    )
    return re.compile(rf"\b{code}\b|{alone}", re.ASCII), re.compile(says, re.ASCII)


def _told_by_words(plain: str, code_set: str) -> str | None:
    for words, code in _wordings(code_set):
        if words.search(plain):
            return code or None
    return None


@cache
def _codes(code_set: str, kind: str) -> tuple[str, ...]:
    return tuple(
        row["code"]
        for row in read_seed("codes/codes")
        if row["code_set"] == code_set and re.search(kind, row["code"])
    )


@cache
def _variants(code_set: str) -> dict[str, str]:
    return {
        row["variant"]: row["code"]
        for row in read_seed("codes/value_variants")
        if row["code_set"] == code_set
    }


@cache
def _wordings(code_set: str) -> list[tuple[re.Pattern[str], str]]:
    rows = [r for r in read_seed("codes/value_words") if r["code_set"] == code_set]
    rows.sort(key=lambda row: int(row["precedence"]))
    return [(re.compile(row["words"]), row["code"]) for row in rows]
