"""The network's parts against their definitions; the whole network is checked in tests/model."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from analyzer.roles import campplus
from analyzer.roles.campplus import Campplus


def numbers(*shape: int, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("stride", [1, 2])
def test_a_plane_convolution(stride: int) -> None:
    x, kernel = numbers(2, 6, 5), numbers(3, 2, 3, 3, seed=1)
    norm = {"n.running_mean": numbers(3, seed=2), "n.running_var": np.abs(numbers(3, seed=3)) + 1}
    found = Campplus({"k.weight": kernel, **norm})._plane("k", "n", x, stride)
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    expected = np.array(
        [
            [
                [np.sum(kernel[o] * padded[:, f : f + 3, t : t + 3]) for t in range(5)]
                for f in range(0, 6, stride)
            ]
            for o in range(3)
        ]
    )
    mean, variance = (norm[name][:, None, None] for name in ("n.running_mean", "n.running_var"))
    np.testing.assert_allclose(found, (expected - mean) / np.sqrt(variance + 1e-5), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("width", "dilation"), [(3, 1), (3, 2), (5, 1)])
def test_neighbours_make_a_convolution(width: int, dilation: int) -> None:
    x, kernel = numbers(2, 9), numbers(4, 2, width, seed=1)
    reach = width // 2 * dilation
    padded = np.pad(x, ((0, 0), (reach, reach)))
    expected = np.array(
        [
            [
                sum(kernel[o, :, k] @ padded[:, t + k * dilation] for k in range(width))
                for t in range(x.shape[1])
            ]
            for o in range(4)
        ]
    )
    found = kernel.reshape(4, -1) @ campplus._neighbours(x, width, dilation)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("times", [1, 99, 100, 101, 250])
def test_pooling_by_hundreds(times: int) -> None:
    x = numbers(3, times)
    expected = np.stack([x[:, at : at + 100].mean(axis=1) for at in range(0, times, 100)], axis=1)
    np.testing.assert_allclose(campplus._pooled(x), expected, rtol=1e-4, atol=1e-5)


def test_missing_weights_are_an_error() -> None:
    with pytest.raises(KeyError):
        Campplus({}).voiceprint(numbers(50, 80))
