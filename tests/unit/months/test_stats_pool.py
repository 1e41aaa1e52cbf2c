"""Partial pooling against integration by brute force, and its properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import betaln, gammaln

from analyzer.months.stats import rates, shares
from analyzer.months.stats_pool import MIN_AGENTS, pool_rates, pool_shares

K = np.array([3, 9, 14, 22, 8, 30])
N = np.array([10, 12, 30, 25, 8, 60])


def _brute_force(kind: str) -> NDArray[np.float64]:
    """Posterior means on a fine grid of the group's mean and strength, priors as documented."""
    shrinkage = (np.arange(400) + 0.5) / 400
    shrinkage = shrinkage[shrinkage > 1 / 48]  # the nodes end there
    strength = (np.median(N) * shrinkage / (1 - shrinkage))[:, None, None]
    top = 1 if kind == "share" else 5
    mean = ((np.arange(600) + 0.5) / 600 * top)[:, None]
    if kind == "share":
        a, b = mean * strength, (1 - mean) * strength
        log = (betaln(K + a, N - K + b) - betaln(a, b)).sum(axis=-1)
    else:
        a = mean * strength
        log = (gammaln(K + a) - gammaln(a) + a * np.log(strength) - (K + a) * np.log(N + strength)).sum(
            axis=-1
        )
    weight = np.exp(log - log.max()) / shrinkage[:, None]
    estimate = (K + mean * strength) / (N + strength)
    return np.asarray((weight[..., None] * estimate).sum(axis=(0, 1)) / weight.sum())


@pytest.mark.parametrize("kind", ["share", "rate"])
def test_quadrature_agrees_with_brute_force(kind: str) -> None:
    found = pool_shares(K, N).value if kind == "share" else pool_rates(K, N).value / 100
    np.testing.assert_allclose(found, _brute_force(kind), atol=0.01)


def test_few_calls_are_pulled_to_the_group_and_many_are_not() -> None:
    pooled = pool_shares([1, 100, 800, 850, 90, 9], [1, 200, 1000, 1000, 100, 10])
    raw = np.array([1, 0.5, 0.8, 0.85, 0.9, 0.9])
    assert pooled.own[0] < 0.3
    assert pooled.own[2] > 0.95
    assert abs(pooled.value[2] - raw[2]) < 0.01
    assert pooled.value[0] < 0.95


counts = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=MIN_AGENTS, max_size=12)


@given(counts)
def test_estimates_lie_in_their_intervals_and_between_zero_and_one(pairs: list[tuple[int, int]]) -> None:
    k, rest = np.array(pairs).T
    pooled = pool_shares(k, k + rest + 1)
    assert ((pooled.low >= 0) & (pooled.low <= pooled.value)).all()
    assert ((pooled.value <= pooled.high) & (pooled.high <= 1)).all()
    poisson = pool_rates(k, rest + 1)
    assert ((poisson.low >= 0) & (poisson.low <= poisson.high) & np.isfinite(poisson.high)).all()


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_agents_does_not_matter(pairs: list[tuple[int, int]], random: object) -> None:
    k, rest = np.array(pairs).T
    order = list(range(len(k)))
    random.shuffle(order)  # type: ignore[attr-defined]
    there, back = pool_shares(k, k + rest + 1), pool_shares(k[order], (k + rest + 1)[order])
    np.testing.assert_allclose(there.value[order], back.value)


def test_columns_are_pooled_by_themselves() -> None:
    both = pool_shares(np.stack([K, N - K], axis=1), np.stack([N, N], axis=1))
    np.testing.assert_allclose(both.value[:, 0], pool_shares(K, N).value)
    np.testing.assert_allclose(both.value[:, 1], pool_shares(N - K, N).value)
    assert both.strength.shape == both.centre.shape == (2,)


def test_an_agent_without_calls_is_unknown() -> None:
    pooled = pool_shares([*K, 0], [*N, 0])
    assert np.isnan(pooled.value[-1])
    assert not np.isnan(pooled.value[:-1]).any()
    assert np.isnan(pool_shares(np.zeros(6), np.zeros(6)).centre)


def test_a_tiny_group_is_not_pooled() -> None:
    k, n = K[: MIN_AGENTS - 1], N[: MIN_AGENTS - 1]
    for pooled, own in ((pool_shares(k, n), shares(k, n)), (pool_rates(k, n), rates(k, n))):
        np.testing.assert_allclose([pooled.value, pooled.low, pooled.high], [own.value, own.low, own.high])
        assert (pooled.own == 1).all()
    assert float(pool_shares(k, n).centre) == pytest.approx(k.sum() / n.sum())


def _worlds(agents: int, calls: int, worlds: int) -> dict[str, float]:
    """How often 95 % intervals hold the truth for agents drawn from several kinds of group."""
    rng = np.random.default_rng(11)
    shape = (agents, worlds)
    n = rng.integers(calls // 2, 2 * calls, shape)
    logit = 1 / (1 + np.exp(-rng.normal(1.5, 1, shape)))
    share = {"beta": rng.beta(8, 2, shape), "logit-normal": logit}
    rate = {"gamma": rng.gamma(2, 0.05, shape), "steep": rng.gamma(1, 0.1, shape)}
    out = {}
    for name, truth in share.items():
        k = rng.binomial(n, truth)
        for way, found in (("pooled", pool_shares(k, n)), ("raw", shares(k, n))):
            out[f"{name} {way}"] = float(((found.low <= truth) & (truth <= found.high)).mean())
    for name, truth in rate.items():
        k = rng.poisson(n * truth)
        for way, band in (("pooled", pool_rates(k, n)), ("raw", rates(k, n))):
            out[f"{name} {way}"] = float(((band.low <= 100 * truth) & (100 * truth <= band.high)).mean())
    return out


@pytest.mark.parametrize(("agents", "calls"), [(8, 40), (30, 40)])
def test_intervals_cover_what_they_promise(agents: int, calls: int) -> None:
    covered = _worlds(agents, calls, worlds=1500 // agents)
    assert {name: share for name, share in covered.items() if not 0.92 <= share <= 0.98} == {}


@pytest.mark.slow
@pytest.mark.parametrize(("agents", "calls"), [(8, 30), (8, 100), (30, 30), (30, 100), (200, 30), (200, 100)])
def test_intervals_cover_93_to_97_percent(agents: int, calls: int) -> None:
    covered = _worlds(agents, calls, worlds=16_000 // agents)
    assert {name: share for name, share in covered.items() if not 0.93 <= share <= 0.97} == {}
