"""Personal numbers and addresses in one text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

from analyzer.privacy.cues import cued, tail
from analyzer.privacy.digits import ONE, Run, level, runs
from analyzer.privacy.numbers import begins_id, is_landline, number_kind, tiles
from analyzer.privacy.plates import plates
from analyzer.privacy.spans import PrivateKind, PrivateSpan
from analyzer.privacy.written import written
from analyzer.spans import CharSpan

MASK: Final = "*"
UNLEVELLED: Final = (
    rf"[\uff10-\uff19壹貳贰叁肆伍陸陆柒捌玖兩〇○百千仟佰十双俩仨要腰妖夭叉xX\uff38\uff58{ONE}]"
)
"""A digit before levelling: full-width, formal and traditional forms as well, for a regular expression."""
# Nearly all texts have none of these and are done.
_WORTH_A_LOOK: Final = re.compile(
    rf"{UNLEVELLED}(?:[^。！？]{{0,9}}?{UNLEVELLED}){{2}}|[@\uff20]|艾特|爱特|圈[aA\uff21\uff41]|小老鼠| at |微信"
    r"|尾号|末尾|[前后末间面头][^。]?位|[*\uff0a某×]{3}"
)
_Place = tuple[PrivateKind, int, int]
_NUMBER: Final = range(10, 21)
_MOST_GLUED: Final = 100
_EXTENSION: Final = re.compile(
    rf"[\s,]*(?:转分机|转|分机)[\s,]*(?:分机)?号?[\s,]*[{ONE}](?:\s?[{ONE}]){{0,5}}"
)
_SHORT_EXTENSION: Final = re.compile(r"[-—–]\d{2,5}(?!\d)")
_PREFIX: Final = re.compile(r"(?:加|\(?\+|\()$")
_AMOUNT_AFTER: Final = re.compile(r"\s?(?:元|块|万|亿|人民币|美元|积分)")


def find_private(text: str) -> tuple[PrivateSpan, ...]:
    """Every personal number or address in the text, in order and apart from each other."""
    if not _WORTH_A_LOOK.search(text):
        return ()
    found: list[PrivateSpan] = []
    rest = level(text)
    while new := _apart(_scan(rest)):
        found += new
        rest = covered(rest, new)
    return tuple(sorted(found))


def mask(text: str) -> str:
    """The text, as long as before, with an asterisk for each character of what `find_private` finds."""
    found = find_private(text)
    return covered(text, found) if found else text


def covered(text: str, found: Iterable[PrivateSpan]) -> str:
    """The text with an asterisk for each character of the spans."""
    chars = list(text)
    for item in found:
        chars[item.span.start : item.span.end] = MASK * len(item.span)
    return "".join(chars)


def _apart(found: Iterator[PrivateSpan]) -> list[PrivateSpan]:
    """The spans that do not reach into an earlier one."""
    kept: list[PrivateSpan] = []
    taken: set[int] = set()
    for item in found:
        places = range(item.span.start, item.span.end)
        if taken.isdisjoint(places):
            kept.append(item)
            taken.update(places)
    return kept


def _scan(text: str) -> Iterator[PrivateSpan]:
    """One look over a levelled text; what is written with letters comes before bare numbers."""
    yield from written(text)
    yield from plates(text)
    for run in runs(text):
        if not _AMOUNT_AFTER.match(text, run.end):
            yield from _numbers(text, run)


def _numbers(text: str, run: Run) -> Iterator[PrivateSpan]:
    """What the digits are by themselves, else what the words before them say."""
    known = _known(run) or _glued(run)
    for kind, first, last in known:
        yield _span(text, run, (first, last), kind)
    if known:
        return
    if (said := cued(text, run)) is not None:
        yield _span(text, run, (0, said[1]), said[0])
    elif (count := tail(text, run)) is not None:
        yield _span(text, run, (0, count), PrivateKind.PHONE)


def _known(run: Run) -> list[_Place]:
    """Numbers from one edge to another; where two share digits the better kept, and the longer of equals."""
    ends, value = run.ends(), run.value()
    places: list[_Place] = []
    for first in run.begins():
        for last in ends[bisect_left(ends, first + _NUMBER.start) : bisect_left(ends, first + _NUMBER.stop)]:
            if (kind := number_kind(value[first:last])) is not None:
                places.append((kind, first, last))
        if begins_id(value[first : first + 25]):
            places.append((PrivateKind.ID, first, len(run)))
    kept: list[_Place] = []
    taken: set[int] = set()
    for place in sorted(places, key=lambda place: _merit(run, place), reverse=True):
        if taken.isdisjoint(range(place[1], place[2])):
            kept.append(place)
            taken.update(range(place[1], place[2]))
    return sorted(kept, key=lambda place: place[1])


def _merit(run: Run, place: _Place) -> tuple[bool, bool, bool, int, int]:
    """The whole run, identity numbers, digits grouped as such numbers are said, length, and what comes first."""
    kind, first, last = place
    whole = first == 0 and last == len(run)
    return whole, kind is PrivateKind.ID, _grouped(run, place), last - first, -first


def _grouped(run: Run, place: _Place) -> bool:
    """A mobile number as 3, 4, 4, a landline's area code by itself, a card in fours."""
    kind, first, last = place
    if kind is PrivateKind.CARD:
        return all(run.digits[at].edge for at in range(first + 4, last, 4))
    if is_landline(run.value(first, last)):
        return run.digits[last - 7].edge or run.digits[last - 8].edge
    return kind is PrivateKind.PHONE and run.digits[last - 8].edge and run.digits[last - 4].edge


def _glued(run: Run) -> list[_Place]:
    """Several numbers said without a pause: the whole run is tiled by them or none is believed."""
    if not max(_NUMBER) < len(run) <= _MOST_GLUED:
        return []
    first, tiled = 0, []
    for kind, size in tiles(run.value()):
        tiled.append((kind, first, first + size))
        first += size
    return tiled


def _span(text: str, run: Run, places: tuple[int, int], kind: PrivateKind) -> PrivateSpan:
    """The characters of some digits, with the country code's plus and the extension."""
    first, last = places
    start, end = run.digits[first].start, run.digits[last - 1].end
    if kind is PrivateKind.PHONE:
        if before := _PREFIX.search(text, max(0, start - 3), start):
            start = before.start()
        if more := _EXTENSION.match(text, end):
            end = more.end()
        elif is_landline(run.value(first, last)):
            end = _short_extension(text, run, last)
    return PrivateSpan(CharSpan(start, end), kind)


def _short_extension(text: str, run: Run, last: int) -> int:
    """010-82345678-801: where the figures after a second dash end."""
    end = run.digits[last - 1].end
    match = _SHORT_EXTENSION.match(text, end)
    return match.end() if match else end
