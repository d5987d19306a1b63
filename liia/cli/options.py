"""What several commands ask in the same words."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import UsageError
from ingest.identifiers import shown_name


class Format(StrEnum):
    """How a command answers."""

    text = "text"
    json = "json"


AnswerFormat = Annotated[Format, typer.Option("--format", help="text or json.")]
BoroughCode = Annotated[
    str, typer.Option("--borough", "-b", help="LIIA, GSS or DfE code, such as ISL.")
]


def existing(files: list[Path]) -> list[Path]:
    """The same files; a UsageError names those that are not there."""
    missing = [shown_name(path) for path in files if not path.exists()]
    if missing:
        raise UsageError(f"no such file: {', '.join(missing)}")
    return files
