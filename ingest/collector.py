"""Python's search for circles of objects, put off while a file is read.

Cells are millions of objects and no circles; looking through them all, again and again,
took half of the time that the door needed.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No search for circles inside; what was the custom before is so again after."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
