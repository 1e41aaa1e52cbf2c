"""Stores of both kinds, empty for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.store import Store, open_store
from analyzer.store.database import ALL_TABLES, open_database
from tests.postgres import server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with server() as running:
        yield running.url


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an empty store can be: a file, a database."""
    if request.param == "sqlite":
        yield str(tmp_path / "shared.sqlite")
        return
    url: str = request.getfixturevalue("postgres")
    database = open_database(url)
    database.close()
    yield url
    ALL_TABLES.drop_all(database.engine)
    database.close()


@pytest.fixture
def store(place: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "out", place)
    yield opened
    opened.close()
