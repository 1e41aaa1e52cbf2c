"""Which turns count for a rule: the opening, the closing, or the surroundings of each event."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.evaluate.finding import Event
from analyzer.evaluate.scene import Scene
from analyzer.rules.model import Scope, When, Who

# Semantics section 3: the opening is the agent's first two turns or the first 15 s, the closing its last two turns.
_OPENING_TURNS, _OPENING_SECONDS, _CLOSING_TURNS = 2, 15, 2


@dataclass(frozen=True, slots=True)
class Window:
    """Turns that may hold what is looked for, with the hull `[first, last]` for the evidence."""

    turns: frozenset[int]
    first: int
    last: int
    event: Event | None = None
    until_ms: int | None = None


def windows(scene: Scene, when: When, who: Who, events: tuple[Event, ...]) -> tuple[Window, ...]:
    """One window for a fixed scope; around triggers one for each event, or from the first one where `every` is off."""
    if when.scope is Scope.OPENING:
        return (_opening(scene, when, who),)
    if when.scope is Scope.CLOSING:
        return (_closing(scene, when, who),)
    if when.scope is Scope.ANYWHERE:
        return (_window(range(len(scene.call.turns)), scene, None),)
    if when.nth is not None:
        events = events[when.nth - 1 : when.nth]
    return tuple(_around(scene, when, event) for event in (events if when.every else events[:1]))


def _window(
    turns: range | list[int], scene: Scene, event: Event | None, until_ms: int | None = None
) -> Window:
    first = turns[0] if turns else (event.turn if event else 0)
    last = turns[-1] if turns else first
    return Window(frozenset(turns), first, last, event, until_ms)


def _speakers(scene: Scene, who: Who) -> list[int]:
    """Turns of the wanted speaker, or that may be."""
    mine = {Who.AGENT: scene.agent_turns, Who.CUSTOMER: scene.customer_turns}.get(who)
    if mine is None:
        return list(range(len(scene.call.turns)))
    return sorted({*mine, *scene.unknown_turns})


def _opening(scene: Scene, when: When, who: Who) -> Window:
    mine = _speakers(scene, who)[: when.turns or _OPENING_TURNS]
    start = scene.call.turns[0].start_ms if scene.call.turns else None
    until = None if start is None else start + 1000 * (when.seconds or _OPENING_SECONDS)
    early = [
        turn.index
        for turn in scene.call.turns
        if until is not None and turn.start_ms is not None and turn.start_ms < until
    ]
    opener = scene.call.turns[mine[0]].agent_id if mine else None
    same = [index for index in mine if scene.call.turns[index].agent_id == opener]
    return _window(sorted({*same, *early}), scene, None, until)


def _closing(scene: Scene, when: When, who: Who) -> Window:
    mine = _speakers(scene, who)[-(when.turns or _CLOSING_TURNS) :]
    return _window(mine, scene, None)


def _around(scene: Scene, when: When, event: Event) -> Window:
    mine = _speakers(scene, Who.AGENT)
    before = [index for index in mine if index < event.turn]
    after = [index for index in mine if index >= event.turn]
    if when.scope is Scope.BEFORE:
        leaving = [index for index in mine if index <= event.turn] if event.lead else before
        return _window(leaving[-(when.turns or 1) :], scene, event)
    limit = (
        None
        if when.turns is None
        else when.turns + (1 if after and after[0] == event.turn and event.lead else 0)
    )
    turns = before[-when.before :] if when.before and event.lead else []
    until = _limit_ms(scene, when, event)
    following = [index for index in after[:limit] if _starts_before(scene, index, until)]
    return _window(turns + following, scene, event, until)


def _limit_ms(scene: Scene, when: When, event: Event) -> int | None:
    end = scene.call.turns[event.turn].end_ms
    return None if when.seconds is None or end is None else end + 1000 * when.seconds


def _starts_before(scene: Scene, turn: int, until_ms: int | None) -> bool:
    start = scene.call.turns[turn].start_ms
    return until_ms is None or start is None or start <= until_ms
