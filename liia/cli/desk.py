"""The commands of the desk: `liia notebook` and `liia docs`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import UsageError
from ingest.project import project_root


def notebook(
    name: Annotated[
        str, typer.Argument(help="start_here, equalities, …")
    ] = "start_here",
    headless: Annotated[
        bool, typer.Option("--headless", help="Print the address, open no browser.")
    ] = False,
) -> None:
    """Open a SQL notebook on the warehouse, read-only; what it shows is not stored."""
    folder = project_root() / "notebooks"
    there = sorted(path.stem for path in folder.glob("*.py"))
    if name not in there:
        raise UsageError(f"no notebook of that name. There are: {', '.join(there)}")
    with tempfile.TemporaryDirectory(prefix="liia-notebook-") as shown:
        words = [sys.executable, "-m", "marimo", "edit", "--skip-update-check"]
        words += ["--headless"] * headless
        ended = subprocess.run(
            [*words, str(folder / f"{name}.py")], check=False, env=environment(shown)
        )
    raise typer.Exit(ended.returncode)


def environment(shown: str) -> dict[str, str]:
    """marimo keeps what a notebook showed where Python keeps compiled files: in a folder
    that is gone when the notebook is closed. Nothing is offered to a cloud.
    """
    private = {"PYTHONPYCACHEPREFIX": shown, "MARIMO_RESTRICT_SHARING": "true"}
    return os.environ | private | {"DO_NOT_TRACK": "1"}


def docs() -> None:
    """Write the documentation as one page, and the data dictionary, into LIIA_HOME/docs."""
    from liia.configuration import settings
    from liia.dbt_run import manifest_of
    from liia.desk import dictionary, site
    from liia.warehouse import connect

    here = settings()
    glossary = project_root() / "docs" / "glossary.md"
    with connect(here.warehouse_file) as warehouse:
        folder = here.home / "docs"
        folder.mkdir(parents=True, exist_ok=True)
        made = {
            "index.html": site.page(
                manifest_of(here), warehouse, glossary.read_text(encoding="utf-8")
            ),
            "data_dictionary.md": dictionary.text(warehouse),
        }
    for name, text in made.items():
        Path(folder / name).write_text(text, encoding="utf-8")
        typer.echo(f"{folder / name}")
