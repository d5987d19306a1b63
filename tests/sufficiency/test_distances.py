"""Miles between sectors, against a great circle; and the seeds that they come from."""

import csv

import pytest

from ingest.project import project_root
from tests.sufficiency.great_circle import (
    great_circle_miles,
    latitude_longitude,
    worst_relative_error,
)

GEOGRAPHY = project_root() / "seeds" / "geography"


def rows(name: str) -> list[dict[str, str]]:
    with (GEOGRAPHY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_flat_map_miles_are_those_of_a_great_circle_within_half_a_percent():
    worst = worst_relative_error()

    print(f"worst relative error {worst:.4%}")
    assert worst < 0.005


def test_the_oracle_knows_the_worked_example_of_the_ordnance_survey():
    """Easting 651409.903, northing 313177.270 is 52 39 27.2531 N, 1 43 4.5177 E."""
    import numpy as np

    latitude, longitude = latitude_longitude(
        np.array([651_409.903]), np.array([313_177.270])
    )

    assert np.degrees(latitude)[0] == pytest.approx(52.65757030139, abs=1e-8)
    assert np.degrees(longitude)[0] == pytest.approx(1.717921583, abs=1e-7)


def test_the_oracle_gives_a_degree_of_latitude_as_69_miles():
    import numpy as np

    one, other = np.array([[400_000, 300_000.0]]), np.array([[400_000, 411_200.0]])

    assert great_circle_miles(one, other)[0] == pytest.approx(69.1, abs=0.2)


def test_every_sector_is_in_an_authority_whose_region_is_known():
    known = {row["gss_code"] for row in rows("authority_regions")}

    assert {row["gss_code"] for row in rows("postcode_sectors")} <= known
    assert {row["gss_code"] for row in rows("postcode_sector_boroughs")} <= known


def test_the_shares_of_a_sector_that_touches_london_add_up():
    shares: dict[str, float] = {}
    for row in rows("postcode_sector_boroughs"):
        sector = row["postcode_sector"]
        shares[sector] = shares.get(sector, 0) + float(row["gss_share"])

    assert len(shares) > 1_400
    assert all(total == pytest.approx(1, abs=0.0005) for total in shares.values())


def test_every_borough_has_sectors_of_its_own():
    boroughs = {row["gss_code"] for row in rows("boroughs")}

    assert boroughs <= {row["gss_code"] for row in rows("postcode_sectors")}
