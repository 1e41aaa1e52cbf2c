"""A call's turns as a reader sees them: cut into plain and marked pieces, with silences and a timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from analyzer.report.labels import label, pick
from analyzer.report.rows import Report, evidence_shown, items, suppression_words

# A pause that a reader should notice, in milliseconds; shorter ones are the rhythm of talk.
PAUSE_MS: Final = 5_000
# A turn with more characters scrolls inside its own box.
LONG_TURN: Final = 1_500

# The strongest mark gives overlapping pieces their look.
_STRENGTH: Final = ("banned", "review", "hit", "nearest", "suppressed")


@dataclass(frozen=True, slots=True)
class Mark:
    """One reason to mark characters of a turn: `look` names the style, `letter` stands beside the words."""

    turn: int
    start: int
    end: int
    look: str
    letter: str
    tip: str
    finding: int | None
    start_ms: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters under the same marks; `ends` are the marks whose last character is here."""

    text: str
    look: str
    tip: str
    start_ms: int | None
    ends: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn ready to be laid out; `pause_ms` is a silence before it that is worth showing."""

    index: int
    role: str
    who: str
    basis: str
    start_ms: int | None
    end_ms: int | None
    confidence: float | None
    pieces: tuple[Piece, ...]
    pause_ms: int | None
    long: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A turn on the timeline, in thousandths of its width."""

    index: int
    role: str
    x: float
    width: float
    start_ms: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark on the timeline, in thousandths of its width."""

    turn: int
    look: str
    letter: str
    tip: str
    x: float
    start_ms: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Who spoke when, over `duration_ms`."""

    duration_ms: int
    bars: tuple[Bar, ...]
    flags: tuple[Flag, ...]


def marks(report: Report) -> tuple[Mark, ...]:
    """Every mark of the call, sorted by place; a banned hit is marked once, as the banned list has it."""
    found = [*_banned_marks(report), *_finding_marks(report)]
    return tuple(
        sorted(found, key=lambda m: (m.turn, m.start, m.end, _STRENGTH.index(m.look), m.letter, m.tip))
    )


def _banned_marks(report: Report) -> Iterator[Mark]:
    place = {finding["rule"]: number for number, finding in enumerate(items(report, "findings"))}
    times = _hit_times(report)
    for hit in items(report, "banned"):
        review = hit["status"] == "to_review"
        tip = pick("，", ", ").join(
            part
            for part in (
                label("status", "to_review") if review else pick("服务忌语", "banned phrase"),
                label("severity", hit.get("severity")),
                str(hit.get("clause") or ""),
            )
            if part
        )
        start, end = hit["chars"]
        yield Mark(
            turn=hit["turn"],
            start=start,
            end=end,
            look="review" if review else "banned",
            letter=pick("疑", "R") if review else pick("忌", "B"),
            tip=tip,
            finding=place.get(hit["rule"]),
            start_ms=times.get((hit["rule"], hit["turn"], start)),
        )


def _hit_times(report: Report) -> dict[tuple[str, int, int], int | None]:
    return {
        (finding["rule"], hit["turn"], hit["chars"][0]): hit.get("start_ms")
        for finding in items(report, "findings")
        for hit in items(finding, "hits")
    }


def _finding_marks(report: Report) -> Iterator[Mark]:
    listed = {(hit["rule"], hit["turn"], *hit["chars"]) for hit in items(report, "banned")}
    for number, finding in enumerate(items(report, "findings")):
        title = finding.get("title") or finding["rule"]
        for hit in items(finding, "hits"):
            if (finding["rule"], hit["turn"], *hit["chars"]) not in listed:
                tip = f"{title}{pick('：', ': ')}{label('kind', hit.get('kind'))}"
                look = _look(finding)
                yield _mark(hit, number, look, pick("疑", "R") if look == "review" else _letter(finding), tip)
        nearest, suppressed = evidence_shown(finding)
        for hit in suppressed:
            tip = pick(f"不算“{title}”：", f"not “{title}”: ") + suppression_words(hit)
            yield _mark(hit, number, "suppressed", pick("略", "S"), tip)
        if nearest is not None:
            tip = pick(f"最接近“{title}”：", f"nearest to “{title}”: ") + str(nearest["why"])
            yield _mark(nearest, number, "nearest", pick("近", "N"), tip)


def _look(finding: Mapping[str, Any]) -> str:
    """A forbidden hit that the banned list leaves out is not praise: it is undecided, or a graver rule has it."""
    if finding.get("claim") != "forbidden":
        return "hit"
    return "banned" if finding["outcome"] == "fail" else "review"


def _letter(finding: Mapping[str, Any]) -> str:
    group = str(finding.get("set") or "")
    if group.startswith("十字"):
        return pick("礼", "P")
    if group.startswith("七声"):
        return pick("声", "V")
    return pick("忌", "B") if finding.get("claim") == "forbidden" else pick("规", "•")


def _mark(hit: Mapping[str, Any], finding: int, look: str, letter: str, tip: str) -> Mark:
    start, end = hit["chars"]
    return Mark(hit["turn"], start, end, look, letter, tip, finding, hit.get("start_ms"))


def pieces(text: str, of_turn: Sequence[Mark]) -> tuple[Piece, ...]:
    """The text cut wherever a mark starts or ends; the pieces joined are the text again."""
    cuts = {0, len(text)}
    for mark in of_turn:
        cuts.update(min(max(at, 0), len(text)) for at in (mark.start, mark.end))
    edges = sorted(cuts)
    return tuple(_piece(text, start, end, of_turn) for start, end in pairwise(edges))


def _piece(text: str, start: int, end: int, of_turn: Sequence[Mark]) -> Piece:
    over = [mark for mark in of_turn if mark.start < end and start < mark.end]
    if not over:
        return Piece(text[start:end], "", "", None, ())
    strongest = min(over, key=lambda mark: _STRENGTH.index(mark.look))
    tips = dict.fromkeys(mark.tip for mark in over)
    times = [mark.start_ms for mark in over if mark.start_ms is not None]
    ends = {(mark.look, mark.letter): mark for mark in reversed(over) if min(mark.end, len(text)) == end}
    return Piece(
        text=text[start:end],
        look=strongest.look,
        tip="\n".join(tips),
        start_ms=min(times) if times else None,
        ends=tuple(reversed(ends.values())),
    )


def turn_views(report: Report, all_marks: Iterable[Mark]) -> tuple[TurnView, ...]:
    """The turns in order with their marks."""
    by_turn: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in all_marks:
        by_turn[mark.turn].append(mark)
    views, said_until = [], None
    for turn in items(report, "turns"):
        start, end = turn.get("start_ms"), turn.get("end_ms")
        pause = start - said_until if start is not None and said_until is not None else 0
        if end is not None:
            said_until = max(end, said_until or 0)
        views.append(
            TurnView(
                index=turn["index"],
                role=turn["role"],
                who=_who(turn),
                basis=str(turn.get("role_basis") or ""),
                start_ms=start,
                end_ms=end,
                confidence=turn.get("confidence"),
                pieces=pieces(turn["text"], by_turn[turn["index"]]),
                pause_ms=pause if pause >= PAUSE_MS else None,
                long=len(turn["text"]) > LONG_TURN,
            )
        )
    return tuple(views)


def _who(turn: Mapping[str, Any]) -> str:
    name = label("role", turn["role"])
    own = turn.get("agent_id") or (turn.get("speaker") if turn["role"] == "unknown" else None)
    return f"{name} {own}" if own else name


def timeline(report: Report, all_marks: Iterable[Mark]) -> Timeline | None:
    """Who spoke when; None where the call has no times."""
    timed = [turn for turn in items(report, "turns") if turn.get("start_ms") is not None]
    ends = [turn.get("end_ms") or turn["start_ms"] for turn in timed]
    duration = max([(report.get("recording") or {}).get("duration_ms") or 0, *ends])
    if not timed or not duration:
        return None
    starts = {turn["index"]: turn["start_ms"] for turn in timed}
    bars = tuple(
        Bar(
            index=turn["index"],
            role=turn["role"],
            x=round(1000 * turn["start_ms"] / duration, 2),
            width=max(1.5, round(1000 * (end - turn["start_ms"]) / duration, 2)),
            start_ms=turn["start_ms"],
        )
        for turn, end in zip(timed, ends, strict=True)
    )
    flags = tuple(
        Flag(mark.turn, mark.look, mark.letter, mark.tip, round(1000 * at / duration, 2), at)
        for mark in all_marks
        for at in [mark.start_ms if mark.start_ms is not None else starts.get(mark.turn)]
        if at is not None and mark.look in {"banned", "review", "hit"}
    )
    return Timeline(duration, bars, flags)
