"""Sorts voice prints into voices: as many as differ clearly. Pure numbers; the same answer every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Prints = NDArray[np.float32]
Labels = NDArray[np.int64]

_MOST_GROUPS: Final = 24


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How many voices there are: as many as stand apart best.

    `least_apart`: the mean silhouette (-1 to 1) below which all is one voice. `least_ms`: a voice heard for less is no
    voice of its own. `most_prints`: with more than these, the longest decide which voices there are.
    """

    least_apart: float = 0.27
    least_ms: int = 4_000
    most_prints: int = 400
    rounds: int = 3


def voices(prints: Prints, lengths_ms: Sequence[int], settings: ClusterSettings) -> Labels:
    """For each print (a row of length 1) the number of its voice, numbered in order of appearance."""
    weights = np.asarray(lengths_ms, np.float64)
    telling = np.sort(np.argsort(-weights, kind="stable")[: settings.most_prints])
    own, heard = prints[telling], weights[telling]
    cosines = own @ own.T
    best, centres = settings.least_apart, _centre(own, heard)[None]
    for groups in _partitions(cosines, heard):
        kept = [group for group in groups if heard[group].sum() >= settings.least_ms]
        if len(kept) < 2:
            continue
        found = _settled(own, heard, np.stack([_centre(own[g], heard[g]) for g in kept]), settings.rounds)
        apart = _silhouette(cosines, heard, np.argmax(own @ found.T, axis=1))
        if apart > best:
            best, centres = apart, found
    labels = np.argmax(prints @ centres.T, axis=1)
    _, first, numbered = np.unique(labels, return_index=True, return_inverse=True)
    ranks: Labels = np.argsort(np.argsort(first)).astype(np.int64)[numbered]
    return ranks


def _settled(prints: Prints, weights: NDArray[np.float64], centres: Prints, rounds: int) -> Prints:
    """The centres after every print has gone to the nearest, some times over."""
    for _ in range(rounds):
        labels = np.argmax(prints @ centres.T, axis=1)
        there = [n for n in range(len(centres)) if np.any(labels == n)]
        centres = np.stack([_centre(prints[labels == n], weights[labels == n]) for n in there])
    return centres


def _silhouette(cosines: NDArray[np.floating], weights: NDArray[np.float64], labels: Labels) -> float:
    """How much nearer the prints are to their own voice than to the next, weighted by length; 0 for a single voice."""
    members = (labels[:, None] == np.unique(labels)).astype(np.float64) * weights[:, None]
    if members.shape[1] < 2:
        return 0.0
    own = members > 0
    sums = (1 - cosines.astype(np.float64)) @ members
    sizes = members.sum(axis=0) - np.where(own, weights[:, None], 0)
    means = sums / np.maximum(sizes, 1e-9)
    inside, outside = means[own], np.where(own, np.inf, means).min(axis=1)
    alone = sizes[own] <= 0
    told = np.where(alone, 0.0, (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-9))
    return float(np.average(told, weights=weights))


def _partitions(cosines: NDArray[np.floating], weights: NDArray[np.float64]) -> Iterator[list[list[int]]]:
    """The groups after each joining of the two that are most alike, from few groups on; a pair counts by its lengths."""
    sums = cosines * weights[:, None] * weights[None, :]
    sizes = weights.copy()
    groups: list[list[int]] = [[n] for n in range(len(weights))]
    means = cosines.astype(np.float64).copy()
    np.fill_diagonal(means, -np.inf)
    for left in range(len(groups), 1, -1):
        if left <= _MOST_GROUPS:
            yield [group for group in groups if group]
        one, other = np.unravel_index(int(np.argmax(means)), means.shape)
        groups[one] += groups[other]
        groups[other] = []
        sums[one] += sums[other]
        sums[:, one] = sums[one]
        sizes[one] += sizes[other]
        means[one] = np.where(np.isneginf(means[one]), -np.inf, sums[one] / (sizes[one] * sizes))
        means[:, one] = means[one]
        means[other] = means[:, other] = -np.inf


def _centre(prints: Prints, weights: NDArray[np.float64]) -> Prints:
    mean = weights @ prints
    centre: Prints = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return centre
