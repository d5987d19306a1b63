"""A published table as tidy csv with its meta file, in the layout of the DfE.

Plain UTF-8, time and place first, then filters, then indicators. `low` is a published 0,
`z` a figure not shown since a count is under 10, `x` one that is not available.
"""

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from liia.release.tables import Column, PublishedTable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

META = (
    "col_name", "col_type", "label", "indicator_grouping", "indicator_unit",
    "indicator_dp", "filter_hint", "filter_grouping_column",
)  # fmt: skip
FORMULA = "=+-@\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}" + (
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
"""What a spreadsheet takes for the beginning of a formula."""


def tidy_rows(table: PublishedTable, source: str, boroughs: str) -> str:
    """The select of the csv's rows, all text.

    `source` is a relation with the table's columns; `boroughs` one with `gss_code`,
    `dfe_code` and `borough_name`.
    """
    status = "source.status" if table.has_status else "'shown'"
    told = [f"{_guarded('source.' + c.name)} as {c.name}" for c in table.filters]
    told += [
        f"{_shown(column, status)} as {column.name}" for column in table.indicators
    ]
    order = [f"source.{c.name}" for c in table.columns if c.kind == "dimension"]
    return f"""
        select
            source.time_period,
            'Financial year' as time_identifier,
            case when places.gss_code is null then 'Regional' else 'Local authority' end
                as geographic_level,
            'E92000001' as country_code,
            'England' as country_name,
            case when places.gss_code is null then source.area_gss_code
                else 'E12000007' end as region_code,
            case when places.gss_code is null then source.area_name
                else 'London' end as region_name,
            cast(places.dfe_code as varchar) as old_la_code,
            places.gss_code as new_la_code,
            places.borough_name as la_name,
            source.area_name,
            {", ".join(told)}
        from {source} as source
        left join {boroughs} as places on source.area_gss_code = places.gss_code
        order by {", ".join(order)}
    """


def write_csv(connection: "DuckDBPyConnection", rows: str, path: Path) -> None:
    """Write the rows of a select; CRLF ends each line, for spreadsheets."""
    quoted = str(path).replace("'", "''")
    connection.execute(f"copy ({rows}) to '{quoted}' (format csv, header)")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def meta_csv(table: PublishedTable) -> bytes:
    """What each filter and indicator of the table is."""
    rows = [[c.name, "Filter", c.label, "", "", "", "", ""] for c in table.filters]
    rows += [
        [c.name, "Indicator", c.label, "", _unit(c), decimals(c), "", ""]
        for c in table.indicators
    ]
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(META)
    writer.writerows(rows)
    return file.getvalue().encode()


def decimals(column: Column) -> int | str:
    """How many decimals an indicator is given with; none for words."""
    if not column.is_number:
        return ""
    if column.data_type != "DOUBLE" or _unit(column) == "%":
        return 0
    if column.name.startswith(("log_", "tau_")) or column.name.endswith("_p"):
        return 4
    return 3 if column.name.startswith("yearly_") else 2


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(tuple(FORMULA)) else text


def _unit(column: Column) -> str:
    return "%" if column.name.endswith("_percent") else ""


def _guarded(column: str) -> str:
    text = f"cast({column} as varchar)"
    return f"case when contains('{FORMULA}', left({text}, 1)) and {text} != '' " + (
        f"then chr(39) || {text} else {text} end"
    )


def _shown(column: Column, status: str) -> str:
    """What stands in a cell of the csv."""
    name = f"source.{column.name}"
    absent = f"when {name} is null then case when {status} = 'z' then 'z' else 'x' end"
    low = f"when {name} = 0 then 'low'" if column.is_count else ""
    said = f"cast({name} as varchar)"
    if column.data_type == "DOUBLE":
        said = f"printf('%.{decimals(column)}f', {name})"
    elif column.data_type == "VARCHAR":
        said = _guarded(name)
    return f"case {absent} {low} else {said} end"
