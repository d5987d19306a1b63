"""Each rule of the gate taken out in turn, in a copy: a test must turn red.

python -m benchmarks.gate_mutants
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("ingest", "liia", "tests", "models", "macros", "seeds")
FILES = ("pyproject.toml", "dbt_project.yml")


class Mutant(NamedTuple):
    """One line of the gate, and what stands there when the rule is gone."""

    rule: str
    file: str
    line: str
    instead: str


PRIVACY, IDENTIFIERS = "ingest/privacy.py", "ingest/identifiers.py"
PARTS, ARCHIVE = "ingest/workbook_parts.py", "ingest/archive.py"
MUTANTS = [
    Mutant("births to the day", PRIVACY, "day.day != 1", "day.day > 31"),
    Mutant(
        "postcodes in sectors", PRIVACY, '"full_postcode" if finer', "None if finer"
    ),
    Mutant("exact ages", PRIVACY, 'rstrip("0")) > 1', 'rstrip("0")) > 99'),
    Mutant("raw ids", PRIVACY, 'None if is_one else "raw_child_id"', "None"),
    Mutant("columns that identify", PRIVACY, "judges[position] = _filled", "pass"),
    Mutant(
        "headings of lists",
        PRIVACY,
        "if _IDENTIFYING_WORDS.search",
        "if 0 and _IDENTIFYING_WORDS.search",
    ),
    Mutant("names of files", PRIVACY, "_identifying(path.name)", "None"),
    Mutant("oversized cells", PRIVACY, "if len(text) > LARGEST_CELL", "if False"),
    Mutant(
        "postcodes", IDENTIFIERS, "WHOLE_POSTCODE.search(text) is not None", "False"
    ),
    Mutant("NHS numbers", IDENTIFIERS, "== digits[9] and", "== 99 and"),
    Mutant(
        "pupil numbers", IDENTIFIERS, "_UPN_LETTERS[total % 23] == text[0]", "False"
    ),
    Mutant("e-mail addresses", IDENTIFIERS, "_EMAIL.search(text) is not None", "False"),
    Mutant(
        "telephone numbers", IDENTIFIERS, "_PHONE.search(text) is not None", "False"
    ),
    Mutant("full-width letters", IDENTIFIERS, "if not text.isascii():", "if False:"),
    Mutant(
        "ids like NHS numbers", PRIVACY, "like_nhs < len(ids) * MOST_LIKE_NHS", "True"
    ),
    Mutant("few ids", PRIVACY, "len(ids) >= FEWEST_OF_TEN_DIGITS", "True"),
    Mutant(
        "beside the cells",
        "ingest/readers.py",
        "for aside in asides:",
        "for aside in ():",
    ),
    Mutant("macros and comments", PARTS, "in NEVER_NEEDED.items()", "in ().__iter__()"),
    Mutant("document types", PARTS, 'b"<!DOCTYPE" in content', "False"),
    Mutant("entities", PARTS, 'b"<!ENTITY" in content', "False"),
    Mutant("lying sizes", ARCHIVE, "zlib.crc32(content) != part.CRC", "False"),
    Mutant("attributes", "ingest/census/scan.py", "self._aside(value)", "pass"),
    Mutant(
        "words of names",
        "ingest/landing_cells.py",
        "if holds_only_known_words(text)",
        "if True",
    ),
    Mutant(
        "lines that are no row",
        "ingest/readers.py",
        "for line in broken]",
        "for line in ()]",
    ),
]


def is_caught(mutant: Mutant, folder: Path) -> bool:
    """Whether a test of the door turns red without the rule."""
    path = folder / mutant.file
    whole = path.read_text(encoding="utf-8")
    assert mutant.line in whole, f"the rule is no longer where it was: {mutant.rule}"
    changed = whole.replace(mutant.line, mutant.instead)
    path.write_text(changed, encoding="utf-8")
    tests = ["test_privacy.py", "test_identifiers.py", "hostile"]
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"),
            *(f"tests/ingest/{name}" for name in tests),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    path.write_text(whole, encoding="utf-8")
    return ran.returncode == 1


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in COPIED:
            shutil.copytree(ROOT / part, folder / part)
        for part in FILES:
            shutil.copy(ROOT / part, folder / part)
        caught = 0
        for mutant in MUTANTS:
            is_red = is_caught(mutant, folder)
            caught += is_red
            print(
                f"{mutant.rule:28}{'red' if is_red else 'GREEN: no test knows'}",
                flush=True,
            )
    print(f"{len(MUTANTS)} mutants, {caught} red")
    sys.exit(caught < len(MUTANTS))


if __name__ == "__main__":
    main()
