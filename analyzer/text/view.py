"""One turn as the matcher sees it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from analyzer.call import Turn
from analyzer.spans import CharSpan
from analyzer.text.normalize import kept, plain
from analyzer.text.phonetic import sounds

# Marks at which a clause ends.
_PAUSES = re.compile("[，。！？；：,.!?;:…~—]+")

# Marks that open and close quoted words, in any script that transcripts use.
_QUOTES = {"“": "”", "「": "」", "『": "』", "‘": "’", "《": "》", '"': '"'}


@dataclass(frozen=True, eq=False)
class TurnView:
    """A turn with its plain and folded text; place i of either is place `back[i]` of the spoken text."""

    turn: Turn
    plain: str
    folded: str

    @cached_property
    def back(self) -> list[int]:
        """For each plain character its place in the spoken text."""
        return kept(self.turn.text)

    @cached_property
    def sounds(self) -> str:
        """The syllable classes of the folded text, place for place."""
        return sounds(self.folded)

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """The clauses of the plain text, `[start, end)`, where the transcript's punctuation parts it; else none."""
        back = self.back
        pauses = (bisect_left(back, pause.end()) for pause in _PAUSES.finditer(self.turn.text))
        borders = [place for place in dict.fromkeys(pauses) if 0 < place < len(back)]
        return tuple(pairwise([0, *borders, len(back)])) if borders else ()

    @cached_property
    def quotes(self) -> tuple[tuple[int, int], ...]:
        """The stretches of plain text that stand inside quotation marks, `[start, end)`."""
        text = self.turn.text
        if _QUOTES.keys().isdisjoint(text):
            return ()
        return tuple(self._quoted_stretches())

    def _quoted_stretches(self) -> list[tuple[int, int]]:
        text, at, found = self.turn.text, 0, []
        while at < len(text):
            closing = _QUOTES.get(text[at])
            end = text.find(closing, at + 1) if closing else -1
            if end > 0:
                inside = [place for place, spoken in enumerate(self.back) if at < spoken < end]
                if inside:
                    found.append((inside[0], inside[-1] + 1))
                at = end
            at += 1
        return found

    def spoken(self, start: int, end: int) -> CharSpan:
        """The characters of the spoken text that plain `[start, end)` stands for."""
        return CharSpan(self.back[start], self.back[end - 1] + 1)

    def said(self, start: int, end: int) -> str:
        """The words as spoken behind plain `[start, end)`."""
        span = self.spoken(start, end)
        return self.turn.text[span.start : span.end]


def view(turn: Turn) -> TurnView:
    """The views of one turn."""
    text = plain(turn.text)
    return TurnView(turn, text, text.replace("您", "你"))
