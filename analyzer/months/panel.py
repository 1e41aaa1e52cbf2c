"""From sums to measures: every count with its interval, pooled, compared with the month before and with the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analyzer.facts import HABITS
from analyzer.months.counts import AT, BINS, JOINT, Agent, Numbers, Whole
from analyzer.months.stats import Band, Clusters, means, rate_design, rates, share_design, shares
from analyzer.months.stats_change import change_rates, change_shares, trend_rates, trend_shares
from analyzer.months.stats_groups import Standing, apart_rates, apart_shares, versus_rates, versus_shares
from analyzer.months.stats_pool import pool_rates, pool_shares
from analyzer.months.value import RATES, SHARES, Measured, Panel

# The measures whose standing is worth a list of its own.
_RANKED_SHARES: Final = ("十字", "七声")
_RANKED_RATES: Final = ("all",)
# Passes, fails and undecided: as letters of habits and as sums of joint measures.
_PARTS: Final = (("p", "pass"), ("f", "fail"), ("u", "undecided"))


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums of `counts.SUMS` by unit and month (units × months × sums), and of confidence (units × months)."""

    units: tuple[Agent, ...]
    months: tuple[str, ...]
    table: Whole
    confidence: Numbers

    def of(self, name: str) -> Whole:
        """One sum, units × months."""
        return self.table[:, :, AT[name]]

    def several(self, names: Sequence[str]) -> Whole:
        """Several sums, units × months × names."""
        return self.table[:, :, [AT[name] for name in names]]


@dataclass(frozen=True, slots=True, eq=False)
class Designs:
    """How strongly outcomes of one call hang together, for each of `SHARES` and of `RATES`; 1 is not at all."""

    shares: Numbers
    rates: Numbers


def designs(agents: Sums) -> Designs:
    """The design effects, from every agent's calls over all months."""
    total = agents.table.sum(axis=1)
    calls = total[:, AT["calls"]] - total[:, AT["failed"]]
    joint = [share_design(_clusters(total, calls, name)) for name in JOINT]
    each = [
        rate_design(total[:, AT["spoken"]], total[:, AT[f"banned_{name}"]], total[:, AT[f"banned_{name}_sq"]])
        for name in RATES
    ]
    return Designs(np.array([*(1.0 for _ in HABITS), *joint]), np.array(each))


def _clusters(total: Whole, calls: Whole, name: str) -> Clusters:
    passed, failed, *squares = (
        total[:, AT[f"{name}_{part}"]].astype(np.float64) for part in ("pass", "fail", "kk", "kn", "nn")
    )
    return Clusters(calls.astype(np.float64), passed, passed + failed, *squares)


def panel(sums: Sums, effects: Designs, level: float) -> Panel:
    """Everything that is shown about these units."""
    share, rate = _shares(sums, effects.shares, level), _rates(sums, effects.rates, level)
    confidence_n = sums.of("confidence_n")
    with np.errstate(invalid="ignore"):
        confidence = np.where(confidence_n > 0, sums.confidence / confidence_n, np.nan)
    low, high = (
        sums.several([f"score_{end}_{at * (100 // BINS)}" for at in range(BINS)]) for end in ("low", "high")
    )
    return Panel(
        units=sums.units,
        months=sums.months,
        **{name: sums.of(name) for name in ("calls", "failed", "spoken", "findings", "undecided")},
        to_review=sums.of("banned_to_review"),
        score_n=sums.of("score_n"),
        score_low=_score(sums, "low", level),
        score_high=_score(sums, "high", level),
        bins_low=low,
        bins_high=high,
        confidence=confidence,
        confidence_n=confidence_n,
        shares=share,
        rates=rate,
        standings=_standings(share, rate, effects),
    )


def _score(sums: Sums, end: str, level: float) -> Band:
    """Means in points; the sums are hundredths."""
    total, squares = sums.of(f"score_{end}") / 100, sums.of(f"score_{end}_sq") / 10_000
    return means(sums.of("score_n"), total, squares, level)


def _shares(sums: Sums, design: Numbers, level: float) -> Measured:
    passed, failed, undecided = (_habits_and_joints(sums, *parts) for parts in _PARTS)
    habits_only = sums.several([f"{habit}_n" for habit in HABITS])
    k, n = passed, passed + failed
    before, after = _last_two(n)
    return Measured(
        names=SHARES,
        k=k,
        n=n,
        undecided=undecided,
        not_applicable=np.pad(habits_only, ((0, 0), (0, 0), (0, len(JOINT)))),
        band=shares(k, n, design, level),
        pooled=pool_shares(k[:, -1], n[:, -1], design=design, level=level),
        change=change_shares(_last_two(k)[0], before, k[:, -1], after, design=design),
        trend=trend_shares(np.moveaxis(k, 1, 2), np.moveaxis(n, 1, 2), design=design, level=level),
        versus=versus_shares(k[:, -1], n[:, -1], design),
    )


def _habits_and_joints(sums: Sums, letter: str, part: str) -> Whole:
    """One outcome of every habit, then of the joint measures."""
    names = [f"{habit}_{letter}" for habit in HABITS] + [f"{joint}_{part}" for joint in JOINT]
    return sums.several(names)


def _rates(sums: Sums, design: Numbers, level: float) -> Measured:
    k = sums.several([f"banned_{name}" for name in RATES])
    n = np.broadcast_to(sums.of("spoken")[:, :, None], k.shape)
    before, after = _last_two(n)
    return Measured(
        names=RATES,
        k=k,
        n=n,
        undecided=np.zeros_like(k),
        not_applicable=np.zeros_like(k),
        band=rates(k, n, design, level),
        pooled=pool_rates(k[:, -1], n[:, -1], design=design, level=level),
        change=change_rates(_last_two(k)[0], before, k[:, -1], after, design=design),
        trend=trend_rates(np.moveaxis(k, 1, 2), np.moveaxis(n, 1, 2), design=design, level=level),
        versus=versus_rates(k[:, -1], n[:, -1], design),
    )


def _last_two(counts: Whole) -> tuple[Whole, Whole]:
    """The month before and the month itself; zeros where there is no month before."""
    after = counts[:, -1]
    return (counts[:, -2] if counts.shape[1] > 1 else np.zeros_like(after)), after


def _standings(share: Measured, rate: Measured, effects: Designs) -> tuple[tuple[str, Standing], ...]:
    found = []
    for measured, design, apart, names in (
        (share, effects.shares, apart_shares, _RANKED_SHARES),
        (rate, effects.rates, apart_rates, _RANKED_RATES),
    ):
        for name in names:
            at = measured.names.index(name)
            standing = apart(measured.k[:, -1, at], measured.n[:, -1, at], design[at])
            found.append((name, standing))
    return tuple(found)
