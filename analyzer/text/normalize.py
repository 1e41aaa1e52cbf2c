"""Characters that mean the same are made the same: width, traditional forms, digits, fillers, punctuation.

`plain` keeps one character for each character that carries meaning and drops the rest; `fold` also makes 您 and 你
one. Both give strings of the same length, so a place in one is a place in the other.
"""

from __future__ import annotations

import unicodedata
from functools import cache

# Sounds of hesitation, sentence particles and the 儿 of 事儿, which a speaker or recogniser puts anywhere: no rule depends on
# them, so that 请、呃、稍等 and 请稍等 are one phrase.
FILLERS = frozenset("啊呀哦噢喔嗯呃唔呣诶欸哎唉嘞咧儿")

# One character for one character beyond OpenCC's table: readings that recognisers write at random.
_EXTRA = {"妳": "你", "她": "他", "它": "他", "牠": "他", "祂": "他", "著": "着", "幺": "一", "〇": "零"}
_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_FIRST_HANZI, _LAST_HANZI = 0x4E00, 0x9FFF


class _Table(dict[int, str | None]):
    """A translation table for `str.translate` that works out characters when first seen."""

    def __init__(self) -> None:
        super().__init__()
        hanzi = [chr(code) for code in range(_FIRST_HANZI, _LAST_HANZI + 1)]
        for old, new in zip(hanzi, _simplify(hanzi), strict=True):
            self[ord(old)] = None if new in FILLERS else _EXTRA.get(new, new)

    def __missing__(self, code: int) -> str | None:
        char = unicodedata.normalize("NFKC", chr(code))
        char = char.lower() if len(char) == 1 and len(char.lower()) == 1 else chr(code)
        if len(char) == 1 and _FIRST_HANZI <= ord(char) <= _LAST_HANZI and ord(char) != code:
            self[code] = self[ord(char)]
        else:
            keep = unicodedata.category(char)[0] in "LN"
            self[code] = _DIGITS.get(char, _EXTRA.get(char, char)) if keep else None
        return self[code]


def _simplify(hanzi: list[str]) -> list[str]:
    """Each character in its simplified form, by OpenCC's character table; none ever becomes two."""
    from opencc import OpenCC

    simplified: list[str] = OpenCC("t2s").convert(" ".join(hanzi)).split(" ")
    return [new if len(new) == 1 else old for old, new in zip(hanzi, simplified, strict=True)]


@cache
def _table() -> _Table:
    return _Table()


def plain(text: str) -> str:
    """The characters that carry meaning, simplified and narrow: 請您稍等… → 请您稍等, 114 → 一一四."""
    return text.translate(_table())


def fold(text: str) -> str:
    """`plain` with 您 and 你 made one: a recogniser cannot tell them apart."""
    return plain(text).replace("您", "你")


def kept(text: str) -> list[int]:
    """For each character of `plain(text)`, its place in `text`."""
    chars = map(_table().__getitem__, map(ord, text))
    return [place for place, char in enumerate(chars) if char is not None]
