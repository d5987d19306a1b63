"""Named places where a run can be made to die, so that tests see what a kill leaves.

`LIIA_FAILPOINT=swap.replaced` ends the process there at once, as a power cut would:
nothing is flushed and no `finally` runs. `build.node:20` dies the twentieth time. Unset,
as it is outside of tests, a failpoint does nothing.
"""

import os
from collections import Counter

KILLED = 137
"""The exit code of a process that was killed."""
_times: Counter[str] = Counter()


def reach(place: str) -> None:
    """Pass `place`, unless the environment says to die there."""
    name, _, nth = os.environ.get("LIIA_FAILPOINT", "").partition(":")
    if place == name:
        _times[place] += 1
        if _times[place] == int(nth or 1):
            os._exit(KILLED)
