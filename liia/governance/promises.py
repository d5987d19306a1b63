"""The promises of the notice, each with its control and what proves it: one declaration.

`docs/promises.md` is made of it: python -m liia.governance.promises > docs/promises.md
"""

from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import yaml

from ingest.layout import RETURNS
from ingest.project import project_root


@dataclass(frozen=True)
class Promise:
    """A sentence of the notice and what keeps it."""

    promise: str
    notice: str
    whose: str
    """liia, or council: then the sentence binds the borough and not this system."""
    control: str = ""
    tests: list[str] = field(default_factory=list)
    """pytest, below tests/: governance/test_rights.py::test_…"""
    builds: list[str] = field(default_factory=list)
    """Tests of the warehouse, which every build runs."""
    runs: list[str] = field(default_factory=list)
    """What the audit log or a certificate calls a run of the control."""


@cache
def promises() -> tuple[Promise, ...]:
    """Every promise, in the order of the notice."""
    text = resources.files("liia.governance").joinpath("promises.yml")
    return tuple(
        Promise(**one) for one in yaml.safe_load(text.read_text(encoding="utf-8"))
    )


def by_extension() -> list[tuple[str, str, str, str]]:
    """Fields that land as a reading of the notice: return, form, field, item."""
    found = []
    for name, words in RETURNS.items():
        path = project_root() / f"models/staging/{name}/_{name}__sources.yml"
        for table in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"][0][
            "tables"
        ]:
            for column in table["columns"]:
                meta = (column.get("config") or {}).get("meta") or {}
                if meta.get("by_extension"):
                    label = table["config"]["meta"]["label"]
                    item = meta["notice_item"].replace("_", " ")
                    found.append((words, label, meta["source_field"], item))
    return found


def as_markdown() -> str:
    """The page for a data protection officer."""
    lines = [
        "# What the notice promises, and what keeps it",
        "",
        "Each sentence of the privacy notice that binds this system, the control that",
        "keeps it, and what fails when the control is taken away. `liia evidence` tells",
        "when each was last proven. Made by `python -m liia.governance.promises` from",
        "`liia/governance/promises.yml`.",
        "",
        "| the notice says | control | proof |",
        "|---|---|---|",
    ]
    ours = [one for one in promises() if one.whose == "liia"]
    for one in ours:
        proofs = [f"`{name.split('::')[1]}`" for name in one.tests]
        proofs += [f"build: `{name}`" for name in one.builds]
        lines.append(f"| {one.notice} | {one.control} | {'<br>'.join(proofs)} |")
    lines += [
        "",
        "No decision about a child is made by this system, and nothing in it scores, ranks",
        "or predicts a child: what it holds of children is what the boroughs sent.",
        "",
        "## Sentences that bind the council and not this system",
        "",
        *(f"- {one.notice}" for one in promises() if one.whose == "council"),
        "",
        "## For the controllers to confirm",
        "",
        'Some fields land as a reading of an illustrative list, "by extension":',
        "",
        "| return | list | field | read as |",
        "|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in by_extension()),
        "",
        "List 10 (adoption) could land on the same reading; it does not until it is",
        "confirmed. Lists 1, 2, 9 and 11, and the SSDA903's oc2, oc3, ad1, uasc, missing,",
        "prev_perm and social_worker, hold nothing that the notice names; their rows are",
        "counted as `not_in_notice` and left behind. The notice's list of rights mixes some",
        "that Article 6(1)(e) does not give (withdrawing consent, portability); they are",
        "honoured all the same.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(as_markdown(), end="")
