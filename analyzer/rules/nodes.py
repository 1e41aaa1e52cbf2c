"""A parsed phrase as a tree: words, pieces of regular expression, choices and rows of these."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """Characters that must stand as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """A piece of regular expression that fixes no word: a gap, a slot, an edge; `empty` says that it can match nothing."""

    regex: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several rows, or none of them where `optional`."""

    options: tuple[Row, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Parts that follow each other."""

    parts: tuple[Word | Raw | Choice, ...]


Node = Word | Raw | Choice | Row

START, END, CLAUSE_EDGE = Raw("^", empty=True), Raw("$", empty=True), Raw("(?:^|$)", empty=True)


def can_be_empty(node: Node) -> bool:
    """Whether the node can match nothing at all."""
    if isinstance(node, Word):
        return not node.text
    if isinstance(node, Raw):
        return node.empty
    if isinstance(node, Row):
        return all(map(can_be_empty, node.parts))
    return node.optional or any(map(can_be_empty, node.options))


def fixes_a_word(node: Node) -> bool:
    """Whether some word stands in everything that the node matches."""
    if isinstance(node, Word):
        return bool(node.text)
    if isinstance(node, Raw):
        return False
    if isinstance(node, Row):
        return any(map(fixes_a_word, node.parts))
    return not node.optional and all(map(fixes_a_word, node.options))
