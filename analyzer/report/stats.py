"""Shares and rates with what they were computed from: pure functions on whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import Final

# Where bisection and sums stop: far below what a report shows.
_PRECISION: Final = 1e-10


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n` with its interval `[low, high]`, all between 0 and 1; None where `n` is 0."""

    k: int
    n: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Rate:
    """`k` events over `n` units, a hundred units at a time, with its interval; None where `n` is 0."""

    k: int
    n: int
    per_100: float | None
    low: float | None
    high: float | None


def _check(k: int, n: int, level: float) -> None:
    if k < 0 or n < 0:
        raise ValueError(f"counts cannot be negative: {k} of {n}")
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1: {level}")


def wilson(k: int, n: int, level: float = 0.95) -> Share:
    """The share `k / n` with Wilson's score interval (Wilson 1927, no continuity correction).

    >>> wilson(0, 0)
    Share(k=0, n=0, value=None, low=None, high=None)
    """
    _check(k, n, level)
    if k > n:
        raise ValueError(f"a part cannot exceed the whole: {k} of {n}")
    if n == 0:
        return Share(0, 0, None, None, None)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = k / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the ends the bound is exactly 0 or 1; floating subtraction only comes close.
    low = 0.0 if k == 0 else max(0.0, centre - half)
    high = 1.0 if k == n else min(1.0, centre + half)
    return Share(k, n, share, low, high)


def poisson_rate(k: int, n: int, level: float = 0.95) -> Rate:
    """`k` events in `n` units, per 100 units, with the exact Poisson interval (Garwood 1936)."""
    _check(k, n, level)
    if n == 0:
        return Rate(k, 0, None, None, None)
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else _mean_for(k - 1, 1 - tail)
    high = _mean_for(k, tail)
    return Rate(k, n, 100 * k / n, 100 * low / n, 100 * high / n)


def _mean_for(k: int, probability: float) -> float:
    """The Poisson mean at which at most `k` events have this probability; by bisection."""
    low, high = 0.0, k + 10 * sqrt(k + 1) + 20
    while high - low > _PRECISION * (1 + high):
        middle = (low + high) / 2
        if _at_most(k, middle) > probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _at_most(k: int, mean: float) -> float:
    """The Poisson probability of `k` events or fewer, summed from `k` in the direction where terms shrink."""
    if mean > k:
        return _falling(k, mean, -1)
    return 1 - _falling(k + 1, mean, 1)


def _falling(start: int, mean: float, step: int) -> float:
    """The terms from `start` on, downward to 0 or upward without end, until they no longer count."""
    term = exp(start * log(mean) - mean - lgamma(start + 1))
    total, at = 0.0, start
    while term > _PRECISION * _PRECISION * total and at >= 0:
        total += term
        term *= at / mean if step < 0 else mean / (at + 1)
        at += step
    return total
