"""The command line: each command parses, calls and reports, in the module of its family.

What is heavy is imported inside a command, so that help is quick and a borough needs little.
"""

import sys
import traceback
from pathlib import Path

import typer

from ingest.errors import LiiaError, UsageError, disk_fault
from liia.cli import (
    at_the_borough,
    desk,
    governance,
    health,
    made_up,
    nightly,
    releases,
    rights,
)

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

# In the order of the help: to begin, at the borough, every night, for the notice, to read.
app.command()(made_up.demo)
app.command()(made_up.synthesise)
app.command()(health.doctor)
app.command()(at_the_borough.pseudonymise)
app.command()(at_the_borough.check)
app.command()(nightly.ingest)
app.command(
    # dbt's own selection is passed on.
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)(nightly.build)
app.command()(releases.release)
app.command()(nightly.refresh)
app.command()(health.status)
app.command()(governance.retention)
app.command()(governance.rekey)
app.command()(at_the_borough.pairs)
app.command()(governance.evidence)
app.command()(desk.notebook)
app.command()(desk.docs)
app.add_typer(
    nightly.population,
    name="population",
    help="Who lives in London: what rates are rates of.",
)
app.add_typer(rights.rights, name="rights")


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
