"""Writing Annex A workbooks, one for each borough and extract."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from liia.synthetic.annex_a.extract import Extract, Row
from liia.synthetic.annex_a.lists import LISTS
from liia.synthetic.boroughs import boroughs
from liia.synthetic.facts import headings_of
from liia.synthetic.journeys.history import History, draw_history
from liia.synthetic.mess import Level, Mess
from liia.synthetic.mess.personality import habits_of
from liia.synthetic.mess.tables import Table, spoil_table
from liia.synthetic.planted.ratios import ODDS_RATIOS
from liia.synthetic.truth.outcomes import Outcome, Truth, outcomes_of

SHEETS = {
    1: "1. Contacts",
    2: "2. Early help",
    3: "3. Referrals",
    4: "4. Assessments",
    5: "5. S47",
    6: "6. CIN",
    7: "7. CP",
    8: "8. CLA",
    9: "9. Leaving care",
    10: "10. Adoption",
    11: "11. Adopters",
}
"""What those boroughs call the sheets that do not keep to the form's names."""
EXCEL_EPOCH = date(1899, 12, 30)


def make_annex_a(
    out: Path,
    borough_codes: Sequence[str],
    extract_dates: Sequence[date],
    seed: int = 1,
    referred_children_per_year: int = 4000,
) -> Truth:
    """Write `out/<CODE>/Annex_A_<YYYY>_<Mon>.xlsx` for every borough and extract.

    The same arguments write the same bytes. A borough's children are the same whichever
    others are asked for, and a further extract after the last changes no earlier one.
    """
    dates = tuple(sorted(extract_dates))
    outcomes: list[Outcome] = []
    baselines = {}
    for code in borough_codes:
        borough = boroughs()[code]
        history = draw_history(seed, borough, dates, referred_children_per_year)
        folder = out / code
        folder.mkdir(parents=True, exist_ok=True)
        for on in dates:
            write_extract(folder, history, on)
        outcomes += outcomes_of(history)
        baselines[code] = history.baselines
    return Truth(seed, dates, ODDS_RATIOS, baselines, tuple(outcomes))


def write_extract(
    folder: Path, history: History, on: date, mess: Mess | None = None
) -> Path:
    """Write `folder/Annex_A_<YYYY>_<Mon>.xlsx`: the extract made on the day `on`."""
    path = folder / f"Annex_A_{on:%Y_%b}.xlsx"
    clean = Mess(Level.none, history.seed, history.borough.code)
    _write_workbook(path, Extract(history, on), mess or clean)
    return path


@cache
def headings() -> dict[int, tuple[str, ...]]:
    """List number to its headings in the order of the form (Ofsted's ILACS Annex A)."""
    found = headings_of("annex_a_headings.csv", "list_number")
    return {int(number): names for number, names in found.items()}


def _write_workbook(path: Path, extract: Extract, mess: Mess) -> None:
    # One row in memory at a time, which is also the faster way.
    habits = habits_of(mess)
    is_of_1904 = habits.date_style == "serial of 1904"
    options = {"constant_memory": True, "date_1904": is_of_1904}
    with Workbook(str(path), options) as workbook:
        # The time of writing would make the same children differ byte by byte.
        workbook.set_properties({"created": datetime.combine(extract.on, time.min)})
        day_format = workbook.add_format({"num_format": "dd/mm/yyyy"})
        is_named = habits.sheet_style == "named"
        for number in sorted(LISTS, reverse=is_named):
            name = f"List {number}"
            sheet = workbook.add_worksheet(SHEETS[number] if is_named else name)
            table = Table(mess, path.name, name, extract.on, headings()[number])
            for row, cells in enumerate(spoil_table(table, LISTS[number](extract))):
                _write_row(sheet, row, cells, day_format)


def _write_row(sheet: Worksheet, row: int, cells: Row, day_format: Format) -> None:
    for column, cell in enumerate(cells):
        if cell == "":
            sheet.write_blank(row, column, None, day_format)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif isinstance(cell, date):
            sheet.write_number(row, column, (cell - EXCEL_EPOCH).days, day_format)
        elif cell is not None:
            sheet.write_number(row, column, cell)
