"""What a borough runs, where the key is: no database, no dbt, and nothing is sent."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import UsageError
from ingest.identifiers import shown_name
from liia.cli.context import private_settings
from liia.cli.options import BoroughCode, existing


class ReceiptFormat(StrEnum):
    """How a check answers."""

    text = "text"
    json = "json"
    html = "html"


def pseudonymise(
    files: Annotated[
        list[Path], typer.Argument(help="Annex A: .xlsx, or .csv a list.")
    ],
    borough: BoroughCode,
    key_file: Annotated[Path, typer.Option(help="The borough's key; it stays there.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for what may be sent.")
    ] = None,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Make the key first; once in a lifetime.")
    ] = False,
) -> None:
    """At the borough: the same files out, notice-safe, with pseudonymised.json."""
    from ingest import pseudonymise as at_borough
    from ingest.boroughs import find_borough
    from liia.configuration import private_files
    from liia.keys import new_key as make_key
    from liia.keys import read_key

    private_files()
    find_borough(borough)
    if out is None:
        raise UsageError("say where to write, with --out FOLDER.")
    if out.resolve() in key_file.resolve().parents:
        raise UsageError("the key lies inside --out, and would be sent with the files.")
    if new_key:
        make_key(key_file, "borough")
        typer.echo(f"made {key_file}: back it up; without it no history links.")
    key = read_key(key_file, "borough")
    names = [path.name for path in existing(files)]
    if len(set(names)) < len(names):
        raise UsageError("two of the files have one name: the second would overwrite.")
    written = 0
    for path in files:
        try:
            made = at_borough.pseudonymise(path, key, out)
        except at_borough.UnsafeToShare as unsafe:
            _print_findings(unsafe.findings)
            raise
        written += made.written is not None
        typer.echo(
            f"{shown_name(path)} -> {made.written or 'nothing that may be shared'}"
        )
        for one in made.lists:
            typer.echo(
                f"  {one.label:36}{one.rows_in:>7} rows in{one.rows_out:>7} out"
                f"{one.columns_left_out:>4} columns left out"
            )
            for field, cells in one.cells_blanked.items():
                typer.echo(
                    f"    {field}: {cells} could not be read and were left blank"
                )
    if not written:
        raise typer.Exit(3)
    typer.echo(f"Send {out} whole: the files and pseudonymised.json beside them.")


def check(
    files: Annotated[list[Path], typer.Argument(help="Files as they would be sent.")],
    borough: BoroughCode,
    format: Annotated[
        ReceiptFormat, typer.Option("--format", help="text, json or html.")
    ] = ReceiptFormat.text,
) -> None:
    """Everything the door would say. Loads nothing; runs at the borough too."""
    from ingest.boroughs import find_borough
    from ingest.door import judge_lightly, judged
    from ingest.receipt import as_html, as_json, as_text
    from ingest.sandbox import open_apart
    from ingest.submission import grouped
    from liia.clock import today

    settings, authority = private_settings(), find_borough(borough)
    pattern = settings.child_id_pattern(authority.code)
    verdicts = [
        judged(
            open_apart(paths, authority, today(), pattern, settings.limits),
            judge_lightly,
            settings.most_rejected,
        )
        for paths in grouped(existing(files))
    ]
    words = {True: "would be refused", False: "would be accepted"}
    if format is ReceiptFormat.json:
        receipts = [as_json(verdict, words[verdict.is_refused]) for verdict in verdicts]
        typer.echo(json.dumps(receipts, indent=2, ensure_ascii=False))
    else:
        render = as_html if format is ReceiptFormat.html else as_text
        for verdict in verdicts:
            typer.echo(render(verdict, words[verdict.is_refused]))
    if any(verdict.is_refused for verdict in verdicts):
        raise typer.Exit(3)


def pairs(
    ids: Annotated[Path, typer.Argument(help="csv with a heading; local ids.")],
    old_key_file: Annotated[Path, typer.Option(help="The key until now.")],
    new_key_file: Annotated[Path, typer.Option(help="The key from now on.")],
    out: Annotated[Path, typer.Option(help="Where the pairs go.")],
) -> None:
    """At the borough, after a change of key or system: old pseudonyms to new."""
    from ingest.key_change import write_pairs
    from liia.configuration import private_files
    from liia.keys import read_key

    private_files()
    old, new = (read_key(path, "borough") for path in (old_key_file, new_key_file))
    typer.echo(f"{write_pairs(ids, old, new, out)} pairs written to {out}; send it.")


def _print_findings(findings) -> None:
    for found in findings:
        rows = f", {len(found.rows)} rows from {found.rows[0]}" if found.rows else ""
        typer.echo(
            f"  {found.sheet}, {found.column}{rows}: {found.rule.sentence} "
            f"[{found.rule_id}]",
            err=True,
        )
