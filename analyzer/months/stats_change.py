"""What changed since the month before, and over many months: differences that exceed chance, and their size.

Changes are looked at for every agent and measure at once, so some would stand out by chance alone. They are flagged
under control of the false discovery rate (Benjamini and Hochberg 1995, 5 %): a supervisor follows up each flag by itself,
so what matters is how many of them are false; when nothing changed at all there is no flag in 95 of 100 months.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from analyzer.months.stats import MIN_N, Band, counted, rates, shares, thinned
from analyzer.months.stats_special import Numbers, Truth, numbers, student_below, student_quantile
from analyzer.months.stats_tests import false_discovery, rate_p, share_p

# A line needs this many months; two always lie on one.
MIN_MONTHS: Final = 4
# So much freedom that Student's distribution is the normal one.
_KNOWN: Final = 1e9


@dataclass(frozen=True, slots=True)
class Change:
    """Differences with their intervals, the probability that chance alone does as much, and whether they are flagged."""

    difference: Numbers
    low: Numbers
    high: Numbers
    p: Numbers
    flagged: Truth


def change_shares(
    k0: ArrayLike, n0: ArrayLike, k1: ArrayLike, n1: ArrayLike, design: ArrayLike = 1.0
) -> Change:
    """Shares after minus shares before, with Newcombe's interval (1998, method 10) and Fisher's mid-p."""
    before, after = thinned(k0, n0, design), thinned(k1, n1, design)
    return _change(
        shares(k0, n0, design),
        shares(k1, n1, design),
        share_p(*before, *after, mid=True),
        _enough(before[1], after[1]),
    )


def change_rates(
    k0: ArrayLike, n0: ArrayLike, k1: ArrayLike, n1: ArrayLike, design: ArrayLike = 1.0
) -> Change:
    """Rates per 100 after minus before, the intervals of both combined (Zou and Donner 2008), and the mid-p test."""
    counts = (numbers(count) / numbers(design) for count in (k0, n0, k1, n1))
    return _change(rates(k0, n0, design), rates(k1, n1, design), rate_p(*counts, mid=True), _enough(n0, n1))


def _enough(n0: ArrayLike, n1: ArrayLike) -> Truth:
    return np.minimum(numbers(n0), numbers(n1)) >= MIN_N


def _change(before: Band, after: Band, p: Numbers, enough: Truth) -> Change:
    difference = after.value - before.value
    low = difference - np.hypot(after.value - after.low, before.high - before.value)
    high = difference + np.hypot(after.high - after.value, before.value - before.low)
    return Change(difference, low, high, p, false_discovery(np.where(enough, p, np.nan)))


def trend_shares(k: ArrayLike, n: ArrayLike, design: ArrayLike = 1.0, level: float = 0.95) -> Change:
    """The slope of shares a month along the last axis, each month weighted by its count.

    `design` has no months. The test of no slope is that of Cochran and Armitage. NaN with fewer than `MIN_MONTHS` months.
    """
    part, whole = counted(k, n)
    # Two outcomes more, one of each, keep the variance of 0 % and 100 % from being nothing.
    middle = (part.sum(axis=-1) + 1) / (whole.sum(axis=-1) + 2)
    return _trend(part, whole, middle * (1 - middle) * numbers(design), level)


def trend_rates(k: ArrayLike, n: ArrayLike, design: ArrayLike = 1.0, level: float = 0.95) -> Change:
    """The slope of rates per 100 a month along the last axis, each month weighted by its calls."""
    events, units = counted(k, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (events.sum(axis=-1) + 0.5) / units.sum(axis=-1)
    slope = _trend(events, units, middle * numbers(design), level)
    return Change(100 * slope.difference, 100 * slope.low, 100 * slope.high, slope.p, slope.flagged)


def _trend(k: Numbers, n: Numbers, variance: Numbers, level: float) -> Change:
    """Weighted least squares; months that scatter more than chance widen the interval (quasi-likelihood)."""
    months = np.arange(k.shape[-1])
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(n > 0, k / n, 0.0)
        total = n.sum(axis=-1)
        at = months - ((n * months).sum(axis=-1) / total)[..., None]
        mean = ((n * value).sum(axis=-1) / total)[..., None]
        width = (n * at * at).sum(axis=-1)
        slope = (n * at * value).sum(axis=-1) / width
        seen = (n > 0).sum(axis=-1)
        scatter = (n * (value - mean - slope[..., None] * at) ** 2).sum(axis=-1) / variance
        spread = np.maximum(1.0, scatter / (seen - 2))
        error = np.sqrt(variance * spread / width)
    error = np.where((seen >= MIN_MONTHS) & (total >= MIN_N), error, np.nan)
    # A scatter that was estimated costs as much certainty as it has months to be estimated from.
    freedom = np.where(spread > 1, np.maximum(1, seen - 2), _KNOWN)
    half = student_quantile(0.5 + level / 2, freedom) * error
    p = 2 * student_below(-np.abs(slope) / error, freedom)
    slope = np.where(np.isnan(error), np.nan, slope)
    return Change(slope, slope - half, slope + half, p, false_discovery(p))
