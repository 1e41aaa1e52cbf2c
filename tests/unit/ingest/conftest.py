"""Helpers of the reading room's tests: write a file, read it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.call import Call
from analyzer.errors import Problem
from analyzer.ingest import Failure, Item, read_calls

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file (text as UTF-8) below a fresh folder and gives its path."""

    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


@pytest.fixture
def read(write: Write) -> Callable[[str, str | bytes], tuple[Item, ...]]:
    """Writes a file and gives the items in it."""
    return lambda name, content: tuple(read_calls(write(name, content)))


@pytest.fixture
def read_one(write: Write) -> Callable[[str, str | bytes], Call]:
    """Writes a file and gives the one call in it."""

    def _read_one(name: str, content: str | bytes) -> Call:
        (item,) = read_calls(write(name, content))
        assert isinstance(item, Call), item.problems
        return item

    return _read_one


@pytest.fixture
def problems(write: Write) -> Callable[[str, str | bytes], list[Problem]]:
    """Writes a file and gives the problems in it, which are all that it holds."""

    def _problems(name: str, content: str | bytes) -> list[Problem]:
        items = tuple(read_calls(write(name, content)))
        assert all(isinstance(item, Failure) for item in items), items
        return [problem for item in items if isinstance(item, Failure) for problem in item.problems]

    return _problems
