"""A macro that stands for an expression is whole, whatever is written around it.

Without brackets `spread * {{ log_odds_ratio(...) }}` would weigh its first term alone.
"""

import re

import pytest

from ingest.project import project_root

MACRO = re.compile(
    r"{%-? macro (\w+)\(.*?\) -?%}(.*?){%-? endmacro -?%}", flags=re.DOTALL
)
COMMENT = re.compile(r"{#.*?#}", flags=re.DOTALL)


def expressions() -> dict[str, str]:
    """Macro to its text, of those that are no queries, no columns and not Jinja alone."""
    found = {}
    for path in sorted((project_root() / "macros").rglob("*.sql")):
        for name, text in MACRO.findall(COMMENT.sub("", path.read_text())):
            text = text.strip()
            is_query = re.match(r"(select|create)\b", text) or re.search(
                r" as \(|{%|^{{", text
            )
            if not is_query and " as " not in outside_brackets(text):
                found[name] = text
    return found


def outside_brackets(text: str) -> str:
    while (shorter := re.sub(r"\([^()]*\)", "", text)) != text:
        text = shorter
    return text


def is_whole(text: str) -> bool:
    """A name or number, a case, or all of it within one pair of brackets."""
    if re.fullmatch(r"[\w.]+|case\b.*\bend", text, flags=re.DOTALL):
        return True
    opening = re.match(r"[\w.]*\(", text)
    if not opening:
        return False
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and place >= opening.end():
            return place == len(text) - 1
    return False


@pytest.mark.parametrize("name", expressions())
def test_an_expression_is_whole(name):
    assert is_whole(expressions()[name])


def test_what_is_not_whole_is_told():
    assert (
        not is_whole("a + b") and not is_whole("(a) * (b)") and not is_whole("f(a)/b")
    )
    assert is_whole("(a + b)") and is_whole("f(a + (b))") and is_whole("1.96")
    assert len(expressions()) > 20
