"""Regular expressions of rule files: folded like the text they read, and refused where they could run away.

The cost of an expression is the number of ways in which it can be tried on one place: the product of the widths of
its repetitions, multiplied again for repetitions inside repetitions. Python's own parser gives the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from analyzer.language import Text
from analyzer.rules.nodes import END, START, Choice, Node, Raw, Row, Word
from analyzer.text import fold

_MOST_WAYS = 100_000
_ENDS = {"AT_BEGINNING": START, "AT_END": END}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


class RegexError(ValueError):
    """What is wrong with a regular expression, and what to do about it."""

    def __init__(self, message: Text, hint: Text) -> None:
        super().__init__(message.en)
        self.message, self.hint = message, hint


def folded_regex(source: str) -> str:
    """The expression over folded text: traditional becomes simplified, 您 becomes 你; the notation is untouched.

    Raises `RegexError` when it is wrong, matches nothing at all, could run away, or looks for characters that
    folded text never has.
    """
    regex = "".join(fold(char) or char if ord(char) > 0x2E7F else char for char in source)
    try:
        empty = re.compile(regex).match("") is not None
        tree = import_module("re._parser").parse(regex)
    except (re.error, OverflowError, RecursionError) as error:
        hint = Text("检查括号、方括号和反斜杠", "check brackets and backslashes")
        raise RegexError(Text(f"正则写错了：{error}", f"not a regular expression: {error}"), hint) from error
    if empty:
        hint = Text("至少写一个必须出现的字", "fix at least one character")
        raise RegexError(Text("正则可以什么都不匹配", "the expression can match nothing at all"), hint)
    _check_characters(tree)
    if _ways(tree) > _MOST_WAYS:
        message = Text(
            "正则的重复没有上限，或套了太多层，可能卡死", "the expression repeats without bound or nests"
        )
        raise RegexError(message, Text("把 * 和 + 换成 {0,8} 这样的小上限", "use {0,8} instead of * and +"))
    return regex


def sketch(regex: str) -> Node:
    """The words that a sound expression fixes, as a tree that matches whatever the expression does, and more."""
    return _row(import_module("re._parser").parse(regex))


def _row(tree: Iterable[Any]) -> Row:
    return Row(tuple(_part(str(kind), value) for kind, value in tree))


def _part(kind: str, value: Any) -> Word | Raw | Choice:
    if kind == "LITERAL":
        return Word(chr(value))
    if kind == "BRANCH":
        return Choice(tuple(_row(option) for option in value[1]))
    if kind == "SUBPATTERN":
        return Choice((_row(value[-1]),))
    if kind in _REPEATS and value[1] == 1:
        return Choice((_row(value[2]),), optional=value[0] == 0)
    if kind == "AT" and str(value) in _ENDS:
        return _ENDS[str(value)]
    return Raw("", empty=True)


def _ways(tree: Iterable[Any]) -> int:
    """How many ways there are to try a sequence at one place; beyond the limit the exact number is of no interest."""
    ways = 1
    for kind, value in tree:
        ways = min(ways * _ways_of(str(kind), value), _MOST_WAYS + 1)
    return ways


def _ways_of(kind: str, value: Any) -> int:
    if kind in _REPEATS:
        least, most, inner = value
        if int(most) >= _MOST_WAYS:
            return _MOST_WAYS + 1
        return _repeated(_ways(inner), int(least), int(most))
    if kind == "BRANCH":
        return sum(_ways(option) for option in value[1])
    return _ways(_inside(kind, value))


def _repeated(ways: int, least: int, most: int) -> int:
    """The ways of `least` to `most` repetitions of something with so many ways."""
    if ways == 1:
        return most - least + 1
    total, power = 0, ways**least if least < 20 else _MOST_WAYS + 1
    for _ in range(least, most + 1):
        total += power
        power *= ways
        if total > _MOST_WAYS:
            break
    return total


def _inside(kind: str, value: Any) -> Iterable[Any]:
    """What a group or a look-around holds; nothing for single characters."""
    if kind == "SUBPATTERN":
        inner: Iterable[Any] = value[-1]
        return inner
    if kind in ("ASSERT", "ASSERT_NOT"):
        inner = value[1]
        return inner
    return value if kind == "ATOMIC_GROUP" else ()


def _check_characters(tree: Iterable[Any]) -> None:
    """Every single character and class must be one that folded text can have."""
    for kind, value in tree:
        name = str(kind)
        if name == "LITERAL" and fold(chr(value)) != chr(value):
            _refuse(chr(value))
        if name == "IN":
            _check_class(value)
        branches = (
            value[1] if name == "BRANCH" else [value[2]] if name in _REPEATS else [_inside(name, value)]
        )
        for inner in branches:
            _check_characters(inner)


def _check_class(items: Iterable[Any]) -> None:
    """A class that can only match characters that folded text never has is dead; `[^，。]` is harmless."""
    entries = [(str(kind), value) for kind, value in items]
    if any(kind == "NEGATE" for kind, _ in entries):
        return
    dead = [_dead(kind, value) for kind, value in entries]
    if all(dead):
        _refuse(str(dead[0]))


def _dead(kind: str, value: Any) -> str | None:
    """How a member of a class is written when no folded text can match it, else None."""
    if kind == "LITERAL" and fold(chr(value)) != chr(value):
        return chr(value)
    if kind == "RANGE" and all(fold(chr(code)) != chr(code) for code in value):
        return f"{chr(value[0])}-{chr(value[1])}"
    return {"CATEGORY_DIGIT": "\\d", "CATEGORY_SPACE": "\\s"}.get(str(value)) if kind == "CATEGORY" else None


def _refuse(shown: str) -> None:
    message = Text(
        f"“{shown}”不会出现：匹配时已去掉标点和语气词，数字写成汉字", f'"{shown}" never occurs in folded text'
    )
    hint = Text(
        "数字写成 [零一二三四五六七八九]，标点和语气词不写", "write digits as hanzi, leave punctuation out"
    )
    raise RegexError(message, hint)
