"""Shares, rates and means with their intervals, for whole arrays at once; what nobody counted is NaN.

`k` counts events, `n` what they are counted in; arrays of any shape that broadcast together. `design` says how many
times fewer independent observations there are than counted ones, because what is said within one call hangs together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from analyzer.months.stats_special import (
    Numbers,
    Truth,
    gamma_below,
    normal_quantile,
    numbers,
    student_quantile,
)

# With fewer a 95 % interval of a share is wider than ±26 points: shown, never compared or flagged.
MIN_N: Final = 10

# Halvings of the bracket around a limit: far below what a report shows.
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True)
class Band:
    """Estimates with their intervals `[low, high]`; NaN where there is nothing to estimate from."""

    value: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True, slots=True)
class Clusters:
    """Sums over the calls of each agent: calls, `k`, `n` and the squares and product of `k` and `n` of one call."""

    calls: Numbers
    k: Numbers
    n: Numbers
    kk: Numbers
    kn: Numbers
    nn: Numbers


def shares(k: ArrayLike, n: ArrayLike, design: ArrayLike = 1.0, level: float = 0.95) -> Band:
    """Shares `k / n`, 0 to 1, with Wilson's score intervals (Wilson 1927, no continuity correction)."""
    part, whole = counted(k, n)
    _at_most_the_whole(part, whole)
    effective = whole / numbers(design)
    z = normal_quantile(0.5 + level / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = part / whole
        centre = (share + z * z / (2 * effective)) / (1 + z * z / effective)
        spread = np.sqrt(share * (1 - share) / effective + z * z / (4 * effective * effective))
        half = z / (1 + z * z / effective) * spread
    # At the ends the bound is exactly 0 or 1; floating subtraction only comes close.
    low = np.where(part == 0, 0.0, np.maximum(0.0, centre - half))
    high = np.where(part == whole, 1.0, np.minimum(1.0, centre + half))
    return Band(share, np.where(whole > 0, low, np.nan), np.where(whole > 0, high, np.nan))


def rates(k: ArrayLike, n: ArrayLike, design: ArrayLike = 1.0, level: float = 0.95) -> Band:
    """Events per 100 units with the mid-p Poisson interval (Cohen and Yang 1994).

    The exact interval of Garwood (1936) covers well over 95 % for the few events that an agent has in a month.
    """
    events, units = counted(k, n)
    means_, where = np.unique(events / numbers(design), return_inverse=True)
    tail = (1 - level) / 2
    low = _solve(means_, lambda mean: _more(means_, mean) < tail)
    high = _solve(means_, lambda mean: 1 - _more(means_, mean) > tail)
    shape = np.broadcast_shapes(events.shape, np.shape(design))
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(units > 0, 100 * numbers(design) / units, np.nan)
        value = 100 * events / np.where(units > 0, units, np.nan)
    return Band(value, low[where].reshape(shape) * scale, high[where].reshape(shape) * scale)


def means(n: ArrayLike, total: ArrayLike, squares: ArrayLike, level: float = 0.95) -> Band:
    """Means of `n` values from their sum and sum of squares, with Student's interval; NaN bounds below two values."""
    count, sums = np.broadcast_arrays(numbers(n), numbers(total))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 0, sums / count, np.nan)
        half = student_quantile(0.5 + level / 2, count - 1) * mean_error(count, sums, numbers(squares))
    return Band(mean, mean - half, mean + half)


def mean_error(n: Numbers, total: Numbers, squares: Numbers) -> Numbers:
    """The standard error of a mean; NaN below two values."""
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.maximum(0.0, squares - total * total / n) / (n - 1)
        return np.where(n > 1, np.sqrt(variance / n), np.nan)


def share_design(sums: Clusters) -> float:
    """The design effect of shares over several outcomes a call (Kish 1965; Rao and Scott 1992), at least 1.

    One figure for all agents: the variance of the agents' shares between calls over what independent outcomes
    would show.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(sums.n > 0, sums.k / sums.n, 0.0)
    between = sums.kk - 2 * share * sums.kn + share * share * sums.nn
    return _effect(sums.calls, between, sums.n * share * (1 - share))


def rate_design(calls: ArrayLike, k: ArrayLike, kk: ArrayLike) -> float:
    """The dispersion of events a call, at least 1 (McCullagh and Nelder 1989, 6.2), pooled over all agents.

    From each agent's calls, events, and sum of squares of the events of one call.
    """
    count, events = counted(k, calls)[::-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 0, events / count, 0.0)
    return _effect(count, numbers(kk) - mean * events, events)


def counted(k: ArrayLike, n: ArrayLike) -> tuple[Numbers, Numbers]:
    """Both counts in one shape; ValueError where one is negative."""
    part, whole = np.broadcast_arrays(numbers(k), numbers(n))
    if (part < 0).any() or (whole < 0).any():
        raise ValueError("counts cannot be negative")
    return part, whole


def thinned(k: ArrayLike, n: ArrayLike, design: ArrayLike) -> tuple[Numbers, Numbers]:
    """Whole counts of as many independent observations as there are, for tests that count."""
    part, whole = counted(k, n)
    return np.rint(part / numbers(design)), np.rint(whole / numbers(design))


def _at_most_the_whole(part: Numbers, whole: Numbers) -> None:
    if (part > whole).any():
        raise ValueError("a part cannot exceed the whole")


def _effect(calls: Numbers, between: Numbers, independent: Numbers) -> float:
    """Observed over expected variance, each agent's own mean having used up one call."""
    several = calls > 1
    expected = (independent * (calls - 1))[several] / calls[several]
    return max(1.0, float(between[several].sum() / expected.sum())) if expected.sum() > 0 else 1.0


def _more(k: Numbers, mean: Numbers) -> Numbers:
    """The Poisson probability of more than `k` events plus half that of `k`; increasing in the mean."""
    above = gamma_below(mean, k + 1)
    with np.errstate(invalid="ignore"):
        at_least = np.where(k > 0, gamma_below(mean, np.maximum(k, 1e-300)), 1.0)
    return (above + at_least) / 2


def _solve(k: Numbers, below: Callable[[Numbers], Truth]) -> Numbers:
    """The mean at which `below` turns from true to false, by bisection."""
    low, high = np.zeros_like(k), k + 10 * np.sqrt(k + 1) + 20
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        under = below(middle)
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return low
