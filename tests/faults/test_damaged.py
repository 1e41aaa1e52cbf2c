"""Damaged inputs: no crash, no hang, and every file scored, failed with a reason in Chinese, or skipped with one."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from analyzer.audio.decode import decode
from analyzer.cli import cli
from analyzer.cli.common import run_command
from analyzer.errors import InputError, Problem
from tests import sounds
from tests.faults.damaged import damaged_recordings, damaged_transcripts, write_damaged

SEED = 20261122
DEMO = Path(__file__).resolve().parents[2] / "analyzer" / "demo"
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
_CODECS = {
    ".wav": "pcm_s16le",
    ".mp3": "libmp3lame",
    ".m4a": "aac",
    ".flac": "flac",
    ".opus": "libopus",
    ".webm": "libopus",
}


def _sound_recordings(folder: Path, seconds: int = 3) -> dict[str, bytes]:
    """The start of a recording that the project ships, in each format."""
    with decode(DEMO / "dev-001.opus") as whole:
        part = list(whole.read_samples(16_000, 16_000 * (1 + seconds)))
    return {
        suffix: sounds.write(
            folder / f"good{suffix}", part, 16_000 if suffix != ".opus" else 48_000, codec
        ).read_bytes()
        for suffix, codec in _CODECS.items()
    }


def _unaccounted(paths: list[Path], out: Path, summary: dict[str, Any]) -> list[str]:
    """Files that are neither scored, nor failed with a reason, nor skipped with one."""
    reports = [json.loads(line) for line in (out / "reports.jsonl").read_text("utf-8").splitlines()]
    told: dict[str, str] = {report["source"]: "scored" for report in reports if report["status"] == "scored"}
    for report in reports:
        if report["status"] == "failed":
            assert report["code"] != "internal", report
            assert _CHINESE.search(report["message"]), report
            told.setdefault(report["source"], report["code"])
    for item in summary["skipped"]:
        assert _CHINESE.search(item["reason"]), item
        told[item["path"]] = "skipped"
    return [str(path) for path in paths if not any(source.startswith(str(path)) for source in told)]


def _problems(path: Path) -> tuple[Problem, ...]:
    """Why a recording cannot be decoded; nothing where it can."""
    try:
        with decode(path) as sound:
            assert sound.samples > 0
            assert sound.recording.channels in (1, 2)
    except InputError as error:
        return error.problems
    return ()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return _sound_recordings(tmp_path_factory.mktemp("good"))


def test_the_same_seed_gives_the_same_files(good: dict[str, bytes]) -> None:
    assert list(islice(damaged_transcripts(1), 300)) == list(islice(damaged_transcripts(1), 300))
    assert list(islice(damaged_recordings(1, good), 200)) == list(islice(damaged_recordings(1, good), 200))
    assert list(islice(damaged_transcripts(1), 400))[-1] != list(islice(damaged_transcripts(2), 400))[-1]


def test_sixty_damaged_transcripts_are_all_accounted_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    items = random.Random(SEED).sample(list(islice(damaged_transcripts(SEED), 300)), 60)
    items = [item for item in items if not item.name.endswith(tuple(_CODECS))]
    paths = write_damaged(tmp_path / "in", items)
    begun = time.monotonic()
    code = run_command(
        cli, ["score", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--json", "--jobs", "1"]
    )
    assert code == 1
    assert time.monotonic() - begun < 60
    assert _unaccounted(paths, tmp_path / "out", json.loads(capsys.readouterr().out)) == []


def test_damaged_recordings_give_a_sound_or_one_clear_problem(tmp_path: Path, good: dict[str, bytes]) -> None:
    slowest = 0.0
    for path in write_damaged(tmp_path, islice(damaged_recordings(SEED, good), 160)):
        begun = time.monotonic()
        problems = _problems(path)
        assert all(_CHINESE.search(str(problem.message)) and problem.hint for problem in problems)
        slowest = max(slowest, time.monotonic() - begun)
    assert slowest < 10


@pytest.mark.slow
@pytest.mark.model
def test_five_hundred_damaged_files_are_all_accounted_for(tmp_path: Path, good: dict[str, bytes]) -> None:
    folder = tmp_path / "in"
    paths = write_damaged(folder / "words", islice(damaged_transcripts(SEED), 330))
    paths += write_damaged(folder / "sound", islice(damaged_recordings(SEED, good), 230))
    assert len(paths) >= 500
    program = [sys.executable, "-c", "from analyzer.cli import main; main()"]
    command = [*program, "score", folder, "--out", tmp_path / "out", "--json", "--time-limit", "60"]
    done = subprocess.run([str(part) for part in command], capture_output=True, timeout=1800, check=False)
    assert (done.returncode, bool(done.stdout)) == (1, True), done.stderr.decode()[-3000:]
    assert _unaccounted(paths, tmp_path / "out", json.loads(done.stdout)) == []
