"""What the pages tell is there: links, files, commands with their options, make's targets."""

import re
from pathlib import Path

import pytest
import typer

from ingest.project import project_root

ROOT = project_root()
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CODE = re.compile(r"^    (.+)$|`([^`\n]+)`", re.MULTILINE)


def by_path(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def commands(page: Path) -> list[list[str]]:
    """The words of each `liia …` that a page has as code, without what stands for others."""
    lines = [a or b for a, b in CODE.findall(page.read_text(encoding="utf-8"))]
    told = [re.sub(r"\s[#>|&].*", "", line).strip() for line in lines]
    told = [re.sub(r"^(\S*=\S+ )*(\.venv/bin/)?", "", line) for line in told]
    return [line.split() for line in told if re.match(r"liia [a-z]", line)]


def refused(words: list[str]) -> str | None:
    """Why the command line knows no such command or option; None when it does."""
    from liia.cli import app

    here = typer.main.get_command(app)
    options = {"--help"}
    for word in words[1:]:
        if hasattr(here, "commands") and re.fullmatch(r"[a-z]+", word):
            if word not in here.commands:
                return f"no command {word}"
            here = here.commands[word]
            options |= {
                name for p in here.params for name in (*p.opts, *p.secondary_opts)
            }
            if here.context_settings.get("ignore_unknown_options"):
                return None
        elif word.startswith("-") and word.split("=")[0] not in options:
            return f"no option {word}"
    return None


@pytest.mark.parametrize("page", PAGES, ids=by_path)
def test_every_link_within_the_project_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=by_path)
def test_every_command_that_a_page_tells_is_one_with_those_options(page):
    wrong = {" ".join(words): refused(words) for words in commands(page)}
    assert {words: why for words, why in wrong.items() if why} == {}


def test_a_command_that_is_not_there_would_be_found():
    assert refused(["liia", "refresh", "--release"]) is None
    assert refused(["liia", "refrehs"]) == "no command refrehs"
    assert refused(["liia", "refresh", "--relaese"]) == "no option --relaese"
    assert len([w for page in PAGES for w in commands(page)]) > 20


@pytest.mark.parametrize("page", PAGES, ids=by_path)
def test_every_target_of_make_that_a_page_tells_is_one(page):
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    told = set(re.findall(r"`?\bmake ([a-z]+)`", page.read_text(encoding="utf-8")))
    assert told - targets == set()


CHECKLISTS = {
    title: re.findall(r"^\d\. .*", text, re.MULTILINE)
    for page in ("CONTRIBUTING.md", "docs/method_disclosure.md")
    for title, text in re.findall(
        r"^## (An? [^\n]+)\n(.*?)(?=^## |\Z)",
        (ROOT / page).read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
}
"""What is added to the house, and the lines that say where."""


@pytest.mark.parametrize("what", CHECKLISTS)
def test_a_checklist_has_six_lines_at_most_and_every_file_it_names_is_there(what):
    lines = CHECKLISTS[what]
    assert 0 < len(lines) <= 6
    for line in lines:
        paths = re.findall(r"`((?:models|macros|seeds|docs|tests|liia)/[^`\s]+)`", line)
        assert paths or "`CUBES`" in line or "`aggregates`" in line, line
        for path in paths:
            # What stands for a name stands for any: a file of that shape is there.
            pattern = re.sub(r"<[^>]+>|…", "*", path)
            assert list(ROOT.glob(pattern.rstrip("/"))), path


def test_the_checklists_are_there():
    assert len(CHECKLISTS) == 6
