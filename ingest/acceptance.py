"""Great Expectations at the boundary: the table of expectations, held against what is
about to land.

A suite a table, made from the declaration of its fields and the code seeds; it sees
readings, each with the number of the one it is, and never a cell's text. Its own words
and pages are not used: they quote values, and ask the network for their style.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ingest.expectations import EXPECTATIONS, Expectation, Miss, Reading, codes

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation as Expected

NUMBER = "reading"


def judge(table: str, readings: list[Reading]) -> Iterator[Miss]:
    """What of a table's readings is not as expected."""
    import pandas

    spoken_of = {
        expectation: [n for n, one in enumerate(readings) if expectation.expects(one)]
        for expectation in EXPECTATIONS
    }
    spoken_of = {one: numbers for one, numbers in spoken_of.items() if numbers}
    if not spoken_of:
        return
    columns: dict[str, dict[int, str | None]] = defaultdict(dict)
    for expectation, numbers in spoken_of.items():
        for number in numbers:
            columns[expectation.rule_id][number] = readings[number].as_read
    # A reading that a rule says nothing of is blank to it, and passes; to the rule about
    # blanks it is filled.
    frame = pandas.DataFrame({NUMBER: range(len(readings))})
    for rule_id, by_number in columns.items():
        nothing = "" if rule_id == "blank_cell" else None
        frame[rule_id] = [by_number.get(n, nothing) for n in range(len(readings))]
    result = (
        _boundary()
        .get_batch({"dataframe": frame})
        .validate(
            _suite(table, tuple(spoken_of)),
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": [NUMBER],
                "include_unexpected_rows": False,
            },
        )
    )
    by_rule = {expectation.rule_id: expectation for expectation in spoken_of}
    for one in result.results:
        expectation = by_rule[one.expectation_config.kwargs["column"]]
        for place in one.result.get("unexpected_index_list") or ():
            yield expectation, readings[int(place[NUMBER])]


@cache
def _boundary() -> "BatchDefinition":
    """Where frames are handed over. Importing the library takes seconds, once a run."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("door").add_dataframe_asset("readings")
    return asset.add_batch_definition_whole_dataframe("whole table")


@cache
def _suite(table: str, expectations: tuple[Expectation, ...]):
    from great_expectations import ExpectationSuite

    return ExpectationSuite(
        name=table, expectations=[_expected(e) for e in expectations]
    )


def _expected(expectation: Expectation) -> "Expected":
    from great_expectations import expectations as expected

    column = expectation.rule_id
    if column == "blank_cell":
        return expected.ExpectColumnValuesToNotBeNull(column=column)
    if expectation.pattern:
        pattern = rf"^(?:{expectation.pattern})\Z"
        return expected.ExpectColumnValuesToMatchRegex(column=column, regex=pattern)
    return expected.ExpectColumnValuesToBeInSet(
        column=column, value_set=sorted(codes())
    )
