"""Miles along a great circle between postcode sectors, worked out without the macro.

Eastings and northings become latitude and longitude by the Ordnance Survey's own formulas
(A guide to coordinate systems in Great Britain, annexe C), then haversine.
"""

from math import radians

import numpy as np

from ingest.project import project_root
from tests.equalities.macros import database

A, B = 6377563.396, 6356256.909
"""Semi-axes of the Airy 1830 ellipsoid, metres."""
F0 = 0.9996012717
LATITUDE0, LONGITUDE0 = radians(49), radians(-2)
EAST0, NORTH0 = 400_000, -100_000
E2 = 1 - (B / A) ** 2
N = (A - B) / (A + B)
EARTH_MILES = 6371.0088 / 1.609344
"""Mean radius of the Earth."""

HOMES = 150
"""Every n-th sector of London is a home: so many."""


def meridian(latitude: np.ndarray) -> np.ndarray:
    """Metres along the meridian from the true origin."""
    less, more = latitude - LATITUDE0, latitude + LATITUDE0
    return (B * F0) * (
        (1 + N + 5 / 4 * N**2 + 5 / 4 * N**3) * less
        - (3 * N + 3 * N**2 + 21 / 8 * N**3) * np.sin(less) * np.cos(more)
        + (15 / 8 * N**2 + 15 / 8 * N**3) * np.sin(2 * less) * np.cos(2 * more)
        - 35 / 24 * N**3 * np.sin(3 * less) * np.cos(3 * more)
    )


def latitude_longitude(
    east: np.ndarray, north: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """In radians."""
    latitude = (north - NORTH0) / (A * F0) + LATITUDE0
    while np.abs(rest := north - NORTH0 - meridian(latitude)).max() > 1e-5:
        latitude = latitude + rest / (A * F0)
    curved = 1 - E2 * np.sin(latitude) ** 2
    nu, rho = A * F0 / np.sqrt(curved), A * F0 * (1 - E2) / curved**1.5
    eta2 = nu / rho - 1
    tan, sec, d = np.tan(latitude), 1 / np.cos(latitude), east - EAST0
    found_latitude = (
        latitude
        - tan / (2 * rho * nu) * d**2
        + tan / (24 * rho * nu**3) * (5 + 3 * tan**2 + eta2 - 9 * tan**2 * eta2) * d**4
        - tan / (720 * rho * nu**5) * (61 + 90 * tan**2 + 45 * tan**4) * d**6
    )
    found_longitude = (
        LONGITUDE0
        + sec / nu * d
        - sec / (6 * nu**3) * (nu / rho + 2 * tan**2) * d**3
        + sec / (120 * nu**5) * (5 + 28 * tan**2 + 24 * tan**4) * d**5
    )
    return found_latitude, found_longitude


def great_circle_miles(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Between pairs of eastings and northings: rows of two."""
    lat1, lon1 = latitude_longitude(one[:, 0], one[:, 1])
    lat2, lon2 = latitude_longitude(other[:, 0], other[:, 1])
    half = (
        np.sin((lat2 - lat1) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_MILES * np.arcsin(np.sqrt(half))


def macro(name: str, *arguments: str) -> str:
    """The macro of that name in macros/miles_between.sql, rendered."""
    from jinja2 import Environment

    text = (project_root() / "macros" / "miles_between.sql").read_text()
    call = f"{{{{ {name}({', '.join(map(repr, arguments))}) }}}}"
    return Environment(autoescape=False).from_string(text + call).render().strip()


def worst_relative_error(least: float = 1, most: float = 400) -> float:
    """Of the macro's miles, between homes in London and every sector of the country."""
    sectors = project_root() / "seeds" / "geography" / "postcode_sectors.csv"
    connection = database()
    connection.execute(f"create table sectors as from read_csv('{sectors}')")
    found = connection.execute(
        f"""
        with homes as (
            select * from sectors where gss_code like 'E09%'
            qualify row_number() over (order by postcode_sector)
                % (count(*) over () // {HOMES}) = 0
        )
        select homes.easting, homes.northing, places.easting, places.northing,
            {macro("miles_between", "homes", "places")} as miles
        from homes cross join sectors as places
        where miles between {least} and {most}
        """
    ).fetchnumpy()
    pairs = np.column_stack([np.asarray(found[n], float) for n in found])
    assert len(pairs) > 1_000_000
    circle = great_circle_miles(pairs[:, 0:2], pairs[:, 2:4])
    return float(np.max(np.abs(pairs[:, 4] - circle) / circle))
