"""Files that nobody here wrote walk the whole road: raw refused, pseudonymised taken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.boroughs import find_borough
from ingest.census import read_cin_census
from ingest.dates import read_date
from ingest.door import examine
from ingest.project import project_root
from ingest.readers import read
from ingest.submission import grouped
from liia.clock import today
from liia.warehouse import connect
from tests.end_to_end.traces import traces

SAMPLES = project_root().parent / "shared" / "samples"
pytestmark = pytest.mark.skipif(
    not SAMPLES.exists(), reason="the published samples are not beside this checkout"
)
BIRTHS = {
    "Date of Birth",
    "DOB",
    "MC_DOB",
    "PersonBirthDate",
    "ExpectedPersonBirthDate",
}
IDS = {"Child Unique ID", "CHILD", "LAchildID", "UPN", "FormerUPN"}
POSTCODES = {"Placement postcode", "HOME_POST", "PL_POST"}


def sent_by() -> dict[str, list[Path]]:
    """Borough to the sample files that are its, all of periods before December 2022."""
    files = SAMPLES / "liia_pipeline"
    return {
        "BAR": [files / "Annex_A_2024_Jan.xlsx", *files.glob("SSDA903_2020_*.csv")],
        "CIT": [files / "BAR_cin_2022.xml"],
        "HAW": sorted((SAMPLES / "ssda903_five_years").glob("*.csv")),
    }


def raw_cells(path: Path) -> Iterator[tuple[str, str]]:
    """(heading, text) of every filled cell of a raw file."""
    grids = read_cin_census(path).grids if path.suffix == ".xml" else read(path)
    for grid in grids:
        headings = grid.rows[0][1] if grid.rows else []
        for _, cells in grid.rows[1:]:
            for heading, text in zip(headings, cells, strict=False):
                if heading and text:
                    yield heading, text


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Iterator[Path]:
    from ingest.pseudonymise import pseudonymise
    from liia.configuration import settings
    from liia.doctor import make_missing_keys
    from liia.keys import new_key
    from liia.refresh import refresh

    folder = tmp_path_factory.mktemp("samples")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LIIA_HOME", str(folder / "home"))
        environment.setenv("LIIA_TODAY", "2022-12-01")
        make_missing_keys(settings(), demo=True)
        for code, paths in sent_by().items():
            key = new_key(folder / f"{code}.key", "borough")
            for path in paths:
                pseudonymise(path, key, folder / "home" / "inbox" / code)
        outcomes, _, _ = refresh(settings())
        assert {outcome.kind for outcome in outcomes} == {"landed"}
        yield folder / "home"


def test_raw_files_are_refused_without_a_value(home):
    from ingest.receipt import as_text

    for code, paths in sent_by().items():
        for group in grouped(paths):
            verdict = examine(group, find_borough(code), today())
            assert verdict.is_refused
            said = as_text(verdict, "refused")
            for path in group:
                for heading, text in raw_cells(path):
                    if heading in IDS | POSTCODES and len(text) > 4:
                        assert text not in said, heading


def test_every_row_is_accounted_for(home):
    with connect() as warehouse:
        log = warehouse.execute(
            "select borough_code, list_label, rows_read, "
            "rows_read - rows_landed - rows_rejected, rows_landed - rows_in_marts "
            "- rows_superseded - rows_set_aside - rows_restricted "
            "from governance.submission_log"
        ).fetchall()
    assert {borough for borough, *_ in log} == {"BAR", "CIT", "HAW"}
    assert sum(read for _, _, read, _, _ in log) > 16_000
    assert [entry for entry in log if entry[3:] != (0, 0)] == []


def test_no_two_periods_of_care_overlap_and_every_placement_lies_in_its_period(home):
    with connect() as warehouse:
        assert (
            warehouse.execute("select count(*) from core.placements").fetchone()[0]
            > 1000
        )
        overlapping = warehouse.execute(
            "select count(*) from (select 1 from core.periods_of_care qualify "
            "care_start_date < lag(coalesce(care_end_date, date '9999-12-31')) "
            "over (partition by child_key order by care_start_date))"
        ).fetchone()
        outside = warehouse.execute(
            "select count(*) from core.placements inner join core.periods_of_care "
            "using (period_of_care_key) where placement_start_date < care_start_date "
            "or coalesce(placement_end_date, date '9999-12-31') "
            "> coalesce(care_end_date, date '9999-12-31')"
        ).fetchone()
    assert (overlapping, outside) == ((0,), (0,))


def test_no_id_birth_or_postcode_of_a_sample_is_anywhere(home):
    identifying, births, events = set(), set(), set()
    for paths in sent_by().values():
        for heading, text in (cell for path in paths for cell in raw_cells(path)):
            day = read_date(text)
            if heading in IDS | POSTCODES and len(text) > 5:
                identifying.add(text)
            elif day and heading in BIRTHS and day.day != 1:
                births |= {day.isoformat(), f"{day:%d/%m/%Y}"}
            elif day:
                events |= {day.isoformat(), f"{day:%d/%m/%Y}"}
    # A birth on a day on which something also happened to someone tells nothing.
    wanted = identifying | (births - events)
    assert len(wanted) > 1500
    assert traces([home], wanted) == []
    planted = home / "logs" / "planted.log"
    planted.write_text(max(wanted))
    try:
        assert traces([home], wanted) != []
    finally:
        planted.unlink()
