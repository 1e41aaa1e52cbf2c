"""Rows of `Facts` a few ten thousand at a time, as columns: what every count of a month starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, Final, TypeAlias

from analyzer.facts import Facts, Report, facts_of

NAMES: Final = tuple(field.name for field in fields(Facts))

# Rows that are in memory at once.
ROWS: Final = 10_000

Columns: TypeAlias = Mapping[str, Sequence[Any]]


def of_facts(facts: Iterable[Facts]) -> Iterator[Columns]:
    """Facts as columns, `ROWS` at a time."""
    rest = iter(facts)
    while chunk := list(islice(rest, ROWS)):
        yield _columns(chunk)


def of_reports(reports: Iterable[Report]) -> Iterator[Columns]:
    """The facts of reports as columns; the rows of one call stay together."""
    chunk: list[Facts] = []
    for report in reports:
        chunk.extend(facts_of(report))
        if len(chunk) >= ROWS:
            yield _columns(chunk)
            chunk = []
    if chunk:
        yield _columns(chunk)


def _columns(facts: Sequence[Facts]) -> Columns:
    return {name: [getattr(row, name) for row in facts] for name in NAMES}
