"""The report says what the release says, to everyone, and nothing else."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from importlib.resources import files

import numpy as np
import pytest

from ingest.boroughs import boroughs
from ingest.receipt.look import house_style
from liia.release.report import approved, pages, read_tables, render
from liia.release.report.findings import findings
from liia.release.report.page import SECTIONS, page_of, shared
from liia.release.report.pictures.estimates import Estimate, ratios_for
from liia.release.report.pictures.funnel import HEIGHT, WIDTH, Point, bottom, named
from liia.release.report.places import places
from liia.release.report.sections import own, sufficiency
from tests.release.made_up import (
    GROUPS,
    MANIFEST,
    odds_ratios,
    ratio_row,
    release_of,
    whole_release,
)

PLANTED = {
    "ratios": {("plan_given_s47", "Black"): 2.6},
    "outliers": {("s47_per_10000", "Hackney"): 3.5},
    "steps": {("looked_after_per_10000", "Camden"): 2.2},
}
MISSING = {("Bexley", "ssda903")}


@pytest.fixture(scope="module")
def release():
    return whole_release(3, **PLANTED, missing=MISSING)


@pytest.fixture(scope="module")
def reports(release):
    """London's report and those of two boroughs, one of them the smallest."""
    told = shared(release)
    return {
        name: page_of(release, told, name) for name in ("", "Camden", "City of London")
    }


@pytest.fixture
def undrawn(monkeypatch):
    """Pages without their pictures, for what only their words tell."""
    picture = '<svg viewBox="0 0 1 1"><text>drawn</text></svg>'
    monkeypatch.setattr("vl_convert.vegalite_to_svg", lambda spec: picture)


class Words(HTMLParser):
    """What a page says to a reader: text, titles and labels, and what it asks for.

    The numbers along an axis are its scale, no figures, and are left out.
    """

    def __init__(self, page):
        super().__init__()
        self.said, self.asked, self.ids, self._left_out = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        is_scale = "role-axis" in (has.get("class") or "")
        if self._left_out or tag in ("style", "script") or is_scale:
            self._left_out += [] if tag in ("meta", "br", "line", "path") else [tag]
        for name in ("title", "aria-label", "alt"):
            self.said += [has[name]] if has.get(name) and not self._left_out else []
        self.asked += [has[n] for n in ("src", "href", "xlink:href") if has.get(n)]
        self.ids += [has["id"]] if "id" in has else []

    def handle_startendtag(self, tag, attributes):
        if not self._left_out:
            self.said += [v for n, v in attributes if n in ("title", "aria-label")]

    def handle_endtag(self, tag):
        if self._left_out and self._left_out[-1] == tag:
            self._left_out.pop()

    def handle_data(self, data):
        if not self._left_out:
            self.said.append(data)


def numbers_in(texts):
    found = (re.findall(r"\d[\d,]*(?:\.\d+)?", text) for text in texts)
    return {number.rstrip(",").replace(",", "") for of in found for number in of}


def written(cell):
    """Every way in which the report may write a figure of the release."""
    try:
        value = abs(float(cell))
    except ValueError:
        return numbers_in([cell])
    return {f"{value:.0f}", f"{value:.1f}", f"{value:.2f}", cell.lstrip("-")}


def known_numbers(release):
    cells = {v for rows in release.rows.values() for row in rows for v in row.values()}
    known = {form for cell in cells for form in written(cell)}
    known |= numbers_in([*release.files.values(), json.dumps(MANIFEST)])
    for row in (row for rows in release.rows.values() for row in rows):
        known |= {row["time_period"][:4], row["time_period"][4:]}  # 2025-26
        known.add(row.get("period_month", "202603")[:4])  # Mar 2026
    # Fixed words of the page: Section 47, of 33 boroughs, 95 and 99.8 % limits, 998 of
    # 1,000, rounded to 5, a count under 10, 100 children, finding and picture numbers.
    known |= {"47", "33", "95", "99.8", "998", "1000", "5", "10", "100"}
    known |= {str(n) for n in range(10)}
    return known


def test_no_number_is_on_a_page_that_is_not_in_the_release(release, reports):
    known = known_numbers(release)
    for name, page in reports.items():
        assert numbers_in(Words(page).said) - known == set(), name


def test_a_number_that_the_release_has_not_is_seen_wherever_it_stands(release, reports):
    known = known_numbers(release)
    for hidden in (
        "<p>123.45</p>",
        '<p title="123.45">x</p>',
        '<svg><path aria-label="Camden: 123.45"/></svg>',
        '<svg><path aria-label="Camden: 123.45"></path></svg>',
    ):
        page = reports[""].replace("</main>", f"{hidden}</main>")
        assert numbers_in(Words(page).said) - known == {"123.45"}, hidden


def test_a_page_asks_for_nothing_but_itself_and_names_the_files_beside_it(
    release, reports
):
    for page in reports.values():
        asked = [a for a in Words(page).asked if not a.startswith(("#", "data:"))]
        assert sorted(asked) == sorted(release.files.values())
        assert "default-src 'none'" in page
        assert not re.search(r"@import|url\(|https?:(?!//www\.w3\.org)", page)


def test_every_link_within_a_page_leads_somewhere(reports):
    for name, page in reports.items():
        said = Words(page)
        inside = {a[1:] for a in said.asked if a.startswith("#")}
        assert inside <= set(said.ids), name
        assert len(said.ids) == len(set(said.ids)), name


def test_a_page_is_small_enough_to_send(reports):
    for name, page in reports.items():
        assert len(page.encode()) < 2_000_000, name


def test_a_london_without_differences_says_that_nothing_stands_out(undrawn):
    silent = [seed for seed in range(20) if not findings(whole_release(seed))]
    assert len(silent) >= 18  # once in a hundred is chance's due
    assert "Nothing stands out." in render(whole_release(silent[0]))


def test_what_is_planted_is_among_the_five_findings_whatever_chance_does():
    for seed in range(20):
        told = {one.subject for one in findings(whole_release(seed, **PLANTED))}
        assert told >= {
            "plan_given_s47|Black",
            "s47_per_10000|Hackney",
            "looked_after_per_10000|Camden|step",
        }, seed
        assert len(told) <= 5


def test_a_finding_leads_to_its_figure(reports):
    page = reports[""]
    found = re.findall(r'href="#(\w+)">See the figure', page)
    assert {"plan_given_s47", "service_s47_per_10000"} <= set(found)


def test_groups_keep_their_capital_wherever_they_stand_in_a_heading():
    planted = {("plan_given_s47", group): 2.0 for group in ("Asian", "Black", "Mixed")}
    rows = odds_ratios(np.random.default_rng(2), planted)
    page = render(release_of({"equality_odds_ratios": rows}))
    heading = (
        "Asian children, Black children and children of mixed ethnicity had higher "
        "odds of a child protection plan"
    )
    assert heading in page


def test_a_draft_and_a_demo_say_so_on_every_page_of_screen_and_paper():
    rows = {"equality_odds_ratios": [ratio_row("s47_given_referral", "Black", 1.2)]}
    for status, words in (
        ("draft", "DRAFT: not approved"),
        ("draft, DEMO: made", "DEMO: made-up children"),
    ):
        page = render(release_of(rows, status))
        assert f'aria-label="Status of these figures"><p>{words}' in page
        assert f'@page {{ @top-left {{ content: "{words}' in page


def test_an_approved_report_is_the_draft_without_the_word():
    rows = {"equality_odds_ratios": [ratio_row("s47_given_referral", "Black", 1.2)]}
    page = approved(render(release_of(rows, "draft")))
    assert "draft" not in page.lower()
    lines = render(release_of(rows, "approved")).splitlines()
    assert [x for x in page.splitlines() if x] == [x for x in lines if x]
    demo = render(release_of(rows, "draft, DEMO: made"))
    assert approved(demo) == demo


def without(release, *, areas=frozenset(), groups=(), years=()):
    """The release as if so much of it had never come."""
    return release_of(
        {
            name: [
                row
                for row in rows
                if not areas & {row.get("area_name"), row.get("origin_area")}
                and row.get("ethnic_group") not in groups
                and row["time_period"] not in years
            ]
            for name, rows in release.rows.items()
        }
    )


@pytest.mark.parametrize(
    ("missing", "says", "does_not_say"),
    [
        ({"areas": {"Camden"}}, "Camden", "Camden: 1"),
        ({"groups": set(GROUPS) - {"Black"}}, "Black", "Children of mixed ethnicity"),
        ({"years": {"202324", "202425"}}, "2025-26", "ratio moved"),
        ({"areas": set(places())}, "London", "Camden:"),
    ],
    ids=["one borough missing", "one group", "a single year", "no borough"],
)
def test_it_reads_sensibly_when_little_was_sent(
    release, undrawn, missing, says, does_not_say
):
    page = render(without(release, **missing))
    said = " ".join(Words(page).said)
    assert says in said and does_not_say not in said
    assert not re.search(r"\b(nan|None|inf)\b|<svg[^>]*></svg>", page)


def test_a_part_without_a_table_is_left_out_and_the_others_stay(release, undrawn):
    for name in release.rows:
        kept = {n: rows for n, rows in release.rows.items() if n != name}
        page = render(release_of(kept))
        assert 'id="method"' in page
        assert ('id="ladder"' in page) is (name != "equality_ladder")
        assert ('id="service"' in page) is (name != "benchmarks")
    assert "Nothing stands out." in render(release_of({"submissions": []}))


def test_each_borough_has_a_report_with_its_own_figures_first(undrawn):
    rows = [
        ratio_row("s47_given_referral", group, 1.3, area=area)
        for group in GROUPS
        for area in ("London", "Camden")
    ]
    told = pages(release_of({"equality_odds_ratios": rows}))
    names = {"report.html", *(f"report-{code}.html" for code in boroughs())}
    assert set(told) == names
    camden, city = told["report-CAM.html"], told["report-CIT.html"]
    assert camden.index('id="own_equalities"') < camden.index('id="findings"')
    assert '[data-of="Camden"] {' in camden
    assert '<tr data-borough="Camden" class="chosen">' in camden
    assert "Nothing of this borough is in the release" in city


def test_a_borough_named_like_a_tag_cannot_break_the_page():
    row = ratio_row("s47_given_referral", "Black", 1.5, area="King's <b>&")
    london = ratio_row("s47_given_referral", "Black", 1.5)
    page = render(release_of({"equality_odds_ratios": [row, london]}))
    assert "<b>" not in page and "King&#39;s &lt;b&gt;&amp;" in page


def test_nobody_is_called_better_or_worse(reports):
    allowed = ("which is better is for you to say", "here says which is better")
    for page in reports.values():
        said = " ".join(Words(page).said)
        for words in allowed:
            said = said.replace(words, "")
        assert not re.findall(r"\b(better|worse|best|worst|league|top \d)\b", said)


def test_the_csv_of_a_release_is_read_with_its_places_and_without_single_codes():
    text = (
        "time_period,region_name,la_name,ethnicity_level,ethnic_group\r\n"
        "202526,London,Camden,group,Black\r\n202526,Inner London,,group,Black\r\n"
        "202526,London,,code,BAFR\r\n"
    )
    read = read_tables(
        {
            "liia_equality_ladder_202526_v2.csv": text.encode(),
            "liia_equality_ladder_202526_v2.meta.csv": b"col_name\r\n",
            "liia_else_202526_v2.csv": text.encode(),
        },
        MANIFEST,
    )
    places_read = [
        (r["area_name"], r["area_level"]) for r in read.of("equality_ladder")
    ]
    assert places_read == [("Camden", "borough"), ("Inner London", "inner")]
    assert set(read.files) == {"equality_ladder", "else"} and not read.of("else")


def test_names_beside_a_funnel_never_touch():
    chance = np.random.default_rng(1)
    for _ in range(50):
        points = [
            Point(
                name, *map(float, chance.uniform(90, 100, 2)), (0, 1, 2, 3), "above", ""
            )
            for name in chance.choice(list(places()), 8, replace=False)
        ]
        boxes = [
            (one["size"] / 104 * WIDTH, one["rate"], len(one["label"]), one["align"])
            for one in named(points, 104, 80, 108)
        ]
        for n, (x, y, length, align) in enumerate(boxes):
            for x2, y2, length2, align2 in boxes[:n]:
                first = (x - length * 7, x) if align == "right" else (x, x + length * 7)
                other = (
                    (x2 - length2 * 7, x2)
                    if align2 == "right"
                    else (x2, x2 + length2 * 7)
                )
                is_beside = first[1] <= other[0] or other[1] <= first[0]
                assert is_beside or abs(y - y2) * HEIGHT / (108 - 80) >= 14.9


@pytest.mark.parametrize(
    ("rates", "begins"), [((2, 9), 0), ((30, 90), 0), ((78, 97), 70), ((96, 99), 95)]
)
def test_a_funnel_begins_at_0_unless_all_lies_high(rates, begins):
    points = [Point("", 1, r, (r, r, r, r), "neither", "") for r in rates]
    assert bottom(points, max(rates)) == begins


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((30, 20, 10, 10), "above all in Barnet and the South East"),
        ((30, 5), "above all in Barnet"),
        ((5, 5, 5, 5), "in many places, with few more in one than in others"),
    ],
)
def test_only_places_that_hold_more_than_the_others_are_named(counts, told):
    names = ("Barnet", "South East", "Camden", "Brent")
    rows = [
        {
            "time_period": "202526",
            "origin_area": "Enfield",
            "destination": name,
            "children": str(count),
        }
        for name, count in zip(names, counts, strict=False)
    ]
    (figure,) = own.placements.flows(release_of({"placement_flows": rows}), "Enfield")
    assert figure.heading == f"The looked-after children of Enfield live {told}"


def test_what_is_of_the_same_age_and_sex_says_so_where_it_differs():
    row = ratio_row("s47_given_referral", "Black", 2.0)
    alike = {
        "adjusted_odds_ratio": "1.05",
        "adjusted_low": "0.9",
        "adjusted_high": "1.2",
    }
    said = "same age and sex: Black children are not told apart from others."
    assert said in render(release_of({"equality_odds_ratios": [row | alike]}))
    same = {
        name: row[of]
        for name, of in zip(alike, ("odds_ratio", "ci_low", "ci_high"), strict=True)
    }
    assert said not in render(release_of({"equality_odds_ratios": [row | same]}))


def test_every_borough_has_a_tile_of_its_own():
    tiles = {(place.row, place.column) for place in places().values()}
    assert len(tiles) == len(places()) == 33
    assert {place.code for place in places().values()} == set(boroughs())


def test_a_scale_holds_every_value_and_is_no_wider_than_it_must_be():
    def scale(*values):
        return ratios_for([Estimate("", v, v / 1.2, v * 1.2) for v in values]).ticks

    assert scale(0.9, 1.3)[-1] == 2
    assert scale(0.9, 1.8)[-1] == 4  # its interval leaves the narrow one
    assert scale(0.9, 4.5)[-1] == 10
    assert scale()[-1] == 2


def test_the_report_and_the_receipts_have_one_look(reports):
    from ingest.receipt.look import style

    assert house_style() in style()
    assert house_style() in reports[""]


def serious_faults(page, folder, width, options):
    """What axe calls serious or critical in a page, all that is folded away opened."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no Chromium on this machine: the page was not tried in a browser")
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    asks = (
        "document.querySelectorAll('details').forEach(d => d.open = true);"
        f"axe.run(document, {json.dumps({'resultTypes': ['violations'], **options})})"
        ".then(r => document.body.setAttribute('data-axe', JSON.stringify("
        "r.violations.map(v => [v.impact, v.id, v.nodes.length]))))"
    )
    # The page's own policy forbids strangers' scripts, so a copy goes without.
    tried = re.sub(r"<meta http-equiv=[^>]*>", "", page).replace(
        "</body>", f"<script>{axe}</script><script>{asks}</script></body>"
    )
    (folder / "report.html").write_text(tried, encoding="utf-8")
    dumped = subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width},900",
            "--virtual-time-budget=60000",
            "--dump-dom",
            (folder / "report.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    ).stdout
    found = re.search(r'data-axe="([^"]*)"', dumped)
    assert found, "axe did not run to its end"
    faults = json.loads(found[1].replace("&quot;", '"'))
    return [fault for fault in faults if fault[0] in ("serious", "critical")]


def test_no_serious_fault_of_accessibility(release, tmp_path):
    # A few boroughs: every kind of figure and all rules, contrast too, in half a minute.
    few = without(release, areas=set(list(places())[7:]))
    page = page_of(few, shared(few), "Camden")
    assert serious_faults(page, tmp_path, 1366, {}) == []


@pytest.mark.parametrize(("name", "width"), [("", 390), ("Camden", 1366)])
def test_no_serious_fault_in_the_whole_of_a_page(reports, tmp_path, name, width):
    # Contrast was tried above: each of 20,000 elements takes most of a minute again.
    options = {"rules": {"color-contrast": {"enabled": False}}}
    assert serious_faults(reports[name], tmp_path, width, options) == []


def test_a_serious_fault_is_seen_in_a_page(reports, tmp_path):
    doctored = reports[""].replace('lang="en-GB"', "", 1)
    head = doctored.split("<main>")[0] + "</body></html>"
    found = serious_faults(head, tmp_path, 390, {})
    assert "html-has-lang" in {rule for _, rule, _ in found}


def test_every_part_and_every_own_figure_is_in_the_made_up_release(release, undrawn):
    """The tests above see every kind of figure: none is left out for want of rows."""
    assert all(part(release) for part in SECTIONS)
    found = {figure.anchor for figure in own.section(release, "Camden").figures}
    assert found >= {
        "own_equalities",
        "own_ladder_protection",
        "own_service",
        "own_years",
        "own_distance",
        "own_flows",
        "own_submissions",
    }


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        (
            ("15", "10"),
            "The largest flow out of a borough: 15 children of Barnet live in",
        ),
        (
            ("15", "15"),
            "No more than about 15 children of any borough live in one place elsewhere",
        ),
        (("low", "low"), "Every child shown lives in its own borough"),
    ],
)
def test_no_flow_is_called_the_largest_where_rounding_made_several_as_large(
    counts, told
):
    flows = [("Barnet", "Barnet", "40")]
    flows += [
        ("Barnet", place, n)
        for place, n in zip(("Brent", "Ealing"), counts, strict=True)
    ]
    rows = [
        {"time_period": "202526", "origin_area": a, "destination": b, "children": n}
        for a, b, n in flows
    ]
    figure = sufficiency.flow_figure(release_of({"placement_flows": rows}))
    assert figure.heading.startswith(told)
