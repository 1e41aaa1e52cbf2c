"""The few functions that a notebook needs; `import analyzer` offers them without loading anything heavy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from analyzer.call import Call
from analyzer.engine import Engine
from analyzer.ingest import Failure, Kind, find_sources, read_calls
from analyzer.ingest.files import decode
from analyzer.ingest.plaintext import parse
from analyzer.pipeline.judge import judge_call
from analyzer.pipeline.listener import Listener
from analyzer.result import CallReport
from analyzer.rules.loader import load_packs


@lru_cache(maxsize=4)
def engine(packs: tuple[str, ...] = ("default",), lexicons: Path | None = None) -> Engine:
    """The packs, compiled and kept. Raises `PackError`."""
    return Engine(load_packs(packs, lexicons))


def score_text(text: str, packs: Sequence[str] = ("default",), call_id: str = "text") -> CallReport:
    r"""The report of a transcript given as text, in any of the forms of docs/transcripts.md. Raises `InputError`.

    >>> score_text("坐席：您好\n客户：没事了\n坐席：再见").to_dict()["polite"]["您好"]["said"]
    True
    """
    name = Path(call_id)
    return score_call(parse(decode(text.encode(), name), name), packs)


def score_call(call: Call, packs: Sequence[str] = ("default",)) -> CallReport:
    """The report of a call."""
    return judge_call(call, engine(tuple(packs)))


def score_file(path: str | Path, packs: Sequence[str] = ("default",)) -> list[CallReport]:
    """The reports of the calls in a recording or a transcript. Raises `InputError` for what cannot be read."""
    return [score_call(call, packs) for call in load(path)]


def load(path: str | Path) -> list[Call]:
    """The calls in a file or folder; recordings are listened to with the model `base`. Raises `InputError`."""
    found = find_sources([Path(path)])
    for failure in found.failures:
        raise failure.error()
    calls: list[Call] = []
    for source in found.sources:
        if source.kind is Kind.RECORDING:
            calls.append(_listen(source.path))
            continue
        for item in read_calls(source.path):
            if isinstance(item, Failure):
                raise item.error()
            calls.append(item)
    return calls


def _listen(path: Path) -> Call:
    return _listener().listen(path).call


@lru_cache(maxsize=1)
def _listener() -> Listener:
    return Listener()
