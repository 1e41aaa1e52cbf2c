"""Situations that no list of words can find: silences, answers given, how the call ended.

Each detector reads the scene and gives events. The phrase sets they lean on are named in `rules.detectors` and live in
`lexicons/phrases/`; their numbers are settings of the situation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.call import EndedBy, Role
from analyzer.evaluate.finding import Event
from analyzer.evaluate.likely import alike, undoubted
from analyzer.evaluate.scene import Detector, Scene
from analyzer.rules.detectors import (
    ACKNOWLEDGED,
    ANNOUNCED,
    ASKS,
    CALL_OUT,
    CUSTOMER_TASK,
    DISPLEASED,
    FAREWELL,
    LEAVING_IN_ANGER,
    LOOK_UP,
    NOT_A_REQUEST,
    NOTHING_GIVEN,
    QUESTION,
    REPEAT,
    REQUEST,
    RETURNED,
    SENT_OFF,
    UNFINISHED,
)
from analyzer.rules.model import Situation, Who


def _absence(scene: Scene, situation: Situation) -> tuple[Event, ...]:
    """The agent is silent for `seconds` or more while it is the agent's turn to act; the event is the return."""
    least = 1000 * situation.settings.get("seconds", 15)
    events = []
    for turn in range(1, len(scene.call.turns)):
        silence = scene.silence_before(turn)
        if silence is not None and silence >= least and _agent_was_away(scene, turn):
            back = turn if turn in scene.agent_turns else scene.next_agent_turn(turn)
            if back is not None:
                events.append(_return(scene, situation, back))
    return _one_a_turn(events)


def _return(scene: Scene, situation: Situation, turn: int, *, certain: bool = True) -> Event:
    known = certain and turn not in scene.unknown_turns
    return Event(situation.name, turn, known, None, scene.call.turns[turn].time, lead=False)


def _agent_was_away(scene: Scene, turn: int) -> bool:
    """Who was awaited in the silence before `turn`: the agent, unless the customer had something to do."""
    speaker = scene.call.turns[turn].role
    announced = _recently(scene, turn, ANNOUNCED) or _recently(scene, turn, LOOK_UP)
    if speaker is Role.CUSTOMER:
        return announced or turn in scene.turns_with(CALL_OUT, Who.CUSTOMER)
    if announced or turn in scene.turns_with(RETURNED, Who.AGENT):
        return True
    return not _customer_was_busy(scene, turn)


def _recently(scene: Scene, turn: int, phrases: str) -> bool:
    """Said in the agent's last turn before `turn`."""
    last = scene.last_agent_turn(turn)
    return last is not None and last in scene.turns_with(phrases, Who.AGENT)


def _customer_was_busy(scene: Scene, turn: int) -> bool:
    """The customer was told to do something, and at most nodded, or said that they would, right before the silence."""
    busy = scene.turns_with(CUSTOMER_TASK)
    return any(index in busy for index in range(max(0, turn - 2), turn))


def _look_up(scene: Scene, situation: Situation) -> tuple[Event, ...]:
    """The agent announces leaving the line, or a look-up that a silence follows; the event is the turn after it."""
    least = 1000 * situation.settings.get("seconds", 3)
    strong, weak = scene.turns_with(ANNOUNCED, Who.AGENT), scene.turns_with(LOOK_UP, Who.AGENT)
    events = []
    for turn in sorted(undoubted(scene, situation, strong | weak)):
        back = scene.next_agent_turn(turn)
        if turn in strong or (back is not None and _was_away(scene, turn, back, least)):
            events.append(
                Event(
                    situation.name, turn, turn not in scene.unknown_turns, None, scene.call.turns[turn].time
                )
            )
    return tuple(events)


def _was_away(scene: Scene, turn: int, back: int, least_ms: int) -> bool:
    """After a look-up was announced: a silence, or without times the words of somebody who comes back."""
    if scene.call.has_times:
        return _silent_between(scene, turn, back) >= least_ms
    return back in scene.turns_with(RETURNED, Who.AGENT)


def _silent_between(scene: Scene, first: int, last: int) -> int:
    return max((scene.silence_before(turn) or 0 for turn in range(first + 1, last + 1)), default=0)


def _untimed_return(scene: Scene, situation: Situation) -> tuple[Event, ...]:
    """Without times, words of return after an announced absence: a hold, but how long it was cannot be told."""
    if scene.call.has_times:
        return ()
    away = scene.turns_with(ANNOUNCED, Who.AGENT) | scene.turns_with(LOOK_UP, Who.AGENT)
    back = [
        turn for turn in sorted(scene.turns_with(RETURNED, Who.AGENT)) if any(left < turn for left in away)
    ]
    return tuple(_return(scene, situation, turn, certain=False) for turn in back)


def _answer_given(scene: Scene, situation: Situation) -> tuple[Event, ...]:
    """The agent asked for something and the customer's next turn gives it (semantics: cooperation).

    The opening question asks for the customer's business, which is no cooperation; a reply that only asks gives nothing.
    """
    asked = requests(scene)
    empty = scene.turns_with(NOTHING_GIVEN, Who.CUSTOMER)
    asking = {event.turn for event in scene.events(ASKS)}
    repeats = {event.turn for event in scene.events(REPEAT)}
    given, far = set(), set()
    for turn in scene.customer_turns:
        before = scene.last_agent_turn(turn)
        if before is None or turn - before > _NEAR:
            far.add(turn)
        elif before in repeats or (before in asked and not _only_asks(scene, turn, asking)):
            given.add(turn)
    given -= empty
    events = [scene.event(situation, turn) for turn in undoubted(scene, situation, given)]
    events += alike(scene, situation, given | empty | far)
    if not events and scene.unknown_turns and asked:
        events = [Event(situation.name, min(asked), certain=False)]
    return tuple(sorted(events, key=lambda event: event.turn))


_NEAR = 2
_LAST_WORDS = 18
# A number read out, not 一下 or 一个: three digits, or a dozen and more.
_NUMBER = re.compile("[零一二三四五六七八九幺两]{3}|[一二三四五六七八九两][十百千万]|十[一二三四五六七八九]")


def requests(scene: Scene) -> frozenset[int]:
    """Agent turns that end in a request; the first turn of a call with known roles opens it and asks for nothing."""
    return scene.once("requests", _find_requests)


def _find_requests(scene: Scene) -> frozenset[int]:
    opening = scene.agent_turns[0] if scene.agent_turns else None
    refused = scene.turns_with(NOT_A_REQUEST, Who.AGENT)
    return frozenset(
        hit.turn
        for hit in scene.phrase(REQUEST, Who.AGENT)
        if hit.turn not in (opening, *refused)
        and len(hit.view.plain) - hit.end <= _LAST_WORDS
        and not any(hit.overlaps(banned) for _, banned in scene.grave)
    )


def _only_asks(scene: Scene, turn: int, asking: set[int]) -> bool:
    return turn in asking and _NUMBER.search(scene.matches.views[turn].folded) is None


def _banned(scene: Scene, situation: Situation) -> tuple[Event, ...]:
    """The agent says something banned that is more than a hedge: whoever is told so has been put out."""
    return _one_a_turn([scene.event(situation, hit.turn, hit) for _, hit in scene.grave])


def _question(scene: Scene, situation: Situation) -> tuple[Event, ...]:
    """The customer asks: question words, a question mark where there is one, and what the customer comes with."""
    marked = {turn.index for turn in scene.call.turns if "？" in turn.text or "?" in turn.text}
    asking = scene.turns_with(QUESTION, Who.CUSTOMER) | marked | _business(scene)
    mine = [turn for turn in sorted(asking) if turn in scene.customer_turns or turn in scene.unknown_turns]
    return tuple(scene.event(situation, turn) for turn in mine)


_SHORTEST_BUSINESS = 5


def _business(scene: Scene) -> frozenset[int]:
    """The first turn in which the customer says more than a greeting: it asks to be served."""
    views = scene.matches.views
    said = (turn for turn in scene.customer_turns if len(views[turn].plain) >= _SHORTEST_BUSINESS)
    first = next(said, None)
    return frozenset() if first is None else frozenset({first})


def _cut_off(scene: Scene, situation: Situation) -> tuple[Event, ...]:
    """The recording ends in mid-conversation: the telephone system says so, or the last turn breaks off."""
    turns = scene.call.turns
    if not turns or scene.call.ended_by in (EndedBy.AGENT, EndedBy.CUSTOMER):
        return ()
    last = turns[-1]
    if scene.call.ended_by is EndedBy.CUT or _breaks_off(scene):
        return (Event(situation.name, last.index, certain=True, span=last.time),)
    return ()


_TERMINAL = "。！？!?.~～”」』）)"


def _breaks_off(scene: Scene) -> bool:
    """The last words are no ending: by the punctuation that a transcript has, else by the words.

    A recogniser ends every turn with a mark of its own, which says nothing.
    """
    turns = scene.call.turns
    text = turns[-1].text.rstrip()
    if not text or turns[-1].index in scene.turns_with(FAREWELL):
        return False
    others = [turn.text.rstrip()[-1:] for turn in turns[:-1] if turn.text.strip()]
    punctuated = sum(mark in _TERMINAL for mark in others) * 2 > len(others) if others else False
    if punctuated and scene.call.origin is None:
        return text[-1] not in _TERMINAL
    return turns[-1].index in scene.turns_with(UNFINISHED)


def _customer_left(scene: Scene, situation: Situation) -> tuple[Event, ...]:
    """The customer hangs up first: the system says so, or the last word is theirs, in anger or before any goodbye."""
    turns = scene.call.turns
    if not turns or scene.call.ended_by in (EndedBy.AGENT, EndedBy.CUT):
        return ()
    last = turns[-1]
    if scene.call.ended_by is EndedBy.CUSTOMER:
        return (Event(situation.name, last.index, certain=True, span=last.time),)
    if last.role is Role.CUSTOMER and _leaves_in_anger(scene):
        return (Event(situation.name, last.index, certain=True, span=last.time),)
    return ()


def _leaves_in_anger(scene: Scene) -> bool:
    """The customer's last words break off the talk, or answer a quarrel with anything but a nod or a goodbye.

    Whoever calls out into the line at the end is still there.
    """
    last = len(scene.call.turns) - 1
    if last in scene.turns_with(CALL_OUT, Who.CUSTOMER):
        return False
    since = scene.last_agent_turn(last)
    breaking_off = scene.turns_with(LEAVING_IN_ANGER, Who.CUSTOMER)
    if any(turn in breaking_off for turn in range(0 if since is None else since + 1, last + 1)):
        return True
    calm = (
        scene.turns_with(FAREWELL) | scene.turns_with(SENT_OFF) | scene.turns_with(ACKNOWLEDGED, Who.CUSTOMER)
    )
    agents = [turn for turn in scene.agent_turns if turn < last]
    lately = agents[-2] if len(agents) > 1 else -1
    if not scene.matches.views[last].plain or any(turn in calm for turn in range(lately + 1, last + 1)):
        return False
    heated = {event.turn for event in scene.events(DISPLEASED)} | scene.banned_turns
    return any(turn >= lately for turn in heated)


def _one_a_turn(events: list[Event]) -> tuple[Event, ...]:
    kept = {event.turn: event for event in reversed(events)}
    return tuple(kept[turn] for turn in sorted(kept))


DETECTORS: Mapping[str, Detector] = {
    "absence": _absence,
    "answer_given": _answer_given,
    "banned": _banned,
    "customer_left": _customer_left,
    "cut_off": _cut_off,
    "look_up": _look_up,
    "question": _question,
    "untimed_return": _untimed_return,
}
