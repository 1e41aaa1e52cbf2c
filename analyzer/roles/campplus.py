"""CAM++, a network that hears whose voice it is, in NumPy. Weights: 3D-Speaker's `campplus_cn_en_common` (Apache-2.0).

Wang et al., CAM++: A Fast and Efficient Network for Speaker Verification Using Context-Aware Masking, 2023.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analyzer.roles.checkpoint import Tensors
from analyzer.roles.fbank import Features

_BLOCKS: Final = ((12, 1), (24, 2), (16, 2))
_CONTEXT: Final = 100
_NORM_EPSILON: Final = 1e-5

Array = NDArray[np.float32]


class Campplus:
    """Weights by their names in the checkpoint. Raises KeyError where one is missing."""

    def __init__(self, weights: Tensors) -> None:
        self._kernels = {
            name: value.reshape(value.shape[0], -1) for name, value in weights.items() if value.ndim > 1
        }
        self._biases = {name: value for name, value in weights.items() if name.endswith(".bias")}
        self._norms = {
            name.removesuffix(".running_var"): _norm(weights, name.removesuffix(".running_var"))
            for name in weights
            if name.endswith(".running_var")
        }

    def voiceprint(self, features: Features) -> Array:
        """192 numbers of length 1 for one stretch of speech: the smaller the angle between two, the likelier one voice."""
        x = self._tdnn(self._head(features.T))
        for number, (layers, dilation) in enumerate(_BLOCKS, start=1):
            for layer in range(1, layers + 1):
                x = np.concatenate([x, self._dense(f"xvector.block{number}.tdnnd{layer}", x, dilation)])
            x = self._transit(f"xvector.transit{number}", x)
        x = np.maximum(self._normed("xvector.out_nonlinear.batchnorm", x), 0)
        pooled: Array = np.concatenate([x.mean(axis=1), x.std(axis=1, ddof=1)])[:, None].astype(np.float32)
        told = self._normed("xvector.dense.nonlinear.batchnorm", self._linear("xvector.dense.linear", pooled))
        found: Array = told[:, 0] / np.linalg.norm(told)
        return found

    def _head(self, x: Array) -> Array:
        """Two-dimensional convolutions that fold 80 bins into 10, 32 channels each."""
        maps = np.maximum(self._plane("head.conv1", "head.bn1", x[None]), 0)
        for layer in ("head.layer1", "head.layer2"):
            maps = self._residual(f"{layer}.1", self._residual(f"{layer}.0", maps, 2), 1)
        maps = np.maximum(self._plane("head.conv2", "head.bn2", maps, 2), 0)
        return maps.reshape(-1, maps.shape[2])

    def _residual(self, name: str, x: Array, stride: int) -> Array:
        inner = np.maximum(self._plane(f"{name}.conv1", f"{name}.bn1", x, stride), 0)
        inner = self._plane(f"{name}.conv2", f"{name}.bn2", inner)
        beside = x
        if f"{name}.shortcut.0.weight" in self._kernels:
            thinned = x[:, ::stride]
            beside = self._linear(f"{name}.shortcut.0", thinned.reshape(thinned.shape[0], -1))
            beside = self._normed(f"{name}.shortcut.1", beside).reshape(-1, *thinned.shape[1:])
        out: Array = np.maximum(inner + beside, 0)
        return out

    def _plane(self, name: str, norm: str, x: Array, stride: int = 1) -> Array:
        """A 3 × 3 convolution with its normalisation; `stride` thins the bins, never the time."""
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
        patches = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))[:, ::stride]
        columns = patches.transpose(0, 3, 4, 1, 2).reshape(x.shape[0] * 9, -1)
        return self._normed(norm, self._linear(name, columns)).reshape(-1, *patches.shape[1:3])

    def _tdnn(self, x: Array) -> Array:
        columns = _neighbours(x, 5, 1)[:, ::2]
        mixed = self._linear("xvector.tdnn.linear", columns)
        out: Array = np.maximum(self._normed("xvector.tdnn.nonlinear.batchnorm", mixed), 0)
        return out

    def _dense(self, name: str, x: Array, dilation: int) -> Array:
        """32 new channels from all before them, each masked by what its context says."""
        x = np.maximum(self._normed(f"{name}.nonlinear1.batchnorm", x), 0)
        x = np.maximum(self._normed(f"{name}.nonlinear2.batchnorm", self._linear(f"{name}.linear1", x)), 0)
        local = self._linear(f"{name}.cam_layer.linear_local", _neighbours(x, 3, dilation))
        context = self._linear(f"{name}.cam_layer.linear1", x.mean(axis=1, keepdims=True) + _pooled(x))
        mask = self._linear(f"{name}.cam_layer.linear2", np.maximum(context, 0))
        share = (1 / (1 + np.exp(-mask))).astype(np.float32)
        out: Array = local * np.repeat(share, _CONTEXT, axis=1)[:, : x.shape[1]]
        return out

    def _transit(self, name: str, x: Array) -> Array:
        return self._linear(f"{name}.linear", np.maximum(self._normed(f"{name}.nonlinear.batchnorm", x), 0))

    def _linear(self, name: str, x: Array) -> Array:
        out: Array = self._kernels[f"{name}.weight"] @ x
        bias = self._biases.get(f"{name}.bias")
        return out if bias is None else out + bias[:, None]

    def _normed(self, name: str, x: Array) -> Array:
        scale, shift = self._norms[name]
        out: Array = x * scale + shift
        return out


def _norm(weights: Tensors, name: str) -> tuple[Array, Array]:
    """A batch normalisation as a scale and a shift of each channel."""
    mean, variance = weights[f"{name}.running_mean"], weights[f"{name}.running_var"]
    spread = np.sqrt(variance + np.float32(_NORM_EPSILON)).astype(np.float32)
    scale = weights.get(f"{name}.weight", np.ones_like(mean)) / spread
    shift = weights.get(f"{name}.bias", np.zeros_like(mean)) - mean * scale
    return scale[:, None], shift[:, None]


def _neighbours(x: Array, width: int, dilation: int) -> Array:
    """For each time the channels of `width` times around it, `dilation` apart, channel by channel."""
    reach = width // 2 * dilation
    padded = np.pad(x, ((0, 0), (reach, reach)))
    shifted = [padded[:, at * dilation : at * dilation + x.shape[1]] for at in range(width)]
    return np.stack(shifted, axis=1).reshape(x.shape[0] * width, -1)


def _pooled(x: Array) -> Array:
    """The mean of each stretch of 100 times, the last one shorter."""
    starts = np.arange(0, x.shape[1], _CONTEXT)
    sizes = np.diff([*starts, x.shape[1]]).astype(np.float32)
    means: Array = (np.add.reduceat(x, starts, axis=1) / sizes).astype(np.float32)
    return means
