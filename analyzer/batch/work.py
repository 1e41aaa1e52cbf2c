"""One source scored: the same function in this process and in a worker."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.audio.measures import measure_turns
from analyzer.batch.journal import Json, dumps
from analyzer.call import Call, call_to_dict
from analyzer.engine import Engine
from analyzer.errors import Code, InputError, Problem
from analyzer.ingest import Failure, Kind, Metadata, Source, apply_metadata
from analyzer.language import Text
from analyzer.pipeline.judge import judge_call
from analyzer.pipeline.listener import Listener
from analyzer.result import FailedCall, failed_to_dict, report_to_dict
from analyzer.roleflip import role_sensitive
from analyzer.rules.loader import build_pack, read_lexicon
from analyzer.rules.overrides import apply_overrides, read_overrides
from analyzer.version import __version__

if TYPE_CHECKING:
    from analyzer.pipeline.listen import Listened


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user chooses that changes a result."""

    packs: tuple[str, ...] = ("default",)
    lexicons: Path | None = None
    overrides: Path | None = None
    model: str = "base"
    agent_channel: str = "auto"
    role_check: bool = False


@dataclass(frozen=True)
class Worker:
    """The engine and the recogniser, made once when first needed."""

    settings: Settings

    @cached_property
    def engine(self) -> Engine:
        """The packs with local changes, compiled. Raises `PackError`."""
        lexicon = read_lexicon(self.settings.lexicons)
        pack = build_pack(lexicon, self.settings.packs)
        if self.settings.overrides is not None:
            pack = apply_overrides(pack, read_overrides(self.settings.overrides), lexicon.rules)
        return Engine(pack)

    @cached_property
    def listener(self) -> Listener:
        """The recogniser, loaded. Raises `ModelError` or `UsageError`."""
        return Listener(self.settings.model, self.settings.agent_channel)

    def fingerprint(self) -> str:
        """A hash of all that determines results besides the input: analyzer, packs, settings."""
        parts = [
            __version__,
            self.engine.pack.id,
            self.engine.pack.sha256,
            self.settings.model,
            self.settings.agent_channel,
            str(self.listener.tells_voices_apart),
            str(self.settings.role_check),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def hear(self, source: Source) -> Listened | Failure:
        """The call in a recording with its measures. Raises `ModelError` or `UsageError` where nothing can be heard at all."""
        try:
            return self.listener.listen(source.path)
        except InputError as error:
            return Failure(str(source.path), error.problems, source.call_id)
        except (MemoryError, OSError) as error:
            message = Text(f"听录音时出错：{error!r}", f"listening failed: {error!r}")
            return Failure(
                str(source.path), (Problem(Code.INTERNAL, message, path=str(source.path)),), source.call_id
            )

    def report(self, call: Call, measures: Mapping[str, float] | None = None) -> Json:
        """The report line of a call; a fault of ours becomes the line of a failed call, not the end of the batch.

        A transcript is measured by its times; what was measured in the sound is given.
        """
        try:
            known = measure_turns(call) if measures is None else measures
            report = report_to_dict(judge_call(call, self.engine, known))
            if self.settings.role_check:
                report["role_sensitive"] = list(role_sensitive(call, self.engine))
            return report
        except Exception as error:
            message = Text(f"评分时出错：{error!r}", f"scoring failed: {error!r}")
            hint = Text("请把这一行连同文字稿报告给开发者", "please report this line with the transcript")
            problem = Problem(Code.INTERNAL, message, path=call.source, call=call.call_id, hint=hint)
            return failed_to_dict(FailedCall(call.call_id, call.source, problem, {}))


def named(call: Call, source: Source, facts: Sequence[Metadata]) -> Call:
    """The call with its source and with what is known about it."""
    known = replace(call, source=str(source.path) if source.kind is Kind.RECORDING else call.source)
    for metadata in facts:
        known = apply_metadata(known, metadata)
    return known


def failed_line(failure: Failure, facts: Sequence[Metadata] = ()) -> Json:
    """The report line of a call that could not be read, with what is known of it all the same."""
    blank = Call(failure.call_id or Path(failure.source).stem, ())
    for metadata in facts:
        blank = apply_metadata(blank, metadata)
    known = {name: getattr(blank, name) for name in _KNOWN}
    return failed_to_dict(FailedCall(blank.call_id, failure.source, failure.problems[0], known))


_KNOWN = ("agent_id", "agent_name", "team", "started_at", "channel", "direction")


def recording_key(source: Source, facts: Sequence[Metadata], fingerprint: str) -> str:
    """The key of a recording's result: its bytes, what is known of it, everything that determines the result."""
    with source.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _hash(str(source.path), digest, repr(facts), fingerprint)


def call_key(call: Call, fingerprint: str) -> str:
    """The key of a transcript's result."""
    return _hash(dumps(call_to_dict(call)), fingerprint)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
