"""The figures of the monthly report, one at a time: a number with what it was counted from and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from analyzer.facts import HABITS
from analyzer.months.stats import MIN_N, Band
from analyzer.months.value import Measured, Panel
from analyzer.report.labels import label, pick


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one unit in the month; shares lie in 0–1, rates are per 100 calls, None is unknown.

    `shrunk` is pooled with the other units, `own` the weight that the unit's own calls have in it. `change` is against
    the month before (`before` of `before_n`), `slope` a month over all months; `changed` and `sloping` exceed chance.
    `versus` is 1 above and -1 below all the others, 0 where they cannot be told apart.
    """

    measure: str
    rate: bool
    k: int
    n: int
    undecided: int
    not_applicable: int
    value: float | None
    low: float | None
    high: float | None
    shrunk: float | None
    shrunk_low: float | None
    shrunk_high: float | None
    own: float | None
    before: float | None
    before_n: int
    change: float | None
    change_low: float | None
    change_high: float | None
    changed: bool
    slope: float | None
    slope_low: float | None
    slope_high: float | None
    sloping: bool
    versus: int

    @property
    def enough(self) -> bool:
        """True where there are calls enough to compare."""
        return self.n >= MIN_N

    @property
    def good(self) -> int:
        """The direction that is better: 1 up for shares, -1 down for banned phrases."""
        return -1 if self.rate else 1


def figures(panel: Panel, unit: int) -> dict[str, Figure]:
    """Every measure of one unit by its name: shares first, then rates."""
    return {
        **{figure.measure: figure for figure in _measured(panel.shares, unit, rate=False)},
        **{figure.measure: figure for figure in _measured(panel.rates, unit, rate=True)},
    }


def _measured(measured: Measured, unit: int, *, rate: bool) -> Iterator[Figure]:
    months = measured.k.shape[1]
    for at, name in enumerate(measured.names):
        here = unit, at
        value, low, high = (one[unit, -1, at] for one in _ends(measured.band))
        yield Figure(
            measure=name,
            rate=rate,
            **{part: int(getattr(measured, part)[unit, -1, at]) for part in _COUNTS},
            value=known(value),
            low=known(low),
            high=known(high),
            shrunk=known(measured.pooled.value[here]),
            shrunk_low=known(measured.pooled.low[here]),
            shrunk_high=known(measured.pooled.high[here]),
            own=known(measured.pooled.own[here]),
            before=known(measured.band.value[unit, -2, at]) if months > 1 else None,
            before_n=int(measured.n[unit, -2, at]) if months > 1 else 0,
            **_differences("change", measured.change, here),
            changed=bool(measured.change.flagged[here]),
            **_differences("slope", measured.trend, here),
            sloping=bool(measured.trend.flagged[here]),
            versus=int(measured.versus[here]),
        )


_COUNTS: Final = ("k", "n", "undecided", "not_applicable")


def _ends(band: Band) -> tuple[Any, Any, Any]:
    return band.value, band.low, band.high


def _differences(name: str, found: Any, here: tuple[int, int]) -> dict[str, Any]:
    return {
        name: known(found.difference[here]),
        f"{name}_low": known(found.low[here]),
        f"{name}_high": known(found.high[here]),
    }


@dataclass(frozen=True, slots=True)
class Score:
    """A unit's mean score: `low` of what is certain and `high` of what is possible, with the outer interval."""

    n: int
    low: float | None
    high: float | None
    outer_low: float | None
    outer_high: float | None
    before_low: float | None
    before_high: float | None


def score(panel: Panel, unit: int) -> Score:
    """The unit's mean score in the month, and in the month before."""
    low, high = panel.score_low, panel.score_high
    several = low.value.shape[1] > 1
    return Score(
        n=int(panel.score_n[unit, -1]),
        low=known(low.value[unit, -1]),
        high=known(high.value[unit, -1]),
        outer_low=_within(low.low[unit, -1]),
        outer_high=_within(high.high[unit, -1]),
        before_low=known(low.value[unit, -2]) if several else None,
        before_high=known(high.value[unit, -2]) if several else None,
    )


def _within(points: Any) -> float | None:
    """An end of an interval of scores, which cannot leave 0–100."""
    found = known(points)
    return None if found is None else min(100.0, max(0.0, found))


def known(value: Any) -> float | None:
    """The number, or None where it is not one."""
    return float(value) if math.isfinite(value) else None


def measure_words(measure: str) -> str:
    """The measure in the language in force."""
    return label("member" if measure in HABITS else "measure", measure)


def value_words(value: float | None, *, rate: bool) -> str:
    """A share in whole per cent, a rate with one decimal; a dash when unknown."""
    if value is None:
        return "—"
    return f"{value:.1f}" if rate else f"{100 * value:.0f}%"


def interval_words(low: float | None, high: float | None, *, rate: bool) -> str:
    """An interval as `57–66%` or `1.2–3.4`; a dash when unknown."""
    if low is None or high is None:
        return "—"
    return f"{low:.1f}–{high:.1f}" if rate else f"{100 * low:.0f}–{100 * high:.0f}%"


def difference_words(difference: float | None, *, rate: bool, digits: int = 0) -> str:
    """A difference with its sign: percentage points for shares (to so many digits), a number for rates."""
    if difference is None:
        return "—"
    return _signed(difference, rate, digits) + _unit(rate)


def between_words(low: float | None, high: float | None, *, rate: bool, digits: int = 0) -> str:
    """The interval of a difference, as `−3 到 +5 个百分点`; a dash when unknown."""  # noqa: RUF002
    if low is None or high is None:
        return "—"
    ends = (_signed(end, rate, digits) for end in (low, high))
    return pick(" 到 ", " to ").join(ends) + _unit(rate)


def _signed(number: float, rate: bool, digits: int) -> str:
    shown = f"{number:+.1f}" if rate else f"{100 * number:+.{digits}f}"
    if not float(shown):
        return shown[1:]  # nothing has no sign
    return shown.replace("-", "−")  # noqa: RUF001 - a minus sign is meant


def _unit(rate: bool) -> str:
    return "" if rate else pick(" 个百分点", " points")
