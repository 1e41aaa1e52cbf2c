"""A situation weighed by its model: unlikely ones are doubted, turns that look like it are found besides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from analyzer.evaluate.finding import Event
from analyzer.match import Hit, by_meaning, in_order
from analyzer.meaning import Likeness, likenesses
from analyzer.rules.model import Situation

if TYPE_CHECKING:
    from analyzer.evaluate.scene import Scene


def weigh(scene: Scene, situation: Situation, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits of its words that the model does not doubt, and one for each turn without any of which it is sure.

    Words that are half of their turn speak for themselves; where the list excuses words, the model finds nothing.
    """
    doubtful = {hit.turn for hit in hits} - {hit.turn for hit in hits if _fills(hit)}
    settled = {hit.turn for hit in hits} | scene.excused_turns(situation)
    doubted, found = _read(scene, situation, doubtful, settled)
    return in_order([*(hit for hit in hits if hit.turn not in doubted), *found])


def weigh_events(scene: Scene, situation: Situation, events: Sequence[Event]) -> tuple[Event, ...]:
    """The events of a detector that the model does not doubt, and one for each other turn of which it is sure."""
    turns = {event.turn for event in events}
    doubted, found = _read(scene, situation, turns, turns)
    kept = [event for event in events if event.turn not in doubted or not event.certain]
    more = [scene.event(situation, hit.turn, hit) for hit in found]
    return tuple(sorted([*kept, *more], key=lambda event: event.turn))


def _read(
    scene: Scene, situation: Situation, doubtful: Collection[int], settled: Collection[int]
) -> tuple[set[int], list[Hit]]:
    """Of the doubtful turns those that the model doubts, and hits in turns that are not settled."""
    model = likenesses(scene.pack.likenesses)[str(situation.meaning)]
    doubted: set[int] = set()
    found: list[Hit] = []
    for turn in scene.turns_of(situation.who):
        if turn in settled and turn not in doubtful:
            continue
        likely = _likely(scene, model, turn)
        if turn in doubtful and likely < model.doubt:
            doubted.add(turn)
        elif turn not in settled and likely >= model.sure:
            view = scene.matches.views[turn]
            start, end = model.clause(view.turn.text)
            if start < end:
                found.append(by_meaning(view, start, end, f"{likely:.2f}：{view.plain[start:end]}"))
    return doubted, found


def _likely(scene: Scene, model: Likeness, turn: int) -> float:
    before = scene.said_before(turn) if model.reads_before else ""
    return model.probability(scene.call.turns[turn].text, before)


def _fills(hit: Hit) -> bool:
    return 2 * (hit.end - hit.start) >= len(hit.view.plain)
