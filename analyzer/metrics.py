"""Accuracy measures, pure: counts stay beside every ratio, and what is undefined is None.

Character error rate after the usual definition (substitutions + deletions + insertions over reference length, as in
jiwer); Wilson's score interval (1927); Cohen's kappa (1960).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives, false negatives; the ratios are views on them."""

    true_positive: int = 0
    false_positive: int = 0
    false_negative: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Counts of two sets of cases together."""
        return Counts(
            self.true_positive + other.true_positive,
            self.false_positive + other.false_positive,
            self.false_negative + other.false_negative,
        )

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right."""
        found = self.true_positive + self.false_positive
        return self.true_positive / found if found else None

    @property
    def recall(self) -> float | None:
        """Share of what is there that was found."""
        there = self.true_positive + self.false_negative
        return self.true_positive / there if there else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        total = 2 * self.true_positive + self.false_positive + self.false_negative
        return 2 * self.true_positive / total if total else None


def counts(pairs: Iterable[tuple[bool, bool]]) -> Counts:
    """Counts over `(wanted, got)` pairs."""
    tally = Counter(pairs)
    return Counts(tally[True, True], tally[False, True], tally[True, False])


def accuracy(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Share of pairs whose two sides are equal."""
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two raters; None where chance agreement is complete or there is nothing to rate."""
    n = len(pairs)
    if not n:
        return None
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[label] * second[label] for label in first) / n**2
    return None if chance == 1 else (sum(a == b for a, b in pairs) / n - chance) / (1 - chance)


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float] | None:
    """Wilson's interval for k of n; None for n = 0.

    >>> [round(bound, 4) for bound in wilson(15, 148)]
    [0.0624, 0.1605]
    """
    if n == 0:
        return None
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, spread = k / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    reach = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def edit_distance(reference: Sequence[Hashable], heard: Sequence[Hashable]) -> int:
    """Fewest substitutions, deletions and insertions between two sequences (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, wanted in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, got in enumerate(heard, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (wanted != got))
    return row[-1]


def cer(pairs: Iterable[tuple[str, str]]) -> float | None:
    """Character error rate over `(reference, heard)` pairs together; None without any reference character.

    >>> cer([("请稍等", "请稍厚")])
    0.3333333333333333
    """
    errors = length = 0
    for reference, heard in pairs:
        errors += edit_distance(reference, heard)
        length += len(reference)
    return errors / length if length else None
