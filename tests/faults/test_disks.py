"""Full disks, read-only folders, locked stores: one clear sentence, nothing half-written, and the run goes on later."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.batch.run import REPORTS, write_lines
from analyzer.batch.work import Settings
from analyzer.cli import cli
from analyzer.cli.common import run_command
from analyzer.errors import UsageError
from analyzer.store import has_store
from analyzer.store.database import open_database

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts and limits of Linux")

CALL = "坐席：您好，第{number}位。\n客户：谢谢。{more}\n坐席：感谢来电，再见。\n"
# Words that do not compress, so that few calls fill a small disk.
MORE = "".join(chr(0x4E00 + (7919 * n * n + 31 * n) % 20000) for n in range(6000))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number in range(40):
        more = MORE[number * 50 :] + MORE[: number * 50]
        (tmp_path / "in" / f"c{number:02}.txt").write_text(CALL.format(number=number, more=more), "utf-8")
    return tmp_path / "in"


def score(folder: Path, out: Path, settings: Settings, *more: str) -> int:
    lexicon = ["--lexicons", str(settings.lexicons), "--pack", "demo"]
    return run_command(cli, ["score", str(folder), "--out", str(out), "--pages", "none", *lexicon, *more])


def lines(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / REPORTS).read_text("utf-8").splitlines()]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte; skipped where nothing can be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs the right to mount one")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk(
    folder: Path,
    small_disk: Path,
    tmp_path: Path,
    small_settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert score(folder, small_disk / "out", small_settings) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "full" in told or "No space" in told
    assert "用同样的命令继续" in told
    assert not (small_disk / "out" / REPORTS).exists()
    assert [path.name for path in (small_disk / "out").rglob("*.tmp")] == []
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    assert score(folder, small_disk / "out", small_settings, "--json") == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["scored"] == 40
    assert summary["reused"] > 0
    assert score(folder, tmp_path / "calm", small_settings) == 0
    assert (small_disk / "out" / REPORTS).read_bytes() == (tmp_path / "calm" / REPORTS).read_bytes()


def test_a_full_disk_while_the_results_are_written(tmp_path: Path, room: None) -> None:
    target = tmp_path / REPORTS
    target.write_bytes(b"old\n")
    with pytest.raises(UsageError, match="不能写入"):
        write_lines(target, (b"x" * 1000 for _ in range(1000)))
    assert target.read_bytes() == b"old\n"
    assert list(tmp_path.iterdir()) == [target]


def test_an_interruption_while_the_results_are_written(tmp_path: Path) -> None:
    target = tmp_path / REPORTS
    target.write_bytes(b"old\n")

    def interrupted() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_lines(target, interrupted())
    assert target.read_bytes() == b"old\n"
    assert list(tmp_path.iterdir()) == [target]


@pytest.fixture
def room() -> Iterator[None]:
    """Files may grow to 100 kB and no further, as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_read_only_folder(
    folder: Path, tmp_path: Path, small_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "ro"
    place.mkdir()
    assert score(folder, place / "out", small_settings) == 0
    before = (place / "out" / REPORTS).read_bytes()
    if os.geteuid() == 0:
        mounted = subprocess.run(
            ["mount", "--bind", str(place), str(place)], capture_output=True, check=False
        )
        if mounted.returncode:
            pytest.skip("root needs a read-only mount, and nothing can be mounted here")
        subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
    else:
        place.chmod(0o500)
        (place / "out").chmod(0o500)
    try:
        capsys.readouterr()
        assert score(folder, place / "new", small_settings) == 2
        assert "不能写入" in capsys.readouterr().err
        assert score(folder, place / "out", small_settings, "--fresh") == 2
        told = capsys.readouterr().err
        assert "只读" in told or "不能写入" in told or "readonly" in told or "Read-only" in told
        assert "Traceback" not in told
        assert (place / "out" / REPORTS).read_bytes() == before
        assert not has_store(place / "out")
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", "-l", str(place)], check=True)
        else:
            place.chmod(0o700)
            (place / "out").chmod(0o700)


def test_a_store_locked_by_another_program(
    folder: Path,
    tmp_path: Path,
    small_settings: Settings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert score(folder, tmp_path / "out", small_settings) == 0
    before = (tmp_path / "out" / REPORTS).read_bytes()
    monkeypatch.setattr("analyzer.store.store.open_database", lambda place, _wait: open_database(place, 0.2))
    other = sqlite3.connect(tmp_path / "out" / ".store" / "calls.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    capsys.readouterr()
    assert score(folder, tmp_path / "out", small_settings) == 2
    assert "正被别的程序占用" in capsys.readouterr().err
    assert (tmp_path / "out" / REPORTS).read_bytes() == before
    other.execute("ROLLBACK")
    other.close()
    assert score(folder, tmp_path / "out", small_settings) == 0
    assert (tmp_path / "out" / REPORTS).read_bytes() == before
