"""The interval of a share of rounded counts holds the true share as often as it says."""

import numpy as np
import pytest

from tests.equalities.macros import database, load, rendered

QUERY = """select
    {{ rounded_share_limit('part', 'total', 'noise', 'noise_of_rest', -1) }},
    {{ rounded_share_limit('part', 'total', 'noise', 'noise_of_rest', 1) }}
from (values (cast(? as double), cast(? as double), cast(? as double), cast(? as double)))
    as given (part, total, noise, noise_of_rest)"""


def limits(connection, *given: float) -> tuple[float, float]:
    return connection.execute(rendered(QUERY), given).fetchone()


def test_without_noise_it_is_agresti_and_coulls():
    from statsmodels.stats.proportion import proportion_confint

    low, high = limits(database(), 15, 40, 0, 0)

    # Theirs adds z squared, near enough 4, to the whole.
    theirs = proportion_confint(15, 40, method="agresti_coull")
    assert (low / 100, high / 100) == pytest.approx(theirs, abs=0.002)


@pytest.mark.parametrize("share", [0.03, 0.2, 0.5])
@pytest.mark.parametrize("children", [60, 300])
def test_of_rounded_counts_it_holds_the_true_share_95_times_in_100(share, children):
    draws, tries = np.random.default_rng(11), 4_000
    parts = draws.binomial(children, share, tries)
    part, rest = (
        counts // 5 * 5 + 5 * (draws.random(tries) < counts % 5 / 5)
        for counts in (parts, children - parts)
    )
    connection = database()
    cells = [
        {"part": float(a), "total": float(a + b), "noise": 4.0 * (a > 0), "other": 4.0}
        for a, b in zip(part.tolist(), rest.tolist(), strict=True)
    ]
    load(connection, "cells", cells)

    (held,) = connection.execute(
        rendered(
            "select avg(case when "
            "{{ rounded_share_limit('part', 'total', 'noise', 'other', -1) }} <= $1 and $1 <= "
            "{{ rounded_share_limit('part', 'total', 'noise', 'other', 1) }} then 1 else 0 end)"
            " from cells"
        ),
        [100 * share],
    ).fetchone()

    print(f"{share} of {children}: {held:.1%}")
    assert held >= 0.935


def test_it_stays_within_nothing_and_all():
    connection = database()

    assert limits(connection, 0, 10, 0, 4)[0] == 0
    assert limits(connection, 10, 10, 4, 0)[1] == 100
