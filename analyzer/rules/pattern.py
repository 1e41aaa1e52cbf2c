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
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from math import prod

from analyzer.text import fold, plain
from analyzer.text.normalize import FILLERS

_GAP = 6
_LONGEST_GAP = 30
_MOST_ANCHORS = 512
_DEEPEST = 8

SLOTS = {
    "数": "[零一二三四五六七八九十百千万亿两半点]{1,24}",
    "称呼": "(?:先生|女士|小姐|太太|师傅|同志|老师|大姐|大哥|阿姨|叔叔|大爷|大妈|奶奶|爷爷|老人家|朋友|同学)",
    "名": ".{1,4}?",
}

# The commonest characters of service talk, commonest first (counted over the labelled calls of tests/data/calls).
_COMMON = (
    "你我了的一好不那是这个上有要就没三谢下来点给在天二到十么请能去们号还再零人得行问都六话以可说子看电四见过五着后里吧吗什对七打八报家"
    "头别证小月先等两前出会呢也机九边时回单门哪多记水跟卡用开收把退午位大份今签钱几口分意老身他明手事办楼想发带放年车讲务接张自走候费快块"
)

_EDGES = {"^": "^", "$": "$", "/": "(?:^|$)"}

_SLOT_NAMES = "、".join(SLOTS)


class PatternError(ValueError):
    """What is wrong with a phrase and at which character (0-based) of it."""

    def __init__(self, zh: str, en: str, at: int) -> None:
        super().__init__(zh)
        self.zh, self.en, self.at = zh, en, at


@dataclass(frozen=True, slots=True)
class _Word:
    text: str


@dataclass(frozen=True, slots=True)
class _Raw:
    """A piece of regular expression that fixes no word: a gap, a slot, an end."""

    regex: str


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[_Row, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    parts: tuple[_Word | _Raw | _Choice, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A parsed phrase: the regular expression over folded text, the stricter one over plain text, the anchors.

    One with a clause edge is looked for in the turn and in each clause of it.
    """

    source: str
    regex: str
    exact: str
    anchors: frozenset[str]
    by_clause: bool = False


class _Parser:
    def __init__(self, source: str) -> None:
        self.source, self.at, self.depth = source, 0, 0

    def parse(self) -> _Row | _Choice:
        tree = self._options(closing=False)
        if self.at < len(self.source):
            raise PatternError("多了一个 )", "a ) too many", self.at)
        return tree.options[0] if len(tree.options) == 1 else tree

    def _options(self, *, closing: bool) -> _Choice:
        options = [self._option()]
        while self._peek() == "|":
            self.at += 1
            options.append(self._option())
        if closing and self._peek() != ")":
            raise PatternError("括号没有配对", "a bracket is not closed", self.at)
        return _Choice(tuple(options))

    def _option(self) -> _Row:
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

    def _row(self) -> _Row:
        parts: list[_Word | _Raw | _Choice] = []
        while (char := self._peek()) and char not in "|)":
            part = self._part(char)
            if self._peek() == "?":
                self.at += 1
                part = _Choice((_Row((part,)),), optional=True)
            if not isinstance(part, _Word) or part.text:
                parts.append(part)
        return _Row(tuple(_join_words(parts)))

    def _part(self, char: str) -> _Word | _Raw | _Choice:
        start, self.at = self.at, self.at + 1
        if char == "(":
            return self._bracket(start)
        if char == "…":
            return _Raw(f".{{0,{self._gap(start)}}}?")
        if char == "{":
            return self._slot(start)
        if char in _EDGES:
            return _Raw(_EDGES[char])
        if char in "?}*+[]\\":
            raise PatternError(f"这里不能用 {char}", f"{char} cannot stand here", start)
        return _Word(plain(char))

    def _bracket(self, start: int) -> _Choice:
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

    def _slot(self, start: int) -> _Raw:
        end = self.source.find("}", self.at)
        name = self.source[self.at : end] if end > 0 else self.source[self.at :]
        if end < 0 or name not in SLOTS:
            raise PatternError(
                f"没有这个空位：{{{name}}}（可用：{_SLOT_NAMES}）", f"no slot {{{name}}}", start
            )
        self.at = end + 1
        return _Raw(SLOTS[name])

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]


def _join_words(parts: list[_Word | _Raw | _Choice]) -> list[_Word | _Raw | _Choice]:
    joined: list[_Word | _Raw | _Choice] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, _Word) and isinstance(last, _Word):
            joined[-1] = _Word(last.text + part.text)
        else:
            joined.append(part)
    return joined


Node = _Word | _Raw | _Choice | _Row


def _regex(node: Node, word: Callable[[str], str]) -> str:
    if isinstance(node, _Word):
        return word(node.text)
    if isinstance(node, _Raw):
        return node.regex
    if isinstance(node, _Row):
        return "".join(_regex(part, word) for part in node.parts)
    return f"(?:{'|'.join(_regex(option, word) for option in node.options)}){'?' if node.optional else ''}"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a node: every string it stands for, its best anchors, whether it can match nothing."""

    spellings: frozenset[str] | None
    anchors: frozenset[str] | None
    empty: bool


def _facts(node: Node) -> _Facts:
    if isinstance(node, _Word):
        only = frozenset({node.text})
        return _Facts(only, only if node.text else None, not node.text)
    if isinstance(node, _Raw):
        return _Facts(
            frozenset({""}) if node.regex in _EDGES.values() else None, None, node.regex not in _FILLED
        )
    parts = node.options if isinstance(node, _Choice) else node.parts
    known = [_facts(part) for part in parts]
    return _facts_of_choice(node, known) if isinstance(node, _Choice) else _facts_of_row(known)


_FILLED = frozenset(SLOTS.values())


def _facts_of_choice(node: _Choice, options: list[_Facts]) -> _Facts:
    listed = [option.spellings for option in options if option.spellings is not None]
    spellings = None
    if len(listed) == len(options):
        spellings = frozenset().union(*listed, {""} if node.optional else ())
    anchored = [option.anchors for option in options if option.anchors]
    anchors = None
    if len(anchored) == len(options) and not node.optional:
        anchors = frozenset().union(*anchored)
    return _Facts(spellings, anchors, node.optional or any(option.empty for option in options))


def _facts_of_row(parts: list[_Facts]) -> _Facts:
    """Neighbouring parts that can be spelled out make longer and rarer anchors than each alone."""
    runs: list[list[frozenset[str]]] = [[]]
    for part in parts:
        if part.spellings is None:
            runs.append([])
        else:
            runs[-1].append(part.spellings)
    spelled = [joined for run in runs if run and (joined := _joined(run))]
    whole = spelled[0] if len(runs) == 1 and spelled else None
    usable = [
        *(joined for joined in spelled if all(joined)),
        *(part.anchors for part in parts if part.anchors),
    ]
    anchors = min(usable, key=_expected_hits) if usable else None
    return _Facts(whole if parts else frozenset({""}), anchors, all(part.empty for part in parts))


def _joined(run: list[frozenset[str]]) -> frozenset[str] | None:
    """Every way to say one spelling after another; None when there are too many."""
    if prod(len(part) for part in run) > _MOST_ANCHORS:
        return None
    return frozenset("".join(pieces) for pieces in product(*(sorted(part) for part in run)))


def _expected_hits(anchors: frozenset[str]) -> tuple[float, list[str]]:
    """How often any of these words stands in service talk, roughly: the fewer, the fewer turns are read in vain."""
    shares = (prod(_share(char) for char in anchor) for anchor in anchors)
    return sum(shares), sorted(anchors)


def _share(char: str) -> float:
    """The share of a character in service talk, by its rank in `_COMMON` (Zipf with a flat head)."""
    rank = _COMMON.find(char)
    return 0.0005 if rank < 0 else 0.038 / (1 + 0.22 * rank)


def _exact_word(text: str) -> str:
    """您 must be said as 您 for an exact match; 你 is also satisfied by the politer 您."""
    return re.escape(text).replace("你", "[你您]")


def parse_phrase(source: str) -> Phrase:
    """The compiled phrase.

    Raises `PatternError` when the notation is wrong, fixes no word, or could match nothing at all.
    """
    tree = _Parser(source).parse()
    regex = _regex(tree, lambda text: re.escape(fold(text)))
    facts = _facts(tree)
    if facts.empty:
        fillers = "、".join(sorted(FILLERS & set(source)))
        if fillers:
            zh, en = f"语气词（{fillers}）匹配前已去掉，不能单独成词", f"fillers ({fillers}) are never seen"
            raise PatternError(zh, en, 0)
        raise PatternError("这个词语可以什么都不匹配", "this phrase can match nothing at all", 0)
    if not facts.anchors:
        raise PatternError("词语里至少要有一个固定的字", "a phrase needs at least one fixed word", 0)
    anchors = frozenset(fold(anchor) for anchor in facts.anchors)
    return Phrase(source, regex, _regex(tree, _exact_word), anchors, by_clause="/" in source)
