"""The rows of the monthly tables, made from the view; keys are those of `monthly_tables`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from analyzer.months.value import Example, Monthly, Panel
from analyzer.report.indexview import agent_words
from analyzer.report.labels import pick
from analyzer.report.monthly_figures import (
    between_words,
    difference_words,
    interval_words,
    known,
    value_words,
)
from analyzer.report.monthly_tables import JOINT_NAMES, SEVERITIES
from analyzer.report.monthly_view import MonthlyView, Need, Unit, habit_names, reason_words, unit_words
from analyzer.report.pages import when
from analyzer.report.rows import Row

_SIDES: Final = {1: "above", -1: "below", 0: "same"}


def all_rows(
    monthly: Monthly, view: MonthlyView, calls: Mapping[str, str]
) -> Iterator[tuple[str, Iterator[Row]]]:
    """The rows of every table by its name; `calls` says where the pages of calls lie."""
    everybody = (view.overall, *view.teams, *view.agents)
    yield "monthly_agents", map(unit_row, view.agents)
    yield "monthly_teams", map(unit_row, view.teams)
    yield "monthly_habits", map(_heat_row, everybody)
    yield "monthly_measures", chain.from_iterable(map(_measure_rows, everybody))
    yield "monthly_changes", _change_rows(view)
    yield (
        "monthly_coaching",
        chain.from_iterable(_need_rows(at, need, calls) for at, need in _numbered(view.needs)),
    )
    yield "monthly_listen", _listen_rows(view, calls)
    yield "monthly_good", _good_rows(view, calls)
    yield "monthly_trends", chain(_trend_rows("all", monthly.overall), _trend_rows("team", monthly.teams))
    yield "monthly_standards", _standard_rows(monthly)


def unit_row(unit: Unit) -> Row:
    """The row of `monthly_agents` and `monthly_teams`."""
    score, banned = unit.score, unit.figures["all"]
    row: Row = {"who": unit.words, "team": unit.team or None}
    row |= {
        name: getattr(unit, name)
        for name in ("calls", "failed", "spoken", "to_review", "findings", "undecided")
    }
    row |= {"score_n": score.n, "score_low": score.low, "score_high": score.high}
    row |= {"score_interval_low": score.outer_low, "score_interval_high": score.outer_high}
    for measure, name, _ in JOINT_NAMES:
        figure = unit.figures[measure]
        row |= {f"{name}_k": figure.k, f"{name}_n": figure.n, f"{name}_share": figure.value}
        row |= {f"{name}_low": figure.low, f"{name}_high": figure.high, f"{name}_pooled": figure.shrunk}
        row |= _standing(unit, measure, name)
    row |= {
        "banned_per_100": banned.value,
        "banned_per_100_low": banned.low,
        "banned_per_100_high": banned.high,
    }
    row |= {"banned_pooled": banned.shrunk} | _standing(unit, "all", "banned")
    for name, _ in SEVERITIES:
        row |= {f"banned_{name}": unit.figures[name].k, f"banned_{name}_per_100": unit.figures[name].value}
    return row | {
        "undecided_share": unit.undecided / unit.findings if unit.findings else None,
        "confidence": unit.heard,
        "confidence_n": unit.heard_n,
        "badly_heard": unit.deaf if unit.heard_n else None,
    }


def _standing(unit: Unit, measure: str, name: str) -> Row:
    best, worst = unit.ranks.get(measure, (-1, -1))
    ranked = best > 0
    figure = unit.figures[measure]
    return {
        f"{name}_interval": interval_words(figure.low, figure.high, rate=figure.rate),
        f"{name}_rank": (f"{best}–{worst}" if worst > best else str(best)) if ranked else None,
        f"{name}_versus": _SIDES[figure.versus] if ranked else None,
        f"{name}_rank_best": best if ranked else None,
        f"{name}_rank_worst": worst if ranked else None,
    }


def _heat_row(unit: Unit) -> Row:
    row: Row = {"unit": unit.kind, "who": _name(unit), "team": unit.team or None}
    for habit in habit_names():
        row |= {f"{habit}_met": unit.figures[habit].value, f"{habit}_n": unit.figures[habit].n}
    return row


def _name(unit: Unit) -> str:
    return pick("全部通话", "all calls") if unit.kind == "all" else unit.words


def _measure_rows(unit: Unit) -> Iterator[Row]:
    for figure in unit.figures.values():
        row: Row = {"unit": unit.kind, "who": _name(unit), "team": unit.team or None}
        row |= {name: getattr(figure, name) for name in _SAME_NAMES}
        yield row | {
            "per_100": figure.rate,
            "value_low": figure.low,
            "value_high": figure.high,
            "pooled": figure.shrunk,
            "pooled_low": figure.shrunk_low,
            "pooled_high": figure.shrunk_high,
            "own_weight": figure.own,
            "change_beyond_chance": figure.changed,
            "slope_beyond_chance": figure.sloping,
            "versus": _SIDES[figure.versus] if figure.enough and unit.kind != "all" else None,
        }


_SAME_NAMES: Final = (
    *("measure", "k", "n", "undecided", "not_applicable", "value", "before", "before_n"),
    *("change", "change_low", "change_high", "slope", "slope_low", "slope_high"),
)


def _change_rows(view: MonthlyView) -> Iterator[Row]:
    for changed in view.changes:
        figure = changed.figure
        yield {
            "unit": changed.unit.kind,
            "who": _name(changed.unit),
            "team": changed.unit.team or None,
            "measure": figure.measure,
            "before": value_words(figure.before, rate=figure.rate),
            "before_n": figure.before_n,
            "now": value_words(figure.value, rate=figure.rate),
            "n": figure.n,
            "change": difference_words(figure.change, rate=figure.rate),
            "interval": between_words(figure.change_low, figure.change_high, rate=figure.rate),
            "better": changed.better,
        }


def _numbered(needs: Sequence[Need]) -> Iterator[tuple[int, Need]]:
    return enumerate(needs, start=1)


def _need_rows(order: int, need: Need, calls: Mapping[str, str]) -> Iterator[Row]:
    """The habits with their examples, then the gravest banned phrases."""
    base: Row = {"who": need.unit.words, "team": need.unit.team or None, "order": order}
    for advice in need.coaching.advice:
        row = base | {name: getattr(advice, name) for name in ("habit", "gain", "k", "n", "others", "behind")}
        row |= {"share_low": advice.low, "share_high": advice.high}
        for example in advice.examples or (None,):
            yield row | _place(example, calls) | _words(example)
    empty = dict.fromkeys(("habit", "gain", "k", "n", "others", "behind", "share_low", "share_high"))
    for example in need.coaching.banned:
        yield base | empty | _place(example, calls) | _words(example)


def _place(example: Example | None, calls: Mapping[str, str]) -> Row:
    if example is None:
        return dict.fromkeys(("call_id", "page", "turn", "started_at", "time"))
    turn, page = example.turn, calls.get(example.call_id)
    return {
        "call_id": example.call_id,
        "page": page if page is None or turn is None else f"{page}#t{turn}",
        "turn": None if turn is None else turn + 1,
        "started_at": example.started_at,
        "time": when(example.started_at),
    }


def _words(example: Example | None) -> Row:
    return {name: getattr(example, name, None) for name in ("said", "explanation", "say_instead")}


def _listen_rows(view: MonthlyView, calls: Mapping[str, str]) -> Iterator[Row]:
    for order, one in enumerate(view.listen, start=1):
        example = one.example
        yield {
            "order": order,
            **_place(example, calls),
            "who": agent_words(example.agent_id, example.agent_name) or None,
            "reasons": pick("；", "; ").join(map(reason_words, one.reasons)),
            **{name: getattr(one, name) for name in ("duration_ms", "score_low", "score_high", "confidence")},
            "said": example.said,
            "say_instead": example.say_instead,
        }


def _good_rows(view: MonthlyView, calls: Mapping[str, str]) -> Iterator[Row]:
    for good in view.good:
        yield {
            "habit": good.habit,
            **_place(good.example, calls),
            "who": agent_words(good.example.agent_id, good.example.agent_name) or None,
            "score_low": good.score_low,
            "habits": len(good.habits),
            "said": good.example.said,
        }


def _trend_rows(kind: str, panel: Panel) -> Iterator[Row]:
    for at, unit in enumerate(panel.units):
        for month, name in enumerate(panel.months):
            row: Row = {
                "unit": kind,
                "who": pick("全部通话", "all calls") if kind == "all" else unit_words(unit),
                "month": name,
                "calls": int(panel.calls[at, month]),
                "score_n": int(panel.score_n[at, month]),
                "score_low": known(panel.score_low.value[at, month]),
                "score_high": known(panel.score_high.value[at, month]),
            }
            for measure, column, _ in JOINT_NAMES:
                here = at, month, panel.shares.names.index(measure)
                row |= {f"{column}_n": int(panel.shares.n[here])} | _band(
                    panel.shares.band, here, column, "_share"
                )
            yield row | _band(
                panel.rates.band, (at, month, panel.rates.names.index("all")), "banned_per_100", ""
            )


def _band(band: Any, here: tuple[int, int, int], name: str, end: str) -> Row:
    return {
        f"{name}{end}": known(band.value[here]),
        f"{name}_low": known(band.low[here]),
        f"{name}_high": known(band.high[here]),
    }


def _standard_rows(monthly: Monthly) -> Iterator[Row]:
    for row in monthly.standards:
        yield {
            "standard": row.standard,
            "month": row.month,
            "unit": "all" if row.whole else "team",
            "who": pick("全部通话", "all calls") if row.whole else row.team or pick("未知", "unknown"),
            "k": row.k,
            "n": row.n,
            "share": row.k / row.n if row.n else None,
            "undecided": row.undecided,
            "banned": row.banned,
        }
