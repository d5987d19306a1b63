"""What was recorded and then changed is detected, whichever record it was."""

import json

import pytest

from ingest.errors import LiiaError
from liia.configuration import settings
from liia.database import opened
from liia.governance import audit_log, certificates
from liia.governance.verification import record_release, verify
from tests.governance.homes import sent, taken_in


def faults() -> dict[str, int]:
    return {one.subject: len(one.faults) for one in verify(settings()) if one.faults}


def recorded(count: int) -> None:
    for number in range(count):
        audit_log.record(settings(), "build", models=number)


@pytest.mark.parametrize("cut", [1, 3])
@pytest.mark.parametrize("how", ["edited", "taken out", "moved", "copied", "cut"])
def test_a_changed_a_moved_or_a_cut_line_of_the_log_is_detected(home, how, cut):
    recorded(8)
    path = home / "audit" / "log.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    if how == "edited":
        lines[cut] = lines[cut].replace('"models": ', '"models": 9')
    elif how == "taken out":
        del lines[cut]
    elif how == "moved":
        lines[cut], lines[cut + 1] = lines[cut + 1], lines[cut]
    elif how == "copied":
        lines.insert(cut, lines[cut])
    else:
        del lines[-cut:]
    path.write_text("".join(lines))
    assert faults() == {"audit log": 1}
    with pytest.raises(LiiaError, match="cannot be trusted"):
        audit_log.record(settings(), "build")


def test_a_log_cut_with_its_head_is_detected_by_a_certificate(home):
    recorded(2)
    certificates.write(settings(), "ISL-export-2026-04-15-1", "export", {"rows": 1})
    path = home / "audit" / "log.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    (home / "audit" / "head.json").unlink()
    assert "audit log" in faults()


def test_a_line_torn_by_a_killed_run_is_cut_and_told(home):
    recorded(2)
    path = home / "audit" / "log.jsonl"
    path.write_text(path.read_text() + '{"number": 3, "at": "20')
    assert faults() == {}
    recorded(1)
    actions = [line["action"] for line in audit_log.read_log(settings()).lines]
    assert actions == ["build", "build", "torn_line_cut", "build"] and faults() == {}


def test_a_certificate_that_was_changed_or_lost_is_detected(home):
    path = certificates.write(settings(), "ISL-export-2026-04-15-1", "export", {"n": 1})
    assert faults() == {}
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, "facts": {"n": 2}}))
    assert faults() == {"certificates": 1}
    path.unlink()
    assert faults() == {"certificates": 1}


def test_a_release_that_was_changed_is_detected(home):
    folder = home / "releases" / "2026-03-31_v1"
    folder.mkdir(parents=True)
    (folder / "ratios.csv").write_text("a,b\n")
    from liia.governance.rewriting import digest_of_file

    table = {"ratios.csv": {"sha256": digest_of_file(folder / "ratios.csv")}}
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps({"tables": table}))
    record_release(settings(), folder)
    assert faults() == {}
    (folder / "ratios.csv").write_text("a,c\n")
    assert faults() == {"releases": 1}
    manifest.write_text(json.dumps({"tables": {}}))
    assert faults() == {"releases": 1}


@pytest.mark.parametrize(
    "tampering",
    [
        "update register.submissions set digest = 'another'",
        "update register.submission_lists set rows_landed = rows_landed - 1",
        "delete from annex_a.referrals where _source_row = 2",
        "update register.submissions set submission_id = 'ISL-annex_a-of-another'",
        "delete from register.submissions",
    ],
)
def test_a_register_that_was_changed_is_detected(home, tampering):
    sent(home, range(1, 4))
    taken_in()
    assert faults() == {}
    with opened(settings().landing_file, "landing", read_only=False) as landing:
        landing.execute(tampering)
    assert "landing register" in faults()


def test_no_line_of_the_log_holds_a_pseudonym(home):
    sent(home, range(1, 4))
    taken_in()
    text = (home / "audit" / "log.jsonl").read_text()
    from tests.governance.homes import markers_of

    assert not any(marker in text for n in (1, 2, 3) for marker in markers_of(n))
