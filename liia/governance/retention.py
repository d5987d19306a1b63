"""Six years and then deleted: what the clock says must go, and its going.

A submission's day of deletion is six years after it was received, by the day in London
(28 February for a 29th that does not exist), and is written in the register when it
lands. A fact leaves the marts when the last submission that holds it goes.
"""

from datetime import datetime, timedelta
from pathlib import Path

from ingest.errors import LiiaError
from liia.build import build
from liia.clock import this_moment, today
from liia.configuration import Settings
from liia.governance.audit_log import read_log
from liia.governance.forgetting import due, is_pending

FURTHEST_BACK = timedelta(hours=48)
"""How far the clock may stand behind the last thing that was recorded."""


def passed(settings: Settings) -> list[dict]:
    """The submissions whose day of deletion has come, with their rows."""
    return due(settings, today()).expired


def retain(settings: Settings) -> list[Path]:
    """Delete what has passed, rebuild without it, and certify; nothing due, no build.

    Raises LiiaError when the clock runs behind what was recorded.
    """
    refuse_a_clock_behind(settings)
    if not is_pending(settings, today()):
        return []
    before = set(settings.certificates_folder.glob("*.json"))
    build(settings)
    return sorted(set(settings.certificates_folder.glob("*.json")) - before)


def refuse_a_clock_behind(settings: Settings) -> None:
    lines = read_log(settings).lines
    if not lines:
        return
    last = datetime.fromisoformat(lines[-1]["at"])
    if this_moment() < last - FURTHEST_BACK:
        raise LiiaError(
            f"the clock says {today()}, and the audit log ends on {last.date()}. Set the "
            "clock (or LIIA_TODAY) right: by a clock behind, children are kept too long."
        )
