"""Personal numbers that are given piece by piece over several turns, read back, or finished by the other speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.privacy.cues import announced
from analyzer.privacy.digits import ONE, level, runs
from analyzer.privacy.find import UNLEVELLED, covered, find_private
from analyzer.privacy.spans import PrivateSpan
from analyzer.spans import CharSpan

# What is said around the pieces of a number and means nothing for it.
_LIGHT: Final = (
    r"(?:嗯|啊|呃|额|哦|噢|哎|唉|对(?:吧|吗|的|了)?|是(?:吧|吗|的|么)?|好(?:的|了)?|没错|后[面边]?(?:呢|是|的)?|然后(?:呢|是)?"
    r"|接着|再|还有|最后|前面|开头|继续|您说|请说|请讲|记[下一]*了?|行|吧|吗|呢|的|了|[\s,.。、?!…;:\-]+)"
)
_LIGHT_WORDS: Final = re.compile(_LIGHT)
# A turn may stop in the middle of a number, and another may go on with it.
_STOPS: Final = re.compile(rf"(?:[{ONE}百千十x叉]|[a-z])(?:开头)?{_LIGHT}*$")
_GOES_ON: Final = re.compile(
    rf"^.{{0,12}}?[{ONE}][{ONE}百千个]|^{_LIGHT}*[{ONE}]{_LIGHT}*$|^{_LIGHT}*(?:[艾爱]特|圈a|@)"
)
_MAYBE: Final = re.compile(rf"{UNLEVELLED}{{2}}|^[^\w]*{UNLEVELLED}|[艾爱]特|圈|@")
_QUIET: Final = 15
_APART: Final = 4
_ECHO: Final = 6
_UNIT: Final = re.compile(r"\s?(?:元|块|万|亿|年|月|日|号楼|楼|个|度|分|点|室|房|人|次|天|米|公里)")

Turn = tuple[str, str]
"""Who speaks, and the words."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What matters of one turn: places in it, those characters, its digits, and the kind of number it asks for."""

    role: str
    places: tuple[int, ...]
    words: str
    digits: str
    asks: str


@dataclass(frozen=True, slots=True)
class _Thread:
    """Words of several turns put together; each character knows its turn and place, or is a hint of ours."""

    text: str
    origin: tuple[tuple[int, int] | None, ...]


def find_in_turns(turns: Sequence[Turn]) -> tuple[tuple[PrivateSpan, ...], ...]:
    """Every personal number in the turns of a call, turn by turn, those that run over several turns included."""
    found = [list(find_private(text)) for _role, text in turns]
    if not any(found) and not any(_MAYBE.search(text) for _role, text in turns):
        return ((),) * len(turns)
    rest = [covered(level(text), spans) for (_role, text), spans in zip(turns, found, strict=True)]
    if near := _in_pieces(rest):
        said = {place: _said(turns[place][0], rest[place]) for place in near}
        for speaker in (*sorted({one.role for one in said.values()}), None):
            _take(_over_turns(_thread(said, speaker)), found, rest)
    if any(found):
        _take(_echoes(turns, found, rest), found, rest)
    return tuple(tuple(sorted(spans)) for spans in found)


def _in_pieces(rest: Sequence[str]) -> list[int]:
    """The turns around each place where a number may be asked for or stop in the middle, and then go on."""
    near: set[int] = set()
    for place, text in enumerate(rest):
        first = max(0, place - _APART)
        if _GOES_ON.search(text) and any(
            _STOPS.search(told) or announced(told) for told in rest[first:place]
        ):
            near.update(range(max(0, first - 2), min(len(rest), place + _APART + 1)))
    return sorted(near)


def mask_turns(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The words of each turn, masked."""
    return tuple(
        covered(text, spans) for (_role, text), spans in zip(turns, find_in_turns(turns), strict=True)
    )


def _take(new: Iterable[tuple[int, PrivateSpan]], found: list[list[PrivateSpan]], rest: list[str]) -> None:
    for turn, span in new:
        if all(span.span & other.span is None for other in found[turn]):
            found[turn].append(span)
            rest[turn] = covered(rest[turn], [span])


def _said(role: str, text: str) -> _Said:
    """All of a long turn, what is not light of a short one."""
    light = [match.span() for match in _LIGHT_WORDS.finditer(text)]
    left = len(text) - sum(end - start for start, end in light)
    places: list[int] = []
    place = 0
    for start, end in [*(light if left <= 2 * _QUIET else ()), (len(text), len(text))]:
        places += range(place, start)
        place = end
    digits = "".join(run.value() for run in runs(text))
    return _Said(role, tuple(places), "".join(text[place] for place in places), digits, announced(text))


def _thread(said: Mapping[int, _Said], speaker: str | None) -> _Thread:
    """What one speaker said, the other's questions as hints; or what both said, echoes left out."""
    text: list[str] = []
    origin: list[tuple[int, int] | None] = []
    last = ""
    for number, one in said.items():
        if speaker in (None, one.role) and not (speaker is None and one.digits and one.digits == last):
            text += [one.words, " "]
            origin += [*((number, place) for place in one.places), None]
            last = one.digits or last
        elif speaker not in (None, one.role):
            hint = one.asks or ("" if one.digits or len(one.words) <= _QUIET else "。")
            text.append(hint)
            origin += [None] * len(hint)
    return _Thread("".join(text), tuple(origin))


def _over_turns(thread: _Thread) -> Iterator[tuple[int, PrivateSpan]]:
    """Numbers of a thread, cut into what each turn has of them."""
    for item in find_private(thread.text):
        places = [place for place in thread.origin[item.span.start : item.span.end] if place is not None]
        for turn in sorted({turn for turn, _place in places}):
            inside = [place for number, place in places if number == turn]
            yield turn, PrivateSpan(CharSpan(inside[0], inside[-1] + 1), item.kind)


def _echoes(
    turns: Sequence[Turn], found: Sequence[Sequence[PrivateSpan]], rest: Sequence[str]
) -> Iterator[tuple[int, PrivateSpan]]:
    """Pieces of a number that are said again close by: 是八零零零吗."""
    known = [
        (place, item.kind, "".join(run.value() for run in runs(level(item_text))))
        for place, (_role, text) in enumerate(turns)
        for item in found[place]
        if (item_text := text[item.span.start : item.span.end])
    ]
    for place, words in enumerate(rest):
        near = [(kind, digits) for at, kind, digits in known if abs(at - place) <= _ECHO]
        for run in runs(words) if near and len(_LIGHT_WORDS.sub("", words)) <= _QUIET else ():
            kind = next((kind for kind, digits in near if run.value() in digits), None)
            if kind is not None and len(run) >= 3 and not _UNIT.match(words, run.end):
                yield place, PrivateSpan(CharSpan(run.start, run.end), kind)
