"""Filter bank energies are Kaldi's, and a louder voice has the same."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.roles.fbank import BINS, fbank
from tests.unit.roles.chirp import KALDI, chirp


def test_the_energies_are_those_of_kaldi() -> None:
    found = fbank(chirp())
    assert found.shape == (98, BINS)
    assert {place: pytest.approx(float(found[place]), abs=2e-3) for place in KALDI} == KALDI


def test_loudness_does_not_count() -> None:
    hiss = np.random.default_rng(1).normal(0, 1e-2, 16_000).astype(np.float32)
    heard = chirp() + hiss
    np.testing.assert_allclose(fbank(heard * np.float32(0.5))[:, 20:], fbank(heard)[:, 20:], atol=1e-2)


def test_the_mean_over_time_is_gone() -> None:
    np.testing.assert_allclose(fbank(chirp()).mean(axis=0), 0, atol=1e-4)


@pytest.mark.parametrize(("samples", "rows"), [(0, 0), (399, 0), (400, 1), (559, 1), (560, 2)])
def test_a_row_for_each_whole_frame(samples: int, rows: int) -> None:
    assert fbank(chirp()[:samples]).shape == (rows, BINS)


def test_silence_is_flat() -> None:
    assert not fbank(np.zeros(1_600, np.float32)).any()
