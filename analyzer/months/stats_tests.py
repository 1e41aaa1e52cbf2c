"""Whether two counts differ by more than chance, for whole arrays at once, and corrections for looking at many."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analyzer.months.stats import counted
from analyzer.months.stats_special import Numbers, Truth, beta_below, log_gamma, numbers

# Terms of a tail below this part of the sum no longer count.
_NEGLIGIBLE = 1e-12


def share_p(k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, *, mid: bool = False) -> Numbers:
    """Fisher's exact test of `k1 / n1` against `k2 / n2`: twice the smaller tail, or its mid-p; NaN without counts."""
    first, of_first = counted(k1, n1)
    second, of_second = counted(k2, n2)
    higher = first * of_second >= second * of_first
    x, n = np.where(higher, first, second), np.where(higher, of_first, of_second)
    other, rest = np.where(higher, second, first), np.where(higher, of_second, of_first)
    tail = _upper_tail(x, n, other, rest, mid)
    return np.where((n > 0) & (rest > 0), np.minimum(1.0, 2 * tail), np.nan)


def rate_p(k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, *, mid: bool = False) -> Numbers:
    """The exact conditional test of two Poisson rates (Przyborowski and Wilenski 1940), or its mid-p; NaN without units."""
    first, of_first = counted(k1, n1)
    second, of_second = counted(k2, n2)
    higher = first * of_second >= second * of_first
    x, other = np.where(higher, first, second), np.where(higher, second, first)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(higher, of_first, of_second) / (of_first + of_second)
        at_least = np.where(x > 0, beta_below(part, np.maximum(x, 1e-300), other + 1), 1.0)
        above = np.where(other > 0, beta_below(part, x + 1, np.maximum(other, 1e-300)), 0.0)
    tail = (at_least + above) / 2 if mid else at_least
    return np.where((of_first > 0) & (of_second > 0), np.minimum(1.0, 2 * tail), np.nan)


def _upper_tail(x: Numbers, n: Numbers, other: Numbers, rest: Numbers, mid: bool) -> Numbers:
    """The hypergeometric probability of `x` or more of the `x + other` events among these `n`, not the `rest`."""
    with np.errstate(invalid="ignore"):
        log_term = _choose(n, x) + _choose(rest, other) - _choose(n + rest, x + other)
        term = np.exp(log_term)
    total, at, left = term / 2 if mid else term.copy(), x.copy(), other.copy()
    while (term > _NEGLIGIBLE * total).any():
        term = term * (n - at) * left / ((at + 1) * (rest - left + 1))
        at, left = at + 1, left - 1
        total += term
    return total


def _choose(n: Numbers, k: Numbers) -> Numbers:
    return log_gamma(n + 1) - log_gamma(k + 1) - log_gamma(n - k + 1)


def holm(p: ArrayLike, alpha: float = 0.05, family: int | None = None) -> Truth:
    """Which differences hold so that any false one among all has probability `alpha` at most (Holm 1979).

    NaN was not tested. `family` is the number of tests where those not listed are known to be too weak.
    """
    values = numbers(p)
    tested = np.flatnonzero(~np.isnan(values))
    order = tested[np.argsort(values.flat[tested], kind="stable")]
    size = len(order) if family is None else family
    passed = values.flat[order] * (size - np.arange(len(order))) <= alpha
    return _up_to(values.shape, order, len(order) if passed.all() else int(np.argmin(passed)))


def false_discovery(p: ArrayLike, alpha: float = 0.05) -> Truth:
    """Which differences hold so that at most `alpha` of them are false on average (Benjamini and Hochberg 1995).

    NaN was not tested.
    """
    values = numbers(p)
    tested = np.flatnonzero(~np.isnan(values))
    order = tested[np.argsort(values.flat[tested], kind="stable")]
    passed = values.flat[order] * len(order) <= alpha * np.arange(1, len(order) + 1)
    return _up_to(values.shape, order, int(np.flatnonzero(passed)[-1]) + 1 if passed.any() else 0)


def _up_to(shape: tuple[int, ...], order: np.ndarray, count: int) -> Truth:
    out = np.zeros(shape, dtype=np.bool_)
    out.flat[order[:count]] = True
    return out
