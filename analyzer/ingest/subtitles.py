"""SubRip and WebVTT: cues with times; the speaker is in the cue's text, in a `<v Name>` tag, or unknown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.call import Call, Origin, Turn
from analyzer.errors import Code, InputError, Problem
from analyzer.ingest.clock import clock_ms
from analyzer.ingest.failure import Item
from analyzer.ingest.files import Decoded, read_text
from analyzer.ingest.plaintext import join, labelled
from analyzer.ingest.settle import settle, turn_of
from analyzer.ingest.speakers import Speaker, speaker_of
from analyzer.language import Text

_TIMING = re.compile(r"\s*(?P<start>[\d:.,]+)\s*-->\s*(?P<end>[\d:.,]+)(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]{1,200})>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]*>|\{\\[^{}]*\}")
_NOT_CUES = ("NOTE", "STYLE", "REGION", "WEBVTT")
_DASH = re.compile(r"^[-–—]\s*")


@dataclass(frozen=True, slots=True)
class _Cue:
    """One cue: the line of its times, its span in milliseconds, its lines of text."""

    line: int
    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def read(path: Path) -> Iterator[Item]:
    """The one call of a subtitle file; raises `InputError`."""
    yield parse(read_text(path), path)


def parse(decoded: Decoded, path: Path) -> Call:
    """The call in the cues; raises `InputError` naming every cue whose times cannot be read."""
    cues, problems = _cues(decoded.text, path)
    if problems:
        raise InputError(*problems)
    turns: list[Turn] = []
    numbers: list[int] = []
    for cue in cues:
        for speaker, words in _said(cue.lines):
            turn = turn_of(len(turns), words, speaker)
            turns.append(replace(turn, start_ms=cue.start_ms, end_ms=cue.end_ms))
            numbers.append(cue.line)
    kind = "webvtt" if decoded.text.startswith("WEBVTT") else "srt"
    origin = Origin(kind, options=(("encoding", decoded.encoding),))
    return settle(Call(path.stem, tuple(turns), str(path), origin=origin), path, numbers)


def _cues(text: str, path: Path) -> tuple[list[_Cue], list[Problem]]:
    cues: list[_Cue] = []
    problems: list[Problem] = []
    for first, block in _blocks(text):
        if block[0].startswith(_NOT_CUES):
            continue
        at = next((i for i, line in enumerate(block) if "-->" in line), None)
        if at is None:
            problems.append(_bad_cue(path, first, block[0]))
            continue
        span = _span(block[at])
        if span is None:
            problems.append(_bad_cue(path, first + at, block[at]))
            continue
        cues.append(_Cue(first + at, *span, tuple(block[at + 1 :])))
    return cues, problems


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between blank ones, with the number of the first."""
    block: list[str] = []
    first = 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            first = number if not block else first
            block.append(line)
        elif block:
            yield first, block
            block = []


def _span(timing: str) -> tuple[int, int] | None:
    found = _TIMING.fullmatch(timing)
    start, end = (clock_ms(found["start"]), clock_ms(found["end"])) if found else (None, None)
    return (start, end) if start is not None and end is not None else None


def _said(lines: tuple[str, ...]) -> Iterator[tuple[Speaker | None, str]]:
    """Who says what in one cue: a labelled line opens a turn, others go on with the one above."""
    speaker: Speaker | None = None
    words = ""
    for raw in lines:
        voice = _VOICE.search(raw)
        line = html.unescape(_TAG.sub("", raw)).strip()
        label = (speaker_of(html.unescape(voice[1])), line) if voice else labelled(_DASH.sub("", line))
        if label is None:
            words = join(words, line)
            continue
        if words:
            yield speaker, words
        speaker, words = label
    yield speaker, words


def _bad_cue(path: Path, line: int, found: str) -> Problem:
    shown = found.strip()[:40]
    return Problem(
        Code.BAD_TURN,
        Text(f"字幕的时间读不懂：{shown}", f"the times of this cue cannot be read: {shown}"),
        path=str(path),
        line=line,
        hint=Text(
            "应写成 00:00:01,000 --> 00:00:03,500，字幕之间空一行",
            "write 00:00:01,000 --> 00:00:03,500, with a blank line between cues",
        ),
    )
