"""A situation's words weighed by its model: unlikely ones are doubted, turns that look like it are found without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.match import Hit, by_meaning, in_order
from analyzer.meaning import likenesses
from analyzer.rules.model import Situation

if TYPE_CHECKING:
    from analyzer.evaluate.scene import Scene


def weigh(scene: Scene, situation: Situation, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits that the model does not doubt, and one for each turn without any of which it is sure.

    Words that are half of their turn speak for themselves; where the list excuses words, the model finds nothing.
    """
    model = likenesses(scene.pack.likenesses)[str(situation.meaning)]
    settled = {hit.turn for hit in hits} | scene.excused_turns(situation)
    doubtful = {hit.turn for hit in hits} - {hit.turn for hit in hits if _fills(hit)}
    doubted = set()
    found = []
    for turn in scene.turns_of(situation.who):
        if turn in settled and turn not in doubtful:
            continue
        view = scene.matches.views[turn]
        likely = model.probability(view.turn.text)
        if turn in doubtful and likely < model.doubt:
            doubted.add(turn)
        elif turn not in settled and likely >= model.sure:
            start, end = model.clause(view.turn.text)
            found.append(by_meaning(view, start, end, f"{likely:.2f}：{view.plain[start:end]}"))
    return in_order([*(hit for hit in hits if hit.turn not in doubted), *found])


def _fills(hit: Hit) -> bool:
    return 2 * (hit.end - hit.start) >= len(hit.view.plain)
