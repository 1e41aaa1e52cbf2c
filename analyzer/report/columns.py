"""What a column and a table are, and short ways to write them down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self

from analyzer.language import Text

Dtype = Literal["string", "Int64", "Float64", "boolean"]
Shape = Literal["text", "count", "number", "share", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in code and CSV, its pandas type, its heading for people and its meaning.

    `shape` is how people see its values; `codes` is the group of `labels` that puts its codes into words.
    """

    name: str
    dtype: Dtype
    shape: Shape
    heading: Text
    meaning: Text
    codes: str | None = None

    def coded(self, group: str) -> Self:
        """The column with its codes put into words by a group of `labels`."""
        return replace(self, codes=group)


@dataclass(frozen=True, slots=True)
class Table:
    """A tidy table: one row is one thing, named by `row`."""

    name: str
    heading: Text
    row: Text
    columns: tuple[Column, ...]

    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


def text(name: str, zh: str, en: str, meaning_zh: str = "", meaning_en: str = "") -> Column:
    """A column of words; without a meaning of its own the heading says it all."""
    return Column(name, "string", "text", Text(zh, en), Text(meaning_zh or zh, meaning_en or en))


def whole(name: str, zh: str, en: str, meaning_zh: str = "", meaning_en: str = "") -> Column:
    """A column of whole numbers; without a meaning of its own the heading says it all."""
    return Column(name, "Int64", "count", Text(zh, en), Text(meaning_zh or zh, meaning_en or en))


def real(name: str, zh: str, en: str, meaning_zh: str = "", meaning_en: str = "") -> Column:
    """A column of numbers; without a meaning of its own the heading says it all."""
    return Column(name, "Float64", "number", Text(zh, en), Text(meaning_zh or zh, meaning_en or en))


def share(name: str, zh: str, en: str, meaning_zh: str = "", meaning_en: str = "") -> Column:
    """A column of shares between 0 and 1; without a meaning of its own the heading says it all."""
    return Column(name, "Float64", "share", Text(zh, en), Text(meaning_zh or zh, meaning_en or en))


def moment(name: str, zh: str, en: str, meaning_zh: str = "", meaning_en: str = "") -> Column:
    """A column of milliseconds; without a meaning of its own the heading says it all."""
    return Column(name, "Int64", "time", Text(zh, en), Text(meaning_zh or zh, meaning_en or en))


def flag(name: str, zh: str, en: str, meaning_zh: str = "", meaning_en: str = "") -> Column:
    """A column of yes, no or unknown; without a meaning of its own the heading says it all."""
    return Column(name, "boolean", "text", Text(zh, en), Text(meaning_zh or zh, meaning_en or en))


def agent_columns() -> tuple[Column, ...]:
    """The columns that say whose row it is."""
    return (
        text("agent_id", "工号", "agent id", "坐席工号；不知道则空", "agent id; empty where unknown"),
        text("agent_name", "姓名", "agent name", "坐席姓名；不知道则空", "agent name; empty where unknown"),
        text("team", "班组", "team", "班组；不知道则空", "team; empty where unknown"),
    )
