"""Great Expectations at the boundary: the table of expectations, held against what is
about to land.

One suite for all tables of a submission, since each run of it costs its time whatever is
in it; made from the declarations of the fields and the code seeds. It sees readings, each
with its place among them, and never a cell's text. Its own words and pages are not used:
they quote values, and ask the network for their style.
"""

import os
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ingest.expectations import EXPECTATIONS, Expectation, Miss, Reading

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation as Expected

PLACE = "place"


def judge(readings: list[Reading]) -> Iterator[Miss]:
    """What of a submission's readings is not as expected."""
    import pandas

    places = range(len(readings))
    spoken_of = {
        expectation: {n for n in places if expectation.expects(readings[n])}
        for expectation in EXPECTATIONS
    }
    by_rule = {one.rule_id: one for one, its_own in spoken_of.items() if its_own}
    if not by_rule:
        return
    columns: dict[str, list] = {PLACE: list(places)}
    for rule_id, expectation in by_rule.items():
        # What a rule says nothing of is blank to it, and passes; to the rule about
        # blanks it is filled.
        nothing = "" if rule_id == "blank_cell" else None
        its_own = spoken_of[expectation]
        columns[rule_id] = [
            readings[n].as_read if n in its_own else nothing for n in places
        ]
    # Plain Python objects: for its own kind of text it would take each pattern apart.
    frame = pandas.DataFrame(columns, dtype=object)
    result = (
        _boundary()
        .get_batch({"dataframe": frame})
        .validate(
            _suite(tuple(by_rule.values())),
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": [PLACE],
                "include_unexpected_rows": False,
            },
        )
    )
    for one in result.results:
        expectation = by_rule[one.expectation_config.kwargs["column"]]
        for found in one.result.get("unexpected_index_list") or ():
            yield expectation, int(found[PLACE])


@cache
def _boundary() -> "BatchDefinition":
    """Where frames are handed over. Importing the library takes seconds, once a run."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("door").add_dataframe_asset("readings")
    return asset.add_batch_definition_whole_dataframe("all of them")


@cache
def _suite(expectations: tuple[Expectation, ...]):
    from great_expectations import ExpectationSuite

    expected = [_expected(one) for one in expectations]
    return ExpectationSuite(name="what lands", expectations=expected)


def _expected(expectation: Expectation) -> "Expected":
    from great_expectations import expectations as expected

    column = expectation.rule_id
    if column == "blank_cell":
        return expected.ExpectColumnValuesToNotBeNull(column=column)
    pattern = rf"^(?:{expectation.pattern})\Z"
    return expected.ExpectColumnValuesToMatchRegex(column=column, regex=pattern)
