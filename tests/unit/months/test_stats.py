"""Intervals and tests for whole arrays against statsmodels, SciPy and published values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson
from statsmodels.stats.rates import test_poisson_2indep as compared

from analyzer.months.stats import Clusters, means, rate_design, rates, share_design, shares
from analyzer.months.stats_tests import false_discovery, holm, rate_p, share_p
from analyzer.report.stats import wilson

PARTS = [(0, 1), (1, 1), (0, 20), (1, 29), (15, 148), (81, 263), (20, 20), (999, 1000), (12_345, 99_999)]
EVENTS = [(0, 10), (1, 7), (2, 40), (5, 33), (10, 250), (99, 100), (1234, 900)]
PAIRS = [(3, 10, 9, 11), (9, 11, 3, 10), (0, 20, 0, 30), (20, 20, 0, 20), (5, 40, 8, 41), (700, 900, 90, 140)]


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_wilson_is_that_of_statsmodels(level: float) -> None:
    k, n = np.array(PARTS).T
    low, high = proportion_confint(k, n, alpha=1 - level, method="wilson")
    band = shares(k, n, level=level)
    np.testing.assert_allclose([band.low, band.high], [low, high], atol=1e-12)
    np.testing.assert_allclose(band.value, k / n)


@given(st.integers(0, 300), st.integers(1, 300))
def test_the_array_form_is_that_of_the_pages(k: int, n: int) -> None:
    band, share = shares(min(k, n), n), wilson(min(k, n), n)
    assert (float(band.low), float(band.high)) == pytest.approx((share.low, share.high), abs=1e-12)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("k", "n"), EVENTS)
def test_poisson_is_the_mid_p_interval_of_statsmodels(k: int, n: int, level: float) -> None:
    low, high = confint_poisson(k, n, method="midp-c", alpha=1 - level)
    low = low if k else 0.0  # statsmodels 0.15 gives the upper limit for both when nothing happened
    band = rates(k, n, level=level)
    assert (float(band.low), float(band.high)) == pytest.approx((100 * low, 100 * high), rel=1e-6, abs=1e-6)


def test_means_are_students_interval() -> None:
    values = np.array([62.0, 71.5, 90.0, 88.0, 79.0, 100.0])
    band = means(len(values), values.sum(), (values**2).sum())
    expected = scipy_stats.t.interval(0.95, len(values) - 1, values.mean(), scipy_stats.sem(values))
    assert (float(band.low), float(band.high)) == pytest.approx(expected)


def test_nothing_counted_is_nothing_known() -> None:
    for band in (shares([0], [0]), rates([0], [0]), means([0], [0.0], [0.0])):
        assert np.isnan([band.value, band.low, band.high]).all()
    assert np.isnan(means([1], [5.0], [25.0]).low).all()


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (1, -5)])
def test_negative_counts_are_refused(k: int, n: int) -> None:
    for interval in (shares, rates):
        with pytest.raises(ValueError, match="negative"):
            interval(k, n)


def test_a_part_beyond_the_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="exceed"):
        shares(6, 5)


@given(st.integers(0, 60), st.integers(0, 60), st.floats(1, 8))
def test_fewer_independent_observations_widen_the_interval(k: int, extra: int, design: float) -> None:
    n = k + extra + 1
    assert _width(shares(k, n, design)) >= _width(shares(k, n)) - 1e-12
    assert _width(rates(k, n, design)) >= _width(rates(k, n)) - 1e-9


def _width(band: object) -> float:
    return float(band.high - band.low)  # type: ignore[attr-defined]


def test_the_design_effect_of_equal_outcomes_is_their_number() -> None:
    """Seven outcomes of a call that are always the same are worth one."""
    passed = np.random.default_rng(3).binomial(1, 0.7, (5, 400))
    calls = np.full(5, 400.0)
    k = 7 * passed.sum(axis=1)
    sums = Clusters(calls, k, 7 * calls, 49 * passed.sum(axis=1), 7.0 * k, 49 * calls)
    assert share_design(sums) == pytest.approx(7, rel=0.01)


def test_independent_outcomes_have_no_design_effect() -> None:
    made = np.random.default_rng(3).binomial(7, 0.7, (5, 4000))
    calls = np.full(5, 4000.0)
    k, kk = made.sum(axis=1), (made**2).sum(axis=1)
    assert share_design(Clusters(calls, k, 7 * calls, kk, 7.0 * k, 49 * calls)) == pytest.approx(1, abs=0.03)
    assert rate_design(calls, k, kk) == 1.0  # binomial counts scatter less than Poisson ones


def test_events_that_come_in_threes_count_once() -> None:
    made = 3 * np.random.default_rng(3).poisson(0.2, (5, 4000))
    calls = np.full(5, 4000)
    assert rate_design(calls, made.sum(axis=1), (made**2).sum(axis=1)) == pytest.approx(3, rel=0.05)


@pytest.mark.parametrize(("k1", "n1", "k2", "n2"), PAIRS)
def test_shares_are_compared_by_fishers_test(k1: int, n1: int, k2: int, n2: int) -> None:
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    tails = [scipy_stats.fisher_exact(table, alternative=side)[1] for side in ("less", "greater")]
    assert float(share_p(k1, n1, k2, n2)) == pytest.approx(min(1, 2 * min(tails)), rel=1e-6)
    at = scipy_stats.hypergeom.pmf(k1, n1 + n2, k1 + k2, n1)
    assert float(share_p(k1, n1, k2, n2, mid=True)) == pytest.approx(min(1, 2 * min(tails) - at), rel=1e-6)


@pytest.mark.parametrize(("k1", "n1", "k2", "n2"), [(3, 10, 9, 11), (0, 20, 4, 30), (40, 100, 10, 90)])
def test_rates_are_compared_by_the_conditional_test(k1: int, n1: int, k2: int, n2: int) -> None:
    for method, mid in (("exact-cond", False), ("cond-midp", True)):
        tails = [
            compared(k1, n1, k2, n2, method=method, alternative=side).pvalue for side in ("smaller", "larger")
        ]
        assert float(rate_p(k1, n1, k2, n2, mid=mid)) == pytest.approx(min(1, 2 * min(tails)))


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_comparing_either_way_is_the_same(k1: int, r1: int, k2: int, r2: int) -> None:
    there, back = share_p(k1, k1 + r1, k2, k2 + r2), share_p(k2, k2 + r2, k1, k1 + r1)
    np.testing.assert_allclose(there, back)
    np.testing.assert_allclose(there, share_p(r1, k1 + r1, r2, k2 + r2), rtol=1e-9)


def test_corrections_are_those_of_statsmodels() -> None:
    rng = np.random.default_rng(13)
    for size in (1, 2, 5, 40):
        for power in (1, 2, 6):
            p = rng.random(size) ** power
            for ours, method in ((holm, "holm"), (false_discovery, "fdr_bh")):
                assert ours(p).tolist() == multipletests(p, 0.05, method)[0].tolist()


def test_what_was_not_tested_is_not_counted() -> None:
    assert holm([0.02, np.nan, np.nan, 0.03]).tolist() == [True, False, False, True]
    assert false_discovery([[0.04, np.nan], [np.nan, 0.01]]).tolist() == [[True, False], [False, True]]
    assert holm([0.02, 0.04], family=10).tolist() == [False, False]
