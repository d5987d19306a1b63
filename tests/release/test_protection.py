"""Keyed additive rounding: near, unbiased, repeatable, and secret."""

import importlib.util
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.project import project_root

SECRETS = st.binary(min_size=32, max_size=32)


def load():
    path = project_root() / "models" / "protection" / "protected_counts.py"
    spec = importlib.util.spec_from_file_location("protected_counts", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


rounded = load().rounded


@given(st.integers(0, 10**7), SECRETS, st.text())
def test_a_count_goes_to_a_multiple_of_five_less_than_five_away(count, secret, cell):
    shown = rounded(count, secret, cell)
    assert shown % 5 == 0 and abs(shown - count) < 5
    if count % 5 == 0:
        assert shown == count


@given(st.integers(0, 10**4), SECRETS, st.text())
def test_the_same_cell_always_goes_the_same_way(count, secret, cell):
    assert rounded(count, secret, cell) == rounded(count, secret, cell)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 17])
def test_rounding_is_neither_up_nor_down_on_average(count):
    cells = 20_000
    total = sum(rounded(count, b"s" * 32, f"cell {n}") for n in range(cells))
    # Five standard errors of a two-way draw five apart.
    margin = 5 * 5 * ((count % 5 / 5) * (1 - count % 5 / 5) / cells) ** 0.5
    assert abs(total / cells - count) < margin


def test_another_secret_goes_another_way():
    ways = Counter(rounded(3, bytes([n]) * 32, "cell") for n in range(200))
    assert set(ways) == {0, 5} and min(ways.values()) > 40


class Relation:
    def __init__(self, rows):
        self.rows = rows

    def to_arrow_table(self):
        import pyarrow

        return pyarrow.Table.from_pylist(self.rows)


class Dbt:
    """As much of dbt as the model asks for."""

    def __init__(self, rows):
        self.rows = rows

    def config(self, **_):
        pass

    def ref(self, _):
        return Relation(self.rows)


def test_a_subset_is_never_shown_larger_than_its_superset(home):
    cells = [
        {
            "measure": "m",
            "time_period": "202526",
            "borough_code": "ISL",
            "ethnicity_code": f"E{at_risk}-{with_step}",
            "children_at_risk": at_risk,
            "children_with": with_step,
        }
        for at_risk in range(40)
        for with_step in range(at_risk + 1)
    ]
    shown = load().model(Dbt(cells), None).to_pylist()
    assert len(shown) == len(cells)
    for cell, true in zip(shown, cells, strict=True):
        assert 0 <= cell["children_with"] <= cell["children_at_risk"]
        assert abs(cell["children_with"] - true["children_with"]) < 5


def test_without_a_rounding_secret_nothing_is_protected_and_nothing_is_made(home):
    from ingest.errors import KeyProblem

    (home / "keys" / "rounding.key").unlink()
    with pytest.raises(KeyProblem, match="doctor --new-keys"):
        load().model(Dbt([]), None)
