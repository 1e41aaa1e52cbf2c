"""Plain text with a speaker label before each turn, with or without times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from analyzer.call import Call, Dropped, Origin, Turn
from analyzer.errors import Code, InputError, input_error
from analyzer.ingest.clock import CLOCK, DATE, clock_ms, date_of
from analyzer.ingest.failure import Item
from analyzer.ingest.files import Decoded, read_text
from analyzer.ingest.settle import settle, turn_of
from analyzer.ingest.speakers import Speaker, is_diarized, speaker_of
from analyzer.language import Text

STAGE_DIRECTION = "stage_direction"
"""`Dropped.reason` of a line that is all in brackets and nobody's words: （等候音乐）."""

NO_SPEAKER = "no_speaker"
"""`Dropped.reason` of lines before the first speaker: titles, headings."""

_GAP = " \t\u3000:："
_BULLET = re.compile(r"\s*(?:[-*•>]\s+|\d{1,3}[.、)）](?!\d)\s*)?")
_TIME = re.compile(
    rf"[\[(（【<]?\s*(?:(?P<date>{DATE})[ T\u3000]*)?(?P<start>{CLOCK})\s*"
    rf"(?:(?:-->|-|–|—|~|～|至|到)\s*(?P<end>{CLOCK})\s*)?(?!\d)[\])）】>]?\s*"
)
_BRACKETED = re.compile(
    r"(?:【(?P<a>[^】]{1,20})】|\[(?P<b>[^\]]{1,20})\]|[(（](?P<c>[^)）]{1,20})[)）]|<(?P<d>[^>]{1,20})>)"
)
_NAMED = re.compile(r"(?P<label>[^:：，。！？!?；;、\"“”]{1,24}?)\s*[:：](?!//)")
_HEADING = re.compile(
    rf"(?P<label>[^:：，。！？!?；;、\"“”]{{1,24}}?)\s*(?=[\[(（【<]?(?:{DATE}[ T]*)?{CLOCK})"
)
_DIRECTION = re.compile(r"(?:（[^（）]*）|\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】)")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line taken apart; `sure` where its label can be nothing but a speaker."""

    number: int
    text: str
    label: str | None = None
    rest: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    day: date | None = None
    sure: bool = False


def read(path: Path) -> Iterator[Item]:
    """The one call of a text file; raises `InputError`."""
    yield parse(read_text(path), path)


def parse(decoded: Decoded, path: Path) -> Call:
    """The call in labelled text; raises `InputError` with NO_LABELS when no line names a speaker."""
    lines = [
        _take_apart(number, line) for number, line in enumerate(decoded.text.split("\n"), 1) if line.strip()
    ]
    names = _speaker_names(lines)
    if not names:
        raise _no_labels(path)
    lines, started_at, notes = _from_first_day(lines)
    turns, numbers, dropped = _gather(lines, names)
    origin = Origin("plain-text", options=(("encoding", decoded.encoding),))
    call = Call(
        path.stem, turns, str(path), started_at=started_at, origin=origin, dropped=dropped, notes=notes
    )
    return settle(call, path, numbers)


def labelled(line: str) -> tuple[Speaker, str] | None:
    """The speaker and the words of one line when its label is a known one; for subtitles and cells."""
    found = _take_apart(1, line)
    return (speaker_of(found.label), found.rest) if found.label is not None and found.sure else None


def _take_apart(number: int, line: str) -> _Line:
    """A line's times, label and words, in whichever of the usual orders they stand."""
    bullet = _BULLET.match(line)
    timed, rest = _leading_time(_Line(number, line.strip()), line[bullet.end() if bullet else 0 :].strip())
    return (
        _bracketed_label(timed, rest)
        or _label_before_time(timed, rest)
        or _label_before_colon(timed, rest)
        or replace(timed, rest=rest)
    )


def _bracketed_label(line: _Line, rest: str) -> _Line | None:
    """【客服】您好; what else stands in brackets is no label."""
    found = _BRACKETED.match(rest)
    label = next(group for group in found.groups() if group is not None) if found else ""
    if found is None or not _is_sure(label):
        return None
    line, rest = _inner_time(line, rest[found.end() :])
    return replace(line, label=label, rest=rest, sure=True)


def _label_before_time(line: _Line, rest: str) -> _Line | None:
    """客服小王 00:12, alone on its line or with the words behind it; an unknown name only alone."""
    found = _HEADING.match(rest)
    if found is None or line.start_ms is not None:
        return None
    label = found["label"]
    line, rest = _inner_time(line, rest[found.end() :])
    sure = _is_sure(label)
    return replace(line, label=label, rest=rest, sure=sure) if sure or not rest else None


def _label_before_colon(line: _Line, rest: str) -> _Line | None:
    """客服：您好, and with a time before it any other name as well."""
    found = _NAMED.match(rest)
    if found is None:
        alone = line.start_ms is not None and _is_sure(rest)
        return replace(line, label=rest, sure=True) if alone else None
    label, timed = found["label"], line.start_ms is not None
    line, rest = _inner_time(line, rest[found.end() :])
    return replace(line, label=label, rest=rest, sure=timed or _is_sure(label))


def _inner_time(line: _Line, rest: str) -> tuple[_Line, str]:
    """The line with a time that stands behind its label, and the words after both."""
    rest = rest.lstrip(_GAP)
    if line.start_ms is None:
        line, rest = _leading_time(line, rest)
    return line, rest.lstrip(_GAP)


def _leading_time(line: _Line, rest: str) -> tuple[_Line, str]:
    """The line with the time that `rest` begins with, and what comes after it."""
    found = _TIME.match(rest)
    start = clock_ms(found["start"]) if found else None
    if found is None or start is None:
        return line, rest
    end = clock_ms(found["end"]) if found["end"] else None
    return replace(line, start_ms=start, end_ms=end, day=date_of(found["date"])), rest[found.end() :]


def _from_first_day(lines: list[_Line]) -> tuple[list[_Line], str | None, tuple[str, ...]]:
    """Lines with dates (chat exports) as times since the first of them, which is when the call started."""
    timed = [line for line in lines if line.start_ms is not None]
    days = [line.day for line in timed if line.day is not None]
    if not days:
        return lines, None, ()
    if len(days) < len(timed):
        mixed = Text(
            "有的时间带日期，有的不带，时间没有采用",
            "some times have a date and some have none; no time was used",
        )
        return [replace(line, start_ms=None, end_ms=None) for line in lines], None, (str(mixed),)
    began = min(
        datetime.combine(line.day, time()) + timedelta(milliseconds=line.start_ms or 0)
        for line in timed
        if line.day
    )
    return [_since(line, began) for line in lines], began.isoformat(), ()


def _since(line: _Line, began: datetime) -> _Line:
    if line.day is None:
        return line
    shift = (datetime.combine(line.day, time()) - began) // timedelta(milliseconds=1)
    start = None if line.start_ms is None else line.start_ms + shift
    end = None if line.end_ms is None else line.end_ms + shift
    return replace(line, start_ms=start, end_ms=end)


def _is_sure(label: str) -> bool:
    return speaker_of(label).known or is_diarized(label)


def _speaker_names(lines: list[_Line]) -> frozenset[str]:
    """Labels that name speakers: the sure ones, and unknown ones that come back.

    A sentence may hold a colon (地址：…): an unknown word before one is a speaker only when used twice.
    """
    named = [line for line in lines if line.label]
    counts = Counter(line.label for line in named)
    return frozenset(line.label for line in named if line.label and (line.sure or counts[line.label] > 1))


def _gather(
    lines: list[_Line], names: frozenset[str]
) -> tuple[tuple[Turn, ...], list[int], tuple[Dropped, ...]]:
    """Turns with the numbers of their first lines; continuation lines join the turn above."""
    turns: list[Turn] = []
    numbers: list[int] = []
    dropped: list[Dropped] = []
    timed = any(line.start_ms is not None for line in lines if line.label in names)
    for line in lines:
        if line.label in names and line.label is not None:
            turn = turn_of(len(turns), line.rest, speaker_of(line.label))
            turns.append(replace(turn, start_ms=line.start_ms, end_ms=line.end_ms))
            numbers.append(line.number)
        elif _DIRECTION.fullmatch(line.text):
            dropped.append(Dropped(STAGE_DIRECTION, line.text))
        elif line.start_ms is not None and line.rest and timed:
            turns.append(
                replace(turn_of(len(turns), line.rest, None), start_ms=line.start_ms, end_ms=line.end_ms)
            )
            numbers.append(line.number)
        elif turns:
            turns[-1] = replace(turns[-1], text=join(turns[-1].text, line.text))
        else:
            dropped.append(Dropped(NO_SPEAKER, line.text))
    return tuple(turns), numbers, tuple(dropped)


def join(first: str, second: str) -> str:
    """Two lines of one turn as one string: a space between Latin letters or digits, nothing between hanzi."""
    both_latin = (
        first[-1:].isascii() and first[-1:].isalnum() and second[:1].isascii() and second[:1].isalnum()
    )
    return f"{first} {second}" if both_latin else first + second


def _no_labels(path: Path) -> InputError:
    return input_error(
        Code.NO_LABELS,
        Text("看不出哪句话是谁说的：没有说话人标签", "no line says who speaks: there are no speaker labels"),
        path,
        hint=Text(
            "请在每句话前写明说话人，例如“坐席：您好”“客户：喂”，详见 docs/transcripts.md",
            'begin each line with its speaker, as in "坐席：您好" and "客户：喂"; see docs/transcripts.md',
        ),
    )
