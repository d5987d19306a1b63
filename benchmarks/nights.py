"""A made-up London that sends its returns to a home, and nights in that home."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ingest.pseudonymise import pseudonymise
from liia.configuration import Settings
from liia.doctor import make_missing_keys
from liia.keys import new_key, read_key
from liia.synthetic.boroughs import boroughs
from liia.synthetic.london import Plan, make_london
from liia.synthetic.mess import Level

TODAY = "2026-04-15"
PROCESSES = 2


@dataclass(frozen=True)
class Nights:
    """A home, and beside its inbox a folder of what each borough will send."""

    home: Path
    boroughs: int
    years: int
    scale: float

    @property
    def codes(self) -> list[str]:
        return list(boroughs())[: self.boroughs]

    def prepare(self) -> None:
        """Make what the boroughs send, unless it was made before."""
        make_missing_keys(Settings(home=self.home), demo=True)
        waiting = [c for c in self.codes if not (self.home / "waiting" / c).exists()]
        with ProcessPoolExecutor(PROCESSES) as pool:
            list(pool.map(partial(_send, self), waiting))

    def night(self, sent: Sequence[str]) -> dict:
        """A refresh after these boroughs have sent; what last_run.json says of it."""
        inbox = self.home / "inbox"
        inbox.mkdir(exist_ok=True)
        for code in sent:
            shutil.copytree(self.home / "waiting" / code, inbox / code)
        run = subprocess.run(
            [sys.executable, "-m", "liia", "refresh", "--release"],
            env={**os.environ, "LIIA_HOME": str(self.home), "LIIA_TODAY": TODAY},
            capture_output=True,
            check=False,
            text=True,
        )
        record = json.loads((self.home / "state" / "last_run.json").read_text())
        if run.returncode not in (0, 3):
            raise SystemExit(f"a night failed ({run.returncode}): {run.stderr[-500:]}")
        return record


def _send(nights: Nights, code: str) -> None:
    raw, key_file = nights.home / "raw", nights.home / "raw" / f"{code}.key"
    plan = Plan(raw, nights.years, nights.scale, 1, Level.usual, extracts_per_year=1)
    list(make_london(plan, [code], 1))
    new_key(key_file, "borough", demo=True)
    key = read_key(key_file, "borough")
    for path in sorted((raw / code).iterdir()):
        pseudonymise(path, key, nights.home / "waiting" / code)
    shutil.rmtree(raw / code)
    key_file.unlink()
