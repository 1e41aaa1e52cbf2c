"""How much at once, how long at most."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.batch import limits
from analyzer.batch.limits import TimeLimit, default_jobs, threads_each
from analyzer.batch.work import Item
from analyzer.call import Call
from analyzer.ingest import Kind, Source
from tests import sounds

GIB = 1024**3


@pytest.mark.parametrize(
    ("cores", "memory_gib", "listening", "judging"),
    [(1, 1, 1, 1), (2, 4, 2, 2), (8, 4, 3, 8), (16, 64, 16, 16)],
)
def test_a_job_a_core_as_far_as_the_memory_reaches(
    cores: int, memory_gib: int, listening: int, judging: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "available_cores", lambda: cores)
    monkeypatch.setattr(limits, "_memory", lambda: memory_gib * GIB)
    assert default_jobs(listens=True) == listening
    assert default_jobs(listens=False) == judging


@pytest.mark.parametrize(("cores", "jobs", "threads"), [(2, 1, 2), (2, 2, 1), (8, 3, 2), (2, 5, 1)])
def test_threads_fill_the_cores(cores: int, jobs: int, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "available_cores", lambda: cores)
    assert threads_each(jobs) == threads


def recording(path: Path) -> Item:
    return Item("k", Source(path, Kind.RECORDING))


def test_the_limit_grows_with_the_recording_and_no_header_can_stretch_it(tmp_path: Path) -> None:
    short = sounds.write(tmp_path / "short.wav", [sounds.tone(1)])
    long = sounds.write(tmp_path / "long.wav", [sounds.tone(20)])
    assert TimeLimit()(recording(short)) == pytest.approx(310, abs=2)
    assert TimeLimit()(recording(long)) == pytest.approx(500, abs=5)
    data = bytearray(short.read_bytes())
    data[40:44] = b"\xff\xff\xff\x7f"
    lying = tmp_path / "lying.wav"
    lying.write_bytes(data)
    assert (TimeLimit()(recording(lying)) or 0) <= 300 + 10 * len(data) / 500


def test_what_cannot_be_opened_has_the_least_limit(tmp_path: Path) -> None:
    (tmp_path / "no.wav").write_bytes(b"nothing")
    assert TimeLimit()(recording(tmp_path / "no.wav")) == 300
    assert TimeLimit()(recording(tmp_path / "absent.wav")) == 300


def test_a_limit_given_counts_for_all_and_transcripts_have_the_least() -> None:
    transcript = Item("k", Source(Path("a.txt"), Kind.TRANSCRIPT), call=Call("a", ()))
    assert TimeLimit()(transcript) == 300
    assert TimeLimit(7)(transcript) == 7
    assert TimeLimit(7)(recording(Path("absent.wav"))) == 7
