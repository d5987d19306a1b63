"""Lists 1 and 2: contacts that went no further, and early help."""

from collections.abc import Iterator

from liia.synthetic.annex_a import cells
from liia.synthetic.annex_a.extract import Extract, Row


def contacts(extract: Extract) -> Iterator[Row]:
    """List 1: made in the window and gone no further."""
    for contact in extract.history.contacts:
        if extract.is_in_window(contact.on):
            yield (
                *extract.child(contact.child),
                contact.on,
                cells.SOURCE[contact.source],
            )


def early_help(extract: Extract) -> Iterator[Row]:
    """List 2: open, or completed in the window."""
    for help_ in extract.history.early_help:
        if extract.is_open_or_just_ended(help_.start, help_.completed):
            yield (
                *extract.child(help_.child),
                help_.start,
                extract.known(help_.completed),
                help_.organisation,
            )
