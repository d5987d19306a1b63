"""What is true of placements, counted from the truth in plain Python.

It shares no line with the warehouse: categories are worked out here again, from the codes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from csv import DictReader
from datetime import date
from math import hypot
from pathlib import Path

from ingest.project import project_root
from tests.end_to_end.against_the_truth import rows

Counts = Counter[tuple[str, str, str]]
"""Measure, financial year and category to children, or to placements."""

KINDS = {
    "foster_relative": "U1 U2 U3",
    "foster_other": "U4 U5 U6",
    "adoption": "A3 A4 A5 A6",
    "parents": "P1",
    "childrens_home": "K1 K2",
    "supported": "K3",
    "independent": "H5 P2",
    "residential": "P3 R1 R2 R3 R5 S1",
}
PROVIDERS = {
    "PR1": "own",
    "PR2": "other_public",
    "PR3": "other_public",
    "PR4": "private",
    "PR5": "voluntary",
}
LEGAL = {
    "full_care_order": "C2",
    "interim_care_order": "C1",
    "placement_order": "E1 D1",
    "section_20": "V2",
    "child_protection": "L1 L2 L3",
    "youth_justice": "J1 J2 J3",
}
LEAVING = {
    "home": "E4A E4B",
    "relatives": "E13",
    "adopted": "E11 E12",
    "special_guardianship": "E43 E44 E45 E46 E47 E48",
    "arrangements_order": "E41",
    "independent": "E5 E6",
    "staying_put": "E17",
    "custody_or_remand_ended": "E9 E14",
    "other_authority": "E3",
    "other": "E2 E7 E8 E15 E16",
}


def group_of(groups: dict[str, str], code: str, otherwise: str) -> str:
    found = [group for group, codes in groups.items() if code in codes.split()]
    return found[0] if found else otherwise


def seed(path: str) -> list[dict[str, str]]:
    with (project_root() / "seeds" / path).open(encoding="utf-8", newline="") as file:
        return list(DictReader(file))


class Places:
    """Where sectors are."""

    def __init__(self) -> None:
        self.sectors = {
            row["postcode_sector"]: row
            for row in seed("geography/postcode_sectors.csv")
        }
        self.borough_of = {
            row["gss_code"]: row["borough_code"]
            for row in seed("geography/boroughs.csv")
        }
        self.region_of = {
            row["gss_code"]: row["region_code"]
            for row in seed("geography/authority_regions.csv")
        }

    def destination(self, sector: str) -> str:
        authority = self.sectors[sector]["gss_code"]
        return self.borough_of.get(authority) or self.region_of[authority]

    def miles(self, one: str, other: str) -> float:
        here, there = (self.sectors[sector] for sector in (one, other))
        east, north = (
            int(here[axis]) - int(there[axis]) for axis in ("easting", "northing")
        )
        return hypot(east, north) / 1609.3

    def band(self, home: str | None, sector: str) -> str:
        if home is None:
            return "not_known"
        miles = self.miles(home, sector)
        return next(
            band
            for most, band in (
                (5, "under_5"),
                (10, "5_to_10"),
                (18, "10_to_18"),
                (22.000001, "18_to_22"),
                (9999, "over_22"),
            )
            if miles < most
        )


def months_since(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def age_band(born: date, day: date) -> str:
    """By the month of birth, which is all that the warehouse holds."""
    years = months_since(born, day) / 12
    for most, band in ((1, "0"), (5, "1 to 4"), (10, "5 to 9"), (16, "10 to 15")):
        if years < most:
            return band
    return "16 and over"


def time_band(start: date, day: date) -> str:
    """In months that are over: a month from the 31st ends with the month after."""
    for months, band in (
        (6, "under_6_months"),
        (12, "6_to_12_months"),
        (24, "1_to_2_years"),
        (60, "2_to_5_years"),
    ):
        if start > months_before(day, months):
            return band
    return "5_years_or_more"


def months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")


class TrueCare:
    """One true period of care: its episodes and its placements, in order."""

    def __init__(self, child: dict, episodes: list[dict], homes: list[dict]) -> None:
        self.child = child
        self.episodes = sorted(episodes, key=lambda row: row["starts"])
        self.homes = sorted(homes, key=lambda row: row["starts"])
        self.start, self.end = self.episodes[0]["starts"], self.episodes[-1]["ends"]
        self.need = self.episodes[0]["need"]
        self.reason_ended = self.episodes[-1]["reason_ceased"]

    def episode_on(self, day: date) -> dict:
        return [row for row in self.episodes if row["starts"] <= day][-1]

    def home_on(self, day: date) -> dict:
        return [row for row in self.homes if row["starts"] <= day][-1]

    def kind_on(self, day: date) -> dict:
        """The episode in the home of that day, stays away left out."""
        so_far = [row for row in self.episodes if row["starts"] <= day]
        at_home = [r for r in so_far if not r["placement_type"].startswith("T")]
        return (at_home or so_far)[-1]

    def move_reason(self, home: dict) -> str:
        """Of the last episode of a home that was not the last."""
        (last,) = [row for row in self.episodes if row["ends"] == home["ends"]]
        return last["reason_placement_changed"] or "not_known"


def true_care(truth: Path, code: str) -> list[TrueCare]:
    children = {row["local_id"]: row for row in rows(truth, "children", code)}
    episodes, homes = defaultdict(list), defaultdict(list)
    for row in rows(truth, "episodes", code):
        if row["legal_status"] not in ("V3", "V4"):
            episodes[row["local_id"], row["care_started"]].append(row)
    for row in rows(truth, "placements", code):
        homes[row["local_id"], row["care_started"]].append(row)
    return [
        TrueCare(children[who[0]], of_period, homes[who])
        for who, of_period in episodes.items()
    ]


def true_counts(truth: Path, code: str, years: tuple[int, ...]) -> Counts:
    """Of years ending on those 31 Marches."""
    periods, places, counts = true_care(truth, code), Places(), Counter()
    for year in years:
        name = f"{year - 1}{year % 100:02}"
        for measure, category in [
            *_stock(code, periods, places, date(year, 3, 31)),
            *_flows(periods, places, date(year - 1, 4, 1), date(year, 3, 31)),
        ]:
            counts[measure, name, category] += 1
    return counts


def _need(code: str) -> str:
    return code if code in ("N1", "N2", "N3", "N4", "N5", "N6", "N8") else "other"


def _stock(
    code: str, periods: list[TrueCare], places: Places, day: date
) -> Iterator[tuple[str, str]]:
    for care in periods:
        if not care.start <= day < care.end:
            continue
        kind, home = care.kind_on(day), care.home_on(day)
        provider = PROVIDERS.get(kind["provider"], "none")
        yield "age", age_band(care.child["born"], day)
        yield "sex", care.child["sex"]
        yield "need", _need(care.need)
        status = care.episode_on(day)["legal_status"]
        yield "legal_status", group_of(LEGAL, status, "not_known")
        kind_group = group_of(KINDS, kind["placement_type"], "other")
        yield "provision", f"{kind_group}|{provider}"
        destination = places.destination(home["sector"])
        yield "destination", "own" if destination == code else destination
        yield "distance", places.band(home["home_sector"], home["sector"])
        yield "time_in_placement", time_band(home["starts"], day)


def _flows(
    periods: list[TrueCare], places: Places, since: date, until: date
) -> Iterator[tuple[str, str]]:
    entered, left = {}, {}
    for care in sorted(periods, key=lambda care: care.start):
        who = care.child["local_id"]
        if since <= care.start <= until:
            entered.setdefault(who, care)
        if since <= care.end <= until:
            left[who] = care
        for home in care.homes:
            if since <= home["starts"] <= until:
                band = places.band(home["home_sector"], home["sector"])
                yield "new_placement_distance", band
            if since <= home["ends"] <= until:
                yield "placement_length", time_band(home["starts"], home["ends"])
                if home["ends"] != care.end:
                    yield "move_reason", care.move_reason(home)
    for care in entered.values():
        yield "entry_age", age_band(care.child["born"], care.start)
        yield "entry_need", _need(care.need)
        first = care.homes[0]["placement_type"]
        yield "entry_placement", group_of(KINDS, first, "other")
    for care in left.values():
        yield "leaving_age", age_band(care.child["born"], care.end)
        yield "leaving_reason", group_of(LEAVING, care.reason_ended, "not_known")
        yield "leaving_time_in_care", time_band(care.start, care.end)
