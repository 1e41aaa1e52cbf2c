"""`analyzer watch` as a user and a scheduler run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.cli import cli
from analyzer.cli.common import run_command

GOOD = "坐席：您好，请讲。\n客户：没事了。\n坐席：好的，再见。\n"
PROGRAM = "from analyzer.cli import main; main()"


def watch_once(folder: Path, out: Path) -> int:
    return run_command(cli, ["watch", str(folder), "--out", str(out), "--once", "--every", "0.05"])


def calls(out: Path) -> list[str]:
    try:
        lines = (out / "reports.jsonl").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [json.loads(line)["call_id"] for line in lines]


def test_once_gives_the_bytes_of_score(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("b", "a"):
        (folder / f"{name}.txt").write_text(GOOD, "utf-8")
    assert watch_once(folder, tmp_path / "one") == 0
    assert run_command(cli, ["score", str(folder), "--out", str(tmp_path / "two")]) == 0
    for name in ("reports.jsonl", "index.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_once_tells_failures_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    assert watch_once(tmp_path, tmp_path / "out") == 1
    assert "file-empty" in capsys.readouterr().err


def test_once_without_a_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert watch_once(tmp_path / "none", tmp_path / "out") == 2
    assert "文件夹不在" in capsys.readouterr().err


def test_once_with_nothing_to_do_is_no_fault(tmp_path: Path) -> None:
    assert watch_once(tmp_path, tmp_path / "out") == 0
    assert not (tmp_path / "out").exists()


def _wait_for(wanted: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while not wanted():
        assert time.monotonic() < end, "too slow"
        assert process.poll() is None, process.returncode
        time.sleep(0.05)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C in another way")
def test_files_are_scored_as_they_come_and_the_folder_may_vanish(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text(GOOD, "utf-8")
    command = [sys.executable, "-c", PROGRAM, "watch", str(folder), "--out", str(out), "--every", "0.1"]
    said = tmp_path / "said.txt"
    with said.open("wb") as stderr:
        process = subprocess.Popen(command, stderr=stderr)
    try:
        _wait_for(lambda: calls(out) == ["a"], process)
        (folder / "b.txt.part").write_text(GOOD[:9], "utf-8")
        (folder / "c.txt").write_text(GOOD, "utf-8")
        _wait_for(lambda: calls(out) == ["a", "c"], process)
        folder.rename(tmp_path / "away")
        _wait_for(lambda: "文件夹不在" in said.read_text("utf-8"), process)
        assert calls(out) == ["a", "c"]
        (tmp_path / "away").rename(folder)
        (folder / "b.txt.part").write_text(GOOD, "utf-8")
        (folder / "b.txt.part").rename(folder / "b.txt")
        _wait_for(lambda: "共 3 通" in said.read_text("utf-8"), process)
        assert calls(out) == ["a", "b", "c"]
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in said.read_text("utf-8")
    assert said.read_text("utf-8").count("文件夹不在") == 1
