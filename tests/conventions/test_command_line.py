"""The command line is quick to answer, and its exit codes are a promise."""

import subprocess
import sys

import pytest

from tests.workbooks import row, shared_workbook, write_workbook


def liia(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "liia", *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        **options,
    )


def test_help_imports_nothing_heavy():
    code = (
        "import sys, liia.cli\n"
        "heavy = {'duckdb', 'dbt', 'pyarrow', 'pandas', 'pydantic', 'marimo'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, text=True
    )
    assert said.stdout.strip() == "[]", said.stderr


def test_every_verb_that_is_there_works_and_help_tells_the_exit_codes(home):
    said = liia("--help")
    assert said.returncode == 0
    for verb in [
        "demo",
        "synthesise",
        "doctor",
        "pseudonymise",
        "check",
        "ingest",
        "build",
        "release",
        "refresh",
        "status",
        "rights",
        "retention",
        "rekey",
        "pairs",
        "evidence",
        "notebook",
        "docs",
    ]:
        assert verb in said.stdout
    assert "75 busy" in " ".join(said.stdout.split())


def test_a_typo_is_2_and_says_what_was_meant(home):
    said = liia("chekc")
    assert said.returncode == 2 and "check" in said.stderr


def test_a_refusal_is_3_and_an_acceptance_0(home, tmp_path):
    good = shared_workbook(tmp_path / "good.xlsx")
    raw = write_workbook(tmp_path / "raw.xlsx", {3: [row(3)]})
    assert liia("check", good, "-b", "ISL").returncode == 0
    said = liia("check", raw, "-b", "E09000019")
    assert said.returncode == 3
    assert "List 3 (Referrals), Date of Birth, row 2" in said.stdout
    assert "1000001" not in said.stdout + said.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "absent.xlsx", "-b", "ISL"),
        ("check", "absent.xlsx", "-b", "NOWHERE"),
        ("status", "--max-age", "soon"),
        ("build",),
    ],
)
def test_what_cannot_be_done_as_asked_is_2_in_one_sentence(home, arguments):
    said = liia(*arguments)
    assert said.returncode == 2
    assert "Traceback" not in said.stderr and said.stderr.count("\n") == 1


def test_a_missing_key_stops_and_says_how_to_make_one(home):
    (home / "keys" / "landing.key").unlink()
    said = liia("ingest")
    assert said.returncode == 2 and "doctor --new-keys" in said.stderr


def test_a_busy_home_is_75(home):
    from liia.lock import one_at_a_time

    with one_at_a_time(home):
        assert liia("ingest").returncode == 75


def test_status_exits_1_when_no_run_was_ever_good(home):
    assert liia("status", "--max-age", "26h").returncode == 1
    assert liia("status").returncode == 0


def test_dbt_says_in_one_line_that_nothing_has_landed(tmp_path):
    import os

    from ingest.project import project_root

    environment = {**os.environ, "LIIA_HOME": str(tmp_path / "empty")}
    said = subprocess.run(
        [
            sys.executable,
            "-m",
            "dbt.cli.main",
            "build",
            "--target-path",
            str(tmp_path / "target"),
            "--log-path",
            str(tmp_path / "logs"),
        ],
        cwd=project_root(),
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert said.returncode != 0
    assert "make demo" in said.stdout


def test_a_bug_is_told_by_its_place_and_never_by_its_text(home):
    code = (
        "import liia.cli, liia.configuration\n"
        "def spoilt(): raise ValueError('CANARY 17/05/2012')\n"
        "liia.configuration.settings = spoilt\n"
        "liia.cli.main()"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, "status"],
        capture_output=True,
        check=False,
        text=True,
    )
    assert said.returncode == 1 and "ValueError" in said.stderr
    assert "CANARY" not in said.stdout + said.stderr


def test_the_demo_keeps_away_from_a_home_with_real_keys(home):
    from liia.configuration import settings
    from liia.doctor import make_missing_keys

    for key in (home / "keys").iterdir():
        key.unlink()
    make_missing_keys(settings())
    said = liia("demo")
    assert said.returncode == 2 and "not for demonstrations" in said.stderr
    assert not (home / "demo_boroughs").exists()


def test_the_key_may_not_lie_where_the_files_are_sent_from(home, tmp_path):
    raw = write_workbook(tmp_path / "raw.xlsx", {3: [row(3)]})
    out = tmp_path / "out"
    said = liia(
        "pseudonymise", raw, "-b", "ISL", "--new-key", "--key-file", out / "k.key",
        "--out", out,
    )  # fmt: skip
    assert said.returncode == 2 and not out.exists()


def test_a_file_of_which_nothing_may_be_shared_is_3(home, tmp_path):
    raw = write_workbook(tmp_path / "raw.xlsx", {1: [row(1)]})
    said = liia(
        "pseudonymise", raw, "-b", "ISL", "--new-key", "--key-file",
        tmp_path / "k.key", "--out", tmp_path / "out",
    )  # fmt: skip
    assert said.returncode == 3 and "Send" not in said.stdout
