"""Whether the customer was answered: before having to ask again, in time, and not with a brush-off (semantics 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.evaluate.detect import requests
from analyzer.evaluate.finding import Applies, Event, Finding, Outcome, Reason, Search
from analyzer.evaluate.scene import Scene
from analyzer.match import Hit, in_order
from analyzer.rules.detectors import ASKING_AGAIN, LEAVING
from analyzer.rules.model import Rule, Who
from analyzer.text import TurnView

_DEFAULT_SECONDS = 15
# A reply of nothing but banned clauses answers nothing; clauses of this many characters beside them may be an answer.
_SUBSTANCE = 8
_ADDRESSES = ("先生", "女士", "小姐", "大爷", "大妈", "大娘", "阿姨", "叔叔", "师傅", "同志", "大姐", "大哥")


def judge_answered(rule: Rule, scene: Scene) -> Finding:
    """The worst answer to any of the customer's questions and call-outs decides."""
    events = tuple(e for name in rule.when.triggers for e in scene.events(name))
    if not events:
        return Finding(rule, Outcome.NOT_APPLICABLE, Applies.NO, Reason.NO_TRIGGER)
    if not any(event.certain for event in events):
        return Finding(rule, Outcome.UNDECIDED, Applies.UNDECIDED, Reason.ROLE_UNKNOWN)
    asked = sorted((event for event in events if event.certain), key=lambda event: event.turn)
    answers = [_answer(rule, scene, event) for event in asked]
    for outcome in (Outcome.FAIL, Outcome.UNDECIDED):
        worst = next((finding for finding in answers if finding.outcome is outcome), None)
        if worst is not None:
            return worst
    hits = in_order(hit for finding in answers for hit in finding.hits)
    return Finding(rule, Outcome.PASS, Applies.YES, Reason.ANSWERED, hits, search=answers[0].search)


def _answer(rule: Rule, scene: Scene, event: Event) -> Finding:
    reply = scene.next_agent_turn(event.turn)
    last = reply if reply is not None else len(scene.call.turns) - 1
    search = Search(event.turn, last, Who.AGENT, scene.time_of(event.turn, last), event)
    reason, hits = _fault(rule, scene, event, reply)
    if (reason is not None or reply is None) and scene.unknown_turns & {*range(event.turn + 1, last + 1)}:
        return Finding(rule, Outcome.UNDECIDED, Applies.YES, Reason.ROLE_UNKNOWN, search=search)
    if reason is not None:
        return Finding(rule, Outcome.FAIL, Applies.YES, reason, hits, search=search)
    return Finding(rule, Outcome.PASS, Applies.YES, Reason.ANSWERED, search=search)


def _fault(
    rule: Rule, scene: Scene, event: Event, reply: int | None
) -> tuple[Reason | None, tuple[Hit, ...]]:
    limit = 1000 * (rule.when.seconds or _DEFAULT_SECONDS)
    if _asked_again(scene, event, reply, rule):
        return Reason.ASKED_AGAIN, ()
    if reply is None:
        return None, ()
    if _talked_past(scene, reply):
        return Reason.ASKED_AGAIN, ()
    wait = _silence(scene, event.turn, reply)
    if wait is not None and wait > limit and not _told_to_wait(scene, event.turn):
        return Reason.TOO_SLOW, ()
    brush_off = next((hit for turn in _replies(scene, reply) for hit in _brush_offs(scene, turn)), None)
    return (Reason.BRUSHED_OFF, (brush_off,)) if brush_off else (None, ())


def _replies(scene: Scene, reply: int) -> tuple[int, ...]:
    """The reply; after a counter-question also the next one, which is the answer proper."""
    following = scene.next_agent_turn(reply) if reply in requests(scene) else None
    return (reply,) if following is None else (reply, following)


def _told_to_wait(scene: Scene, question: int) -> bool:
    """The agent had just said that the line would be left: what is asked into the hold is answered on return."""
    before = scene.last_agent_turn(question)
    return before is not None and any(event.turn == before for event in scene.events(LEAVING))


def _asked_again(scene: Scene, event: Event, reply: int | None, rule: Rule) -> bool:
    """A second question or call-out by the customer, after a silence, before the agent says anything."""
    until = reply if reply is not None else len(scene.call.turns)
    for name in rule.when.triggers:
        for other in scene.events(name):
            silence = scene.silence_before(other.turn) or 0
            if event.turn < other.turn < until and silence >= _PATIENCE_MS:
                return True
    return False


def _talked_past(scene: Scene, reply: int) -> bool:
    """After the reply the customer says that this was not what was asked."""
    following = scene.next_agent_turn(reply)
    until = len(scene.call.turns) if following is None else following
    again = scene.turns_with(ASKING_AGAIN, Who.CUSTOMER)
    return any(turn in again for turn in range(reply + 1, until))


# Two sentences of one breath are not asking twice; a pause this long with no word from the agent is.
_PATIENCE_MS = 3000


def _silence(scene: Scene, question: int, reply: int) -> int | None:
    """Milliseconds of silence between the question and the reply, the customer's own later words not counted."""
    silences = [scene.silence_before(turn) for turn in range(question + 1, reply + 1)]
    return None if any(silence is None for silence in silences) else max(s or 0 for s in silences)


def _brush_offs(scene: Scene, reply: int) -> Iterator[Hit]:
    """Banned words in the reply that send the customer away, or leave nothing else in it that could be an answer."""
    hits = [(rule, hit) for rule, hit in scene.grave if hit.turn == reply]
    clean = _beside(scene.matches.views[reply], [hit for _, hit in hits])
    return (hit for rule, hit in hits if rule.brush_off or clean < _SUBSTANCE)


def _beside(view: TurnView, hits: Sequence[Hit]) -> int:
    """The characters of the clauses without a hit, forms of address left out; unparted, those that no hit covers."""
    if not view.clauses:
        return len(view.plain) - len({place for hit in hits for place in range(hit.start, hit.end)})
    return sum(
        end - start
        for start, end in view.clauses
        if not view.plain[start:end].endswith(_ADDRESSES)
        and not any(hit.start < end and start < hit.end for hit in hits)
    )
