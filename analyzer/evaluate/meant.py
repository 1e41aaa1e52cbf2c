"""Rules that judge by meaning: turns that no wording rule convicts are read by the model of banned meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzer.evaluate.finding import Finding, Outcome, Reason
from analyzer.evaluate.scene import Scene
from analyzer.match import Hit, Suppressed, find_excuse
from analyzer.meaning import shipped
from analyzer.rules.model import Alternative, Claim, Kind
from analyzer.rules.pattern import Phrase
from analyzer.text import TurnView


def judge_meanings(findings: Sequence[Finding], scene: Scene) -> tuple[Finding, ...]:
    """The findings, those of rules by meaning judged in the light of the others: no turn is convicted twice."""
    if not any(finding.rule.meaning for finding in findings):
        return tuple(findings)
    banned = [finding for finding in findings if finding.rule.claim is Claim.FORBIDDEN]
    convicted = {hit.turn for finding in banned for hit in finding.hits}
    excused = [item for finding in banned for item in finding.suppressed]
    hits, suppressed = [], []
    for hit in _alike(scene, convicted):
        excuse = _excuse(hit, excused)
        if excuse is None:
            hits.append(hit)
        else:
            suppressed.append(excuse)
    return tuple(_judged(finding, tuple(hits), tuple(suppressed)) for finding in findings)


def _judged(finding: Finding, hits: tuple[Hit, ...], suppressed: tuple[Suppressed, ...]) -> Finding:
    if not finding.rule.meaning or finding.outcome is not Outcome.PASS:
        return finding
    if not hits:
        return replace(finding, suppressed=suppressed)
    return replace(
        finding, outcome=Outcome.FAIL, reason=Reason.FORBIDDEN_SAID, hits=hits, suppressed=suppressed
    )


def _alike(scene: Scene, convicted: set[int]) -> Iterator[Hit]:
    """A hit for each turn of the agent whose meaning looks banned, those already convicted left out."""
    model = shipped()
    for turn in scene.agent_turns:
        view = scene.matches.views[turn]
        found = None if turn in convicted else model.judge(view.turn.text)
        if found is not None:
            why = "、".join(found.words)
            yield _hit(view, found.start, found.end, f"{found.probability:.2f}：{why}")


def _hit(view: TurnView, start: int, end: int, source: str) -> Hit:
    nothing = Phrase(source, "", "", frozenset())
    return Hit(view, start, end, Kind.MEANING, Alternative("meaning", source, nothing, Kind.MEANING))


def _excuse(hit: Hit, excused: Sequence[Suppressed]) -> Suppressed | None:
    """Why the hit is none: it is quoted or reported, or the words of a rule in it were excused."""
    reported = find_excuse(hit, (), border=False, guarded=True)
    if reported is not None:
        return Suppressed(hit, *reported)
    return next(
        (Suppressed(hit, item.why, item.words) for item in excused if item.hit.overlaps(hit)),
        None,
    )
