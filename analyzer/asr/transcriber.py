"""What a recogniser must do: give each utterance its words, with times and confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from analyzer.audio.activity import Activity, Utterance
from analyzer.audio.decode import Sound
from analyzer.call import Origin, Word


@dataclass(frozen=True, slots=True)
class Heard:
    """What one utterance was heard as. Words index `text`, their times are those of the recording.

    `confidence` is the recogniser's mean probability of the words (0-1), None where it gives none.
    """

    utterance: Utterance
    text: str
    words: tuple[Word, ...] = ()
    confidence: float | None = None


class Transcriber(Protocol):
    """A recogniser: loaded once, used for many recordings, the same answer every time."""

    @property
    def origin(self) -> Origin:
        """The recogniser with its model and every option that changes its answer."""

    @property
    def prompt(self) -> str:
        """What the recogniser was told beforehand; empty when nothing. The guard looks for its echo."""

    def transcribe(
        self, sound: Sound, activity: Activity, utterances: Sequence[Utterance]
    ) -> tuple[Heard, ...]:
        """One `Heard` for each utterance, in the same order; text is empty where nothing was heard."""
