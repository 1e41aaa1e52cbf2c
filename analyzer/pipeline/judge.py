"""One call judged: text in, report out. Needs no model, no audio library and no pandas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analyzer.audio.measures import poor_because
from analyzer.call import Call
from analyzer.engine import Engine
from analyzer.evaluate import Finding, Outcome, Reason
from analyzer.result import CallReport, provenance
from analyzer.score import score
from analyzer.version import __version__


def judge_call(
    call: Call,
    engine: Engine,
    measures: Mapping[str, float] | None = None,
    settings: Mapping[str, object] | None = None,
) -> CallReport:
    """The report of a call by the engine's pack; `settings` are echoed in the provenance.

    Where the measures say that the recording is too poor to judge, what was found stands and nothing is decided.
    """
    findings = engine.findings(call, measures)
    if measures is not None and poor_because(measures) is not None:
        findings = tuple(_undecided(finding) for finding in findings)
    return CallReport(
        call=call,
        findings=findings,
        score=score(findings, engine.pack.scorecard),
        measures=measures or {},
        provenance=provenance(engine.pack, call, __version__, settings or {}),
        situations=engine.pack.situations,
    )


def _undecided(finding: Finding) -> Finding:
    if finding.outcome not in (Outcome.PASS, Outcome.FAIL):
        return finding
    return replace(finding, outcome=Outcome.UNDECIDED, reason=Reason.LOW_CONFIDENCE)
