"""Faults put into made-up files are found by the door, and nothing else is."""

from benchmarks.faults import RULES, score
from liia.synthetic.london import Plan, make_london
from liia.synthetic.mess import Level


def test_faults_of_a_severe_mess_are_found_and_nothing_else_is_told(tmp_path):
    plan = Plan(tmp_path, years=2, scale=0.03, mess=Level.severe)
    list(make_london(plan, ["BEX"]))
    scores = score(tmp_path)

    assert scores.keys() == RULES.keys()
    assert {fault: one.false_alarms for fault, one in scores.items()} == dict.fromkeys(
        RULES, 0
    )
    for fault in ("row repeated", "extra column", "column missing", "row too long"):
        assert scores[fault].found >= 0.95 * scores[fault].planted
    # A blank in a column that was left out is not seen.
    assert (
        scores["ethnicity blank"].found >= 0.9 * scores["ethnicity blank"].planted > 0
    )
    assert (
        scores["date unreadable"].found >= 0.9 * scores["date unreadable"].planted > 0
    )
