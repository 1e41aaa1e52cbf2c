"""Whole runs: what is done once is not done again, whatever changes, stops or runs beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from analyzer.batch.plan import make_plan
from analyzer.batch.run import REPORTS, RunOptions, Step, Summary, run
from analyzer.batch.work import Settings
from analyzer.errors import InputError
from analyzer.ingest import read_calls
from analyzer.store import open_store
from tests.ears import Ears, borrow_ears, recording
from tests.unit.rules.lexicons import RULE, write_lexicon

Json = dict[str, Any]


def silent(_step: Step) -> None:
    """Progress that nobody looks at."""


def score(folder: Path, settings: Settings, out: Path, options: RunOptions | None = None) -> Summary:
    return run(make_plan([folder]), settings, out, options or RunOptions(), silent)


def lines(out: Path) -> list[Json]:
    return [json.loads(line) for line in (out / REPORTS).read_text("utf-8").splitlines()]


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Ears:
    """Recordings are heard in this process, by words in a file."""
    return borrow_ears(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, words in enumerate(("您好，谢谢您。", "再见。", "感谢来电。")):
        recording(tmp_path / "in" / f"{number}.wav", words)
    return tmp_path / "in"


def test_a_second_run_hears_nothing_and_writes_the_same(
    ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    first = score(folder, small_settings, tmp_path / "out")
    before = (tmp_path / "out" / REPORTS).read_bytes()
    again = score(folder, small_settings, tmp_path / "out")
    assert (first.scored, first.reused, again.scored, again.reused) == (3, 0, 0, 3)
    assert sorted(ears.heard) == ["0.wav", "1.wav", "2.wav"]
    assert (tmp_path / "out" / REPORTS).read_bytes() == before


def test_other_rules_judge_anew_and_hear_nothing(
    ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    score(folder, small_settings, tmp_path / "out")
    other = write_lexicon(tmp_path / "other", {"packs/demo/thanks.yml": RULE.replace("致谢", "道谢")})
    again = score(folder, replace(small_settings, lexicons=other), tmp_path / "out")
    assert (again.scored, again.reused, len(ears.heard)) == (3, 0, 3)
    assert {finding["title"] for line in lines(tmp_path / "out") for finding in line["findings"]} == {"道谢"}
    fresh = tmp_path / "fresh"
    score(folder, replace(small_settings, lexicons=other), fresh)
    assert (fresh / REPORTS).read_bytes() == (tmp_path / "out" / REPORTS).read_bytes()


@pytest.mark.parametrize("change", ["model", "agent_channel", "language"])
def test_what_changes_the_words_is_heard_anew(
    change: str, ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    score(folder, small_settings, tmp_path / "out")
    if change == "model":
        ears.model = "another"
    settings = {
        "model": small_settings,
        "agent_channel": replace(small_settings, agent_channel="left"),
        "language": replace(small_settings, language="en"),
    }[change]
    assert score(folder, settings, tmp_path / "out").scored == 3
    assert len(ears.heard) == 6


def test_the_same_content_under_two_names_is_heard_once(
    ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    recording(folder / "copy.wav", "您好，谢谢您。")
    assert score(folder, small_settings, tmp_path / "out").scored == 4
    assert len(ears.heard) == 3
    copies = [line for line in lines(tmp_path / "out") if line["call_id"] in ("0", "copy")]
    assert [(line["recording"]["name"], Path(line["source"]).name) for line in copies] == [
        ("0.wav", "0.wav"),
        ("copy.wav", "copy.wav"),
    ]
    assert copies[0]["turns"] == copies[1]["turns"]


def test_a_renamed_recording_is_judged_under_its_new_name_and_not_heard_again(
    ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    score(folder, small_settings, tmp_path / "out")
    (folder / "0.wav").rename(folder / "9.wav")
    score(folder, small_settings, tmp_path / "out")
    assert [line["call_id"] for line in lines(tmp_path / "out")] == ["1", "2", "9"]
    score(folder, small_settings, tmp_path / "fresh")
    assert len(ears.heard) == 6
    assert (tmp_path / "fresh" / REPORTS).read_bytes() == (tmp_path / "out" / REPORTS).read_bytes()


def test_changed_content_is_heard_again(
    ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    score(folder, small_settings, tmp_path / "out")
    (folder / "0.wav").write_text("您好，感谢您。", "utf-8")
    summary = score(folder, small_settings, tmp_path / "out")
    assert (summary.scored, summary.reused) == (1, 2)
    assert lines(tmp_path / "out")[0]["turns"][0]["text"] == "您好，感谢您。"


def test_what_lies_in_the_recording_is_not_tried_again_unless_asked(
    ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    recording(folder / "no.wav", "无声")
    score(folder, small_settings, tmp_path / "out")
    (folder / "no.wav").rename(folder / "still-no.wav")
    again = score(folder, small_settings, tmp_path / "out")
    assert [(line["call_id"], line["code"]) for line in again.failed] == [("still-no", "no-speech")]
    assert "still-no.wav" in str(again.failed[0]["source"])
    assert ears.heard.count("no.wav") + ears.heard.count("still-no.wav") == 1
    score(folder, small_settings, tmp_path / "out", RunOptions(retry=True))
    assert ears.heard.count("still-no.wav") == 1
    score(folder, small_settings, tmp_path / "out", RunOptions(fresh=True))
    assert len(ears.heard) == 4 + 1 + 4


def test_a_recording_that_changes_while_it_is_heard_is_not_taken(
    ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    ears.while_listening = "再说一句"
    summary = score(folder, small_settings, tmp_path / "out")
    assert [line["code"] for line in summary.failed] == ["file-changing"] * 3
    ears.while_listening = ""
    assert score(folder, small_settings, tmp_path / "out").scored == 3
    assert lines(tmp_path / "out")[0]["turns"][0]["text"] == "您好，谢谢您。再说一句"


def test_a_folder_that_vanishes_stops_the_run_which_goes_on_when_it_is_back(
    ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    plan = make_plan([folder])

    def unplug(step: Step) -> None:
        if step.done == 1:
            folder.rename(tmp_path / "away")

    with pytest.raises(InputError, match="文件夹不见了"):
        run(plan, small_settings, tmp_path / "out", RunOptions(), unplug)
    assert not (tmp_path / "out" / REPORTS).exists()
    (tmp_path / "away").rename(folder)
    summary = score(folder, small_settings, tmp_path / "out")
    assert summary.scored + summary.reused == 3
    assert summary.reused >= 1
    assert sorted(ears.heard) == ["0.wav", "1.wav", "2.wav"]


def test_ctrl_c_keeps_what_is_finished(
    ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    def interrupt(step: Step) -> None:
        if step.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(make_plan([folder]), small_settings, tmp_path / "out", RunOptions(), interrupt)
    assert not (tmp_path / "out" / REPORTS).exists()
    assert score(folder, small_settings, tmp_path / "out").reused == 2
    assert sorted(ears.heard) == ["0.wav", "1.wav", "2.wav"]


def test_two_runs_on_one_store_share_the_work(ears: Ears, tmp_path: Path, small_settings: Settings) -> None:
    for number in range(12):
        recording(tmp_path / "in" / f"{number:02}.wav", f"您好，谢谢您，{number}。")
    options = RunOptions(store=str(tmp_path / "shared.sqlite"))
    summaries: dict[str, Summary] = {}

    def go(name: str) -> None:
        summaries[name] = score(tmp_path / "in", small_settings, tmp_path / name, options)

    threads = [Thread(target=go, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ears.heard) == 12
    assert sum(summary.scored for summary in summaries.values()) == 12
    assert (tmp_path / "one" / REPORTS).read_bytes() == (tmp_path / "two" / REPORTS).read_bytes()


def test_every_source_ends_in_the_ledger(
    ears: Ears, folder: Path, tmp_path: Path, small_settings: Settings
) -> None:
    recording(folder / "no.wav", "无声")
    (folder / "notes.pdf").write_bytes(b"%PDF")
    score(folder, small_settings, tmp_path / "out")
    store = open_store(tmp_path / "out")
    with store.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT source, state FROM items ORDER BY position").all()
    store.close()
    assert [(Path(source).name, state) for source, state in rows] == [
        ("0.wav", "done"),
        ("1.wav", "done"),
        ("2.wav", "done"),
        ("no.wav", "failed"),
        ("notes.pdf", "skipped"),
    ]


def transcripts(folder: Path, count: int) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        path = folder / f"c{number:03}.txt"
        path.write_text(f"坐席：您好，第{number}位。\n客户：谢谢。\n坐席：感谢来电，再见。\n", "utf-8")
        yield path


def test_jobs_change_nothing_but_the_time(tmp_path: Path, small_settings: Settings) -> None:
    list(transcripts(tmp_path / "in", 60))
    outputs = {}
    for jobs in (1, 2):
        summary = score(tmp_path / "in", small_settings, tmp_path / str(jobs), RunOptions(jobs=jobs))
        assert (summary.scored, summary.failed) == (60, [])
        outputs[jobs] = (tmp_path / str(jobs) / REPORTS).read_bytes()
    assert outputs[1] == outputs[2]


def test_a_transcript_that_grows_while_it_is_read_is_not_taken(
    tmp_path: Path, small_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(transcripts(tmp_path / "in", 1))

    def slowly(path: Path) -> Iterator[Any]:
        yield from read_calls(path)
        with path.open("a", encoding="utf-8") as file:
            file.write("坐席：还有。\n")

    monkeypatch.setattr("analyzer.batch.units.read_calls", slowly)
    assert [line["code"] for line in score(tmp_path / "in", small_settings, tmp_path / "out").failed] == [
        "file-changing"
    ]
    monkeypatch.setattr("analyzer.batch.units.read_calls", read_calls)
    assert score(tmp_path / "in", small_settings, tmp_path / "out").scored == 1
