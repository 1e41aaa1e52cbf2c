"""One source scored: the same function in this process and in a worker."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import analyzer
from analyzer.batch.journal import Json, dumps
from analyzer.call import Call, call_to_dict
from analyzer.engine import Engine
from analyzer.errors import AnalyzerError, Code, Problem
from analyzer.ingest import Failure, Kind, Metadata, Source, apply_metadata, read_calls
from analyzer.language import Text
from analyzer.pipeline.judge import judge_call
from analyzer.pipeline.listener import Listener
from analyzer.result import FailedCall, failed_to_dict, report_to_dict
from analyzer.rules.loader import load_packs


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user chooses that changes a result."""

    packs: tuple[str, ...] = ("default",)
    lexicons: Path | None = None
    model: str = "base"
    agent_channel: str = "auto"


@dataclass(frozen=True)
class Worker:
    """The engine and the recogniser, made once when first needed."""

    settings: Settings

    @cached_property
    def engine(self) -> Engine:
        """The packs, compiled. Raises `PackError`."""
        return Engine(load_packs(self.settings.packs, self.settings.lexicons))

    @cached_property
    def listener(self) -> Listener:
        """The recogniser, loaded. Raises `ModelError` or `UsageError`."""
        return Listener(self.settings.model, self.settings.agent_channel)

    def fingerprint(self) -> str:
        """A hash of all that determines results besides the input: analyzer, packs, settings."""
        parts = [
            analyzer.__version__,
            self.engine.pack.id,
            self.engine.pack.sha256,
            self.settings.model,
            self.settings.agent_channel,
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def calls(self, source: Source) -> Iterator[Call | Failure]:
        """The calls of a source; a recording is one call. What cannot be read is a `Failure`."""
        if source.kind is Kind.TRANSCRIPT:
            yield from read_calls(source.path)
            return
        try:
            yield self.listener.listen(source.path)
        except AnalyzerError as error:
            if error.problems[0].code in _STOPS:
                raise
            yield Failure(str(source.path), error.problems, source.call_id)

    def report(self, call: Call) -> Json:
        """The report line of a call; a fault of ours becomes the line of a failed call, not the end of the batch."""
        try:
            return report_to_dict(judge_call(call, self.engine))
        except Exception as error:
            message = Text(f"评分时出错：{error!r}", f"scoring failed: {error!r}")
            hint = Text("请把这一行连同文字稿报告给开发者", "please report this line with the transcript")
            problem = Problem(Code.INTERNAL, message, path=call.source, call=call.call_id, hint=hint)
            return failed_to_dict(FailedCall(call.call_id, call.source, problem, {}))


# Without these nothing can be listened to: the run stops with one sentence instead of failing every recording.
_STOPS = (Code.MODEL_MISSING, Code.MODEL_DAMAGED, Code.MISSING_EXTRA)


def named(call: Call, source: Source, metadata: Metadata | None) -> Call:
    """The call with its source and with what is known about it."""
    known = replace(call, source=call.source or str(source.path))
    return apply_metadata(known, metadata) if metadata is not None else known


def failed_line(failure: Failure, metadata: Metadata | None = None) -> Json:
    """The report line of a call that could not be read."""
    known = {name: getattr(metadata, name) for name in _KNOWN} if metadata is not None else {}
    call_id = (metadata.call_id if metadata else None) or failure.call_id or Path(failure.source).stem
    problem = failure.problems[0]
    return failed_to_dict(FailedCall(call_id, failure.source, problem, known))


_KNOWN = ("agent_id", "agent_name", "team", "started_at", "channel", "direction")


def recording_key(source: Source, metadata: Metadata | None, fingerprint: str) -> str:
    """The key of a recording's result: its bytes, what is known of it, everything that determines the result."""
    with source.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _hash(str(source.path), digest, repr(metadata), fingerprint)


def call_key(call: Call, fingerprint: str) -> str:
    """The key of a transcript's result."""
    return _hash(dumps(call_to_dict(call)), fingerprint)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
