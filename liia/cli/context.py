"""What every command works with: its settings, and the lock and record of a run."""

from contextlib import contextmanager

import typer


def private_settings():
    """The settings; what is written from here on is private to its owner."""
    from liia.configuration import private_files, settings

    private_files()
    return settings()


def progress(words: str) -> None:
    """A line of what goes on, apart from the answer."""
    typer.echo(f"... {words}", err=True)


@contextmanager
def at_work(verb: str):
    """The lock of the home and a record of the run, for the length of one verb."""
    from liia.governance.locations import refuse_a_home_elsewhere
    from liia.lock import one_at_a_time
    from liia.record import recorded

    found = private_settings()
    refuse_a_home_elsewhere(found)
    with one_at_a_time(found.home), recorded(found, verb):
        yield found
