"""A whole run: every source in order, finished calls kept, one line in `reports.jsonl` for each call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analyzer.batch.journal import Journal, Json, write_lines
from analyzer.batch.plan import Plan
from analyzer.batch.work import Settings, Worker, call_key, failed_line, named, recording_key
from analyzer.call import Call
from analyzer.ingest import CallIds, Failure, Kind, Source, read_calls
from analyzer.ingest.files import unreadable

REPORTS, JOURNAL = "reports.jsonl", ".progress.jsonl"

Progress = Callable[[int, Source | None], None]


@dataclass(slots=True)
class Summary:
    """What a run did: calls scored now, taken from the last run, failed (with reasons), banned hits by severity."""

    scored: int = 0
    reused: int = 0
    failed: list[Json] = field(default_factory=list)
    banned: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Run:
    """The state of one run in one output folder."""

    plan: Plan
    worker: Worker
    journal: Journal
    summary: Summary
    ids: CallIds
    fingerprint: str

    def lines(self, progress: Progress) -> Iterator[Json]:
        """Every call's line in the order of the sources, then the files that could not even be tried."""
        for done, source in enumerate(self.plan.sources):
            progress(done, source)
            yield from self._source(source)
        for failure in self.plan.failures:
            yield self._failed(failed_line(failure))
        progress(len(self.plan.sources), None)

    def _source(self, source: Source) -> Iterator[Json]:
        if source.kind is Kind.RECORDING:
            yield self._recording(source)
            return
        for item in read_calls(source.path):
            yield self._transcript(source, item)

    def _recording(self, source: Source) -> Json:
        facts = self.plan.facts(source, source.call_id)
        call_id = next((f.call_id for f in reversed(facts) if f.call_id), source.call_id)
        if (taken := self.ids.claim(call_id, str(source.path))) is not None:
            return self._failed(failed_line(taken, facts))
        try:
            key = recording_key(source, facts, self.fingerprint)
        except OSError as error:
            problems = unreadable(source.path, error).problems
            return self._failed(failed_line(Failure(str(source.path), problems, call_id), facts))
        if key in self.journal:
            return self._again(key)
        heard = self.worker.hear(source)
        if isinstance(heard, Failure):
            return self._failed(failed_line(heard, facts))
        return self._score(key, named(heard.call, source, facts), heard.measures)

    def _transcript(self, source: Source, item: Call | Failure) -> Json:
        if isinstance(item, Failure):
            return self._failed(failed_line(item))
        call = named(item, source, self.plan.facts(source, item.call_id))
        if (taken := self.ids.claim(call.call_id, str(call.source))) is not None:
            return self._failed(failed_line(taken))
        key = call_key(call, self.fingerprint)
        return self._again(key) if key in self.journal else self._score(key, call)

    def _score(self, key: str, call: Call, measures: Mapping[str, float] | None = None) -> Json:
        report = self.worker.report(call, measures)
        if report["status"] != "scored":
            return self._failed(report)
        self.journal.add(key, report)
        self.summary.scored += 1
        return self._count(report)

    def _again(self, key: str) -> Json:
        self.summary.reused += 1
        return self._count(self.journal.report(key))

    def _failed(self, line: Json) -> Json:
        self.summary.failed.append(line)
        return line

    def _count(self, report: Json) -> Json:
        banned = report["banned"]
        if isinstance(banned, list):
            self.summary.banned.update(hit["severity"] for hit in banned if hit["status"] == "hit")
        return report


def run(plan: Plan, settings: Settings, out: Path, *, fresh: bool, progress: Progress) -> Summary:
    """Scores the plan into `out/reports.jsonl`, which is written whole at the end or not at all.

    An interrupted run leaves its finished calls in the journal; the same command goes on from there.
    """
    worker = Worker(settings)
    fingerprint = worker.fingerprint()
    journal = Journal(out / JOURNAL, fresh=fresh)
    state = Run(plan, worker, journal, Summary(), CallIds(), fingerprint)
    try:
        write_lines(out / REPORTS, state.lines(progress))
    finally:
        journal.close()
    return state.summary
