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


def undoubted(scene: Scene, situation: Situation, turns: Collection[int]) -> frozenset[int]:
    """Of the turns where a detector finds its situation those that the model, where there is one, does not doubt."""
    if situation.meaning is None:
        return frozenset(turns)
    doubted, _ = _read(scene, situation, turns, range(len(scene.call.turns)))
    return frozenset(turns) - doubted


def alike(scene: Scene, situation: Situation, settled: Collection[int]) -> tuple[Event, ...]:
    """An event for each turn of which the model is sure, the settled ones left out."""
    if situation.meaning is None:
        return ()
    _, found = _read(scene, situation, (), settled)
    return tuple(scene.event(situation, hit.turn, hit) for hit in found)


def _read(
    scene: Scene, situation: Situation, doubtful: Collection[int], settled: Collection[int]
) -> tuple[set[int], list[Hit]]:
    """Of the doubtful turns those that the model doubts, and a hit in each turn that is not settled and looks like it."""
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
