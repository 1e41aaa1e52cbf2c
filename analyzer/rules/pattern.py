"""The phrase notation of rule files, and its compilation to a regular expression with anchor words.

Grammar (spaces and punctuation mean nothing, 您 also accepts 你, traditional also accepts simplified):

    请            the word itself
    (您|你)       one of several                    (您)?   may be missing
    …             up to 6 characters between        …3      up to 3
    {数}          a slot: digits or Chinese numerals; {称呼} 先生/女士…; {名} 1–4 characters
    ^  $          the turn begins / ends here
    /             a clause begins or ends here: punctuation, or the edge of the turn where there is none

Every pattern has anchors: words of which at least one stands in every match, so that a turn without them need not
be read twice. Repetition without bound does not exist in the notation, so no pattern can run away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from analyzer.rules.anchors import Anchors, anchors, spellings
from analyzer.rules.nodes import (
    CLAUSE_EDGE,
    END,
    START,
    Choice,
    Node,
    Raw,
    Row,
    Word,
    can_be_empty,
    fixes_a_word,
)
from analyzer.text import fold, plain
from analyzer.text.normalize import FILLERS

_GAP = 6
_LONGEST_GAP = 30
_DEEPEST = 8

_TITLES = "先生 女士 小姐 太太 师傅 同志 老师 大姐 大哥 阿姨 叔叔 大爷 大妈 奶奶 爷爷 老人家 朋友 同学"
_SLOTS: Mapping[str, Raw | Choice] = {
    "数": Raw("[零一二三四五六七八九十百千万亿两半点]{1,24}", empty=False),
    "称呼": Choice(tuple(Row((Word(title),)) for title in _TITLES.split())),
    "名": Raw(".{1,4}?", empty=False),
}

_EDGES = {"^": START, "$": END, "/": CLAUSE_EDGE}

_SLOT_NAMES = "、".join(_SLOTS)


class PatternError(ValueError):
    """What is wrong with a phrase and at which character (0-based) of it."""

    def __init__(self, zh: str, en: str, at: int) -> None:
        super().__init__(zh)
        self.zh, self.en, self.at = zh, en, at


@dataclass(frozen=True, slots=True)
class Phrase:
    """A parsed phrase: the regular expression over folded text and the stricter one over plain text.

    One with a clause edge is looked for in the turn and in each clause of it. The tree of a regular expression of a
    rule file is only a sketch: it matches more.
    """

    source: str
    regex: str
    exact: str
    by_clause: bool = False
    tree: Node | None = field(default=None, compare=False, repr=False)
    sketched: bool = False

    def anchors(self) -> Anchors:
        """The words of which one stands in every match; there are none where the tree fixes no word."""
        if self.tree is None:
            return Anchors(frozenset(), whole=False)
        found = anchors(self.tree, edges=not self.by_clause)
        return Anchors(found.words, whole=False) if self.sketched else found

    def spellings(self) -> frozenset[str]:
        """Everything that the phrase stands for, folded, where that is a list of words; else nothing."""
        return spellings(self.tree) if self.tree is not None and not self.sketched else frozenset()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source, self.at, self.depth = source, 0, 0

    def parse(self) -> Row | Choice:
        tree = self._options(closing=False)
        if self.at < len(self.source):
            raise PatternError("多了一个 )", "a ) too many", self.at)
        return tree.options[0] if len(tree.options) == 1 else tree

    def _options(self, *, closing: bool) -> Choice:
        options = [self._option()]
        while self._peek() == "|":
            self.at += 1
            options.append(self._option())
        if closing and self._peek() != ")":
            raise PatternError("括号没有配对", "a bracket is not closed", self.at)
        return Choice(tuple(options))

    def _option(self) -> Row:
        start = self.at
        row = self._row()
        if not row.parts:
            written = self.source[start : self.at]
            zh, en = (
                f"“{written}”匹配前已去掉，不能单独成一项",
                f'"{written}" is never seen, so it is no option',
            )
            raise PatternError(zh, en, start)
        return row

    def _row(self) -> Row:
        parts: list[Word | Raw | Choice] = []
        while (char := self._peek()) and char not in "|)":
            part = self._part(char)
            if self._peek() == "?":
                self.at += 1
                part = Choice((Row((part,)),), optional=True)
            if not isinstance(part, Word) or part.text:
                parts.append(part)
        return Row(tuple(_join_words(parts)))

    def _part(self, char: str) -> Word | Raw | Choice:
        start, self.at = self.at, self.at + 1
        if char == "(":
            return self._bracket(start)
        if char == "…":
            return Raw(f".{{0,{self._gap(start)}}}?", empty=True)
        if char == "{":
            return self._slot(start)
        if char in _EDGES:
            return _EDGES[char]
        if char in "?}*+[]\\":
            raise PatternError(f"这里不能用 {char}", f"{char} cannot stand here", start)
        return Word(plain(char))

    def _bracket(self, start: int) -> Choice:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise PatternError(f"括号最多套 {_DEEPEST} 层", f"brackets nest {_DEEPEST} deep at most", start)
        choice = self._options(closing=True)
        self.at += 1
        self.depth -= 1
        return choice

    def _gap(self, start: int) -> int:
        digits = re.compile(r"\d*").match(self.source, self.at)
        width = digits.group() if digits else ""
        self.at += len(width)
        if width and not (len(width) < 4 and 0 < int(width) <= _LONGEST_GAP):
            raise PatternError(f"间隔须在 1–{_LONGEST_GAP} 字之间", f"a gap is 1–{_LONGEST_GAP} long", start)
        return int(width or _GAP)

    def _slot(self, start: int) -> Raw | Choice:
        end = self.source.find("}", self.at)
        name = self.source[self.at : end] if end > 0 else self.source[self.at :]
        if end < 0 or name not in _SLOTS:
            raise PatternError(
                f"没有这个空位：{{{name}}}（可用：{_SLOT_NAMES}）", f"no slot {{{name}}}", start
            )
        self.at = end + 1
        return _SLOTS[name]

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]


def _join_words(parts: list[Word | Raw | Choice]) -> list[Word | Raw | Choice]:
    joined: list[Word | Raw | Choice] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Word) and isinstance(last, Word):
            joined[-1] = Word(last.text + part.text)
        else:
            joined.append(part)
    return joined


def _regex(node: Node, word: Callable[[str], str]) -> str:
    if isinstance(node, Word):
        return word(node.text)
    if isinstance(node, Raw):
        return node.regex
    if isinstance(node, Row):
        return "".join(_regex(part, word) for part in node.parts)
    return f"(?:{'|'.join(_regex(option, word) for option in node.options)}){'?' if node.optional else ''}"


def _exact_word(text: str) -> str:
    """您 must be said as 您 for an exact match; 你 is also satisfied by the politer 您."""
    return re.escape(text).replace("你", "[你您]")


def parse_phrase(source: str) -> Phrase:
    """The compiled phrase.

    Raises `PatternError` when the notation is wrong, fixes no word, or could match nothing at all.
    """
    tree = _Parser(source).parse()
    regex = _regex(tree, lambda text: re.escape(fold(text)))
    if can_be_empty(tree):
        fillers = "、".join(sorted(FILLERS & set(source)))
        if fillers:
            zh, en = f"语气词（{fillers}）匹配前已去掉，不能单独成词", f"fillers ({fillers}) are never seen"
            raise PatternError(zh, en, 0)
        raise PatternError("这个词语可以什么都不匹配", "this phrase can match nothing at all", 0)
    if not fixes_a_word(tree):
        raise PatternError("词语里至少要有一个固定的字", "a phrase needs at least one fixed word", 0)
    return Phrase(source, regex, _regex(tree, _exact_word), "/" in source, tree)
