"""Digits as they are written and spoken: runs of them in a text, with what may stand between."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

_SAME: Final = dict(
    zip(
        "壹貳贰叁肆伍陸陆柒捌玖拾佰仟兩〇○點號電話機郵帳碼證銀聯繫個粵滬遼黑蘇魯貴雲陝寧瓊閩贛學掛領澳×",
        "一二二三四五六六七八九十百千两零零点号电话机邮账码证银联系个粤沪辽黑苏鲁贵云陕宁琼闽赣学挂领澳x",
        strict=True,
    )
)
_VALUES: Final = {
    **{str(value): str(value) for value in range(10)},
    **{char: str(value) for value, char in enumerate("零一二三四五六七八九")},
    **{"幺": "1", "两": "2", "俩": "2", "仨": "3", "双": "2", "洞": "0", "拐": "7", "勾": "9", "钩": "9"},
    **dict.fromkeys("要腰妖夭", "1"),
}
ONE: Final = "0-9零一二三四五六七八九幺两洞拐勾钩"
"""The characters that are one digit each, for a character class."""
_COUNT: Final = "一二两三四五六七八九"
_UNITS: Final = {"千": 1000, "百": 100, "十": 10}
_GAP: Final = (
    r"(?:[\s.,。、·•‧…⋯\-—–\u2010\u2011―/()]|[嗯啊呃额哦噢唔诶呢哈嘛再杠]|[那这]个|就是|然后|接着|横[杠线]|空格"
    r"|我?看一?下|等一?[下等]|我想想)"
)
_ONE_GAP: Final = re.compile(_GAP)
_ANY: Final = "[0-9零一二三四五六七八九幺]"
_BELOW_HUNDRED: Final = rf"(?:零?[{_COUNT}]?十[{_COUNT}]?|零[{_COUNT}])?"
_TOKEN: Final = re.compile(
    rf"(?P<amount>[{ONE}十百千点.]{{0,12}}[{ONE}十百千][万亿][{_COUNT}零十百千万亿]{{0,16}})"
    rf"|(?P<many>[二两三四五六七八九2-9]个{_ANY}(?![个月点])|[俩仨双]{_ANY})"
    rf"|(?P<number>[{_COUNT}]千(?:零?[{_COUNT}]百)?{_BELOW_HUNDRED}|[{_COUNT}]百{_BELOW_HUNDRED}|[{_COUNT}]?十[{_COUNT}]?)"
    rf"|(?P<one>[{ONE}]|[要腰妖夭](?=[三四五六七八九3-9][{ONE}]))"
    r"|(?P<check>x(?![a-z])|叉|艾克斯)"
)
# Digits with few gaps between, before they are told apart.
_STRETCH: Final = re.compile(
    rf"[{ONE}十百千俩仨双要腰妖夭](?:{_GAP}{{0,8}}(?:[{ONE}十百千万亿俩仨双要腰妖夭x叉]|艾克斯|个{_ANY}))+"
)


@dataclass(frozen=True, slots=True)
class Digit:
    """A digit with the characters that stand for it; `edge` where a number may begin before it."""

    value: str
    start: int
    end: int
    edge: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Digits with nothing but gaps between; `loose` where the last may be a word of its own (…零零一 个)."""

    digits: tuple[Digit, ...]
    loose: bool

    @property
    def start(self) -> int:
        """Where the first digit begins."""
        return self.digits[0].start

    @property
    def end(self) -> int:
        """Where the last digit ends."""
        return self.digits[-1].end

    def __len__(self) -> int:
        """How many digits there are."""
        return len(self.digits)

    def value(self, first: int = 0, last: int | None = None) -> str:
        """The digits from `first` up to `last`."""
        return "".join(digit.value for digit in self.digits[first:last])

    def begins(self) -> list[int]:
        """Places where a number may begin."""
        return [place for place, digit in enumerate(self.digits) if digit.edge]

    def ends(self) -> list[int]:
        """Places where a number may end, the last included."""
        inner = self.begins()[1:]
        return [*inner, *([len(self) - 1] if self.loose and len(self) - 1 not in inner else []), len(self)]


class _Same(dict[int, str]):
    """Narrow, simplified, lower-case characters, one for one; worked out when first seen."""

    def __missing__(self, code: int) -> str:
        char = unicodedata.normalize("NFKC", chr(code)).lower()
        char = char if len(char) == 1 else chr(code)
        self[code] = _SAME.get(char, char)
        return self[code]


@cache
def _same() -> _Same:
    return _Same()


def level(text: str) -> str:
    """The text, as long as before, with full-width, traditional and formal characters made plain."""
    return text.translate(_same())


# What makes the digit before it a word: 一下, 两个, 三点.
_WORD_AFTER: Final = frozenset(
    "个位下共直样般些点起定会次月号年天元块分名家种件人层楼份台辆条张遍边切致旦万亿千百十"
)
_WORD_BEFORE: Final = frozenset("第周期拜统唯同")


def runs(text: str) -> list[Run]:
    """The runs of two digits and more in a levelled text, amounts with 万 and 亿 left out."""
    return [run for stretch in _STRETCH.finditer(text) for run in _split(text, *stretch.span())]


def _split(text: str, place: int, end: int) -> Iterator[Run]:
    """The runs of a stretch; an amount in it stands between two."""
    digits: list[Digit] = []
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            gap = _ONE_GAP.match(text, place)
            place = gap.end() if gap else place + 1
            continue
        place = match.end()
        if match["amount"]:
            yield from _run(text, digits)
            digits = []
        elif digits or not match["check"]:
            edge = not digits or _is_edge(text, digits[-1], match)
            values = enumerate(_values(match))
            digits += [Digit(value, match.start(), place, edge and not nth) for nth, value in values]
    yield from _run(text, digits)


def _is_edge(text: str, before: Digit, match: re.Match[str]) -> bool:
    """After a gap, beside a number of several digits, and where figures and words meet."""
    start = match.start()
    several = before.end - before.start > 1 or match["many"] or match["number"]
    return before.end < start or bool(several) or text[start].isascii() != text[start - 1].isascii()


def _run(text: str, digits: list[Digit]) -> Iterator[Run]:
    """The run, without a last digit that begins the next word (…，三天前)."""
    loose = bool(digits) and _begins_word(text, digits[-1])
    if loose and digits[-1].edge:
        digits, loose = digits[:-1], False
    if not digits:
        return
    first = digits[0]
    if (
        len(digits) > 1
        and not text[first.start].isascii()
        and text[first.start - 1 : first.start] in _WORD_BEFORE
    ):
        digits = [first, replace(digits[1], edge=True), *digits[2:]]
    yield Run(tuple(digits), loose)


def _begins_word(text: str, digit: Digit) -> bool:
    return not text[digit.start].isascii() and text[digit.end : digit.end + 1] in _WORD_AFTER


def _values(match: re.Match[str]) -> str:
    if match["one"]:
        return _VALUES[match["one"]]
    if match["check"]:
        return "X"
    if match["number"]:
        return str(_number(match["number"]))
    many = match["many"]
    return _VALUES[many[-1]] * int(_VALUES[many[0]])


def _number(words: str) -> int:
    """A number below ten thousand: 一百零三 → 103, 八千 → 8000."""
    total, count = 0, 0
    for char in words:
        if char in _UNITS:
            total += (count or 1) * _UNITS[char]
            count = 0
        else:
            count = int(_VALUES[char])
    return total + count
