"""`analyzer score` as a user runs it: what is done, what is refused with which words, and what never stops the batch."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli import cli
from analyzer.cli.common import run_command
from analyzer.resources import resource_folder
from analyzer.schemas import ReportLine
from tests import sounds

Json = dict[str, Any]

GOOD = "坐席：您好，请问有什么可以帮您？\n客户：我想查一下话费。\n坐席：好的，请稍等。查到了，谢谢您的等待，再见。\n"


def run(*arguments: object) -> int:
    return run_command(cli, [str(argument) for argument in arguments])


def lines(out: Path) -> list[Json]:
    return [json.loads(line) for line in (out / "reports.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_transcript_becomes_a_report_that_keeps_the_contract(tmp_path: Path) -> None:
    (tmp_path / "a-1.txt").write_text(GOOD, encoding="utf-8")
    out = tmp_path / "out"
    assert run("score", tmp_path / "a-1.txt", "--out", out) == 0
    (report,) = lines(out)
    ReportLine.model_validate(report)
    assert report["call_id"] == "a-1"
    assert report["polite"]["您好"] == {"said": True, "kind": "exact", "applies": "yes", "turns": [0]}
    assert report["voices"]["道别声"]["outcome"] == "pass"
    assert (out / "index.html").is_file()
    assert (out / "report.xlsx").is_file()


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("b", "a", "c"):
        (tmp_path / "in" / f"{name}.txt").write_text(GOOD, encoding="utf-8")
    for out in ("one", "two"):
        assert run("score", tmp_path / "in", "--out", tmp_path / out) == 0
    for name in ("reports.jsonl", "index.html", "report.xlsx", "calls/a.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def picture(path: Path) -> Path:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    return path


def no_samples(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)


def truncated_mp3(path: Path) -> Path:
    whole = sounds.write(path, [sounds.silence(3.0, 16000)], 16000, "libmp3lame").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


BAD_FILES: list[tuple[str, Callable[[Path], object], str]] = [
    ("empty.wav", empty, "file-empty"),
    ("zero-seconds.wav", no_samples, "no-audio"),
    ("picture.wav", picture, "not-audio"),
    ("truncated.mp3", truncated_mp3, "no-speech"),
    ("silence.wav", lambda p: sounds.write(p, [sounds.silence(3)]), "no-speech"),
    ("six.wav", lambda p: sounds.write(p, [sounds.tone(1)] * 6), "too-many-channels"),
    ("empty.txt", empty, "file-empty"),
    (
        "no-labels.txt",
        lambda p: p.write_text("您好请问有什么可以帮您\n我要查话费\n", encoding="utf-8"),
        "no-labels",
    ),
    ("gone.wav", lambda p: p.symlink_to(p.parent / "nowhere.wav"), "file-missing|file-unreadable"),
    ("calls.zip", lambda p: p.write_bytes(b"PK\x03\x04" + bytes(30)), "archive"),
]


@pytest.mark.model
def test_bad_files_each_get_a_line_and_the_batch_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, make, _ in BAD_FILES:
        make(folder / name)
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "sub" / "good.txt").write_text(GOOD, encoding="utf-8")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("文件,工号\ngood.txt,7\nabsent.wav,8\n", encoding="utf-8")
    assert run("score", folder, "--out", tmp_path / "out", "--manifest", manifest) == 1
    told = capsys.readouterr().err
    by_source = {
        Path(line["source"]).name: line for line in lines(tmp_path / "out") if line["status"] == "failed"
    }
    for name, _, codes in BAD_FILES:
        line = by_source[name]
        assert line["code"] in codes.split("|"), line
        assert any("\u4e00" <= char <= "\u9fff" for char in line["message"]), line
        assert name in told
    assert by_source["manifest.csv:3"]["code"] == "manifest-file"
    scored = [line for line in lines(tmp_path / "out") if line["status"] == "scored"]
    assert len(scored) == 1
    assert sum(line["code"] == "duplicate-call" for line in by_source.values()) == 1
    for line in lines(tmp_path / "out"):
        ReportLine.model_validate(line)


def test_manifest_and_template_give_facts_and_invent_none(tmp_path: Path) -> None:
    (tmp_path / "1023_20261103.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "odd.txt").write_text(GOOD, encoding="utf-8")
    template = "{agent_id}_{started_at:%Y%m%d}"
    out = tmp_path / "out"
    assert run("score", tmp_path, "--out", out, "--template", template) == 0
    named, odd = lines(out)
    assert (named["agent_id"], named["started_at"], named["team"]) == ("1023", "2026-11-03", None)
    assert (odd["agent_id"], odd["started_at"]) == (None, None)


def test_a_second_run_does_only_what_is_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text(GOOD, encoding="utf-8")
    run("score", folder, "--out", out, "--json")
    assert json.loads(capsys.readouterr().out)["reused"] == 0
    (folder / "b.txt").write_text(GOOD, encoding="utf-8")
    run("score", folder, "--out", out, "--json")
    summary = json.loads(capsys.readouterr().out)
    assert (summary["scored"], summary["reused"]) == (2, 1)
    run("score", folder, "--out", out, "--json", "--fresh")
    assert json.loads(capsys.readouterr().out)["reused"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["score"], "缺少参数"),
        (["score", "x.txt"], "缺少参数 out"),
        (["scoer", "x.txt"], "用法不对"),
        (["score", "x.txt", "--out", "o", "--pack", "nope"], "没有规则包“nope”"),
        (["score", "x.txt", "--out", "o", "--template", "{"], "花括号"),
        (["score", "x.txt", "--out", "o", "--jobs", "0"], "参数 jobs 不对"),
        (["score", "x.txt", "--out", "o", "--time-limit", "0"], "参数 time_limit 不对"),
        (["score", "x.txt", "--out", "o", "--store", "mysql://x"], "不能用作存储"),
        (["report", "nowhere", "--out", "o"], "没有评分结果"),
    ],
)
def test_wrong_use_is_one_clear_line(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.txt").write_text(GOOD, encoding="utf-8")
    assert run(*arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("score", tmp_path, "--out", tmp_path / "out") == 2
    assert "没有找到录音或文字稿" in capsys.readouterr().err


def test_english_by_a_setting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "en", "score", tmp_path, "--out", tmp_path / "out") == 2
    assert "no recordings or transcripts" in capsys.readouterr().err


def test_local_changes_reach_the_score(tmp_path: Path) -> None:
    (tmp_path / "rude.txt").write_text(
        "坐席：您好。\n客户：怎么办？\n坐席：你去投诉好了。\n", encoding="utf-8"
    )
    rule = "jinyu.qu-tou-su"
    (tmp_path / "overrides.yml").write_text(f"rules:\n  {rule}: {{enabled: false}}\n", encoding="utf-8")
    run("score", tmp_path / "rude.txt", "--out", tmp_path / "o1")
    run("score", tmp_path / "rude.txt", "--out", tmp_path / "o2", "--overrides", tmp_path / "overrides.yml")
    before, after = lines(tmp_path / "o1")[0], lines(tmp_path / "o2")[0]
    assert rule in [hit["rule"] for hit in before["banned"]]
    assert rule not in [hit["rule"] for hit in after["banned"]]
    assert before["provenance"] != after["provenance"]


def test_role_check_marks_what_leans_on_who_is_who(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    run("score", tmp_path / "a.txt", "--out", tmp_path / "o1")
    run("score", tmp_path / "a.txt", "--out", tmp_path / "o2", "--role-check")
    assert "role_sensitive" not in lines(tmp_path / "o1")[0]
    (report,) = lines(tmp_path / "o2")
    ReportLine.model_validate(report)
    assert "shizi.zai-jian" in report["role_sensitive"]


def test_fail_on_is_a_gate(tmp_path: Path) -> None:
    (tmp_path / "rude.txt").write_text(
        "坐席：您好。\n客户：怎么办？\n坐席：你去投诉好了。\n", encoding="utf-8"
    )
    assert run("score", tmp_path / "rude.txt", "--out", tmp_path / "o1") == 0
    assert run("score", tmp_path / "rude.txt", "--out", tmp_path / "o2", "--fail-on", "critical") == 1


def test_numbers_are_hidden_in_the_results_unless_asked_otherwise(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "坐席：您好。\n客户：我的电话是13800138000。\n坐席：好的，再见。\n", "utf-8"
    )
    run("score", tmp_path / "a.txt", "--out", tmp_path / "o1")
    run("score", tmp_path / "a.txt", "--out", tmp_path / "o2", "--no-mask")
    for out, shown in (("o1", False), ("o2", True)):
        files = [path for path in (tmp_path / out).rglob("*") if path.suffix in (".jsonl", ".html", ".csv")]
        assert any(b"13800138000" in path.read_bytes() for path in files) == shown
    run("score", tmp_path / "a.txt", "--out", tmp_path / "o2")
    assert "13800138000" not in (tmp_path / "o2" / "reports.jsonl").read_text("utf-8")


def test_the_store_can_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    run("score", tmp_path / "a.txt", "--out", tmp_path / "o1", "--store", tmp_path / "one.sqlite")
    monkeypatch.setenv("ANALYZER_STORE", str(tmp_path / "two.sqlite"))
    run("score", tmp_path / "a.txt", "--out", tmp_path / "o2")
    assert (tmp_path / "one.sqlite").is_file()
    assert (tmp_path / "two.sqlite").is_file()
    assert not list(tmp_path.rglob(".store"))


def test_pages_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    run("score", tmp_path / "a.txt", "--out", tmp_path / "out", "--pages", "none")
    assert not list((tmp_path / "out").glob("calls/*"))
    assert (tmp_path / "out" / "index.html").is_file()


@pytest.mark.model
def test_a_recording_and_its_copy_are_scored_by_workers(tmp_path: Path) -> None:
    source = min(resource_folder("demo").glob("*.opus"), key=lambda path: path.stat().st_size)
    for name in ("one.opus", "two.opus"):
        (tmp_path / name).write_bytes(source.read_bytes())
    assert (
        run("score", tmp_path / "one.opus", tmp_path / "two.opus", "--out", tmp_path / "out", "--jobs", 2)
        == 0
    )
    one, two = lines(tmp_path / "out")
    assert one["turns"] == two["turns"]
    assert (one["call_id"], two["call_id"]) == ("one", "two")
    ReportLine.model_validate(one)
