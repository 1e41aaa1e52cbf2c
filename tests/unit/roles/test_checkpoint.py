"""A checkpoint is read for its numbers, and nothing in it is run."""

from __future__ import annotations

import io
import os
import pickle
import sys
import types
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analyzer.roles.checkpoint import read_checkpoint

NUMBERS = np.arange(12, dtype=np.float32)


class FloatStorage:
    """Stands for the class of this name in PyTorch."""


def _rebuild_tensor_v2(*parts: Any) -> Any:
    return parts


class Stored:
    """A tensor as PyTorch pickles it: a view of numbers that lie in a file of their own."""

    def __init__(self, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self.view = (offset, shape, strides)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_tensor_v2, (NUMBERS, *self.view, False, OrderedDict())


class Writer(pickle.Pickler):
    def persistent_id(self, value: Any) -> Any:
        return ("storage", FloatStorage, "7", "cpu", NUMBERS.size) if value is NUMBERS else None


@pytest.fixture(autouse=True)
def torch_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pickler looks up what it writes by name."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    monkeypatch.setattr(FloatStorage, "__module__", "torch")
    monkeypatch.setattr(_rebuild_tensor_v2, "__module__", "torch._utils")
    setattr(torch, "FloatStorage", FloatStorage)  # noqa: B010
    setattr(utils, "_rebuild_tensor_v2", _rebuild_tensor_v2)  # noqa: B010
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)


def write(file: Path, content: object) -> Path:
    index = io.BytesIO()
    Writer(index, protocol=2).dump(content)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("any/data.pkl", index.getvalue())
        archive.writestr("any/data/7", NUMBERS.tobytes())
    return file


VIEWS = [
    ((0, (12,), (1,)), NUMBERS),
    ((0, (3, 4), (4, 1)), NUMBERS.reshape(3, 4)),
    ((0, (4, 3), (1, 4)), NUMBERS.reshape(3, 4).T),
    ((6, (2, 3), (3, 1)), NUMBERS[6:].reshape(2, 3)),
    ((5, (), ()), NUMBERS[5]),
]


@pytest.mark.parametrize(("view", "expected"), VIEWS)
def test_every_view_of_the_numbers(tmp_path: Path, view: tuple[Any, Any, Any], expected: Any) -> None:
    found = read_checkpoint(write(tmp_path / "a.pt", OrderedDict(weight=Stored(*view))))
    np.testing.assert_array_equal(found["weight"], expected)


@pytest.mark.parametrize("view", [(0, (13,), (1,)), (6, (3, 3), (3, 1)), (-1, (2,), (1,)), (0, (2,), (-1,))])
def test_a_view_beyond_the_numbers_is_refused(tmp_path: Path, view: tuple[Any, Any, Any]) -> None:
    with pytest.raises(ValueError, match="no checkpoint"):
        read_checkpoint(write(tmp_path / "a.pt", {"weight": Stored(*view)}))


class Harmful:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("harm",)


def test_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="does not belong in a checkpoint"):
        read_checkpoint(write(tmp_path / "a.pt", {"weight": Harmful()}))
    assert not (tmp_path / "harm").exists()


def test_no_archive(tmp_path: Path) -> None:
    (tmp_path / "a.pt").write_bytes(b"weights")
    with pytest.raises(ValueError, match=r"a\.pt is no checkpoint"):
        read_checkpoint(tmp_path / "a.pt")


def test_an_archive_of_something_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.pt", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ValueError, match="no checkpoint"):
        read_checkpoint(tmp_path / "a.pt")
