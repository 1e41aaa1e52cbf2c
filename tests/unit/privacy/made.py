"""Made-up private numbers and the many ways to say or write one, for properties."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from hypothesis import strategies as st

from analyzer.privacy.numbers import is_card

spoken_in = Callable[[str], str]

_HANZI = "零一二三四五六七八九"
_GAPS = ["", " ", "-", "，", "、", "嗯", " 那个 ", "，然后", "—", "·", "…"]


def _check_digit(first17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(a) * b for a, b in zip(first17, weights, strict=True)) % 11]


@st.composite
def _identities(draw: st.DrawFn) -> str:
    day = draw(st.dates(datetime.date(1930, 1, 1), datetime.date(2025, 12, 31)))
    region = draw(st.sampled_from(["110101", "310115", "440306", "510107", "650102", "320102"]))
    first = f"{region}{day:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first + _check_digit(first)


@st.composite
def _cards(draw: st.DrawFn) -> str:
    size = draw(st.sampled_from([16, 17, 18, 19]))
    first = draw(st.sampled_from(["6222", "6228", "6217", "4367", "5200", "4563"]))
    rest = "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=size - 5, max_size=size - 5)))
    return next(first + rest + last for last in "0123456789" if is_card(first + rest + last))


MOBILES = st.builds(
    lambda second, rest: f"1{second}{rest:09d}", st.integers(3, 9), st.integers(0, 999_999_999)
)
IDS, CARDS = _identities(), _cards()


def _written(digits: str) -> str:
    return digits


def _wide(digits: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in digits)


def _spoken(digits: str, one: str = "幺", zero: str = "零", two: str = "二") -> str:
    names = {"1": one, "0": zero, "2": two, "X": "叉"}
    return "".join(names.get(char) or _HANZI[int(char)] for char in digits)


_STYLES: list[spoken_in] = [
    _written,
    _wide,
    _spoken,
    lambda digits: _spoken(digits, "一", "〇"),
    lambda digits: _spoken(digits, "幺", "洞", "两"),
]


@st.composite
def _ways(draw: st.DrawFn) -> spoken_in:
    sizes = draw(st.lists(st.integers(1, 8), min_size=19, max_size=19))
    gap = draw(st.sampled_from(_GAPS))
    styles = draw(st.lists(st.sampled_from(_STYLES), min_size=19, max_size=19))
    mixed = draw(st.booleans())

    def say(digits: str) -> str:
        groups, place = [], 0
        for number, size in enumerate(sizes):
            group = digits[place : place + size]
            place += size
            if group:
                groups.append(styles[number if mixed else 0](group))
        return gap.join(groups)

    return say


SPOKEN_OR_WRITTEN = _ways()
CARRIERS = st.tuples(
    st.sampled_from(["", "我的号码是", "您好，", "麻烦记一下：", "对，就是", "这个号，", "打"]),
    st.sampled_from(["", "。", "，谢谢", "对吧", "是我的", "？", "，您看一下", " 您好"]),
)
