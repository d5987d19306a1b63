"""The words that coded cells may hold: those of the codes, their labels and variants.

No pattern finds a name, but a name is none of these words. A cell that holds another word
lands as the code that it says, or not at all.
"""

import re
import unicodedata
from functools import cache

from ingest.project import read_seed

_WORD = re.compile(r"[^\W\d_]+")
LONGEST_INITIALS = 2
"""Letters: "a)", "PR", "UK". Two letters name nobody."""


def holds_only_known_words(text: str) -> bool:
    """Whether each word of `text` is one of the field's."""
    return all(
        word in _known_words()
        for word in _WORD.findall(_plain(text))
        if len(word) > LONGEST_INITIALS or not word.isascii()
    )


def _plain(text: str) -> str:
    """Lower case, accents taken off."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _known_words() -> frozenset[str]:
    columns = {
        "codes/codes": ("code", "label", "code_group"),
        "codes/value_variants": ("variant",),
        "codes/ethnic_groups": None,
    }
    return frozenset(
        word
        for name, wanted in columns.items()
        for row in read_seed(name)
        for column, text in row.items()
        if wanted is None or column in wanted
        for word in _WORD.findall(_plain(text))
    )
