"""Changes and trends against statsmodels, and what is flagged in simulated months."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.proportion import confint_proportions_2indep

from analyzer.months.stats_change import Change, change_rates, change_shares, trend_rates, trend_shares


@pytest.mark.parametrize(
    ("k0", "n0", "k1", "n1"), [(56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 0, 20), (10, 10, 0, 20)]
)
def test_differences_have_newcombes_interval(k0: int, n0: int, k1: int, n1: int) -> None:
    low, high = confint_proportions_2indep(k1, n1, k0, n0, method="newcomb", compare="diff")
    change = change_shares(k0, n0, k1, n1)
    assert (float(change.low), float(change.high)) == pytest.approx((low, high))


def test_newcombes_own_example() -> None:
    """56/70 against 48/80: 0.0524 to 0.3339 (Newcombe 1998, table II, method 10)."""
    change = change_shares(48, 80, 56, 70)
    assert (float(change.low), float(change.high)) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_only_what_exceeds_chance_among_all_is_flagged() -> None:
    """p = 0.04 alone is flagged, among twenty without a change it is not; too few calls never are."""
    alone = change_shares([10], [20], [17], [20])
    among = change_shares([10] + [10] * 19, [20] * 20, [17] + [10] * 19, [20] * 20)
    assert alone.flagged.tolist() == [True]
    assert alone.p[0] == among.p[0] > 0.01
    assert not among.flagged.any()
    assert not change_shares([9], [9], [0], [200]).flagged.any()


def test_rates_change_per_hundred() -> None:
    change = change_rates([2], [100], [30], [100])
    assert change.difference.tolist() == [28.0]
    assert 0 < change.low[0] < 28 < change.high[0]
    assert change.flagged.tolist() == [True]


def test_no_month_before_is_no_change() -> None:
    change = change_shares([0], [0], [5], [10])
    assert np.isnan([change.difference, change.low, change.high, change.p]).all()
    assert not change.flagged.any()


def test_the_slope_is_that_of_weighted_least_squares() -> None:
    k, n = np.array([12, 20, 31, 15, 40]), np.array([30, 40, 50, 20, 48])
    fit = WLS(k / n, np.column_stack([np.ones(5), np.arange(5)]), weights=n).fit()
    trend = trend_shares(k, n)
    assert float(trend.difference) == pytest.approx(fit.params[1])
    middle = (k.sum() + 1) / (n.sum() + 2)
    scale = max(1.0, fit.scale / (middle * (1 - middle)))
    assert scale == 1
    error = fit.bse[1] * np.sqrt(middle * (1 - middle) * scale / fit.scale)
    assert float(trend.high - trend.difference) == pytest.approx(1.959964 * error, rel=1e-5)


def test_months_without_calls_do_not_bend_the_line() -> None:
    with_gap = trend_shares([10, 0, 20, 30, 39], [40, 0, 40, 40, 40])
    assert float(with_gap.difference) > 0
    known = trend_rates([[1, 2, 3, 4]], [[10, 10, 10, 10]])
    assert known.difference.tolist() == pytest.approx([10.0])


@pytest.mark.parametrize("n", [[10, 10, 10], [10, 0, 10, 0, 10], [1, 1, 1, 1], [0, 0, 0, 0]])
def test_too_few_months_or_calls_have_no_trend(n: list[int]) -> None:
    for trend in (trend_shares(np.array(n) // 2, n), trend_rates(np.array(n) // 2, n)):
        assert np.isnan([trend.difference, trend.low, trend.high, trend.p]).all()
        assert not trend.flagged.any()


def _false_flags(changed: float, worlds: int) -> float:
    """The mean share of flags that are false, 40 agents and 12 measures a world."""
    rng, shares = np.random.default_rng(23), []
    for _ in range(worlds):
        before = rng.beta(8, 2, (40, 12))
        moved = rng.random(before.shape) < changed
        after = np.where(moved, np.clip(before - 0.4, 0.02, 1), before)
        n0, n1 = rng.integers(15, 80, (2, *before.shape))
        flagged = change_shares(rng.binomial(n0, before), n0, rng.binomial(n1, after), n1).flagged
        shares.append((flagged & ~moved).sum() / max(1, flagged.sum()))
    return float(np.mean(shares))


@pytest.mark.parametrize("changed", [0.0, 0.1, 0.5])
def test_flags_are_rarely_false(changed: float) -> None:
    assert _false_flags(changed, worlds=60) <= 0.05


def _covers(found: Change, truth: object) -> float:
    known = ~np.isnan(found.low)
    return float(((found.low <= truth) & (truth <= found.high))[known].mean())  # type: ignore[operator]


@pytest.mark.parametrize("agents", [2000, pytest.param(40_000, marks=pytest.mark.slow)])
def test_intervals_cover_what_they_promise(agents: int) -> None:
    """For slopes up to 97.5 %: months that happen to scatter widen an interval that did not need it."""
    rng = np.random.default_rng(29)
    n0, n1 = rng.integers(30, 120, (2, agents))
    share, rate = rng.beta(8, 2, (2, agents)), rng.gamma(2, 0.05, (2, agents))
    shares = change_shares(rng.binomial(n0, share[0]), n0, rng.binomial(n1, share[1]), n1)
    rates = change_rates(rng.poisson(n0 * rate[0]), n0, rng.poisson(n1 * rate[1]), n1)
    slope = rng.uniform(-0.015, 0.015, agents)
    monthly = rng.uniform(0.6, 0.8, agents)[:, None] + slope[:, None] * np.arange(-6, 6)
    n = rng.integers(20, 80, (agents, 12))
    trend = trend_shares(rng.binomial(n, monthly), n)
    wobbling = trend_shares(rng.binomial(n, np.clip(monthly + rng.normal(0, 0.08, n.shape), 0, 1)), n)
    slack = 0.01 if agents < 10_000 else 0
    assert 0.93 - slack <= _covers(shares, share[1] - share[0]) <= 0.97 + slack
    assert 0.93 - slack <= _covers(rates, 100 * (rate[1] - rate[0])) <= 0.97 + slack
    assert 0.93 - slack <= _covers(trend, slope) <= 0.975 + slack
    assert 0.93 - slack <= _covers(wobbling, slope) <= 0.975 + slack
