"""The made-up London: the same for the same seed, and true to what was planted."""

import ast
import sys
from collections import Counter
from datetime import date, timedelta
from math import log, sqrt
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import liia.synthetic
from ingest.layout import forms
from liia.synthetic import make_annex_a
from liia.synthetic.annex_a.workbook import headings
from liia.synthetic.boroughs import boroughs
from liia.synthetic.journeys.history import History, draw_history
from liia.synthetic.planted.ratios import GROUP_OF, ODDS_RATIOS, Step
from liia.synthetic.truth.outcomes import Tally, Truth, outcomes_of

AUTUMN, SPRING = date(2025, 9, 30), date(2026, 3, 31)
FEW_CHILDREN = 300
REFERENCE_GROUP = "White British"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Truth]:
    out = tmp_path_factory.mktemp("raw")
    return out, make_annex_a(out, ["ISL", "HAV"], [AUTUMN, SPRING], 1, FEW_CHILDREN)


@pytest.fixture(scope="module")
def autumn(made) -> dict[int, list[list]]:
    return read(made[0] / "ISL" / "Annex_A_2025_Sep.xlsx")


@pytest.fixture(scope="module")
def spring(made) -> dict[int, list[list]]:
    return read(made[0] / "ISL" / "Annex_A_2026_Mar.xlsx")


def read(path: Path) -> dict[int, list[list]]:
    """List number to its rows, headings first."""
    workbook = CalamineWorkbook.from_path(path)
    return {
        number: workbook.get_sheet_by_name(f"List {number}").to_python()
        for number in range(1, 12)
    }


def column(rows: list[list], heading: str) -> list:
    position = rows[0].index(heading)
    return [row[position] for row in rows[1:]]


def log_odds_ratio(group: Tally, reference: Tally) -> tuple[float, float]:
    """Woolf: the logarithm of the odds ratio and its standard error."""
    (a, b), (c, d) = group, reference
    return log(a * d / (b * c)), sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def test_one_workbook_is_written_for_each_borough_and_extract(made):
    out, _ = made
    written = sorted(str(path.relative_to(out)) for path in out.rglob("*.*"))
    assert written == [
        "HAV/Annex_A_2025_Sep.xlsx",
        "HAV/Annex_A_2026_Mar.xlsx",
        "ISL/Annex_A_2025_Sep.xlsx",
        "ISL/Annex_A_2026_Mar.xlsx",
    ]


def test_the_same_seed_writes_the_same_cells(made, tmp_path, spring):
    _, truth = made

    again = make_annex_a(tmp_path, ["ISL", "HAV"], [AUTUMN, SPRING], 1, FEW_CHILDREN)

    assert read(tmp_path / "ISL" / "Annex_A_2026_Mar.xlsx") == spring
    assert again == truth


def test_another_seed_writes_other_cells(tmp_path, autumn):
    make_annex_a(tmp_path, ["ISL"], [AUTUMN], 2, FEW_CHILDREN)

    other = read(tmp_path / "ISL" / "Annex_A_2025_Sep.xlsx")

    assert column(other[3], "Date of Birth") != column(autumn[3], "Date of Birth")


def test_a_borough_is_the_same_alone_and_before_its_next_extract(tmp_path, autumn):
    make_annex_a(tmp_path, ["ISL"], [AUTUMN], 1, FEW_CHILDREN)

    assert read(tmp_path / "ISL" / "Annex_A_2025_Sep.xlsx") == autumn


@pytest.mark.parametrize("number", range(1, 12))
def test_each_sheet_has_exactly_the_headings_of_its_list(number, spring):
    (form,) = (form for form in forms("annex_a") if form.position == number)
    on_the_form = {*(c.source_field for c in form.columns), *form.unlisted_fields}

    assert tuple(spring[number][0]) == headings()[number]
    assert set(spring[number][0]) == on_the_form


@pytest.mark.parametrize(
    ("list_name", "extract"), [("autumn", AUTUMN), ("spring", SPRING)]
)
def test_nothing_but_a_birth_is_dated_after_its_extract(list_name, extract, request):
    workbook = request.getfixturevalue(list_name)
    days = [
        cell
        for rows in workbook.values()
        for heading, *cells in zip(*rows, strict=True)
        if heading != "Date of Birth"
        for cell in cells
        if isinstance(cell, date)
    ]

    assert len(days) > 1000
    assert max(days) <= extract


def test_some_children_are_expected_but_not_yet_born(made):
    out, _ = made
    rows = [
        row
        for code in ("ISL", "HAV")
        for row in read(out / code / "Annex_A_2026_Mar.xlsx")[6][1:]
    ]
    unborn = [row for row in rows if row[3] > SPRING]

    assert unborn
    assert {(row[1], row[4]) for row in unborn} == {("c) Not stated/recorded", "")}


def test_a_plan_open_in_the_first_extract_and_ended_in_the_second_is_in_both(
    autumn, spring
):
    key = ("Child Unique ID", "Child Protection Plan Start Date")
    end = "Child Protection Plan End Date"
    first, second = (
        {
            (child, start): ended
            for child, start, ended in zip(
                *(column(lists[7], heading) for heading in (*key, end)), strict=True
            )
        }
        for lists in (autumn, spring)
    )
    open_then = {plan for plan, ended in first.items() if ended == ""}
    ended_since = {plan for plan, ended in second.items() if ended and plan in first}

    assert open_then
    assert open_then <= second.keys()
    assert open_then & ended_since
    # What had ended before the second window began is in the first extract alone.
    assert first.keys() - open_then
    assert not (first.keys() - open_then) & second.keys()


def test_a_referral_is_in_one_extract_only(autumn, spring):
    first, second = (
        set(
            zip(
                column(r, "Child Unique ID"), column(r, "Date of referral"), strict=True
            )
        )
        for r in (autumn[3], spring[3])
    )

    assert first
    assert second
    assert not first & second


S47_START = "Strategy discussion initiating Section 47 Enquiry Start Date"


def plan_days(plans: list[list]) -> tuple[list, list, list]:
    """Child, start and end of each plan on list 7."""
    return (
        column(plans, "Child Unique ID"),
        column(plans, "Child Protection Plan Start Date"),
        column(plans, "Child Protection Plan End Date"),
    )


def test_the_truth_counts_the_enquiries_that_the_workbooks_show(made, autumn, spring):
    _, truth = made
    window = (date(2025, 3, 31), SPRING + timedelta(days=1))
    counted = {
        group: sum(tally)
        for (code, group, step), tally in truth.tallies(*window).items()
        if code == "ISL" and step == Step.PLAN_GIVEN_S47
    }

    # An enquiry about a child who is on a plan leads to no other: it is no trial.
    plans = [
        row
        for lists in (autumn, spring)
        for row in zip(*plan_days(lists[7]), strict=True)
    ]
    shown = Counter(
        GROUP_OF[ethnicity[-4:]]
        for lists in (autumn, spring)
        for child, ethnicity, on in zip(
            column(lists[5], "Child Unique ID"),
            column(lists[5], "Ethnicity"),
            column(lists[5], S47_START),
            strict=True,
        )
        if not any(
            child == planned and start < on and (not end or on < end)
            for planned, start, end in plans
        )
    )

    assert counted == shown


@pytest.fixture(scope="module")
def large() -> tuple[History, dict[tuple[str, Step], Tally]]:
    """A borough seven times its size, and group and step to its tally; no workbook."""
    history = draw_history(1, boroughs()["CRO"], (AUTUMN, SPRING), 28_000)
    outcomes = tuple(outcomes_of(history))
    baselines = {"CRO": history.baselines}
    truth = Truth(1, (AUTUMN, SPRING), ODDS_RATIOS, baselines, outcomes)
    tallies = truth.tallies().items()
    return history, {(group, step): tally for (_, group, step), tally in tallies}


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("group", ["White other", "Mixed", "Asian", "Black", "Other"])
def test_the_planted_odds_ratio_is_recovered(group, step, large):
    history, tallies = large
    planted = log(history.odds_ratios[step][group])
    with_group, reference = tallies[group, step], tallies[REFERENCE_GROUP, step]

    estimate, error = log_odds_ratio(with_group, reference)

    assert abs(estimate - planted) < 3 * error


@pytest.mark.parametrize(
    "step", [step for step in Step if step != Step.NFA_GIVEN_NO_S47]
)
def test_the_sample_is_large_enough_to_tell_a_planted_ratio_from_none(step, large):
    _, tallies = large
    black, reference = tallies["Black", step], tallies[REFERENCE_GROUP, step]

    estimate, error = log_odds_ratio(black, reference)

    assert abs(estimate) > 1.96 * error
    assert (estimate > 0) == (ODDS_RATIOS[step]["Black"] > 1)


def test_the_generator_knows_nothing_of_the_house():
    imported = {
        name
        for module in Path(liia.synthetic.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [
            node.module
            if isinstance(node, ast.ImportFrom)
            else ".".join(alias.name for alias in node.names)
        ]
    }
    ours = {name for name in imported if name.startswith("liia.synthetic")}
    outside = {name.partition(".")[0] for name in imported - ours}

    assert outside - sys.stdlib_module_names == {"pyarrow", "xlsxwriter"}
