"""A published table as tidy csv with its meta file, in the layout of the DfE.

Plain UTF-8, time and place first, then filters, then indicators. `low` is a published 0,
`z` a figure not shown since a count is under 10, `x` one that is not available.
"""

import csv
import io
from collections.abc import Mapping

from liia.release.tables import Column, PublishedTable

PLACE = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name",
    "region_code", "region_name", "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
META = (
    "col_name", "col_type", "label", "indicator_grouping", "indicator_unit",
    "indicator_dp", "filter_hint", "filter_grouping_column",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\N{FULLWIDTH EQUALS SIGN}",
            "\N{FULLWIDTH PLUS SIGN}", "\N{FULLWIDTH HYPHEN-MINUS}",
            "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def tidy_csv(table: PublishedTable, dfe_codes: Mapping[str, str]) -> bytes:
    """The table; `dfe_codes` has the DfE's number of each local authority by GSS code."""
    filters, indicators = table.filters, table.indicators
    heading = (*PLACE, *(c.name for c in (*filters, *indicators)))
    rows = []
    for row in table.rows:
        place = _place(row, dfe_codes)
        kept = [safe_text(str(row[c.name])) for c in filters]
        rows.append([*place, *kept, *(shown(row, c) for c in indicators)])
    return _written(heading, rows)


def meta_csv(table: PublishedTable) -> bytes:
    """What each filter and indicator of the table is."""
    rows = [[c.name, "Filter", c.label, "", "", "", "", ""] for c in table.filters]
    rows += [
        [c.name, "Indicator", c.label, "", _unit(c), decimals(c), "", ""]
        for c in table.indicators
    ]
    return _written(META, rows)


def shown(row: Mapping, column: Column) -> str:
    """What stands in a cell of the csv."""
    value = row[column.name]
    if value is None:
        return "z" if row.get("status") == "z" else "x"
    if isinstance(value, str):
        return safe_text(value)
    if column.is_count and value == 0:
        return "low"
    return f"{value:.{decimals(column)}f}"


def decimals(column: Column) -> int:
    """How many decimals an indicator is given with."""
    return 0 if column.data_type == "BIGINT" or _unit(column) == "%" else 2


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unit(column: Column) -> str:
    return "%" if column.name.endswith("_percent") else ""


def _place(row: Mapping, dfe_codes: Mapping[str, str]) -> list[str]:
    code, name = row["area_gss_code"], row["area_name"]
    start = [row["time_period"], "Financial year"]
    country = ["E92000001", "England"]
    if code in dfe_codes:
        london = ["E12000007", "London"]
        return [
            *start,
            "Local authority",
            *country,
            *london,
            dfe_codes[code],
            code,
            name,
        ]
    return [*start, "Regional", *country, code, name, "", "", ""]


def _written(heading, rows) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return file.getvalue().encode()
