"""A cell becomes the code that it begins or ends with, and never a code by accident."""

import csv
import re
from functools import cache

import duckdb
import pytest

from ingest.project import project_root, read_seed
from tests.dbt_macros import rendered

_FACTS = "shared/reference/annex_a_value_variants_sample.csv"
SAMPLE = next(
    (
        folder / _FACTS
        for folder in project_root().parents
        if (folder / _FACTS).exists()
    ),
    project_root().parent / _FACTS,
)


class Coder:
    """The macro `coded` as dbt renders it, over the real seeds, in DuckDB."""

    def __init__(self):
        self.connection = duckdb.connect()
        for seed in ("codes", "value_variants", "value_words"):
            path = project_root() / "seeds" / "codes" / f"{seed}.csv"
            self.connection.execute(
                f"create table {seed} as select * from read_csv(?, all_varchar=true)",
                [str(path)],
            )
        self.connection.execute("alter table value_words alter precedence type integer")

    def __call__(self, text: str, code_set: str) -> str | None:
        query = f"select {_coded(code_set)} from (select ? as cell)"
        return self.connection.execute(query, [text]).fetchone()[0]


@cache
def _coded(code_set: str) -> str:
    return rendered(
        f"{{{{ coded('cell', '{code_set}') }}}}", "coded.sql", "engines/text.sql"
    )


@pytest.fixture(scope="module")
def coded() -> Coder:
    return Coder()


@pytest.mark.parametrize("row", read_seed("codes/codes"), ids=lambda r: r["code_set"])
def test_every_code_alone_and_before_its_label_is_itself(coded, row):
    code_set, code = row["code_set"], row["code"]
    assert coded(code, code_set) == code
    if len(code) > 1 and code_set not in ("yes_no", "placement_location"):
        assert coded(f"b) {code}: {row['label']}", code_set) == code
        assert coded(f"{code} - something", code_set) == code


def test_every_variant_and_every_wording_stands_for_a_code_of_its_set():
    codes = {(row["code_set"], row["code"]) for row in read_seed("codes/codes")}
    told = [*read_seed("codes/value_variants"), *read_seed("codes/value_words")]
    named = {(row["code_set"], row["code"]) for row in told if row["code"]}
    assert len(named) > 100 and named - codes == set()


@pytest.mark.parametrize(
    ("text", "code_set", "code"),
    [
        ("q) 6: Police", "referral_source", "6"),
        ("b) 1B: Individual", "referral_source", "1B"),
        ("6.0", "referral_source", "6"),
        ("C2: FCO", "legal_status", "C2"),
        ("f) U6: Foster placement - not FFA", "placement_type", "U6"),
        ("k) E47: Special Guardianship Orders", "reason_ceased", "E47"),
        ("White - British (WBRI)", "ethnicity", "WBRI"),
        ("[PR5] Voluntary/third sector provision", "placement_provider", "PR5"),
        ("b) Female", "sex", "F"),
        ("2", "sex", "F"),
        ("a) Neglect", "abuse_category", "NEG"),
        ("true", "yes_no", "yes"),
        ("Year 9 teacher", "referral_source", "2A"),
        ("School, Key Stage 4", "referral_source", "2A"),
        ("7 - Police", "referral_source", "6"),
        ("EMO/NEG", "abuse_category", "MUL"),
        ("Age assessed over 18 & E5, E6 & E7 do not apply", "reason_ceased", "E15"),
    ],
)
def test_what_boroughs_write_becomes_its_code(coded, text, code_set, code):
    assert coded(text, code_set) == code


@pytest.mark.parametrize(
    ("text", "code_set"),
    [
        ("Both parents White British", "ethnicity"),
        ("Not stated by both parents", "ethnicity"),
        ("MASH 7 days", "referral_source"),
        ("Not C2", "legal_status"),
        ("S20 (was C2)", "legal_status"),
        ("Temporary, not covered by codes T1 to T3", "placement_type"),
        ("PSRMEM - Support with memory", "need"),
        ("", "ethnicity"),
    ],
)
def test_a_code_inside_a_sentence_is_no_code(coded, text, code_set):
    assert coded(text, code_set) is None


FIELDS = {
    "Ethnicity": "ethnicity",
    "Child's Legal Status": "legal_status",
    "Placement Type": "placement_type",
    "Placement Provider": "placement_provider",
    "Reason Ceased to be Looked After": "reason_ceased",
    "Reason for Closure": "closure_reason",
    "Primary Need Code": "need",
    "Gender": "sex",
}


def test_no_variant_of_a_real_sample_is_given_another_code_than_it_names(coded):
    """Where a variant names its own code at its beginning, that code comes out."""
    if not SAMPLE.exists():
        pytest.skip(f"the sample of variants is not here: {SAMPLE.name}")
    known = {(row["code_set"], row["code"]) for row in read_seed("codes/codes")}
    wrong = []
    with SAMPLE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            code_set = FIELDS.get(row["annex_a_column"])
            named = re.match(
                r"(?:[a-z]\) )?([A-Z]{1,4}[0-9]{0,2}[AB]?)\b", row["value_as_sent"]
            )
            if not code_set or not named or (code_set, named[1]) not in known:
                continue
            found = coded(row["value_as_sent"], code_set)
            if found not in (named[1], None):
                wrong.append((code_set, named[1], found))
    assert wrong == []
