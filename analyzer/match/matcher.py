"""Where phrase sets stand in a call: only what its anchors name is looked for, and only when it is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analyzer.match.hits import Hit, Suppressed
from analyzer.match.index import Found, Index, Line, Span
from analyzer.match.sought import Sought
from analyzer.match.strongest import strongest, strongest_excused
from analyzer.match.suppress import find_excuse
from analyzer.rules.anchors import Anchors
from analyzer.rules.model import Alternative, Excuse, Kind, PhraseSet
from analyzer.text import TurnView
from analyzer.text.phonetic import sounds

Hits = tuple[tuple[Hit, ...], tuple[Suppressed, ...]]


class Matcher:
    """All alternatives of many phrase sets, ready to be looked for at once. Built once, used for every call."""

    def __init__(self, phrase_sets: Iterable[PhraseSet]) -> None:
        self.sought: list[Sought] = []
        self.excuses: dict[str, tuple[tuple[int, Excuse], ...]] = {}
        self._owners: list[set[str]] = []
        self._number: dict[Alternative, int] = {}
        for phrase_set in phrase_sets:
            self._take_in(phrase_set)
        numbered = [
            (i, s.alternative.kind, s.alternative.phrase.anchors()) for i, s in enumerate(self.sought)
        ]
        self._text = Index((i, found) for i, kind, found in numbered if kind is not Kind.PHONETIC)
        self._sound = Index((i, _sounding(found)) for i, kind, found in numbered if kind is Kind.PHONETIC)
        self._everywhere = tuple(i for i, _, found in numbered if not found.words)

    def _take_in(self, phrase_set: PhraseSet) -> None:
        for alternative in phrase_set.any_of:
            self._owners[self._add(alternative)].add(phrase_set.name)
        excuses = tuple((self._add(excuse.alternative), excuse) for excuse in phrase_set.unless)
        self.excuses[phrase_set.name] = excuses

    def _add(self, alternative: Alternative) -> int:
        number = self._number.setdefault(alternative, len(self.sought))
        if number == len(self.sought):
            self.sought.append(Sought.of(alternative))
            self._owners.append(set())
        return number

    def read(self, views: Sequence[TurnView]) -> Matches:
        """What may stand in these turns."""
        found: Found = defaultdict(dict)
        for number in self._everywhere:
            found[number] = dict.fromkeys(range(len(views)))
        line = Line.of([view.folded for view in views])
        self._text.read(line.text, line, found)
        self._sound.read(sounds(line.text), line, found)
        wordings: dict[str, list[int]] = {}
        for number in sorted(found):
            for name in self._owners[number]:
                wordings.setdefault(name, []).append(number)
        return Matches(tuple(views), self, found, wordings)


def _sounding(anchors: Anchors) -> Anchors:
    """Words of different characters may sound alike, or one like a part of another: no anchor is a match by itself."""
    return Anchors(frozenset(map(sounds, anchors.words)), whole=False)


_NOTHING: Hits = ((), ())


@dataclass(frozen=True)
class Matches:
    """What one reading found; hits of a phrase set are worked out when asked for, and kept."""

    views: tuple[TurnView, ...]
    matcher: Matcher
    found: Found
    wordings: dict[str, list[int]]
    _kept: dict[tuple[str, bool], Hits] = field(default_factory=dict)

    def hits(self, phrase_set: PhraseSet, *, guarded: bool) -> Hits:
        """The hits and the suppressed hits of a set in turn order; `guarded` also refuses quoted words."""
        key = (phrase_set.name, guarded)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self._work_out(phrase_set, guarded)
        return kept

    def may_hold(self, phrase_set: PhraseSet) -> bool:
        """Whether a set is worth asking for: some wording of it or of its parts may stand somewhere."""
        return phrase_set.name in self.wordings or bool(phrase_set.parts)

    def touches(self, phrase_set: PhraseSet) -> bool:
        """Whether any wording of a set, those of its parts left out, stands anywhere, excused or not."""
        return any(map(self._stands, self.wordings.get(phrase_set.name, ())))

    def touched(self, alternative: Alternative) -> bool:
        """Whether an alternative matched anywhere, excused or not."""
        sought = self.matcher.sought
        return any(sought[n].alternative == alternative and self._stands(n) for n in self.found)

    def _stands(self, number: int) -> bool:
        return any(self._places(number, turn) for turn in self.found[number])

    def _places(self, number: int, turn: int) -> list[Span]:
        places = self.found[number][turn]
        if places is None:
            places = self.found[number][turn] = self.matcher.sought[number].places(self.views[turn])
        return places

    def _work_out(self, phrase_set: PhraseSet, guarded: bool) -> Hits:
        if phrase_set.name not in self.matcher.excuses:
            return Matcher(phrase_set.with_parts()).read(self.views).hits(phrase_set, guarded=guarded)
        found = self._own(phrase_set.name)
        suppressed: list[Suppressed] = []
        for part in phrase_set.parts:
            inner, refused = self.hits(part, guarded=guarded)
            found += inner
            suppressed += refused
        if not found:
            return ((), tuple(suppressed)) if suppressed else _NOTHING
        near = self._near(phrase_set.name, {hit.turn for hit in found})
        if not (near or guarded or phrase_set.border):
            return tuple(strongest(found)), tuple(suppressed)
        kept: list[Hit] = []
        excused: list[Suppressed] = []
        for hit in found:
            excuse = find_excuse(hit, near.get(hit.turn, ()), border=phrase_set.border, guarded=guarded)
            if excuse is None:
                kept.append(hit)
            else:
                excused.append(Suppressed(hit, *excuse))
        hits = strongest(kept)
        return tuple(hits), (*suppressed, *strongest_excused(excused, hits))

    def _own(self, name: str) -> list[Hit]:
        hits = []
        for number in self.wordings.get(name, ()):
            sought = self.matcher.sought[number]
            for turn in self.found[number]:
                for place in self._places(number, turn):
                    hit = sought.hit(self.views[turn], place)
                    if hit is not None:
                        hits.append(hit)
        return hits

    def _near(self, name: str, turns: set[int]) -> dict[int, list[tuple[int, int, Excuse]]]:
        """The exceptions of a set that stand in these turns."""
        near: dict[int, list[tuple[int, int, Excuse]]] = {}
        for number, excuse in self.matcher.excuses[name]:
            if number in self.found:
                for turn in turns & self.found[number].keys():
                    for start, end in self._places(number, turn):
                        near.setdefault(turn, []).append((start, end, excuse))
        return near
