"""A whole run: what is new is done by a crew, what is finished is kept at once, `reports.jsonl` is written at the end."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Final

from analyzer.batch.cluster import join
from analyzer.batch.crew import Alone, Crew, Lost, Pool
from analyzer.batch.intake import TRIES, Intake, Taken, Task
from analyzer.batch.keys import Fingerprints
from analyzer.batch.limits import TimeLimit, default_jobs, threads_each
from analyzer.batch.node import kit_for
from analyzer.batch.plan import Plan
from analyzer.batch.units import Unit, check_folder, portion, units
from analyzer.batch.work import Outcome, Settings, reason_of, worker_for
from analyzer.disk import replacing
from analyzer.errors import AnalyzerError, Code, Problem
from analyzer.ingest import Failure, Kind
from analyzer.language import Text
from analyzer.store import Entry, Finished, Json, Ledger, Reason, State, Store, failed_line, open_store

REPORTS: Final = "reports.jsonl"
_FEW: Final = 50
_PORTION, _BUNDLE = 64, 8
_KEEP_S, _BEAT_S, _LOOK_S = 1.0, 10.0, 0.5


@dataclass(frozen=True, slots=True)
class Step:
    """How far a run is: calls done of about so many, and the name of the last one."""

    done: int
    total: int
    name: str


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run, as far as it changes no result.

    `jobs` None: as many as suit the machine. `time_limit_s` None: by each recording's length. `store` None: in the
    output folder. `fresh` does everything anew, `retry` what failed before. `masked` hides numbers and addresses.
    `cluster` is the address of a Ray cluster that does the work, None: this machine does it.
    """

    jobs: int | None = None
    time_limit_s: float | None = None
    store: str | None = None
    fresh: bool = False
    retry: bool = False
    masked: bool = True
    cluster: str | None = None


@dataclass(slots=True)
class Summary:
    """What a run did: calls scored now, taken from earlier runs, failed (with reasons), banned hits by severity."""

    scored: int = 0
    reused: int = 0
    failed: list[Json] = field(default_factory=list)
    banned: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Run:
    """The state of one run: tasks ready, in work, in the hands of another run; what is finished and not kept yet."""

    intake: Intake
    ledger: Ledger
    crew: Crew
    progress: Progress
    total: int
    pending: Iterator[Unit]
    most_listening: int
    summary: Summary = field(default_factory=Summary)
    ready: deque[Task] = field(default_factory=deque)
    working: dict[str, Task] = field(default_factory=dict)
    elsewhere: list[Task] = field(default_factory=list)
    finished: list[Finished] = field(default_factory=list)
    done: int = 0
    kept_at: float = 0.0
    beat_at: float = 0.0
    looked_at: float = 0.0

    def work(self) -> None:
        """Until everything is done. Raises what stops a run; what is finished is kept all the same."""
        try:
            while self._fill() or self.ready or self.working or self.elsewhere:
                self._hand_out()
                for event in self.crew.wait(_LOOK_S):
                    self._lost(event) if isinstance(event, Lost) else self._finished(event)
                if not self.working and not self.ready and self.elsewhere:
                    time.sleep(_LOOK_S)
                self._keep(_KEEP_S)
                self.beat()
        finally:
            self.crew.close()
            self._keep(0.0)

    def beat(self) -> None:
        """Tells others now and then that this run is alive."""
        now = time.monotonic()
        if now - self.beat_at > _BEAT_S:
            self.ledger.beat()
            self.beat_at = now

    def _fill(self) -> bool:
        """Takes in more where little is ready; whether anything came in."""
        if len(self.ready) >= self.most_listening:
            return True
        some = portion(self.pending, _PORTION, self.most_listening)
        if some:
            self._add(self.intake.take(some, self._active()))
        elif self.elsewhere and time.monotonic() - self.looked_at > _LOOK_S:
            self.looked_at = time.monotonic()
            taken, again = Taken(), self.elsewhere
            self.elsewhere = []
            self.intake.look_up(again, self._active(), taken)
            self._add(taken)
        return bool(some)

    def _active(self) -> frozenset[str]:
        return frozenset(task.claim for task in (*self.ready, *self.working.values()))

    def _add(self, taken: Taken) -> None:
        self.ready.extend(taken.tasks)
        self.elsewhere.extend(taken.elsewhere)
        self.summary.reused += taken.reused
        for item in taken.finished:
            self._count(item.entry)

    def _hand_out(self) -> None:
        """Recordings one by one; short work in bundles, so that nobody waits for the next."""
        while self.ready and self.crew.idle():
            bundle = [self.ready.popleft()]
            while (
                not _listens(bundle[0])
                and len(bundle) < _BUNDLE
                and self.ready
                and not _listens(self.ready[0])
            ):
                bundle.append(self.ready.popleft())
            self.working |= {task.item.key: task for task in bundle}
            self.crew.give([task.item for task in bundle])

    def _finished(self, outcome: Outcome) -> None:
        task = self.working.pop(outcome.item.key)
        if outcome.reason is not None:
            if outcome.reason.problem.code in (Code.FILE_MISSING, Code.FILE_UNREADABLE):
                check_folder(task.item.source.path)
            entry = replace(task.entry, state=State.FAILED, reason=outcome.reason)
        else:
            entry = replace(task.entry, state=State.DONE)
            self.summary.scored += 1
        self.finished.append(Finished(entry, task.claim, outcome.result, outcome.heard))
        self._count(entry)

    def _lost(self, lost: Lost) -> None:
        """Tries again what was lost, or sets it aside after so many times."""
        task = self.working.pop(lost.item.key)
        reason = _reason_of_loss(task, lost)
        self.ledger.note_attempt(task.claim, lost.why, reason)
        tries = sum(why is lost.why for why, _ in self.ledger.attempts([task.claim])[task.claim])
        if tries < TRIES[lost.why]:
            self.ready.append(task)
            return
        entry = replace(task.entry, state=State.FAILED, reason=reason)
        self.finished.append(Finished(entry, task.claim))
        self._count(entry)

    def _count(self, entry: Entry) -> None:
        self.done += 1
        self.progress(Step(self.done, max(self.total, self.done), entry.source))

    def _keep(self, older_than_s: float) -> None:
        """Keeps what is finished: at once what was listened to, short work by the second."""
        now = time.monotonic()
        dear = any(item.heard is not None for item in self.finished)
        if self.finished and (dear or now - self.kept_at >= older_than_s or len(self.finished) >= _PORTION):
            self.ledger.keep(self.finished)
            self.finished.clear()
            self.kept_at = now


def run(plan: Plan, settings: Settings, out: Path, options: RunOptions, progress: Progress) -> Summary:
    """Scores the plan into `out/reports.jsonl`, which is written whole at the end or not at all.

    An interrupted run leaves what it finished in the store; the same command goes on from there.
    """
    store = open_store(out, options.store)
    try:
        ledger = store.begin()
        try:
            return _run(plan, settings, options, (store, ledger), (out, progress))
        except BaseException:
            with suppress(AnalyzerError):
                ledger.stop()
            raise
    finally:
        store.close()


def _run(
    plan: Plan,
    settings: Settings,
    options: RunOptions,
    kept: tuple[Store, Ledger],
    told: tuple[Path, Progress],
) -> Summary:
    (store, ledger), (out, progress) = kept, told
    _expect(plan, ledger)
    listens = any(source.kind is Kind.RECORDING for source in plan.sources)
    prints = worker_for(settings).fingerprints(listens=listens)
    pending = units(plan)
    first = list(islice(pending, _FEW + 1)) if not listens else []
    crew, jobs = _crew(settings, options, prints, listens=listens, few=not listens and len(first) <= _FEW)
    state = _Run(
        intake=Intake(plan, ledger, prints, options.fresh, options.retry),
        ledger=ledger,
        crew=crew,
        progress=progress,
        total=len(plan.sources),
        pending=chain(first, pending),
        most_listening=jobs,
    )
    state.work()
    write_lines(out / REPORTS, _beating(store.lines(ledger.run, masked=options.masked), state))
    state.summary.failed = [failed_line(reason) for reason in store.reasons(ledger.run)]
    state.summary.banned = store.banned(ledger.run)
    ledger.finish()
    return state.summary


def _crew(
    settings: Settings, options: RunOptions, prints: Fingerprints, *, listens: bool, few: bool
) -> tuple[Crew, int]:
    """A cluster, worker processes, or this one alone for a few transcripts or for transcripts with one job."""
    limit = TimeLimit(options.time_limit_s)
    if options.cluster is not None:
        crew = join(options.cluster, kit_for(settings, prints, limit, listens=listens), options.jobs)
        return crew, crew.size
    jobs = options.jobs or default_jobs(listens=listens)
    if few or (jobs == 1 and not listens):
        return Alone(settings), 1
    threads = settings.threads or threads_each(jobs)
    return Pool(jobs, replace(settings, threads=threads), limit), jobs


def _expect(plan: Plan, ledger: Ledger) -> None:
    """The whole plan in the ledger: what is to come, what could not be tried, what was left aside."""
    sources = (Entry(i, 0, str(source.path)) for i, source in enumerate(plan.sources))
    first_failure = len(plan.sources)
    first_skipped = first_failure + len(plan.failures)
    failures = (
        Entry(first_failure + i, 0, failure.source, State.FAILED, reason=reason_of(failure))
        for i, failure in enumerate(plan.failures)
    )
    skipped = (
        Entry(
            first_skipped + i, 0, str(item.path), State.SKIPPED, reason=_skipping(str(item.path), item.reason)
        )
        for i, item in enumerate(plan.skipped)
    )
    ledger.expect(chain(sources, failures, skipped))


def _skipping(path: str, why: Text) -> Reason:
    return Reason(None, path, Problem(Code.FILE_TYPE, why, path=path))


def _reason_of_loss(task: Task, lost: Lost) -> Reason:
    code = Code.TIME_LIMIT if lost.why.value == Code.TIME_LIMIT.value else Code.WORKER_DIED
    hint = Text(
        "其他文件不受影响；检查这个文件，之后用 --retry-failed 再试",
        "the others are not affected; check this file, then try again with --retry-failed",
    )
    problem = Problem(code, lost.how, path=str(task.item.source.path), hint=hint)
    return reason_of(Failure(task.entry.source, (problem,), task.entry.call_id), task.item.facts)


def _listens(task: Task) -> bool:
    return task.item.call is None and task.item.heard is None


def _beating(lines: Iterable[bytes], state: _Run) -> Iterator[bytes]:
    for line in lines:
        state.beat()
        yield line


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Lines into a file, whole or not at all. Raises `UsageError` where the disk refuses."""
    with replacing(path) as part, part.open("wb") as file:
        for line in lines:
            file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
