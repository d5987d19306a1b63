"""Keyed additive rounding: near, unbiased, repeatable, and secret."""

import importlib.util
import math
import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.project import project_root
from liia.configuration import settings
from liia.rounding import rounded

SECRETS = st.binary(min_size=32, max_size=32)


def load():
    path = project_root() / "models" / "protection" / "protected_counts.py"
    spec = importlib.util.spec_from_file_location("protected_counts", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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


def protect(with_step: int, without_step: int, cells: int) -> tuple[int, int]:
    """Published sums over so many cells that each hold the same true counts."""
    true = [
        {
            "measure": "m",
            "time_period": "202526",
            "borough_code": f"B{n}",
            "ethnicity_code": "BAFR",
            "children_with": with_step,
            "children_without": without_step,
        }
        for n in range(cells)
    ]
    shown = load().model(Dbt(true), None).to_pylist()
    assert len(shown) == cells
    return (
        sum(cell["children_with"] for cell in shown),
        sum(cell["children_without"] for cell in shown),
    )


@pytest.mark.parametrize(("with_step", "without_step"), [(1, 2), (2, 1), (1, 8)])
def test_sparse_cells_do_not_pull_the_odds_to_either_side(
    home, with_step, without_step
):
    from liia.doctor import make_missing_keys

    cells, errors, scaled = 150, [], []
    for _ in range(60):
        (home / "keys" / "rounding.key").unlink()
        make_missing_keys(settings(), demo=True)
        shown_with, shown_without = protect(with_step, without_step, cells)
        error = math.log(shown_with / shown_without) - math.log(
            with_step / without_step
        )
        # What the macro rounding_variance adds for one of the two groups.
        variance = sum(
            4 * min(cells, shown) / shown**2 for shown in (shown_with, shown_without)
        )
        errors.append(error)
        scaled.append(error / math.sqrt(variance))
    mean, spread = statistics.mean(errors), statistics.stdev(errors)
    assert abs(mean) < 4 * spread / math.sqrt(len(errors)) + 0.01
    # The interval owns up to the noise: 95 of 100 within it, give or take.
    assert sum(abs(z) < 1.96 for z in scaled) >= 50


def test_without_a_rounding_secret_nothing_is_protected_and_nothing_is_made(home):
    from ingest.errors import KeyProblem

    (home / "keys" / "rounding.key").unlink()
    with pytest.raises(KeyProblem, match="doctor --new-keys"):
        load().model(Dbt([]), None)
