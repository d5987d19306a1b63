"""A release that is killed exists whole or not at all, and its ledger with it."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

TRIALS = 20 if os.environ.get("LIIA_EVERY_FAULT") else 1
"""One by default; `make faults` takes twenty."""


def test_a_killed_release_is_whole_or_not_there_and_the_next_run_mends_it(
    walked, tmp_path
):
    import duckdb

    moments, whole = random.Random(TRIALS), 0
    for trial in range(TRIALS):
        home = tmp_path / f"trial {trial}"
        shutil.copytree(walked.home, home)
        shutil.rmtree(home / "releases")
        (home / "ledger.duckdb").unlink()
        environment = {**os.environ, "LIIA_HOME": str(home)}
        command = [sys.executable, "-m", "liia", "release"]
        run = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moments.uniform(0.5, 8))
        run.send_signal(signal.SIGKILL)
        run.wait()
        for folder in (home / "releases").glob("[!.]*"):
            whole += 1
            manifest = json.loads((folder / "manifest.json").read_text())
            for name, said in manifest["files"].items():
                digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
                assert digest == said["sha256"], name
        mended = subprocess.run(
            command, env=environment, capture_output=True, check=False, text=True
        )
        assert mended.returncode == 0, mended.stderr
        names = sorted(path.name for path in (home / "releases").iterdir())
        assert names == ["2026-03-31_v1"]
        assert list(home.glob("ledger-*")) == []
        with duckdb.connect(str(home / "ledger.duckdb"), read_only=True) as ledger:
            (releases,) = ledger.execute(
                "select count(distinct release) from cells"
            ).fetchone()
        assert releases == 1
        shutil.rmtree(home)
    print(f"killed {TRIALS} times: {whole} whole before the next run, none in part")
