"""Licence plates in a levelled text: 京A12345, 粤B·D12345, 京A幺二三四五, 鲁B1234挂."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from analyzer.privacy.digits import ONE
from analyzer.privacy.spans import PrivateKind, PrivateSpan
from analyzer.spans import CharSpan

_PROVINCE: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼军空海"
_GAP: Final = r"(?:[\s·•.,，\-—]|嗯|啊|那个){0,3}"
_SPECIAL: Final = "警学挂港澳领使超试"
_MANY: Final = rf"[二两三四五2-5]个[{ONE}]"
_PLACE: Final = re.compile(rf"{_GAP}(?:(?P<many>{_MANY})|(?P<one>[a-hj-np-z{ONE}{_SPECIAL}]))")
_AREA: Final = re.compile(
    rf"[{_PROVINCE}](?:牌|的)?{_GAP}[a-z](?=[^a-z]|[a-z]{{1,2}}[^a-z])|wj{_GAP}(?:[{_PROVINCE}]|\d\d)"
    r"|(?<=车牌)(?:号码?)?(?:是|为|:)?\s?(?P<bare>[a-z])(?![a-z]{3})"
)
_MISSION: Final = re.compile(r"(?<![大天即驱])使\d{6}(?!\d)")
_COUNT: Final = (
    {char: value for value, char in enumerate("一二三四五", 1)} | {"两": 2} | {str(n): n for n in range(2, 6)}
)
_NEW_ENERGY: Final = re.compile(r"[a-hjk][a-z0-9]\d{4}|\d{5}[a-hjk]|[a-z0-9]{5}[警学挂港澳领使超试]")


def plates(text: str) -> Iterator[PrivateSpan]:
    """Every plate in the text, in order."""
    for match in _AREA.finditer(text):
        start = match.start("bare") if match["bare"] else match.start()
        end = _end(text, match.end())
        if end is not None:
            yield PrivateSpan(CharSpan(start, end), PrivateKind.PLATE)
    for match in _MISSION.finditer(text):
        yield PrivateSpan(CharSpan(*match.span()), PrivateKind.PLATE)


def _end(text: str, start: int) -> int | None:
    """Where the plate ends whose area ends at `start`: five characters on, six with new energy; None if it is none."""
    places = _places(text, start)
    body = "".join(char for char, _end_of_it in places)
    if sum(char.isdigit() for char in body[:6]) < 2 or len(body) < 5:
        return None
    size = 6 if _NEW_ENERGY.fullmatch(body[:6]) else 5
    figures = text[places[size - 1][1] - 1].isascii() and len(body) > size
    if figures and text[places[size - 1][1]].isascii() and text[places[size - 1][1]].isalnum():
        size = len(body)  # six figures that run on are taken whole, more are no plate
        return places[size - 1][1] if size == 6 else None
    return places[size - 1][1]


def _places(text: str, start: int) -> list[tuple[str, int]]:
    """The next characters of a plate with where each ends, eight at most."""
    places: list[tuple[str, int]] = []
    while len(places) < 8 and (match := _PLACE.match(text, start)):
        many, one = match["many"], match["one"]
        start = match.end()
        places += [(_figure(many[-1]), start)] * _COUNT[many[0]] if many else [(_figure(one), start)]
        if one and one in _SPECIAL:
            break
    return places


def _figure(char: str) -> str:
    """Spoken digits as figures, all others as they are."""
    place = "零一二三四五六七八九".find(char)
    return (
        str(place)
        if place >= 0
        else {"幺": "1", "两": "2", "洞": "0", "拐": "7", "勾": "9", "钩": "9"}.get(char, char)
    )
