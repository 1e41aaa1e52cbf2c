"""Precision and recall of cross-validation, and the threshold chosen from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.meaning import probability
from tests.train.corpus import Utterance

FOLDS = 5
PRECISION = 0.84
HIT_PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class Point:
    """A threshold, and how many banned and innocent turns of calls lie above it."""

    threshold: float
    banned: int
    innocent: int

    @property
    def precision(self) -> float:
        """Share of banned utterances among those above."""
        return self.banned / (self.banned + self.innocent)


def curve(utterances: Sequence[Utterance], scores: Sequence[float]) -> list[Point]:
    """Precision and recall over the turns of calls for thresholds from 0.1 to 0.98."""
    scored = [(u.banned, probability(score)) for u, score in zip(utterances, scores, strict=True) if u.call]
    points = []
    for threshold in [*(step / 20 for step in range(2, 18)), *(step / 50 for step in range(45, 50))]:
        above = [banned for banned, likely in scored if likely >= threshold]
        if above:
            points.append(Point(threshold, sum(above), len(above) - sum(above)))
    return points


def operating_point(points: Sequence[Point], precision: float) -> Point:
    """The lowest threshold with the wanted precision, else the strictest."""
    return next((point for point in points if point.precision >= precision), points[-1])
