"""From the plan to work: names every call, finds what is done already, claims what is to be done."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from analyzer.audio.files import file_sha256
from analyzer.batch.keys import Fingerprints
from analyzer.batch.plan import Plan
from analyzer.batch.units import Unit, changing, check_folder, mark_of
from analyzer.batch.work import Item, named, reason_of
from analyzer.call import Call
from analyzer.ingest import Failure, Metadata, Source, duplicate
from analyzer.ingest.files import unreadable
from analyzer.store import Entry, Finished, Heard, Ledger, Reason, State, Why

TRIES: Final = {Why.CRASHED: 3, Why.KILLED: 6, Why.TIME_LIMIT: 1}
"""Attempts that may come to nothing before an item is set aside. A kill comes from outside and proves less."""
_STEADY_NS: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """An item with its line in the ledger; `claim` is the key that nobody else may work on meanwhile."""

    entry: Entry
    item: Item
    claim: str


@dataclass(slots=True)
class Taken:
    """What became of some units: to be done by us, kept already or hopeless, in the hands of another run."""

    tasks: list[Task] = field(default_factory=list)
    finished: list[Finished] = field(default_factory=list)
    elsewhere: list[Task] = field(default_factory=list)
    reused: int = 0


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes units into the ledger. `fresh` looks at nothing that was kept; `retry` tries again what failed."""

    plan: Plan
    ledger: Ledger
    prints: Fingerprints
    fresh: bool = False
    retry: bool = False

    def take(self, units: Sequence[Unit], active: frozenset[str]) -> Taken:
        """Units for the first time; `active` are the claims that this run holds already."""
        taken = Taken()
        tasks: list[Task] = []
        for unit, facts, call_id, rival in self._named(units):
            entry = Entry(unit.position, unit.part, _source_of(unit), call_id=call_id)
            failure = unit.read if isinstance(unit.read, Failure) else rival
            made = failure or self._task(unit, facts, entry)
            if isinstance(made, Failure):
                taken.finished.append(
                    _failed(replace(entry, call_id=None if failure else call_id), reason_of(made, facts))
                )
            else:
                tasks.append(made)
        if (self.retry or self.fresh) and tasks:
            self.ledger.forget_failures(_keys(tasks))
        self.look_up(tasks, active, taken)
        return taken

    def look_up(self, tasks: Sequence[Task], active: frozenset[str], taken: Taken) -> None:
        """Sorts tasks by what the store knows, claims those to be done, and writes all of it into the ledger."""
        keys = _keys(tasks)
        done = set() if self.fresh else self.ledger.results([task.item.key for task in tasks])
        heard = {} if self.fresh else self.ledger.listenings([key for key in keys if key not in done])
        lost = self.ledger.attempts(keys)
        wanted: list[Task] = []
        for task in tasks:
            reason = _hopeless(task, heard, lost)
            if task.item.key in done:
                taken.finished.append(Finished(replace(task.entry, state=State.DONE)))
                taken.reused += 1
            elif reason is not None:
                taken.finished.append(_failed(task.entry, reason))
            else:
                wanted.append(_with_heard(task, heard))
        self._claim(wanted, active, taken)
        states = {State.RUNNING: taken.tasks, State.PENDING: taken.elsewhere}
        waiting = [
            Finished(replace(task.entry, state=state)) for state, some in states.items() for task in some
        ]
        self.ledger.keep([*taken.finished, *waiting])

    def _claim(self, tasks: Sequence[Task], active: frozenset[str], taken: Taken) -> None:
        """Two tasks of one claim are two recordings of one content: the second waits for what the first hears."""
        first: dict[str, Task] = {}
        for task in tasks:
            if task.claim not in active:
                first.setdefault(task.claim, task)
        gained = self.ledger.claim(list(first)) if first else set()
        gained -= self._done_meanwhile([first[claim] for claim in sorted(gained)])
        for task in tasks:
            ours = task.claim in gained and first[task.claim] is task
            (taken.tasks if ours else taken.elsewhere).append(task)

    def _done_meanwhile(self, tasks: Sequence[Task]) -> set[str]:
        """Claims that another run gave back, its work done, between our look and our claim; not ours to hold."""
        if self.fresh or not tasks:
            return set()
        done = self.ledger.results([task.item.key for task in tasks])
        heard = self.ledger.listenings([task.claim for task in tasks if task.claim == task.item.listening])
        over = {task.claim for task in tasks if task.item.key in done or task.claim in heard}
        if over:
            self.ledger.release(sorted(over))
        return over

    def _named(
        self, units: Sequence[Unit]
    ) -> Iterator[tuple[Unit, tuple[Metadata, ...], str | None, Failure | None]]:
        """Each unit with its facts and the call id it holds, or the failure of the second claim to an id."""
        facts = [self._facts(unit) for unit in units]
        ids = [_call_id(unit, known) for unit, known in zip(units, facts, strict=True)]
        held = self.ledger.holders([call_id for call_id in ids if call_id is not None])
        for unit, known, call_id in zip(units, facts, ids, strict=True):
            first = held.setdefault(call_id, _source_of(unit)) if call_id is not None else None
            fresh = first is None or first == _source_of(unit)
            rival = None if fresh or call_id is None else duplicate(call_id, first or "", _source_of(unit))
            yield unit, known, call_id, rival

    def _facts(self, unit: Unit) -> tuple[Metadata, ...]:
        if isinstance(unit.read, Failure):
            return ()
        return self.plan.facts(unit.source, unit.read.call_id if unit.read else unit.source.call_id)

    def _task(self, unit: Unit, facts: tuple[Metadata, ...], entry: Entry) -> Task | Failure:
        if isinstance(unit.read, Call):
            call = named(unit.read, unit.source, facts)
            key = self.prints.call_key(call)
            return Task(replace(entry, key=key), Item(key, unit.source, facts, call), key)
        sha256 = self._sha256(unit.source)
        if isinstance(sha256, Failure):
            return sha256
        listening = self.prints.listening_key(sha256)
        key = self.prints.recording_key(listening, unit.source, facts)
        item = Item(key, unit.source, facts, listening=listening, sha256=sha256)
        return Task(replace(entry, key=key), item, listening)

    def _sha256(self, source: Source) -> str | Failure:
        """The content's hash; from the ledger where size and time are those of the last look.

        A time as young as the look proves nothing, for the file may have been written to in the same moment.
        """
        path = source.path
        try:
            mark = mark_of(path)
            known = {} if self.fresh else self.ledger.hashes([mark])
            sha256 = known.get(mark.path) or file_sha256(path)
            if mark_of(path) != mark:
                return changing(source)
            if not known and time.time_ns() - mark.mtime_ns > _STEADY_NS:
                self.ledger.keep_hashes({mark: sha256})
        except OSError as error:
            check_folder(path)
            return Failure(str(path), unreadable(path, error).problems, source.call_id)
        return sha256


def _call_id(unit: Unit, facts: Sequence[Metadata]) -> str | None:
    if isinstance(unit.read, Failure):
        return None
    own = unit.read.call_id if unit.read else unit.source.call_id
    return next((known.call_id for known in reversed(facts) if known.call_id), own)


def _source_of(unit: Unit) -> str:
    if isinstance(unit.read, Call):
        return unit.read.source or str(unit.source.path)
    return unit.read.source if isinstance(unit.read, Failure) else str(unit.source.path)


def _with_heard(task: Task, heard: dict[str, Heard]) -> Task:
    """A recording that was heard before needs judging only, and nobody else has to wait for it."""
    known = heard.get(task.item.listening or "")
    if known is None:
        return task
    return replace(task, item=replace(task.item, heard=known.body), claim=task.item.key)


def _hopeless(
    task: Task, heard: dict[str, Heard], lost: dict[str, list[tuple[Why, Reason]]]
) -> Reason | None:
    """Why it is of no use to try this task again, under the names that it goes by now."""
    known = heard.get(task.item.listening or "")
    attempts = lost.get(task.claim, [])
    counts = {why: sum(each is why for each, _ in attempts) for why in TRIES}
    reason = known.reason if known is not None else None
    if any(counts[why] >= most for why, most in TRIES.items()):
        reason = attempts[-1][1]
    return renamed(reason, task) if reason is not None else None


def renamed(reason: Reason, task: Task) -> Reason:
    """A reason kept under other names, under those of this task."""
    path = str(task.item.source.path)
    problem = replace(reason.problem, path=path if reason.problem.path else None)
    return reason_of(Failure(task.entry.source, (problem,), task.entry.call_id), task.item.facts)


def _keys(tasks: Sequence[Task]) -> list[str]:
    return [key for task in tasks for key in (task.item.key, task.item.listening) if key]


def _failed(entry: Entry, reason: Reason) -> Finished:
    return Finished(replace(entry, state=State.FAILED, reason=reason))
