"""One call done: `do` is the same plain function in this process, in a worker, on another machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.audio.measures import measure_turns
from analyzer.batch.keys import Fingerprints, digest, judging_code, listening_code
from analyzer.batch.units import changing
from analyzer.call import Call, call_from_dict, call_to_dict
from analyzer.engine import Engine
from analyzer.errors import AnalyzerError, Code, InputError, Problem
from analyzer.facts import facts_of
from analyzer.ingest import Failure, Kind, Metadata, Source, apply_metadata
from analyzer.language import Language, Text, language, use_language
from analyzer.pipeline.judge import judge_call
from analyzer.pipeline.listener import Listener
from analyzer.privacy import mask_report
from analyzer.result import FailedCall, failed_to_dict, report_to_dict
from analyzer.roleflip import role_sensitive
from analyzer.rules.loader import build_pack, read_lexicon
from analyzer.rules.model import Pack
from analyzer.rules.overrides import apply_overrides, read_overrides
from analyzer.store import Heard, Json, Reason, Result, pack, pack_beside, unpack

if TYPE_CHECKING:
    from analyzer.pipeline.listen import Listened


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user chooses that changes a result; `threads` of one listener change the speed only."""

    packs: tuple[str, ...] = ("default",)
    lexicons: Path | None = None
    overrides: Path | None = None
    model: str = "base"
    agent_channel: str = "auto"
    role_check: bool = False
    language: Language = field(default_factory=language)
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One call to do: a call from a transcript, a recording to hear, or what was heard in it before (`heard`, packed).

    `key` is the key of the result, `listening` that of what is heard, `sha256` the content the recording must have.
    """

    key: str
    source: Source
    facts: tuple[Metadata, ...] = ()
    call: Call | None = None
    listening: str | None = None
    heard: bytes | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item: a result, or the reason why there is none; `heard` where something was listened to."""

    item: Item
    result: Result | None
    reason: Reason | None = None
    heard: Heard | None = None


def do(item: Item, settings: Settings) -> Outcome:
    """The item's outcome. Raises `ModelError`, `PackError` or `UsageError` where no item can be done at all."""
    with use_language(settings.language):
        return worker_for(settings).outcome(item)


def prepare(item: Item, settings: Settings) -> None:
    """Loads in this process what an item like this needs. Raises what `do` raises."""
    worker = worker_for(settings)
    worker.engine.matcher  # noqa: B018 - made and kept
    if item.call is None and item.heard is None:
        worker.listener.load()


@lru_cache(maxsize=1)
def worker_for(settings: Settings) -> Worker:
    """The worker of this process; engine and model are loaded once."""
    return Worker(settings)


@dataclass(frozen=True)
class Worker:
    """The engine and the recogniser, made once when first needed; `rules` given are not read again."""

    settings: Settings
    rules: Pack | None = None

    @cached_property
    def engine(self) -> Engine:
        """The packs with local changes, compiled. Raises `PackError`."""
        if self.rules is not None:
            return Engine(self.rules)
        lexicon = read_lexicon(self.settings.lexicons)
        pack = build_pack(lexicon, self.settings.packs)
        if self.settings.overrides is not None:
            pack = apply_overrides(pack, read_overrides(self.settings.overrides), lexicon.rules)
        return Engine(pack)

    @cached_property
    def listener(self) -> Listener:
        """The recogniser. Raises `ModelError` or `UsageError` when it is first used."""
        return Listener(self.settings.model, self.settings.agent_channel, self.settings.threads)

    def fingerprints(self, *, listens: bool) -> Fingerprints:
        """Hashes of all that determines results besides the input. Raises `ModelError` where it `listens` in vain."""
        settings, pack = self.settings, self.engine.pack
        judging = (judging_code(), pack.id, pack.sha256, str(settings.role_check), settings.language)
        listening: tuple[str, ...] = ()
        if listens:
            heard_by = (*self.listener.identity(), self.listener.voices_identity())
            listening = (listening_code(), *heard_by, settings.agent_channel, settings.language)
        return Fingerprints(digest(*listening), digest(*judging))

    def outcome(self, item: Item, copy: Path | None = None) -> Outcome:
        """The item done; `copy` is where its recording lies when this machine cannot see it in its own place."""
        if item.call is not None:
            return self._judged(item, item.call)
        if item.heard is not None:
            call, measures = heard_call(item)
            return self._judged(item, call, measures)
        heard = self.hear(item.source, copy)
        if isinstance(heard, Failure):
            return _not_heard(item, heard)
        if heard.call.recording is not None and heard.call.recording.sha256 != item.sha256:
            return _not_heard(item, changing(item.source))
        body = pack({"call": call_to_dict(heard.call), "measures": dict(heard.measures)})
        call = named(heard.call, item.source, item.facts)
        return replace(self._judged(item, call, heard.measures), heard=Heard(item.listening or "", body))

    def _judged(self, item: Item, call: Call, measures: Mapping[str, float] | None = None) -> Outcome:
        report = self._report(call, measures)
        if isinstance(report, Problem):
            return Outcome(item, None, Reason(call.call_id, call.source or "", report, known_of(call)))
        masked = mask_report(report)
        body = pack(report)
        hidden = None if masked == report else pack_beside(masked, body)
        return Outcome(item, Result(item.key, body, hidden, facts_of(masked), item.listening))

    def hear(self, source: Source, copy: Path | None = None) -> Listened | Failure:
        """The call in a recording with its measures. Raises `ModelError` or `UsageError` where nothing can be heard at all."""
        try:
            return self.listener.listen(copy or source.path)
        except InputError as error:
            problems = tuple(replace(problem, path=str(source.path)) for problem in error.problems)
            return Failure(str(source.path), problems, source.call_id)
        except AnalyzerError:
            raise
        except Exception as error:
            message = Text(f"听录音时出错：{error!r}", f"listening failed: {error!r}")
            return Failure(
                str(source.path), (Problem(Code.INTERNAL, message, path=str(source.path)),), source.call_id
            )

    def report(self, call: Call, measures: Mapping[str, float] | None = None) -> Json:
        """The report line of a call, scored or failed."""
        report = self._report(call, measures)
        if isinstance(report, Problem):
            return failed_to_dict(FailedCall(call.call_id, call.source, report, dict(known_of(call))))
        return report

    def _report(self, call: Call, measures: Mapping[str, float] | None) -> Json | Problem:
        """The report; a fault of ours is the problem of this call, not the end of the batch.

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
            return Problem(Code.INTERNAL, message, path=call.source, call=call.call_id, hint=hint)


def heard_call(item: Item) -> tuple[Call, Mapping[str, float]]:
    """What was heard before, under the names that the recording goes by now."""
    kept: Any = unpack(item.heard or b"")
    call = call_from_dict(kept["call"])
    recording = replace(call.recording, name=item.source.path.name) if call.recording else None
    renamed = replace(call, call_id=item.source.call_id, recording=recording)
    return named(renamed, item.source, item.facts), kept["measures"]


def named(call: Call, source: Source, facts: Sequence[Metadata]) -> Call:
    """The call with its source and with what is known about it."""
    known = replace(call, source=str(source.path) if source.kind is Kind.RECORDING else call.source)
    for metadata in facts:
        known = apply_metadata(known, metadata)
    return known


def reason_of(failure: Failure, facts: Sequence[Metadata] = ()) -> Reason:
    """Why a call could not be read, with what is known of it all the same."""
    blank = Call(failure.call_id or Path(failure.source).stem, ())
    for metadata in facts:
        blank = apply_metadata(blank, metadata)
    return Reason(blank.call_id, failure.source, failure.problems[0], known_of(blank))


def known_of(call: Call) -> tuple[tuple[str, str | None], ...]:
    """What the line of a call without result tells of it."""
    return tuple((name, getattr(call, name)) for name in _KNOWN)


def _not_heard(item: Item, failure: Failure) -> Outcome:
    """The outcome without result; what lies in the content itself is kept like what is heard."""
    reason = reason_of(failure, item.facts)
    lasting = reason.problem.code not in _PASSING
    return Outcome(item, None, reason, Heard(item.listening or "", None, reason) if lasting else None)


_KNOWN = ("agent_id", "agent_name", "team", "started_at", "channel", "direction")
_PASSING = frozenset({Code.FILE_MISSING, Code.FILE_UNREADABLE, Code.FILE_CHANGING, Code.INTERNAL})
