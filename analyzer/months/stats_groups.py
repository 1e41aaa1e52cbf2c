"""Who can be told apart: all pairs of agents tested, any false difference at most 5 % likely, as ranks that are certain.

Pairs are tested with exact tests under Holm's correction for all of them; the number of agents certainly above and
below each gives a simultaneous interval for its rank (Mogstad, Romano, Shaikh and Wilhelm 2024).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from analyzer.months.stats import MIN_N, counted, mean_error, thinned
from analyzer.months.stats_special import Numbers, Truth, Whole, normal_quantile, numbers, student_below
from analyzer.months.stats_tests import holm, rate_p, share_p

# A pair is worth its exact test when its normal deviate is this part of what the smallest p would need.
_SCREEN: Final = 0.7


@dataclass(frozen=True, slots=True)
class Standing:
    """Where agents stand among those with enough calls; 1 is the highest value; -1 where there are too few calls.

    `best` and `worst` are the bounds of the rank; `above` and `below` count agents that are certainly higher and lower;
    `order` lists agents from the highest value; `bands` are half-open runs of `order` in which nobody can be told apart.
    """

    best: Whole
    worst: Whole
    above: Whole
    below: Whole
    order: Whole
    bands: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Measure:
    """Agents ordered by value, and what is needed to test two of them, by their places in the order."""

    order: Whole
    value: Numbers
    variance: Numbers
    p: Callable[[Whole, Whole], Numbers]


def apart_shares(k: ArrayLike, n: ArrayLike, design: ArrayLike = 1.0, alpha: float = 0.05) -> Standing:
    """The standing of agents by their shares `k / n`; Fisher's exact test, on counts thinned by the design effect."""
    part, whole = thinned(k, n, design)
    order, value = _ordered(part, whole, whole)
    a, b = part[order], whole[order]
    middle = a.sum() / max(1.0, b.sum())
    variance = middle * (1 - middle) / b
    return _standing(
        _Measure(order, value, variance, lambda i, j: share_p(a[i], b[i], a[j], b[j])), len(part), alpha
    )


def apart_rates(k: ArrayLike, n: ArrayLike, design: ArrayLike = 1.0, alpha: float = 0.05) -> Standing:
    """The standing of agents by their rates; the exact conditional test, on counts thinned by the dispersion."""
    events, units = (x / numbers(design) for x in counted(k, n))
    order, value = _ordered(events, units, numbers(n))
    a, b = events[order], units[order]
    variance = a.sum() / max(1.0, b.sum()) / b
    return _standing(
        _Measure(order, value, variance, lambda i, j: rate_p(a[i], b[i], a[j], b[j])), len(events), alpha
    )


def apart_means(n: ArrayLike, total: ArrayLike, squares: ArrayLike, alpha: float = 0.05) -> Standing:
    """The standing of agents by their means; Welch's test."""
    count, sums = counted(n, n)[0], numbers(total)
    variance = mean_error(count, sums, numbers(squares)) ** 2
    order, value = _ordered(sums, count, count)
    squared, freedom = variance[order], count[order] - 1

    def p(i: Whole, j: Whole) -> Numbers:
        both = squared[i] + squared[j]
        with np.errstate(invalid="ignore", divide="ignore"):
            t = np.abs(value[i] - value[j]) / np.sqrt(both)
            df = both * both / (squared[i] ** 2 / freedom[i] + squared[j] ** 2 / freedom[j])
        # Two agents whose scores never vary: equal, or apart without doubt.
        return np.where(both > 0, 2 * student_below(-t, df), np.where(value[i] == value[j], 1.0, 0.0))

    return _standing(_Measure(order, value, squared, p), len(count), alpha)


def _ordered(part: Numbers, whole: Numbers, n: Numbers) -> tuple[Whole, Numbers]:
    """Places of the agents with enough calls from the highest value down, and their values."""
    enough = np.flatnonzero((n >= MIN_N) & (whole > 0))
    value = part[enough] / whole[enough]
    falling = np.argsort(-value, kind="stable")
    return enough[falling], value[falling]


def _standing(measure: _Measure, agents: int, alpha: float) -> Standing:
    size = len(measure.order)
    higher, lower = _apart(measure, alpha)
    above = _spread(np.bincount(lower, minlength=size), measure.order, agents)
    below = _spread(np.bincount(higher, minlength=size), measure.order, agents)
    known = above >= 0
    return Standing(
        best=np.where(known, above + 1, -1),
        worst=np.where(known, size - below, -1),
        above=above,
        below=below,
        order=measure.order,
        bands=_bands(higher, lower, size),
    )


def _spread(counts: Whole, order: Whole, agents: int) -> Whole:
    out = np.full(agents, -1, dtype=np.int64)
    out[order] = counts
    return out


def _apart(measure: _Measure, alpha: float) -> tuple[Whole, Whole]:
    """The pairs that are told apart, as places in the order: the higher of each pair, and the lower."""
    size = len(measure.order)
    pairs = size * (size - 1) // 2
    if not pairs:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    least = _SCREEN * normal_quantile(1 - alpha / pairs / 2)
    higher, lower = _candidates(measure, least)
    apart = holm(measure.p(higher, lower), alpha, pairs)
    return higher[apart], lower[apart]


def _candidates(measure: _Measure, least: float) -> tuple[Whole, Whole]:
    """Pairs whose normal deviate is at least `least`; leaving others out can only miss a difference."""
    found = []
    for at in range(len(measure.order) - 1):
        gap = measure.value[at] - measure.value[at + 1 :]
        far = np.flatnonzero(gap * gap > least * least * (measure.variance[at] + measure.variance[at + 1 :]))
        found.append((np.full(len(far), at, dtype=np.int64), far + at + 1))
    first, second = zip(*found, strict=True)
    return np.concatenate(first), np.concatenate(second)


def _bands(higher: Whole, lower: Whole, size: int) -> tuple[tuple[int, int], ...]:
    """Maximal runs of the order in which no pair is told apart; neighbouring runs may overlap."""
    reach = np.full(size + 1, size, dtype=np.int64)
    np.minimum.at(reach, higher, lower)
    ends = np.minimum.accumulate(reach[::-1])[::-1][:size]
    starts = [at for at in range(size) if at == 0 or ends[at] > ends[at - 1]]
    return tuple((at, int(ends[at])) for at in starts)


def versus_shares(k: ArrayLike, n: ArrayLike, design: ArrayLike = 1.0, alpha: float = 0.05) -> Whole:
    """1 above, -1 below, 0 not to be told from all the other agents together, an agent a row, a measure a column.

    Fisher's test under Holm's correction for all agents and measures given, so that any false mark at all has
    probability `alpha` at most.
    """
    part, whole = thinned(k, n, design)
    p = share_p(part, whole, part.sum(axis=0) - part, whole.sum(axis=0) - whole)
    return _versus(p, part, whole, whole >= MIN_N, alpha)


def versus_rates(k: ArrayLike, n: ArrayLike, design: ArrayLike = 1.0, alpha: float = 0.05) -> Whole:
    """As `versus_shares` for rates."""
    events, units = (x / numbers(design) for x in counted(k, n))
    p = rate_p(events, units, events.sum(axis=0) - events, units.sum(axis=0) - units)
    return _versus(p, events, units, numbers(n) >= MIN_N, alpha)


def _versus(p: Numbers, part: Numbers, whole: Numbers, enough: Truth, alpha: float) -> Whole:
    apart = holm(np.where(enough, p, np.nan), alpha)
    side = np.sign(part * whole.sum(axis=0) - whole * part.sum(axis=0)).astype(np.int64)
    return np.where(apart, side, 0)
