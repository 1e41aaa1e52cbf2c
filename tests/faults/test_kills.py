"""A batch that is killed again and again ends with exactly one result a call, the same bytes as undisturbed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from analyzer.audio.decode import decode
from analyzer.batch.run import REPORTS
from analyzer.batch.work import Settings
from analyzer.cli.common import INTERRUPTED
from analyzer.resources import resource_folder
from analyzer.store import open_store
from tests import sounds
from tests.faults.disturbed import Killer, scoring

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

SAMPLE_RATE = 16_000


def transcripts(folder: Path, count: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        words = f"坐席：您好，第{number}位。\n客户：我的电话是138{number:08}。\n坐席：感谢来电，再见。\n"
        (folder / f"c{number:03}.txt").write_text(words, "utf-8")


def clips(folder: Path, count: int, seconds: int = 6) -> None:
    """Short recordings cut from those that ship with the project."""
    sources = sorted(resource_folder("demo").glob("*.opus"))
    for number in range(count):
        start = (number // len(sources)) * seconds * SAMPLE_RATE
        with decode(sources[number % len(sources)]) as sound:
            rows = sound.read_samples(start, start + seconds * SAMPLE_RATE)
        sounds.write(folder / f"r{number:03}.wav", list(rows), SAMPLE_RATE)


def check(killer: Killer, folder: Path, tmp_path: Path, lexicon: Path, count: int) -> None:
    """After the kills: one result each, the bytes of an undisturbed run, nothing claimed, nothing running."""
    assert killer.finish() == 0, killer.said
    calm = scoring(folder, tmp_path / "calm", lexicon, 0)
    assert calm.finish() == 0, calm.said
    disturbed = (tmp_path / "out" / REPORTS).read_bytes()
    lines = [json.loads(line) for line in disturbed.splitlines()]
    ids = [line["call_id"] for line in lines]
    assert len(ids) == len(set(ids)) == count
    assert {line["status"] for line in lines if not line["call_id"].startswith("r")} == {"scored"}
    assert disturbed == (tmp_path / "calm" / REPORTS).read_bytes()
    store = open_store(tmp_path / "out")
    with store.database.reading() as connection:
        one = {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in ("claims", "runs")
        }
        states = connection.exec_driver_sql("SELECT state, count(*) FROM items GROUP BY state").all()
    store.close()
    assert one == {"claims": 0, "runs": 1}
    assert sum(number for _, number in states) == count


def test_eight_kills(tmp_path: Path, small_settings: Settings) -> None:
    lexicon = small_settings.lexicons or Path()
    transcripts(tmp_path / "in", 300)
    killer = scoring(tmp_path / "in", tmp_path / "out", lexicon, 0.05, seed=6)
    killer.kill(8, longest_s=0.5)
    assert min(killer.main, killer.workers) > 0
    assert killer.unharmed == 0, "the batch was done before the last kill"
    check(killer, tmp_path / "in", tmp_path, lexicon, 300)


def test_ctrl_c_ends_the_run_cleanly_and_the_next_goes_on(tmp_path: Path, small_settings: Settings) -> None:
    lexicon = small_settings.lexicons or Path()
    transcripts(tmp_path / "in", 100)
    interrupted = scoring(tmp_path / "in", tmp_path / "out", lexicon, 0.05)
    assert interrupted.interrupt() == INTERRUPTED
    assert not (tmp_path / "out" / REPORTS).exists()
    check(interrupted, tmp_path / "in", tmp_path, lexicon, 100)


@pytest.mark.slow
@pytest.mark.model
def test_two_hundred_kills(tmp_path: Path, small_settings: Settings) -> None:
    lexicon = small_settings.lexicons or Path()
    transcripts(tmp_path / "in", 290)
    clips(tmp_path / "in", 30)
    killer = scoring(tmp_path / "in", tmp_path / "out", lexicon, 0.3, seed=200)
    killer.kill(200, longest_s=1.5)
    assert killer.unharmed == 0, "the batch was done before the last kill"
    check(killer, tmp_path / "in", tmp_path, lexicon, 320)
