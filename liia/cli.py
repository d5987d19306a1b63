"""The command line: parse, call, report. What is heavy is imported inside a command."""

import json
import re
import sys
import traceback
from collections import Counter
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import LiiaError, UsageError, disk_fault
from ingest.identifiers import shown_name
from liia.desk import commands as desk
from liia.governance import commands as governance

EXIT_CODES = (
    "Exit codes: 0 done; 1 unexpected; 2 usage; 3 submission rejected; 4 data test "
    "failed; 5 disclosure control blocked a release; 75 busy, try later."
)
app = typer.Typer(
    help="The LIIA Child Level Insights warehouse.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    # A trace with its locals would print rows of children.
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
)


population = typer.Typer(no_args_is_help=True)
app.add_typer(
    population, name="population", help="Who lives in London: what rates are rates of."
)


class Format(StrEnum):
    """How a command answers."""

    text = "text"
    json = "json"


class ReceiptFormat(StrEnum):
    """How a check answers."""

    text = "text"
    json = "json"
    html = "html"


class Mess(StrEnum):
    """How messy made-up returns are."""

    none = "none"
    usual = "usual"
    severe = "severe"


AnswerFormat = Annotated[Format, typer.Option("--format", help="text or json.")]
BoroughCode = Annotated[
    str, typer.Option("--borough", "-b", help="LIIA, GSS or DfE code, such as ISL.")
]


@app.command()
def demo() -> None:
    """The whole road on a made-up London, into LIIA_HOME."""
    from liia import demo as demonstration
    from liia.release.terminal import print_ratios

    settings = _settings()
    release = demonstration.run(settings, _progress)
    print_ratios(settings)
    home = settings.home
    typer.echo("\nWhere everything lies:")
    for path, what in {
        home / "demo_boroughs": "what the made-up boroughs hold: raw files, their keys",
        settings.inbox_folder: "what they sent, pseudonymised",
        home / "receipts": "what the door said of each file",
        settings.landing_file: "every accepted row, as text",
        settings.warehouse_file: "the warehouse: marts, equalities, published tables",
        release.folder: "the draft release",
        release.folder / "report.html": "its report: open it in a browser",
    }.items():
        typer.echo(f"  {path!s:44} {what}")
    typer.echo("\nNext: liia notebook, or query core.cp_plans in the warehouse.")


@app.command()
def synthesise(
    out: Annotated[Path, typer.Option(help="Folder to write into; new or empty.")],
    boroughs: Annotated[int, typer.Option(min=1, max=33, help="How many.")] = 33,
    years: Annotated[
        int, typer.Option(min=1, max=10, help="Years to 31 March 2026.")
    ] = 3,
    scale: Annotated[
        float, typer.Option(min=0.001, max=10, help="1 is as many as London has.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(help="The same seed, the same truth.")] = 1,
    mess: Annotated[
        Mess, typer.Option(help="What goes wrong in the files; all of it is noted.")
    ] = Mess.none,
    extracts: Annotated[
        int, typer.Option(min=1, max=2, help="Annex A extracts a year.")
    ] = 2,
) -> None:
    """Make up a London whose truth is known: all three returns, raw, of nobody."""
    from liia.synthetic.boroughs import boroughs as all_boroughs
    from liia.synthetic.london import Plan, make_london
    from liia.synthetic.mess import Level

    if out.exists() and any(out.iterdir()):
        raise UsageError("the folder of --out is not empty. Choose another.")
    plan = Plan(out, years, scale, seed, Level(mess), extracts)
    codes = list(all_boroughs())[:boroughs]
    rows: Counter[str] = Counter()
    with typer.progressbar(
        make_london(plan, codes), len(codes), label="making boroughs up"
    ) as made:
        for borough in made:
            rows.update(borough.truth_rows)
    for table, count in rows.items():
        typer.echo(f"  {table:10}{count:>12,} rows of truth")


@app.command()
def doctor(
    new_keys: Annotated[
        bool, typer.Option("--new-keys", help="Make LIIA's keys that are missing.")
    ] = False,
    format: AnswerFormat = Format.text,
) -> None:
    """What is installed, configured, writable and private; how to mend what is not."""
    from liia import doctor as health

    settings = _settings()
    if new_keys:
        for path in health.make_missing_keys(settings):
            typer.echo(f"made {path}; keep a copy apart, with a second holder")
    checks = health.examine(settings)
    if format is Format.json:
        typer.echo(json.dumps([vars(check) for check in checks], indent=2))
    else:
        for check in checks:
            mark = "ok  " if check.is_good else "MEND" if check.is_needed else "note"
            typer.echo(f"{mark}  {check.subject}: {check.words}")
    if any(check.is_needed and not check.is_good for check in checks):
        raise typer.Exit(1)


@app.command()
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
    names = [path.name for path in _existing(files)]
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


@app.command()
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

    settings, authority = _settings(), find_borough(borough)
    pattern = settings.child_id_pattern(authority.code)
    verdicts = [
        judged(
            open_apart(paths, authority, today(), pattern, settings.limits),
            judge_lightly,
            settings.most_rejected,
        )
        for paths in grouped(_existing(files))
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


@app.command()
def ingest(
    inbox: Annotated[Path | None, typer.Argument(help="INBOX/<borough code>/…")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")
    ] = False,
    accept_large_change: Annotated[
        bool, typer.Option(help="Take a resubmission that loses over a fifth of rows.")
    ] = False,
    format: AnswerFormat = Format.text,
) -> None:
    """Every new file of the inbox: one transaction a submission, a receipt each."""
    from ingest import intake
    from liia.clock import this_moment
    from liia.governance.locations import refuse_a_home_elsewhere
    from liia.keys import read_key
    from liia.lock import one_at_a_time

    settings = _settings()
    refuse_a_home_elsewhere(settings)
    key = read_key(settings.key_file("landing"), "landing")
    with one_at_a_time(settings.home):
        outcomes = list(
            intake.ingest(
                inbox or settings.inbox_folder,
                settings,
                key,
                this_moment(),
                dry_run=dry_run,
                accept_large_change=accept_large_change,
                progress=_progress,
            )
        )
    _print_outcomes(outcomes, format)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def build(context: typer.Context) -> None:
    """dbt build into a new file, tests, swap. Takes dbt's own selection."""
    from liia.build import build as build_warehouse
    from liia.lock import one_at_a_time
    from liia.record import recorded

    settings = _settings()
    with one_at_a_time(settings.home), recorded(settings, "build"):
        built = build_warehouse(settings, context.args)
    _print_built(settings, built)


@population.command("load")
def load_population(
    file: Annotated[Path, typer.Argument(help="csv of an ONS custom dataset.")],
) -> None:
    """Take in the official table of children by ethnicity; the next build uses it."""
    from liia.population import load
    from liia.refresh import one_at_a_time

    settings = _settings()
    [path] = _existing([file])
    with one_at_a_time(settings.home):
        children = load(settings, path)
    loaded = {borough for borough, _ in children}
    typer.echo(
        f"{sum(children.values()):,} children of {len(loaded)} boroughs; the other "
        f"{33 - len(loaded)} stay modelled. Next: liia build"
    )


@app.command()
def release(
    approve: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Approve the latest draft, in your name."),
    ] = None,
) -> None:
    """Audit, and write releases/<release>/ as a draft; or approve the latest draft."""
    from liia.governance.verification import record_release
    from liia.lock import one_at_a_time
    from liia.release.approval import approve as approve_latest
    from liia.release.draft import draft

    settings = _settings()
    with one_at_a_time(settings.home):
        if approve is not None:
            folder = approve_latest(settings, approve)
            record_release(settings, folder)
            typer.echo(f"approved: {folder}")
            return
        made = draft(settings)
        record_release(settings, made.folder)
    _print_release(made)


@app.command()
def refresh(
    with_release: Annotated[
        bool, typer.Option("--release", help="Write a draft release too.")
    ] = False,
) -> None:
    """The nightly job: ingest and build, locked and atomic."""
    from liia.progress import shown
    from liia.refresh import refresh as run_refresh

    settings = _settings()
    with shown() as progress:
        outcomes, built, made = run_refresh(
            settings,
            with_release=with_release,
            progress=progress.line,
            detail=progress.detail,
        )
    if built:
        _print_built(settings, built)
    else:
        typer.echo(f"{settings.warehouse_file}: nothing has changed; it stands.")
    if made:
        _print_release(made)
    _print_outcomes(outcomes, Format.text)


@app.command()
def status(
    max_age: Annotated[
        str | None, typer.Option(help="Exit 1 if the last good run is older: 26h, 2d.")
    ] = None,
    format: AnswerFormat = Format.text,
) -> None:
    """Last run, who has submitted what, and what was refused."""
    from ingest.receipt.submitted import write_submitted
    from liia import status as state
    from liia.clock import today

    settings = _settings()
    rows = state.submissions(settings)
    missing, refused = state.missing_boroughs(settings), state.refused(settings)
    if format is Format.json:
        run = state.last_run(settings)
        answer = {"last_run": run, "submissions": rows, "refused_files": refused}
        answer["nothing_from"] = missing
        typer.echo(json.dumps(answer, indent=2, default=str))
    else:
        said = state.said_of_last_run(settings)
        typer.echo(f"Last run: {said}")
        for row in rows:
            typer.echo(
                f"  {row['borough_code']}  to {row['period_end']}  "
                f"received {row['received_date']}  {row['rows_read']} rows read, "
                f"{row['rows_landed']} landed, {row['rows_rejected']} rejected, "
                f"{row['rows_set_aside']} set aside"
            )
        typer.echo(f"Nothing from {len(missing)} of 33 boroughs: {', '.join(missing)}")
        typer.echo(f"Refused files remembered: {refused}")
        receipts = settings.home / "receipts"
        if settings.landing_file.exists():
            page = write_submitted(settings.landing_file, receipts, today())
            typer.echo(f"As a page: {page}")
    if max_age and not state.is_recent(settings, _duration(max_age)):
        raise typer.Exit(1)


app.add_typer(governance.rights, name="rights")
app.command()(governance.retention)
app.command()(governance.rekey)
app.command()(governance.pairs)
app.command()(governance.evidence)
app.command()(desk.notebook)
app.command()(desk.docs)


def main() -> None:
    """Run a command. A fault its user can mend is one sentence and an exit code.

    Anything else is a bug: it is told by its class and by where it arose, without its
    text, since a library's text may quote a child's cell.
    """
    try:
        app()
    except LiiaError as fault:
        typer.echo(f"liia: {fault}", err=True)
        sys.exit(fault.exit_code)
    except ModuleNotFoundError as missing:
        words = f"this command needs {missing.name}. Run: pip install '.[warehouse]'"
        typer.echo(f"liia: {words}", err=True)
        sys.exit(UsageError.exit_code)
    except Exception as bug:  # noqa: BLE001 - the one boundary, and it tells no value
        if words := disk_fault(bug):
            typer.echo(f"liia: {words}", err=True)
            sys.exit(1)
        frames = traceback.extract_tb(bug.__traceback__)
        for frame in frames[-6:]:
            where = f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
            typer.echo(where, err=True)
        typer.echo(f"liia: a fault of ours, {type(bug).__name__}; tell us.", err=True)
        sys.exit(1)


def _settings():
    from liia.configuration import private_files, settings

    private_files()
    return settings()


def _progress(words: str) -> None:
    typer.echo(f"... {words}", err=True)


def _existing(files: list[Path]) -> list[Path]:
    missing = [shown_name(path) for path in files if not path.exists()]
    if missing:
        raise UsageError(f"no such file: {', '.join(missing)}")
    return files


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([hd])", text)
    if not found:
        raise UsageError("--max-age is a number of hours or days: 26h or 2d.")
    return timedelta(**{{"h": "hours", "d": "days"}[found[2]]: int(found[1])})


def _print_findings(findings) -> None:
    for found in findings:
        rows = f", {len(found.rows)} rows from {found.rows[0]}" if found.rows else ""
        typer.echo(
            f"  {found.sheet}, {found.column}{rows}: {found.rule.sentence} "
            f"[{found.rule_id}]",
            err=True,
        )


def _print_outcomes(outcomes, format: Format) -> None:
    if format is Format.json:
        answer = [
            {
                "borough_code": outcome.borough.code if outcome.borough else None,
                "files": [shown_name(path) for path in outcome.files],
                "outcome": outcome.kind,
                "words": outcome.words,
                "rows_landed": outcome.rows,
                "receipt": str(outcome.receipt) if outcome.receipt else None,
            }
            for outcome in outcomes
        ]
        typer.echo(json.dumps(answer, indent=2))
    elif not outcomes:
        typer.echo("Nothing new in the inbox.")
    else:
        for outcome in outcomes:
            names = ", ".join(shown_name(path) for path in outcome.files)
            code = outcome.borough.code if outcome.borough else "???"
            typer.echo(f"{code}  {names}: {outcome.words}")
            if outcome.receipt:
                typer.echo(f"     {outcome.receipt}")
    if any(outcome.is_refusal for outcome in outcomes):
        raise typer.Exit(3)


def _print_built(settings, built) -> None:
    typer.echo(
        f"{settings.warehouse_file}: {built.models} models built, {built.tests} tests "
        "passed"
        + (f"; warnings: {', '.join(built.warnings)}" if built.warnings else "")
    )


def _print_release(made) -> None:
    state = "draft written" if made.is_new else "unchanged; the standing release is"
    demo = " DEMO: made with demonstration secrets." if made.is_demo else ""
    typer.echo(
        f"{state} {made.folder}: {made.figures} figures, {made.shown} ratios shown.{demo}"
    )
