"""Of hits that overlap one remains."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from analyzer.match.hits import Hit, Suppressed
from analyzer.rules.model import Kind

_place = itemgetter(0, 1, 2)
_STRENGTH = {Kind.EXACT: 0, Kind.VARIANT: 1, Kind.PHONETIC: 2}


def strongest(found: Sequence[Hit]) -> list[Hit]:
    """In turn order; text before sound, exact before variant, then the longest, then the first."""
    if len(found) < 2:
        return list(found)
    kept: list[Hit] = []
    for crowd in _crowds(sorted(found, key=_place)):
        kept += crowd if len(crowd) == 1 else _standing(crowd)
    return kept


def _crowds(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Hits in turn order, in groups that no hit reaches out of."""
    crowds = [[hits[0]]]
    turn, _, end = hits[0][:3]
    for hit in hits[1:]:
        if hit.turn == turn and hit.start < end:
            crowds[-1].append(hit)
            end = max(end, hit.end)
        else:
            crowds.append([hit])
            turn, end = hit.turn, hit.end
    return crowds


def _standing(crowd: Sequence[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(crowd, key=_rank):
        if not any(hit.overlaps(other) for other in kept):
            kept.append(hit)
    return sorted(kept, key=_place)


def _rank(hit: Hit) -> tuple[int, int, int, str]:
    return _STRENGTH[hit.kind], hit.start - hit.end, hit.start, hit.wording.name


def strongest_excused(excused: Sequence[Suppressed], hits: Sequence[Hit]) -> list[Suppressed]:
    """One suppressed hit a place, and none where a true hit stands."""
    standing = [item for item in excused if not any(item.hit.overlaps(hit) for hit in hits)]
    shown = strongest([item.hit for item in standing])
    return [next(item for item in standing if item.hit is hit) for hit in shown]
