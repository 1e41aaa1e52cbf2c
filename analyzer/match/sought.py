"""One alternative ready to be looked for: its expression, and how its hits are graded."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.match.hits import Hit
from analyzer.match.index import Span
from analyzer.rules.model import Alternative, Kind, compiled
from analyzer.text import TurnView
from analyzer.text.phonetic import sounds

_CONTEXT = 4


@dataclass(frozen=True, slots=True)
class Sought:
    """An alternative with what is the same for every call; `kind` is that of all its hits, None where words decide."""

    alternative: Alternative
    regex: str
    kind: Kind | None

    @classmethod
    def of(cls, alternative: Alternative) -> Sought:
        """The alternative made ready."""
        phrase, kind = alternative.phrase, alternative.kind
        if kind is Kind.PHONETIC:
            return cls(alternative, sounds(phrase.regex), None)
        graded = kind is Kind.EXACT and phrase.exact != phrase.regex
        return cls(alternative, phrase.regex, None if graded else kind)

    def places(self, view: TurnView) -> list[Span]:
        """Where it stands in a turn or, if it has clause edges, in any clause of it."""
        regex = compiled(self.regex)
        text = view.sounds if self.alternative.kind is Kind.PHONETIC else view.folded
        places = list(map(re.Match.span, regex.finditer(text)))
        if not self.alternative.phrase.by_clause:
            return places
        for first, last in view.clauses:
            places += [(first + f.start(), first + f.end()) for f in regex.finditer(text[first:last])]
        return list(dict.fromkeys(places))

    def hit(self, view: TurnView, place: Span) -> Hit | None:
        """The hit at a place; None where the words with a few characters on both sides are what it must not be."""
        start, end = place
        refused = self.alternative.not_regex
        if refused and compiled(refused).search(view.folded[max(0, start - _CONTEXT) : end + _CONTEXT]):
            return None
        return Hit(
            view.turn.index, start, end, self.kind or self._graded(view, place), self.alternative, view
        )

    def _graded(self, view: TurnView, place: Span) -> Kind:
        start, end = place
        phrase = self.alternative.phrase
        if compiled(phrase.exact).fullmatch(view.plain[start:end]):
            return Kind.EXACT
        heard = self.alternative.kind is Kind.PHONETIC
        return (
            Kind.PHONETIC
            if heard and not compiled(phrase.regex).fullmatch(view.folded[start:end])
            else Kind.VARIANT
        )
