"""What the agent says that is banned: needed before the rules are judged, since it decides what others owe."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.call import Role
from analyzer.evaluate.scene import Scene
from analyzer.evaluate.windows import windows
from analyzer.match import Hit, Suppressed
from analyzer.rules.model import Rule, Severity, Status

_GRAVE = (Severity.MAJOR, Severity.CRITICAL)


def find_worded(scene: Scene) -> tuple[tuple[tuple[Rule, Hit], ...], tuple[Suppressed, ...]]:
    """Banned wordings of the agent, each with its rule, and the excused ones."""
    found: list[tuple[Rule, Hit]] = []
    excused: list[Suppressed] = []
    for rule in scene.plan.bans:
        for element in filter(scene.matches.may_hold, rule.elements):
            hits, refused = scene.guarded(element)
            mine = [hit for hit in hits if hit.role is Role.AGENT]
            found += [(rule, hit) for hit in _within(rule, mine, scene)]
            excused += refused
    return tuple(found), tuple(excused)


def _within(rule: Rule, hits: list[Hit], scene: Scene) -> list[Hit]:
    """The hits that stand where the rule looks."""
    if not hits or not rule.when.triggers:
        return hits
    events = tuple(event for name in rule.when.triggers for event in scene.events(name))
    inside = {turn for window in windows(scene, rule.when, rule.who, events) for turn in window.turns}
    return [hit for hit in hits if hit.turn in inside]


def find_grave(scene: Scene) -> tuple[tuple[Rule, Hit], ...]:
    """What is banned and more than a hedge: by wording, and by a meaning that convicts."""
    return tuple((rule, hit) for rule, hit in _all(scene) if rule.severity in _GRAVE)


def _all(scene: Scene) -> Iterator[tuple[Rule, Hit]]:
    yield from scene.worded[0]
    for rule in scene.plan.meanings:
        if rule.status is Status.STABLE:
            yield from ((rule, hit) for hit in scene.meant[rule.id].hits)
