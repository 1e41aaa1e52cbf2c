"""Voice prints that are alike get one voice, as many as there are, numbered as they appear."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analyzer.roles.cluster import ClusterSettings, voices

SIZE = 64


def prints(of: list[int], noise: float = 0.5, seed: int = 1) -> NDArray[np.float32]:
    """A print for each number: the direction of that voice with noise of this length on it."""
    rng = np.random.default_rng(seed)
    centres = np.linalg.qr(rng.normal(size=(SIZE, 8)))[0].T
    strayed = centres[of] + noise * rng.normal(size=(len(of), SIZE)) / np.sqrt(SIZE)
    found: NDArray[np.float32] = strayed / np.linalg.norm(strayed, axis=1, keepdims=True)
    return found.astype(np.float32)


def numbered(of: list[int]) -> list[int]:
    """The same voices, numbered as they appear."""
    order: dict[int, int] = {}
    return [order.setdefault(voice, len(order)) for voice in of]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=20), st.integers(0, 5), st.randoms())
def test_as_many_voices_as_there_are(of: list[int], seed: int, shuffled: Random) -> None:
    """Each is heard at least three times."""
    of = of * 3
    shuffled.shuffle(of)
    found = voices(prints(of, seed=seed), [5_000] * len(of), ClusterSettings())
    assert found.tolist() == numbered(of)


def test_a_voice_heard_for_a_moment_goes_to_the_likest() -> None:
    of = [0, 1, 0, 1, 0, 2]
    found = voices(prints(of), [5_000] * 5 + [1_000], ClusterSettings())
    assert found[:5].tolist() == [0, 1, 0, 1, 0]
    assert found[5] in (0, 1)


def test_one_short_print_is_one_voice() -> None:
    assert voices(prints([0]), [300], ClusterSettings()).tolist() == [0]


def test_the_longest_prints_decide_which_voices_there_are() -> None:
    of = [0, 1] * 30
    assert voices(prints(of), [2_000] * 60, ClusterSettings(most_prints=20)).tolist() == of


@pytest.mark.parametrize(("least_apart", "expected"), [(0.27, 2), (1.0, 1)])
def test_how_far_apart_two_voices_stand_is_a_setting(least_apart: float, expected: int) -> None:
    found = voices(prints([0, 1] * 4), [5_000] * 8, ClusterSettings(least_apart=least_apart))
    assert len(set(found.tolist())) == expected
