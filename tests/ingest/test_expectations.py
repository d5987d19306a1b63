"""One table of rules, two engines, the same findings; and not one cell's text in either."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import acceptance
from ingest.expectations import (
    EXPECTATIONS,
    UNREADABLE,
    Reading,
    judge_lightly,
)
from ingest.layout import Column, landing_forms
from ingest.project import project_root

TYPES = ("month", "sector", "date", "integer", "code", "codes", "text")
READ = ("2020-01-01", "E17 9", "12", "12.0", "ethnicity:WBRI", "codes:", UNREADABLE)

readings = st.lists(
    st.builds(
        Reading,
        st.builds(
            Column,
            st.sampled_from(["one", "other"]),
            st.just("Field"),
            st.sampled_from(TYPES),
            is_always_filled=st.booleans(),
        ),
        st.sampled_from(READ) | st.none() | st.text(max_size=6),
        st.integers(1, 9),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(readings)
def test_great_expectations_and_our_own_hand_find_the_same(table):
    def misses(judge):
        return Counter((e.rule_id, place) for e, place in judge(table))

    assert misses(acceptance.judge) == misses(judge_lightly)


def test_each_type_of_field_that_can_be_misread_has_one_expectation():
    spoken_of = Counter(kind for one in EXPECTATIONS for kind in one.types)
    declared = {column.type for form in landing_forms() for column in form.columns}

    assert declared - {"text", "pseudonym"} == set(spoken_of)
    assert set(spoken_of.values()) == {1}


def test_a_borough_needs_no_great_expectations_to_check():
    """Only the inbox of LIIA imports the engine's module, and nothing but it the library."""
    users = {
        path.name
        for path in (project_root() / "ingest").rglob("*.py")
        if "ingest.acceptance" in path.read_text() and path.name != "acceptance.py"
    }
    importers = {
        path.name
        for path in (project_root() / "ingest").rglob("*.py")
        if "great_expectations" in path.read_text()
    }
    assert importers == {"acceptance.py"}
    assert users == {"intake.py"}
