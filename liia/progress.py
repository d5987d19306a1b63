"""What the operator sees of a run: lines that stay, and on a terminal what passes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.status import Status


@dataclass(frozen=True)
class Progress:
    """Written to standard error, so that an answer can be piped on."""

    console: Console
    passing: Status

    def line(self, words: str) -> None:
        """Say what stays."""
        # soft_wrap: a log file is not 80 letters wide. Names are words, not markup.
        self.console.print(f"... {words}", markup=False, soft_wrap=True)

    def detail(self, words: str) -> None:
        """Say what the next detail replaces; a file or a pipe hears nothing of it."""
        if self.console.is_terminal:
            self.passing.update(words)


@contextmanager
def shown() -> Iterator[Progress]:
    """Progress, whose passing words are gone when the run ends."""
    console = Console(stderr=True, highlight=False)
    passing = console.status("")
    if not console.is_terminal:
        yield Progress(console, passing)
        return
    with passing:
        yield Progress(console, passing)
