"""Anchors of a phrase: words of which at least one stands in every match, chosen to occur as seldom as can be.

A turn without any of them need not be read for the phrase. They are folded like the turn, and `OPENING` and `CLOSING`
in them stand for its ends, so that 再见$ is looked for only where a turn ends in 再见.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from analyzer.rules.nodes import CLAUSE_EDGE, END, START, Choice, Node, Raw, Row, Word
from analyzer.text import fold

# What stands before the first and after the last character of a turn where anchors are looked for.
OPENING, CLOSING = "\x02", "\x03"
_MARKS = frozenset({OPENING, CLOSING})
_EDGES = {START: OPENING, END: CLOSING, CLAUSE_EDGE: ""}

_MOST_SPELLINGS = 512
# What a further word costs to keep, in the unit of `share`: a rarer anchor is not worth any number of words.
_PRICE_OF_A_WORD = 2e-7

# The commonest characters of service talk, commonest first (counted over the labelled calls of tests/data/calls).
_COMMON = (
    "你我了的一好不那是这个上有要就没三谢下来点给在天二到十么请能去们号还再零人得行问都六话以可说子看电四见过五着后里吧吗什对七打八报家"
    "头别证小月先等两前出会呢也机九边时回单门哪多记水跟卡用开收把退午位大份今签钱几口分意老身他明手事办楼想发带放年车讲务接张自走候费快块"
)
# A turn of service talk has some twenty characters.
_SHARE_OF_ENDS = 0.05


@dataclass(frozen=True, slots=True)
class Anchors:
    """The words; `whole` says that each of them, where it stands, is a match, and that there is no other match."""

    words: frozenset[str]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """Of a node: every string it stands for, where they can be listed, and the best anchors with what they cost."""

    spellings: frozenset[str] | None
    anchors: frozenset[str] = frozenset()
    cost: float = float("inf")


def anchors(tree: Node, *, edges: bool = True) -> Anchors:
    """The anchors of a parsed phrase; without `edges` the ends of turns say nothing, since clauses end inside them."""
    known = _known(tree, edges)
    spelled = known.spellings
    if edges and spelled is not None and _stand_alone(spelled):
        return Anchors(spelled, whole=True)
    return Anchors(known.anchors, whole=False)


def spellings(tree: Node) -> frozenset[str]:
    """Every string that a phrase stands for, folded and with the ends of turns marked; none where they are too many."""
    return _known(tree, edges=True).spellings or frozenset()


def _stand_alone(spelled: frozenset[str]) -> bool:
    """Whether each spelling is a whole turn, or none holds another one: then where one stands there is a match."""
    words = {spelling.removeprefix(OPENING).removesuffix(CLOSING) for spelling in spelled}
    if not all(words) or len(words) < len(spelled) or any(_MARKS & set(word) for word in words):
        return False
    if all(spelling.startswith(OPENING) and spelling.endswith(CLOSING) for spelling in spelled):
        return True
    lengths = {len(word) for word in words}
    inner = (
        word[at : at + length]
        for word in words
        for length in lengths
        if length < len(word)
        for at in range(len(word) - length + 1)
    )
    return words.isdisjoint(inner)


def _known(node: Node, edges: bool) -> _Known:
    if isinstance(node, Word):
        return _listed(frozenset({fold(node.text)}))
    if isinstance(node, Raw):
        return _of_raw(node, edges)
    if isinstance(node, Row):
        return _of_row([_known(part, edges) for part in node.parts])
    return _of_choice(node, [_known(option, edges) for option in node.options])


def _listed(spelled: frozenset[str]) -> _Known:
    return _Known(spelled, spelled, _cost(spelled)) if _usable(spelled) else _Known(spelled)


def _usable(words: Iterable[str]) -> bool:
    """Whether each holds more than ends of turns."""
    return all(not _MARKS.issuperset(word) for word in words)


def _of_raw(node: Raw, edges: bool) -> _Known:
    if node not in _EDGES:
        return _Known(None)
    return _Known(frozenset({_EDGES[node] if edges else ""}))


def _of_choice(node: Choice, options: list[_Known]) -> _Known:
    listed = [option.spellings for option in options if option.spellings is not None]
    spelled = frozenset[str]().union(*listed, {""} if node.optional else ())
    known = spelled if len(listed) == len(options) and len(spelled) <= _MOST_SPELLINGS else None
    if node.optional or not all(option.anchors for option in options):
        return _Known(known)
    words = frozenset[str]().union(*(option.anchors for option in options))
    return _Known(known, words, _cost(words))


def _of_row(parts: list[_Known]) -> _Known:
    """The cheapest anchors of any part, or of neighbours spelled out together: longer words are rarer."""
    best = min(parts, key=lambda part: part.cost, default=_Known(None))
    words, cost = best.anchors, best.cost
    for run in _runs(parts):
        guess = prod(sum(map(_share, part)) for part in run) + _PRICE_OF_A_WORD * prod(map(len, run))
        if guess < cost and any(map(_usable, run)):
            words, cost = _joined(run), guess
    everything = [part.spellings for part in parts if part.spellings is not None]
    small = len(everything) == len(parts) and prod(map(len, everything)) <= _MOST_SPELLINGS
    return _Known(_joined(everything) if small else None, words, cost)


def _runs(parts: list[_Known]) -> Iterator[list[frozenset[str]]]:
    """Every two or more neighbours that can be spelled out, together in no more ways than are kept."""
    for first in range(len(parts)):
        run: list[frozenset[str]] = []
        for part in parts[first:]:
            if part.spellings is None or prod(map(len, run)) * len(part.spellings) > _MOST_SPELLINGS:
                break
            run.append(part.spellings)
            if len(run) > 1:
                yield run


def _joined(run: Iterable[frozenset[str]]) -> frozenset[str]:
    """Every way to say one spelling after another; the same end of the turn twice in a row is one."""
    spelled = ("".join(pieces) for pieces in product(*run))
    return frozenset(
        word.replace(OPENING + OPENING, OPENING).replace(CLOSING + CLOSING, CLOSING) for word in spelled
    )


def _cost(words: frozenset[str]) -> float:
    """How often any of these words stands in service talk, roughly, and what it costs to keep them."""
    return sum(map(_share, sorted(words))) + _PRICE_OF_A_WORD * len(words)


def _share(word: str) -> float:
    return prod(map(share, word))


def share(char: str) -> float:
    """The share of a character in service talk, by its rank in `_COMMON` (Zipf with a flat head)."""
    if char in _MARKS:
        return _SHARE_OF_ENDS
    rank = _COMMON.find(char)
    return 0.0005 if rank < 0 else 0.038 / (1 + 0.22 * rank)
