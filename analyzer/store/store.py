"""The store of one output: calls as they were heard, reports, facts and the ledger, in SQLite or PostgreSQL."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from analyzer.facts import facts_of
from analyzer.privacy import mask_report
from analyzer.result import FailedCall, failed_to_dict
from analyzer.store.database import (
    FACTS,
    ITEMS,
    RESULTS,
    RUNS,
    WAIT_S,
    Database,
    both,
    chunks,
    either,
    newest,
    open_database,
    pair,
    present,
    renew_facts,
    total,
)
from analyzer.store.ledger import FINISHED, Ledger, begin_run, fact_rows
from analyzer.store.packing import Json, encoded, unpack, unpacked, unpacked_beside
from analyzer.store.records import Reason, Result, State, reason_from_dict

FOLDER, FILE = ".store", "calls.sqlite"
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Store:
    """An open store as one output folder sees it. Close it."""

    database: Database
    output: str

    def begin(self) -> Ledger:
        """The ledger of a new run for this output."""
        return begin_run(self.database, self.output)

    def latest(self) -> int | None:
        """The last finished run of this output; None before there is one."""
        with self.database.reading() as connection:
            wanted = RUNS.select().with_only_columns(newest(RUNS.c.id))
            ours = wanted.where(RUNS.c.output == self.output, RUNS.c.state == FINISHED)
            found: int | None = connection.execute(ours).scalar()
            return found

    def lines(self, run: int, *, masked: bool = True) -> Iterator[bytes]:
        """The lines of `reports.jsonl` without line ends, in the order of the plan, few in memory at a time."""
        after = (-1, -1)
        while True:
            rows = self._rows(run, after)
            for row in rows:
                if row.state == State.DONE:
                    yield _line(row, masked=masked)
                elif row.state == State.FAILED:
                    line = failed_line(reason_from_dict(unpack(row.reason)))
                    yield encoded(mask_report(line) if masked else line)
            if not rows:
                return
            after = (rows[-1].position, rows[-1].part)

    def reasons(self, run: int) -> Iterator[Reason]:
        """Why calls of a run have no result, in the order of the plan."""
        failed = ITEMS.select().where(ITEMS.c.run == run, ITEMS.c.state == str(State.FAILED))
        with self.database.reading() as connection:
            rows = connection.execute(failed.order_by(ITEMS.c.position, ITEMS.c.part)).all()
        for row in rows:
            yield reason_from_dict(unpack(row.reason))

    def report(self, call_id: str, *, masked: bool = True) -> Json | None:
        """The report of a call in the last finished run; None where there is none."""
        return next(self.reports([call_id], masked=masked), None)

    def reports(self, call_ids: Collection[str], *, masked: bool = True) -> Iterator[Json]:
        """The reports of these calls in the last finished run, as far as there are any; call ids as reports show them."""
        run = self.latest()
        in_run = present().where(ITEMS.c.key == RESULTS.c.key, ITEMS.c.run == run)
        for some in chunks(sorted(call_ids)):
            # Two questions, each with an index of its own: both in one would read every call of the run.
            as_shown = both(RESULTS.c.call_id.in_(some), in_run)
            claimed = ITEMS.select().with_only_columns(ITEMS.c.key)
            as_claimed = RESULTS.c.key.in_(claimed.where(ITEMS.c.run == run, ITEMS.c.call_id.in_(some)))
            with self.database.reading() as connection:
                rows = [
                    row
                    for named in (as_shown, as_claimed)
                    for row in connection.execute(RESULTS.select().where(named).order_by(RESULTS.c.key))
                ]
            for row in {row.key: row for row in rows}.values():
                yield json.loads(_line(row, masked=masked))

    def facts(self, columns: Sequence[str], chunk: int = 50_000) -> Iterator[list[tuple[Any, ...]]]:
        """The facts of the last finished run, tuples in the order of `columns`, at most `chunk` in memory at a time.

        Scored calls sorted by (call_id, part), then those without a result in the order of the plan.
        """
        run, after = self.latest(), ("", -1)
        if run is None:
            return
        chosen = [FACTS.c[name] for name in columns]
        while rows := self._facts(run, after, chunk, chosen):
            yield [tuple(row[2:]) for row in rows]
            after = (rows[-1][0], rows[-1][1])
        failed = (facts for reason in self.reasons(run) for facts in facts_of(failed_line(reason)))
        while some := list(islice(failed, chunk)):
            yield [tuple(getattr(facts, name) for name in columns) for facts in some]

    def banned(self, run: int) -> dict[str, int]:
        """Banned hits of a run by severity."""
        names = ("minor", "major", "critical")
        joined = ITEMS.join(FACTS, ITEMS.c.key == FACTS.c.key)
        sums = FACTS.select().with_only_columns(*(total(FACTS.c[f"banned_{name}"]) for name in names))
        with self.database.reading() as connection:
            row = connection.execute(sums.select_from(joined).where(ITEMS.c.run == run)).one()
        return {name: int(value or 0) for name, value in zip(names, row, strict=True)}

    def close(self) -> None:
        """Gives the files or connections back."""
        self.database.close()

    def _rows(self, run: int, after: tuple[int, int]) -> Sequence[Any]:
        joined = ITEMS.outerjoin(RESULTS, ITEMS.c.key == RESULTS.c.key)
        later = pair(ITEMS.c.position, ITEMS.c.part) > pair(*after)
        wanted = ITEMS.select().with_only_columns(*ITEMS.c, RESULTS.c.body, RESULTS.c.masked)
        ours = wanted.select_from(joined).where(ITEMS.c.run == run, later)
        with self.database.reading() as connection:
            return connection.execute(ours.order_by(ITEMS.c.position, ITEMS.c.part).limit(_AT_ONCE)).all()

    def _facts(self, run: int, after: tuple[str, int], chunk: int, chosen: list[Any]) -> Sequence[Any]:
        joined = ITEMS.join(FACTS, ITEMS.c.key == FACTS.c.key)
        later = either(ITEMS.c.call_id > after[0], both(ITEMS.c.call_id == after[0], FACTS.c.part > after[1]))
        # The middle condition follows from the last; it lets the index start where this piece starts.
        wanted = FACTS.select().with_only_columns(ITEMS.c.call_id, FACTS.c.part, *chosen)
        ours = wanted.select_from(joined).where(ITEMS.c.run == run, ITEMS.c.call_id >= after[0], later)
        with self.database.reading() as connection:
            return connection.execute(ours.order_by(ITEMS.c.call_id, FACTS.c.part).limit(chunk)).all()


def open_store(out: Path, place: str | None = None, wait_s: float = WAIT_S) -> Store:
    """The store of the output folder `out`: in the folder itself, or at `place` (a path or URL).

    Made where there is none. Raises UsageError where it cannot be opened.
    """
    own = out / FOLDER / FILE
    database = open_database(own if place is None else place, wait_s)
    shared = place is not None and Path(place).resolve() != own.resolve()
    store = Store(database, str(out.resolve()) if shared else "")
    _refill_facts(database)
    return store


def has_store(out: Path) -> bool:
    """Whether the folder has a store of its own that can be used; one on a read-only disk cannot."""
    return os.access(out / FOLDER / FILE, os.R_OK | os.W_OK)


def _line(row: Any, *, masked: bool = True) -> bytes:
    """A report as JSON, with numbers and addresses hidden or as it was said."""
    return unpacked_beside(row.masked, row.body) if masked and row.masked else unpacked(row.body)


def failed_line(reason: Reason) -> Json:
    """The line of a call without result, in the language in force."""
    call_id = reason.call_id or Path(reason.source).stem
    return failed_to_dict(FailedCall(call_id, reason.source, reason.problem, dict(reason.known)))


def _refill_facts(database: Database) -> None:
    """Facts are counted anew from the stored reports where another version kept other facts."""
    with database.writing() as connection:
        if not renew_facts(connection):
            return
        after = ""
        while rows := connection.execute(
            RESULTS.select().where(RESULTS.c.key > after).order_by(RESULTS.c.key).limit(_AT_ONCE)
        ).all():
            counted = [Result(row.key, b"", None, facts_of(json.loads(_line(row)))) for row in rows]
            database.put(connection, FACTS, [line for result in counted for line in fact_rows(result)])
            after = rows[-1].key
