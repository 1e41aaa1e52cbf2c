"""The first look at all calls: sums of everything, and which calls get a page of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from analyzer.report.rows import Report
from analyzer.report.tally import new_counts

if TYPE_CHECKING:
    from analyzer.months.columns import Columns
    from analyzer.months.counts import Counts

# Up to this many calls each has a page unless asked otherwise; beyond it this many of the most urgent ones have.
MOST_PAGES: Final = 2_000


class PageMode(StrEnum):
    """Which calls get a page: all, those worth listening to, or none."""

    ALL = "all"
    LISTEN = "listen"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first look found; `chosen` calls get a page, None is every call."""

    counts: Counts
    calls: int
    with_banned: int
    codes: tuple[tuple[str, int], ...]
    chosen: frozenset[str] | None

    def shows(self, call_id: str) -> bool:
        """Whether the call gets a page."""
        return self.chosen is None or call_id in self.chosen


def survey(reports: Iterable[Report], mode: PageMode | None, wanted: Collection[str] = ()) -> Survey:
    """One pass over the calls; those in `wanted` get a page whatever `mode` says. UsageError without numpy."""
    counts = new_counts()
    from analyzer.months.columns import of_reports

    urgent = _Urgent()
    calls = with_banned = 0
    codes: Counter[str] = Counter()
    for columns in of_reports(reports):
        counts.add(columns)
        urgent.add(columns)
        calls += columns["part"].count(0)
        with_banned += _with_banned(columns)
        codes.update(
            code or ""
            for code, status in zip(columns["code"], columns["status"], strict=True)
            if status != "scored"
        )
    return Survey(
        counts=counts,
        calls=calls,
        with_banned=with_banned,
        codes=tuple(sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))),
        chosen=_chosen(urgent, calls, mode, wanted),
    )


def _chosen(
    urgent: _Urgent, calls: int, mode: PageMode | None, wanted: Collection[str]
) -> frozenset[str] | None:
    if mode is None:
        mode = PageMode.ALL if calls <= MOST_PAGES else PageMode.LISTEN
    if mode is PageMode.ALL:
        return None
    return frozenset(wanted) | (urgent.calls() if mode is PageMode.LISTEN else frozenset())


def _with_banned(columns: Columns) -> int:
    """Calls with a banned phrase that counts, whoever said it."""
    rows = zip(*(columns[f"banned_{name}"] for name in ("critical", "major", "minor")), strict=True)
    return len({call for call, counts in zip(columns["call_id"], rows, strict=True) if any(counts)})


class _Urgent:
    """The most urgent calls so far; ties go to the call that came first."""

    def __init__(self) -> None:
        self._best: list[tuple[float, int, str]] = []
        self._seen = 0

    def add(self, columns: Columns) -> None:
        """Looks at some rows."""
        from analyzer.months.listen import urgency

        weights: list[Any] = urgency(columns).tolist()
        rows = zip(weights, columns["call_id"], strict=True)
        self._best += [(-weight, self._seen + at, call) for at, (weight, call) in enumerate(rows) if weight]
        self._seen += len(weights)
        self._best = sorted(self._best)[: 2 * MOST_PAGES]

    def calls(self) -> frozenset[str]:
        """The most urgent calls, each once however many agents spoke in it."""
        order = dict.fromkeys(call for _, _, call in self._best)
        return frozenset(list(order)[:MOST_PAGES])
