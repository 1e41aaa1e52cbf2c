"""One call judged: text in, report out. Needs no model, no audio library and no pandas."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.call import Call
from analyzer.engine import Engine
from analyzer.result import CallReport, provenance
from analyzer.score import score
from analyzer.version import __version__


def judge_call(
    call: Call,
    engine: Engine,
    measures: Mapping[str, float] | None = None,
    settings: Mapping[str, object] | None = None,
) -> CallReport:
    """The report of a call by the engine's pack; `settings` are echoed in the provenance."""
    findings = engine.findings(call, measures)
    return CallReport(
        call=call,
        findings=findings,
        score=score(findings, engine.pack.scorecard),
        measures=measures or {},
        provenance=provenance(engine.pack, call, __version__, settings or {}),
        situations=engine.pack.situations,
    )
