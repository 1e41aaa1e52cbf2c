"""Whole runs on a PostgreSQL server: the same bytes as with a file; a server that goes away is one clear sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.batch.plan import make_plan
from analyzer.batch.run import REPORTS, RunOptions, Step, Summary, run
from analyzer.batch.work import Settings
from analyzer.errors import UsageError
from tests.ears import Ears, borrow_ears, recording
from tests.postgres import Server, server


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as made:
        yield made


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Ears:
    return borrow_ears(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(20):
        recording(tmp_path / "in" / f"{number:02}.wav", f"您好，第{number}位，电话13800138000，谢谢您。")
    return tmp_path / "in"


def silent(_step: Step) -> None:
    """Nobody looks."""


def score(folder: Path, settings: Settings, name: str, store: str | None = None) -> Summary:
    return run(make_plan([folder]), settings, folder.parent / name, RunOptions(store=store), silent)


def test_the_same_bytes_as_with_a_file(
    ears: Ears, folder: Path, small_settings: Settings, running: Server
) -> None:
    assert score(folder, small_settings, "file").scored == 20
    assert score(folder, small_settings, "server", running.url).scored == 20
    assert score(folder, small_settings, "server", running.url).reused == 20
    files = [(folder.parent / name / REPORTS).read_bytes() for name in ("file", "server")]
    assert files[0] == files[1]
    assert not (folder.parent / "server" / ".store").exists()


def test_a_server_that_goes_away_and_comes_back(
    ears: Ears, folder: Path, small_settings: Settings, running: Server
) -> None:
    for path in folder.iterdir():
        recording(path, path.read_text("utf-8") + "再见。")

    def unplug(step: Step) -> None:
        if step.done == 8:
            running.stop()

    out = folder.parent / "gone"
    with pytest.raises(UsageError, match="存储不能用"):
        run(make_plan([folder]), small_settings, out, RunOptions(store=running.url), unplug)
    assert not (out / REPORTS).exists()
    with pytest.raises(UsageError, match="存储不能用"):
        score(folder, small_settings, "gone", running.url)
    running.start()
    again = score(folder, small_settings, "gone", running.url)
    assert again.scored + again.reused == 20
    assert again.reused >= 7
