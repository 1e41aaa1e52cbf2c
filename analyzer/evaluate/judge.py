"""Each rule's answer for a call. Unknown speakers make an answer undecided only where it depends on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from analyzer.call import Call, Role
from analyzer.evaluate.answered import judge_answered
from analyzer.evaluate.convict import convict_once
from analyzer.evaluate.finding import Applies, Event, Finding, Outcome, Reason, Search
from analyzer.evaluate.meant import judge_meant
from analyzer.evaluate.scene import Scene
from analyzer.evaluate.windows import Window, windows
from analyzer.match import Hit, Suppressed, in_order
from analyzer.rules.model import Claim, Kind, Rule, Scope, Who, Why

_MOST_SHOWN = 8
_REASON_OF_SITUATION = {"录音中断": Reason.CUT_OFF, "客户先挂": Reason.CUSTOMER_LEFT}


def evaluate(scene: Scene) -> tuple[Finding, ...]:
    """One finding for each rule of the pack, in the order of the pack."""
    heard = scene.matches.wordings.keys()
    findings = [
        step.quiet if step.quiet is not None and heard.isdisjoint(step.words) else judge(step.rule, scene)
        for step in scene.plan.steps
    ]
    return convict_once(findings)


def judge(rule: Rule, scene: Scene) -> Finding:
    """The finding of one rule."""
    outside = _other_call(rule, scene.call)
    if outside is Reason.OTHER_CHANNEL:
        return Finding(rule, Outcome.NOT_APPLICABLE, Applies.NO, outside)
    if outside is not None:
        return Finding(rule, Outcome.UNDECIDED, Applies.UNDECIDED, outside)
    return judge_meant(rule, scene) if rule.meaning else _CLAIMS[rule.claim](rule, scene)


def _other_call(rule: Rule, call: Call) -> Reason | None:
    """Why a rule for calls of one kind says nothing about this one; a channel not stated excludes nothing."""
    if rule.channels and call.channel is not None and call.channel not in rule.channels:
        return Reason.OTHER_CHANNEL
    extra = dict(call.extra) if rule.metadata else {}
    for name, wanted in rule.metadata.items():
        value = extra.get(name, getattr(call, name, None))
        if value is None:
            return Reason.METADATA_MISSING
        if value not in wanted:
            return Reason.OTHER_CHANNEL
    return None


def _speaker_is(rule: Rule, hit: Hit) -> bool:
    return rule.who is Who.ANYONE or hit.role == rule.who.value


@dataclass(frozen=True, slots=True)
class _Words:
    """What was said of a rule's elements: by the right speaker, by speakers unknown, and what counts for nothing."""

    mine: tuple[tuple[Hit, ...], ...]
    unknown: tuple[tuple[Hit, ...], ...]
    suppressed: tuple[Suppressed, ...]

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All hits of the right speaker."""
        return in_order(hit for element in self.mine for hit in element)

    @property
    def maybe(self) -> tuple[Hit, ...]:
        """All hits of speakers unknown."""
        return in_order(hit for element in self.unknown for hit in element)


def _words(rule: Rule, scene: Scene) -> _Words:
    mine, unknown, suppressed = [], [], []
    for element in rule.elements:
        hits, refused = scene.guarded(element)
        right = tuple(hit for hit in hits if _speaker_is(rule, hit))
        unsure = tuple(hit for hit in hits if hit.role is Role.UNKNOWN and rule.who is not Who.ANYONE)
        others = [hit for hit in hits if hit not in right and hit not in unsure]
        mine.append(right)
        unknown.append(unsure)
        suppressed += [*refused, *(Suppressed(hit, Why.BY_CUSTOMER, hit.said) for hit in others)]
    suppressed.sort(key=lambda item: item.hit[:3])
    return _Words(tuple(mine), tuple(unknown), tuple(suppressed))


def applicability(rule: Rule, scene: Scene) -> tuple[Applies, tuple[Event, ...]]:
    """Whether the rule's situation arose, and the events that open its windows; a rule without any always applies."""
    gate, triggers = _events(rule.applies, scene), _events(rule.when.triggers, scene)
    needed = [found for names, found in ((rule.applies, gate), (rule.when.triggers, triggers)) if names]
    if not all(needed):
        return Applies.NO, ()
    certain = all(any(event.certain for event in found) for found in needed)
    return (Applies.YES if certain else Applies.UNDECIDED), triggers if rule.when.triggers else gate


def _events(names: Iterable[str], scene: Scene) -> tuple[Event, ...]:
    found = [event for name in names for event in scene.events(name)]
    return tuple(sorted(found, key=lambda event: (event.turn, event.situation)))


def _judge_required(rule: Rule, scene: Scene) -> Finding:
    words = _words(rule, scene)
    applies, events = applicability(rule, scene)
    shown = words.suppressed[:_MOST_SHOWN]
    if applies is Applies.NO:
        return Finding(rule, Outcome.NOT_APPLICABLE, applies, Reason.NO_TRIGGER, words.hits, shown)
    looked = windows(scene, rule.when, rule.who, events if rule.when.triggers else ())
    finding = replace(_worst(rule, scene, looked, words), applies=applies, suppressed=shown)
    if finding.outcome is Outcome.FAIL and (excuse := _excusing_situation(rule, scene)) is not None:
        reason = _REASON_OF_SITUATION.get(excuse, Reason.TRIGGER_UNCERTAIN)
        return replace(finding, outcome=Outcome.UNDECIDED, applies=Applies.UNDECIDED, reason=reason)
    if applies is Applies.UNDECIDED:
        return replace(finding, outcome=Outcome.UNDECIDED, reason=Reason.TRIGGER_UNCERTAIN, hits=words.hits)
    if finding.outcome is Outcome.FAIL and finding.nearest is None and shown:
        return replace(finding, nearest=shown[0].hit)
    return finding


def _excusing_situation(rule: Rule, scene: Scene) -> str | None:
    return next((name for name in rule.undecided_if if scene.events(name)), None)


def _worst(rule: Rule, scene: Scene, looked: Iterable[Window], words: _Words) -> Finding:
    """Each window is judged; the worst answer is the rule's, with the evidence of the windows that passed."""
    passed: list[tuple[Window, list[Hit]]] = []
    missed: list[Finding] = []
    for window in looked:
        inside = [[hit for hit in element if hit.turn in window.turns] for element in words.mine]
        if window.turns and _count(inside) >= rule.at_least:
            passed.append((window, [hit for element in inside for hit in element]))
        elif window.turns:
            missed.append(_missed(rule, window, inside, words, scene))
    if missed:
        return next((f for f in missed if f.outcome is Outcome.FAIL), missed[0])
    if not passed:
        return Finding(rule, Outcome.UNDECIDED, Applies.YES, Reason.NO_CHANCE)
    hits = in_order(hit for _, found in passed for hit in found)
    search = _search(rule, passed[0][0], scene)
    return Finding(rule, Outcome.PASS, Applies.YES, Reason.FOUND, hits, search=search)


def _missed(
    rule: Rule, window: Window, inside: Sequence[Sequence[Hit]], words: _Words, scene: Scene
) -> Finding:
    """The answer of a window in which too little was said for certain."""
    maybe = [[hit for hit in element if hit.turn in window.turns] for element in words.unknown]
    hits = in_order(hit for element in inside for hit in element)
    search = _search(rule, window, scene)
    if _count([[*a, *b] for a, b in zip(inside, maybe, strict=True)]) >= rule.at_least:
        unsure = in_order(hit for element in maybe for hit in element)
        return Finding(rule, Outcome.UNDECIDED, Applies.YES, Reason.ROLE_UNKNOWN, unsure, search=search)
    if window.event is not None and not window.event.certain:
        return Finding(rule, Outcome.UNDECIDED, Applies.YES, Reason.TRIGGER_UNCERTAIN, search=search)
    outside = [hit for hit in words.hits if hit.turn not in window.turns]
    nearest = min(outside, key=lambda hit: _distance(hit, window), default=None)
    reason = Reason.ABSENT
    if nearest is not None and rule.when.scope is not Scope.ANYWHERE:
        reason = Reason.LATE if nearest.turn > window.last else Reason.EARLY
    names = [element.name.rpartition(":")[2] for element in rule.elements]
    missing = (
        tuple(name for name, found in zip(names, inside, strict=True) if not found) if len(names) > 1 else ()
    )
    return Finding(
        rule, Outcome.FAIL, Applies.YES, reason, hits, nearest=nearest, search=search, missing=missing
    )


def _search(rule: Rule, window: Window, scene: Scene) -> Search:
    time = scene.time_of(window.first, window.last) if window.turns else None
    return Search(window.first, window.last, rule.who, time, window.event)


def _count(elements: Sequence[Sequence[Hit]]) -> int:
    """Hits of the only element, or how many of several elements were said."""
    return len(elements[0]) if len(elements) == 1 else sum(map(bool, elements))


def _distance(hit: Hit, window: Window) -> int:
    return min((abs(hit.turn - turn) for turn in window.turns), default=abs(hit.turn - window.first))


def _judge_forbidden(rule: Rule, scene: Scene) -> Finding:
    if not (rule.when.triggers or rule.applies or scene.said_at_all(rule)):
        return Finding(rule, Outcome.PASS, Applies.YES, Reason.NOT_SAID)
    words = _words(rule, scene)
    shown = words.suppressed[:_MOST_SHOWN]
    applies, events = applicability(rule, scene)
    if applies is Applies.NO:
        return Finding(rule, Outcome.NOT_APPLICABLE, applies, Reason.NO_TRIGGER, (), shown)
    looked = windows(scene, rule.when, rule.who, events)
    inside = frozenset().union(*(window.turns for window in looked))
    mine = _one_a_turn(hit for hit in words.hits if hit.turn in inside)
    unknown = _one_a_turn(hit for hit in words.maybe if hit.turn in inside)
    outcome, reason, hits = _verdict(mine, unknown, applies)
    # What was not said is kept whether or not the situation arose.
    applied = Applies.YES if outcome is Outcome.PASS else applies
    return Finding(rule, outcome, applied, reason, hits, shown)


def _verdict(
    mine: tuple[Hit, ...], unknown: tuple[Hit, ...], applies: Applies
) -> tuple[Outcome, Reason, tuple[Hit, ...]]:
    """Words convict; a sound alone, an uncertain situation or an unknown speaker leaves it undecided."""
    if any(hit.kind is not Kind.PHONETIC for hit in mine):
        if applies is Applies.UNDECIDED:
            return Outcome.UNDECIDED, Reason.TRIGGER_UNCERTAIN, mine
        return Outcome.FAIL, Reason.FORBIDDEN_SAID, mine
    if mine:
        return Outcome.UNDECIDED, Reason.LOW_CONFIDENCE, mine
    if unknown:
        return Outcome.UNDECIDED, Reason.ROLE_UNKNOWN, unknown
    return Outcome.PASS, Reason.NOT_SAID, ()


def _one_a_turn(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """One hit a rule a turn (semantics section 4): words before sound, then the first."""
    kept: dict[int, Hit] = {}
    for hit in sorted(hits, key=lambda hit: (hit.kind is Kind.PHONETIC, hit[:3])):
        kept.setdefault(hit.turn, hit)
    return in_order(kept.values())


def _judge_measured(rule: Rule, scene: Scene) -> Finding:
    measure = rule.measure
    value = scene.measures.get(measure.name) if measure else None
    if measure is None or value is None:
        return Finding(rule, Outcome.UNDECIDED, Applies.UNDECIDED, Reason.NO_MEASURE)
    low = measure.at_least is None or value >= measure.at_least
    high = measure.at_most is None or value <= measure.at_most
    if low and high:
        return Finding(rule, Outcome.PASS, Applies.YES, Reason.WITHIN_BOUNDS, value=value)
    return Finding(rule, Outcome.FAIL, Applies.YES, Reason.OUT_OF_BOUNDS, value=value)


_CLAIMS: dict[Claim, Callable[[Rule, Scene], Finding]] = {
    Claim.REQUIRED: _judge_required,
    Claim.FORBIDDEN: _judge_forbidden,
    Claim.ANSWERED: judge_answered,
    Claim.MEASURED: _judge_measured,
}
