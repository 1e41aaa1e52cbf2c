"""Reads the numbers out of a PyTorch checkpoint without PyTorch, and without running anything that is in it."""

from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Tensors = dict[str, NDArray[np.float32]]

_TYPES: Final = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


def read_checkpoint(file: Path) -> Tensors:
    """The checkpoint's tensors of real numbers by name. Raises ValueError: no such archive, anything but tensors in it."""
    try:
        with zipfile.ZipFile(file) as archive:
            index = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
            found = _Tensors(archive, index.removesuffix("data.pkl"), archive.read(index)).load()
    except (zipfile.BadZipFile, StopIteration, pickle.UnpicklingError, KeyError) as error:
        raise ValueError(f"{file.name} is no checkpoint: {error}") from error
    return {name: tensor for name, tensor in found.items() if tensor.dtype == np.float32}


class _Tensors(pickle.Unpickler):
    """Knows dictionaries and tensors, refuses everything else."""

    def __init__(self, archive: zipfile.ZipFile, folder: str, index: bytes) -> None:
        super().__init__(BytesIO(index))
        self._archive = archive
        self._folder = folder

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _TYPES:
            return _TYPES[name]
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in a checkpoint")

    def persistent_load(self, pid: Any) -> NDArray[Any]:
        _, kind, key, _, _ = pid
        return np.frombuffer(self._archive.read(f"{self._folder}data/{key}"), kind)


def _tensor(
    storage: NDArray[Any], offset: int, shape: Sequence[int], strides: Sequence[int], *_: object
) -> NDArray[Any]:
    reach = offset + sum((size - 1) * step for size, step in zip(shape, strides, strict=True)) + 1
    if offset < 0 or reach > storage.size or any(number < 0 for number in (*shape, *strides)):
        raise pickle.UnpicklingError(f"a tensor of {shape} does not lie in {storage.size} numbers")
    width = storage.itemsize
    return np.lib.stride_tricks.as_strided(
        storage[offset:], shape, [step * width for step in strides], writeable=False
    ).copy()
