"""Banned meaning in words that no rule lists: turns that no wording convicts are read by the model (docs/meaning.md).

A stable rule by meaning convicts what the model is sure of and finds as grave as the rule; a trial rule lists for review
what the model suspects and no stable rule convicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analyzer.evaluate.finding import Applies, Finding, Outcome, Reason
from analyzer.evaluate.scene import Meant, Scene
from analyzer.match import Hit, Suppressed, by_meaning, find_excuse
from analyzer.meaning import Judged, Meaning, model_of
from analyzer.rules.model import Rule, Severity, Status, Why
from analyzer.text import TurnView

_NO_DOUBT = 0.95


def judge_meant(rule: Rule, scene: Scene) -> Finding:
    """The finding of a rule by meaning."""
    meant = scene.meant.get(rule.id, Meant())
    if not meant.hits:
        return Finding(rule, Outcome.PASS, Applies.YES, Reason.NOT_SAID, (), meant.suppressed)
    return Finding(rule, Outcome.FAIL, Applies.YES, Reason.FORBIDDEN_SAID, meant.hits, meant.suppressed)


def read_meanings(scene: Scene) -> Mapping[str, Meant]:
    """For each rule by meaning what it finds, by the rule's id."""
    rules = scene.plan.meanings
    if not rules:
        return {}
    hits: dict[str, list[Hit]] = {rule.id: [] for rule in rules}
    suppressed: dict[str, list[Suppressed]] = {rule.id: [] for rule in rules}
    model = model_of(scene.pack.weights)
    _, excused = scene.worded
    alike = [(hit, judged, _excuse(hit, judged, excused, model)) for hit, judged in _alike(scene)]
    sure = sum(excuse is None and _is_sure(judged, model) for _, judged, excuse in alike)
    able = [rule for rule in rules if alike and (sure > 1 or _supported(rule, scene))]
    for hit, judged, excuse in alike:
        rule = _rule_for(judged, able, model.thresholds.hit)
        if rule is None:
            continue
        if excuse is None:
            hits[rule.id].append(hit)
        else:
            suppressed[rule.id].append(excuse)
    return {rule.id: Meant(tuple(hits[rule.id]), tuple(suppressed[rule.id])) for rule in rules}


def _is_sure(judged: Judged, model: Meaning) -> bool:
    """Whether a turn may speak for another: surely banned, and more than a hedge."""
    return judged.probability >= model.thresholds.hit and judged.severity != Severity.MINOR


def _rule_for(judged: Judged, rules: Sequence[Rule], sure: float) -> Rule | None:
    """The stable rule as grave as the words where the model is sure, else the rule that lists for review."""
    if judged.probability >= sure:
        for rule in rules:
            if rule.status is Status.STABLE and rule.severity == judged.severity:
                return rule
    return next((rule for rule in rules if rule.status is not Status.STABLE), None)


def _supported(rule: Rule, scene: Scene) -> bool:
    """One turn alone convicts nobody: the customer was put out, or the agent said something that a wording bans."""
    if rule.status is not Status.STABLE or not rule.applies:
        return True
    return bool(scene.worded[0]) or any(scene.events(name) for name in rule.applies)


def _alike(scene: Scene) -> Iterator[tuple[Hit, Judged]]:
    """A hit for each turn of the agent whose meaning looks banned, those that wording convicts left out."""
    model = model_of(scene.pack.weights)
    convicted = {hit.turn for _, hit in scene.worded[0]}
    for turn in scene.agent_turns:
        view = scene.matches.views[turn]
        found = None if turn in convicted else model.judge(view.turn.text)
        if found is not None:
            why = "、".join(found.words)
            yield by_meaning(view, found.start, found.end, f"{found.probability:.2f}：{why}"), found


def _unquoted(view: TurnView) -> str:
    """The turn's words without those that are quoted."""
    quoted = {place for start, end in view.quotes for place in range(start, end)}
    return "".join(char for place, char in enumerate(view.plain) if place not in quoted)


def _excuse(hit: Hit, judged: Judged, excused: Sequence[Suppressed], model: Meaning) -> Suppressed | None:
    """Why the hit is none: it is quoted or reported, or the words of a rule in it were excused.

    Excused words say that those words are innocent, not that what stands around them is: where the model has next to
    no doubt they excuse nothing.
    """
    reported = find_excuse(hit, (), border=False, guarded=True)
    if reported is not None:
        return Suppressed(hit, *reported)
    quotes = any(start < hit.end and hit.start < end for start, end in hit.view.quotes)
    if quotes and model.judge(_unquoted(hit.view)) is None:
        return Suppressed(hit, Why.QUOTED, hit.said)
    if judged.probability >= _NO_DOUBT:
        return None
    return next(
        (Suppressed(hit, item.why, item.words) for item in excused if item.hit.overlaps(hit)),
        None,
    )
