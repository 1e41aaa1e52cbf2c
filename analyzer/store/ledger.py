"""The ledger of one run: what there is to do, who is doing it, what became of it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Final

from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text
from analyzer.store.database import (
    ATTEMPTS,
    CLAIMS,
    FACTS,
    FILES,
    ITEMS,
    LISTENINGS,
    RESULTS,
    RUNS,
    Connection,
    Database,
    chunks,
    present,
)
from analyzer.store.packing import pack, unpack
from analyzer.store.records import (
    Entry,
    Finished,
    Heard,
    Reason,
    Result,
    Why,
    reason_from_dict,
    reason_to_dict,
)

RUNNING, FINISHED, STOPPED = "running", "finished", "stopped"
LEASE_S: Final = 60.0
"""A run that has not shown itself for so long is taken for dead and its claims are free."""
_AT_ONCE: Final = 1_000

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileMark:
    """What tells that a file is still the one that was hashed."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """One run's view of the store; only the main process of a run writes through it."""

    database: Database
    run: int
    host: str

    def expect(self, entries: Iterable[Entry]) -> None:
        """Writes down entries, in place of those at the same positions."""
        with self.database.writing() as connection:
            waiting = iter(entries)
            while rows := [self._item(entry) for entry in islice(waiting, _AT_ONCE)]:
                self.database.put(connection, ITEMS, rows)

    def holders(self, call_ids: Sequence[str]) -> dict[str, str]:
        """The sources that hold these call ids already in this run."""
        held: dict[str, str] = {}
        with self.database.reading() as connection:
            for some in chunks(call_ids):
                wanted = ITEMS.select().where(ITEMS.c.run == self.run, ITEMS.c.call_id.in_(some))
                held |= {row.call_id: row.source for row in connection.execute(wanted)}
        return held

    def results(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that have a result."""
        with self.database.reading() as connection:
            return {
                row.key
                for some in chunks(keys)
                for row in connection.execute(
                    RESULTS.select().with_only_columns(RESULTS.c.key).where(RESULTS.c.key.in_(some))
                )
            }

    def listenings(self, keys: Sequence[str]) -> dict[str, Heard]:
        """What was heard under these keys, as far as it was."""
        with self.database.reading() as connection:
            return {
                row.key: Heard(row.key, row.body, _reason(row.failure))
                for some in chunks(keys)
                for row in connection.execute(LISTENINGS.select().where(LISTENINGS.c.key.in_(some)))
            }

    def attempts(self, keys: Sequence[str]) -> dict[str, list[tuple[Why, Reason]]]:
        """The attempts at these keys that came to nothing, the last one last."""
        found: dict[str, list[tuple[Why, Reason]]] = {}
        with self.database.reading() as connection:
            for some in chunks(keys):
                rows = ATTEMPTS.select().where(ATTEMPTS.c.key.in_(some)).order_by(ATTEMPTS.c.id)
                for row in connection.execute(rows):
                    found.setdefault(row.key, []).append((Why(row.why), reason_from_dict(unpack(row.reason))))
        return found

    def note_attempt(self, key: str, why: Why, reason: Reason) -> None:
        """Keeps the reason of an attempt that came to nothing."""
        row = {"key": key, "source": reason.source, "why": str(why), "reason": pack(reason_to_dict(reason))}
        with self.database.writing() as connection:
            connection.execute(ATTEMPTS.insert(), [row])

    def forget_failures(self, keys: Sequence[str]) -> None:
        """Clears what stands against these keys, so that they are tried again."""
        with self.database.writing() as connection:
            for some in chunks(keys):
                connection.execute(ATTEMPTS.delete().where(ATTEMPTS.c.key.in_(some)))
                failed = LISTENINGS.c.key.in_(some) & LISTENINGS.c.body.is_(None)
                connection.execute(LISTENINGS.delete().where(failed))

    def claim(self, keys: Sequence[str]) -> set[str]:
        """Takes the keys that nobody is working on; returns those that are ours now."""
        rows = [{"key": key, "run": self.run} for key in sorted(keys)]
        with self.database.writing() as connection:
            self.database.add_missing(connection, CLAIMS, rows)
            return {
                row.key
                for some in chunks(keys)
                for row in connection.execute(CLAIMS.select().where(CLAIMS.c.key.in_(some)))
                if row.run == self.run
            }

    def release(self, keys: Sequence[str]) -> None:
        """Gives claims back."""
        with self.database.writing() as connection:
            self._release(connection, keys)

    def keep(self, finished: Sequence[Finished]) -> None:
        """Keeps what was finished: results, what was heard, ledger lines and claims in one transaction."""
        results = [(done.entry, done.result) for done in finished if done.result is not None]
        heard = [(done.entry, done.heard, done.result) for done in finished if done.heard is not None]
        with self.database.writing() as connection:
            self.database.put(connection, LISTENINGS, [_listening_row(*item) for item in heard])
            self._put_results(connection, [result for _, result in results])
            self.database.put(connection, ITEMS, [self._item(done.entry) for done in finished])
            self._release(connection, [done.claim for done in finished if done.claim is not None])

    def hashes(self, marks: Sequence[FileMark]) -> dict[str, str]:
        """Content hashes of files that have kept size and time since they were hashed, by path."""
        wanted = {mark.path: mark for mark in marks}
        known: dict[str, str] = {}
        with self.database.reading() as connection:
            for some in chunks(list(wanted)):
                rows = FILES.select().where(FILES.c.host == self.host, FILES.c.path.in_(some))
                for row in connection.execute(rows):
                    mark = wanted.get(row.path)
                    if mark is not None and (row.size, row.mtime_ns) == (mark.size, mark.mtime_ns):
                        known[row.path] = row.sha256
        return known

    def keep_hashes(self, hashes: Mapping[FileMark, str]) -> None:
        """Keeps content hashes for the next run."""
        rows = [{"host": self.host, **asdict(mark), "sha256": sha256} for mark, sha256 in hashes.items()]
        with self.database.writing() as connection:
            self.database.put(connection, FILES, rows)

    def beat(self) -> None:
        """Shows that this run is alive, and frees the claims of those that are not.

        Raises UsageError where this one was silent for so long that another run took its place.
        """
        with self.database.writing() as connection:
            now = self.database.now(connection)
            own = RUNS.update().where(RUNS.c.id == self.run).values(beat=now, state=RUNNING)
            if connection.execute(own).rowcount == 0:
                raise _replaced(self.database.place)
            for row in connection.execute(RUNS.select().where(RUNS.c.state == RUNNING)).all():
                if row.id != self.run and self._is_dead(row, now):
                    connection.execute(RUNS.update().where(RUNS.c.id == row.id).values(state=STOPPED))
                    connection.execute(CLAIMS.delete().where(CLAIMS.c.run == row.id))

    def stop(self) -> None:
        """Ends the run unfinished: its claims are free, what it finished stays."""
        with self.database.writing() as connection:
            connection.execute(CLAIMS.delete().where(CLAIMS.c.run == self.run))
            connection.execute(RUNS.update().where(RUNS.c.id == self.run).values(state=STOPPED))

    def finish(self) -> None:
        """Ends the run: its entries replace those of other runs with the same output, results of nobody go."""
        self.beat()
        with self.database.writing() as connection:
            own = connection.execute(RUNS.select().where(RUNS.c.id == self.run)).one()
            others = RUNS.select().where(RUNS.c.output == own.output, RUNS.c.state != RUNNING)
            past = [row.id for row in connection.execute(others)]
            connection.execute(RUNS.update().where(RUNS.c.id == self.run).values(state=FINISHED))
            connection.execute(ITEMS.delete().where(ITEMS.c.run.in_(past)))
            connection.execute(RUNS.delete().where(RUNS.c.id.in_(past)))
            drop_unused(connection)

    def _is_dead(self, row: Any, now: float) -> bool:
        return now - row.beat > LEASE_S or (row.host == self.host and not _is_running(row.pid))

    def _item(self, entry: Entry) -> Row:
        return {
            "run": self.run,
            "position": entry.position,
            "part": entry.part,
            "source": entry.source,
            "call_id": entry.call_id,
            "key": entry.key,
            "state": str(entry.state),
            "reason": pack(reason_to_dict(entry.reason)) if entry.reason else None,
        }

    def _put_results(self, connection: Connection, results: Sequence[Result]) -> None:
        for some in chunks([result.key for result in results]):
            connection.execute(FACTS.delete().where(FACTS.c.key.in_(some)))
        self.database.put(connection, RESULTS, [_result_row(result) for result in results])
        self.database.put(connection, FACTS, [row for result in results for row in fact_rows(result)])

    def _release(self, connection: Connection, keys: Sequence[str]) -> None:
        for some in chunks(keys):
            connection.execute(CLAIMS.delete().where(CLAIMS.c.run == self.run, CLAIMS.c.key.in_(some)))


def begin_run(database: Database, output: str) -> Ledger:
    """A new run that will make `output`; claims of dead runs are free from here on."""
    host = socket.gethostname()
    row = {"output": output, "host": host, "pid": os.getpid(), "beat": 0.0, "state": RUNNING}
    with database.writing() as connection:
        row["beat"] = database.now(connection)
        (run,) = connection.execute(RUNS.insert().values(row)).inserted_primary_key or (0,)
    ledger = Ledger(database, int(run), host)
    ledger.beat()
    return ledger


def _replaced(place: str) -> UsageError:
    message = Text("另一次运行接手了这个结果文件夹", "another run has taken over this output")
    hint = Text("等它做完，或再运行一次", "wait for it, or run again")
    return UsageError(Problem(Code.STORE, message, path=place, hint=hint))


def drop_unused(connection: Connection) -> None:
    """Takes out results that no run's ledger names. What was heard stays for other rules."""
    connection.execute(RESULTS.delete().where(~present().where(ITEMS.c.key == RESULTS.c.key)))
    connection.execute(FACTS.delete().where(~present().where(RESULTS.c.key == FACTS.c.key)))


def fact_rows(result: Result) -> Iterator[Row]:
    """The rows of the table of facts for one result."""
    for facts in result.facts:
        yield {"key": result.key, **{name: getattr(facts, name) for name in facts.__slots__}}


def _result_row(result: Result) -> Row:
    first = result.facts[0]
    return {
        "key": result.key,
        "call_id": first.call_id,
        "source": first.source,
        "started_at": first.started_at,
        "listening": result.listening,
        "body": result.body,
        "masked": result.masked,
    }


def _listening_row(entry: Entry, heard: Heard, result: Result | None) -> Row:
    return {
        "key": heard.key,
        "call_id": entry.call_id or "",
        "source": entry.source,
        "started_at": result.facts[0].started_at if result else None,
        "body": heard.body,
        "failure": pack(reason_to_dict(heard.reason)) if heard.reason else None,
    }


def _reason(packed: bytes | None) -> Reason | None:
    return reason_from_dict(unpack(packed)) if packed else None


def _is_running(pid: int) -> bool:
    """Whether a process of this machine is there; where the system cannot be asked, the lease decides."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
