"""Takes calls out of the store for good: reports, facts, what was heard, the ledger's lines about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.store.database import (
    ATTEMPTS,
    FACTS,
    FILES,
    ITEMS,
    LISTENINGS,
    RESULTS,
    Connection,
    Database,
    chunks,
)
from analyzer.store.packing import unpack
from analyzer.store.records import State, reason_from_dict


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went: the calls as reports name them, and how many stored reports and listenings."""

    call_ids: frozenset[str]
    reports: int
    listenings: int


@dataclass(frozen=True, slots=True)
class _Doomed:
    """Keys and names of all that is to go."""

    results: Sequence[Any]
    listenings: Sequence[str]
    items: Sequence[Any]


def calls_before(database: Database, date: str) -> frozenset[str]:
    """The calls that are known to have begun before an ISO date; those without a time are not among them."""
    with database.reading() as connection:
        found = (
            connection.execute(
                table.select().with_only_columns(table.c.call_id).where(table.c.started_at < date)
            )
            for table in (RESULTS, LISTENINGS)
        )
        return frozenset(row.call_id for rows in found for row in rows)


def forget(database: Database, call_ids: Collection[str]) -> Forgotten:
    """Removes all that is stored of these calls, under whichever rules; freed space is overwritten and given back."""
    with database.writing() as connection:
        doomed = _find(connection, sorted(call_ids))
        keys = [row.key for row in doomed.results]
        for some in chunks(keys):
            connection.execute(RESULTS.delete().where(RESULTS.c.key.in_(some)))
            connection.execute(FACTS.delete().where(FACTS.c.key.in_(some)))
        gone = list(_unshared(connection, doomed.listenings))
        for some in chunks(gone):
            connection.execute(LISTENINGS.delete().where(LISTENINGS.c.key.in_(some)))
        for some in chunks([*keys, *doomed.listenings]):
            connection.execute(ATTEMPTS.delete().where(ATTEMPTS.c.key.in_(some)))
        sources = _delete_items(connection, doomed.items)
        paths = [str(Path(source).absolute()) for source in sorted(sources)]
        for some in chunks(paths):
            connection.execute(FILES.delete().where(FILES.c.path.in_(some)))
    database.tidy()
    shown = {row.call_id for row in doomed.results} | set(call_ids)
    return Forgotten(frozenset(shown), len(keys), len(gone))


def _find(connection: Connection, call_ids: Sequence[str]) -> _Doomed:
    """Everything that goes by one of these ids, in reports (masked) or in the ledger (as given)."""
    items = [
        row
        for some in chunks(call_ids)
        for row in connection.execute(ITEMS.select().where(ITEMS.c.call_id.in_(some)))
    ]
    items += _failed(connection, frozenset(call_ids))
    named = [row.key for row in items if row.key]
    results = {
        row.key: row
        for column, values in ((RESULTS.c.call_id, call_ids), (RESULTS.c.key, named))
        for some in chunks(values)
        for row in connection.execute(RESULTS.select().where(column.in_(some)))
    }
    items += [
        row
        for some in chunks(list(results))
        for row in connection.execute(ITEMS.select().where(ITEMS.c.key.in_(some)))
    ]
    heard = {row.listening for row in results.values() if row.listening}
    for some in chunks(call_ids):
        wanted = LISTENINGS.select().with_only_columns(LISTENINGS.c.key).where(LISTENINGS.c.call_id.in_(some))
        heard |= {row.key for row in connection.execute(wanted)}
    return _Doomed(list(results.values()), sorted(heard), items)


def _failed(connection: Connection, call_ids: frozenset[str]) -> Iterator[Any]:
    failed = ITEMS.select().where(ITEMS.c.state == str(State.FAILED), ITEMS.c.call_id.is_(None))
    for row in connection.execute(failed).all():
        if reason_from_dict(unpack(row.reason)).call_id in call_ids:
            yield row


def _unshared(connection: Connection, keys: Sequence[str]) -> Iterator[str]:
    """What was heard for these calls alone: a copy of the same recording under another id keeps its words."""
    for some in chunks(keys):
        used = RESULTS.select().with_only_columns(RESULTS.c.listening).where(RESULTS.c.listening.in_(some))
        kept = {row.listening for row in connection.execute(used)}
        yield from (key for key in some if key not in kept)


def _delete_items(connection: Connection, items: Sequence[Any]) -> set[str]:
    for row in items:
        place = (ITEMS.c.run == row.run, ITEMS.c.position == row.position, ITEMS.c.part == row.part)
        connection.execute(ITEMS.delete().where(*place))
    return {row.source for row in items}
