"""The report says what the release says, to everyone, and nothing else."""

import json
import random
import re
import shutil
import subprocess
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from liia.release.report import Tables, render
from liia.release.report.findings import findings

GROUPS = ["Asian", "Black", "Mixed", "White British", "White other", "Other"]
MANIFEST = {
    "release": "2026-03-31_v1",
    "status": "draft",
    "period_end": "2026-03-31",
    "code_version": "0.1.0",
    "disclosure_control": "All counts are randomly rounded to 5.",
    "caveats": ["Crude ratios."],
}


def ratio_row(measure, group, value, *, spread=1.2, borough="", year="202526"):
    return {
        "time_period": year,
        "geographic_level": "Local authority" if borough else "Regional",
        "la_name": borough,
        "area_name": borough or "London",
        "ethnicity_level": "group",
        "measure": measure,
        "ethnic_group": group,
        "reference_group": "All other children",
        "children_with": "120",
        "children_without": "415",
        "reference_with": "1035",
        "reference_without": "low",
        "odds_ratio": f"{value:.2f}",
        "ci_low": f"{value / spread:.2f}",
        "ci_high": f"{value * spread:.2f}",
        "unknown_ethnicity_percent": "7",
        "boroughs_included": "1" if borough else "32",
    }


def release_of(rows, status="draft"):
    text = ",".join(rows[0]) + "\n" + "\n".join(",".join(r.values()) for r in rows)
    name = "liia_equality_odds_ratios_202603_v1.csv"
    tables = {"equality_odds_ratios": rows}
    return Tables({**MANIFEST, "status": status}, tables, {name: text})


def london(seed, planted=()):
    """Ratios that differ from one by chance alone, but for what is planted."""
    chance, error = random.Random(seed), 0.1
    rows = []
    for measure in ("s47_given_referral", "plan_given_s47", "care_order_given_entry"):
        for group in GROUPS:
            true = 2.0 if (measure, group) in planted else 1.0
            # Siblings widen what chance does, and the report is told of it.
            value = true * 2.718281828 ** chance.gauss(0, error * 1.5**0.5)
            rows.append(
                ratio_row(measure, group, value, spread=2.718281828 ** (1.96 * error))
            )
    return release_of(rows)


class Words(HTMLParser):
    """What a page says to a reader: text, titles and labels, and what it asks for."""

    def __init__(self, page):
        super().__init__()
        self.said, self.asked, self._silent = [], [], 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self._silent += tag in ("style", "script")
        for name, value in attributes:
            if name in ("title", "aria-label", "alt"):
                self.said.append(value)
            if name in ("src", "href", "xlink:href"):
                self.asked.append(value)

    def handle_endtag(self, tag):
        self._silent -= tag in ("style", "script")

    def handle_data(self, data):
        if not self._silent:
            self.said.append(data)


def numbers_in(texts):
    found = (re.findall(r"\d[\d,]*(?:\.\d+)?", text) for text in texts)
    return {number.replace(",", "") for numbers in found for number in numbers}


def test_no_number_is_on_the_page_that_is_not_in_the_release():
    tables = london(3, planted=[("plan_given_s47", "Black")])
    cells = (v for rows in tables.rows.values() for row in rows for v in row.values())
    known = numbers_in([*cells, *tables.texts, json.dumps(MANIFEST)])
    known |= {"2025", "26"}  # 202526 as 2025-26
    # Fixed words of the page: Section 47, of 33 boroughs, 95 % interval, rounded to 5,
    # a count under 10, five findings, the axis, "1 is no difference", "[low] is 0".
    known |= {"47", "33", "95", "5", "10", "1", "2", "3", "4", "0", "0.25", "0.5"}
    assert numbers_in(Words(render(tables)).said) - known == set()


def test_a_number_that_the_release_has_not_is_seen():
    page = render(london(3)).replace("</main>", "<p>123.45 children</p></main>")
    assert "123.45" in numbers_in(Words(page).said)


def test_the_page_asks_for_nothing_but_itself():
    page = Words(render(london(1)))
    assert [a for a in page.asked if not a.startswith(("#", "data:"))] == []


def test_a_london_without_differences_says_that_nothing_stands_out():
    silent = [seed for seed in range(20) if not findings(london(seed))]
    assert len(silent) >= 19  # once in a hundred is chance's due
    assert "Nothing stands out." in render(london(silent[0]))


def test_a_planted_difference_is_the_first_finding_whatever_chance_does():
    for seed in range(20):
        told = findings(london(seed, planted=[("plan_given_s47", "Black")]))
        assert told[0].subject == "plan_given_s47|Black"
        assert "higher odds of a child protection plan" in told[0].words


def test_groups_keep_their_capital_wherever_they_stand_in_a_heading():
    planted = [("plan_given_s47", group) for group in ("Asian", "Black", "Mixed")]
    page = render(london(2, planted))
    heading = (
        "Asian children, Black children and children of mixed ethnicity had higher "
        "odds of a child protection plan"
    )
    assert heading in page.replace("\n", " ")


def test_at_most_five_findings_are_told():
    planted = [("s47_given_referral", group) for group in GROUPS]
    planted += [("plan_given_s47", group) for group in GROUPS]
    assert len(findings(london(1, planted))) == 5


def test_a_draft_and_a_demo_say_so_at_the_top():
    rows = london(1).rows["equality_odds_ratios"]
    assert "DRAFT: not approved" in render(release_of(rows))
    assert "DEMO: made-up children" in render(release_of(rows, "draft, DEMO: made"))
    assert 'class="banner"' not in render(release_of(rows, "approved"))


@pytest.mark.parametrize(
    "rows",
    [
        [ratio_row("s47_given_referral", "Black", 1.5)],
        [ratio_row("s47_given_referral", "Asian", 1.5, borough="Camden")],
        [
            ratio_row("s47_given_referral", g, 1.0, year=y)
            for g in GROUPS
            for y in ("202425",)
        ],
    ],
    ids=["one group", "no London figure", "a single year"],
)
def test_it_reads_sensibly_when_little_was_sent(rows):
    page = render(release_of(rows))
    assert "None" not in " ".join(Words(page).said)
    assert "Method and caveats" in page


def test_a_borough_named_with_an_apostrophe_or_an_ampersand_cannot_break_the_page():
    row = ratio_row("s47_given_referral", "Black", 1.5, borough="King's <b>&")
    page = render(release_of([row, ratio_row("s47_given_referral", "Black", 1.5)]))
    assert "<b>" not in page


def test_no_serious_fault_of_accessibility(tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no Chromium on this machine: the page was not tried in a browser")
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    boroughs = [
        ratio_row("s47_given_referral", g, 1.3, borough=b)
        for g in GROUPS
        for b in ("Camden", "Islington")
    ]
    rows = london(1).rows["equality_odds_ratios"] + boroughs
    # The page's own policy forbids strangers' scripts, so the tried copy goes without.
    page = re.sub(r"<meta http-equiv=[^>]*>", "", render(release_of(rows)))
    asks = (
        "axe.run().then(r => document.body.setAttribute('data-axe', JSON.stringify("
        "r.violations.map(v => [v.impact, v.id, v.nodes.length]))))"
    )
    page = page.replace(
        "</body>", f"<script>{axe}</script><script>{asks}</script></body>"
    )
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    dumped = subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=20000",
            "--dump-dom",
            (tmp_path / "report.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    found = re.search(r'data-axe="([^"]*)"', dumped)
    assert found, "axe did not run to its end"
    faults = json.loads(found[1].replace("&quot;", '"'))
    assert [f for f in faults if f[0] in ("serious", "critical")] == []
