"""`analyzer forget`: not a byte of a forgotten call is left in the results, and nobody's own files are touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.batch.plan import make_plan
from analyzer.batch.run import RunOptions
from analyzer.batch.work import Settings
from analyzer.cli import cli
from analyzer.cli.common import run_command
from analyzer.cli.score import score_and_report
from analyzer.report.media import MediaMode
from analyzer.report.write import ReportOptions
from analyzer.store import open_store
from tests.ears import Ears, borrow_ears, recording
from tests.unit.rules.lexicons import write_lexicon

PLANTED = "银杏树下的秘密"
MANIFEST = (
    "文件,开始时间\na.wav,2026-01-10\nplanted.wav,2025-12-31T23:59:00\nc.wav,2026-02-01\nundated.wav,\n"
)


def run(*arguments: object) -> int:
    return run_command(cli, [str(argument) for argument in arguments])


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Ears:
    return borrow_ears(monkeypatch)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(packs=("demo",), lexicons=write_lexicon(tmp_path / "lexicon"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "planted", "c", "undated"):
        words = f"您好，{PLANTED if name == 'planted' else name}，谢谢您。"
        recording(tmp_path / "in" / f"{name}.wav", words)
    (tmp_path / "manifest.csv").write_text(MANIFEST, "utf-8")
    return tmp_path / "in"


def score(folder: Path, settings: Settings, out: Path, store: str | None = None) -> None:
    plan = make_plan([folder], folder.parent / "manifest.csv")
    looks = ReportOptions(media=MediaMode.COPY)
    score_and_report(plan, settings, out, RunOptions(store=store), looks)


def blobs(out: Path, store: str | None = None) -> list[bytes]:
    """The planted call as the store has it, compressed."""
    opened = open_store(out, store)
    with opened.database.reading() as connection:
        found: list[Any] = [
            *connection.exec_driver_sql("SELECT body FROM results WHERE call_id = 'planted'").scalars(),
            *connection.exec_driver_sql("SELECT body FROM listenings WHERE call_id = 'planted'").scalars(),
        ]
    opened.close()
    return found


def left_of(out: Path, words: list[bytes]) -> list[str]:
    return [
        f"{path.name}: {word[:20]!r}"
        for path in out.rglob("*")
        if path.is_file()
        for word in words
        if word in path.read_bytes()
    ]


def sources(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.usefixtures("ears")
@pytest.mark.parametrize(
    "arguments", [("planted",), ("--before", "2026-01-01"), ("planted", "--before", "2026-01-01")]
)
def test_not_a_byte_is_left(
    arguments: tuple[str, ...],
    folder: Path,
    settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    score(folder, settings, out)
    own, packed = sources(folder), blobs(out)
    words = [PLANTED.encode(), b"planted", PLANTED.encode("utf-16-le"), *packed]
    assert len(packed) == 2
    assert len(left_of(out, words)) > 5
    assert run("forget", *arguments, "--in", out, "--json") == 0
    told = capsys.readouterr()
    summary = json.loads(told.out)
    assert summary["calls"] == ["planted"]
    assert (summary["reports"], summary["listenings"], summary["lines"]) == (1, 1, 1)
    assert sorted(Path(path).name for path in summary["files"]) == ["planted.html", "planted.wav"]
    assert "您自己的录音" in told.err
    assert left_of(out, words) == []
    assert sources(folder) == own
    lines = [json.loads(line) for line in (out / "reports.jsonl").read_text("utf-8").splitlines()]
    assert [line["call_id"] for line in lines] == ["a", "c", "undated"]
    assert (out / "media" / "a.wav").is_file()


def test_what_is_left_is_what_a_run_without_the_call_would_have_made(
    ears: Ears, folder: Path, settings: Settings, tmp_path: Path
) -> None:
    score(folder, settings, tmp_path / "out")
    run("forget", "planted", "--in", tmp_path / "out")
    (folder / "planted.wav").unlink()
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(MANIFEST.replace("planted.wav,2025-12-31T23:59:00\n", ""), "utf-8")
    score(folder, settings, tmp_path / "calm")
    for name in ("reports.jsonl", "index.html", "report.xlsx", "tables/turns.csv", "calls/a.html"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "calm" / name).read_bytes(), name


def test_results_of_earlier_rules_go_too(
    ears: Ears, folder: Path, settings: Settings, tmp_path: Path
) -> None:
    store = str(tmp_path / "shared.sqlite")
    score(folder, settings, tmp_path / "one", store)
    english = Settings(settings.packs, settings.lexicons, role_check=True)
    score(folder, english, tmp_path / "two", store)
    packed = blobs(tmp_path / "one", store)
    assert len(packed) == 3
    run("forget", "planted", "--in", tmp_path / "one", "--store", store)
    data = (tmp_path / "shared.sqlite").read_bytes()
    assert [blob for blob in packed if blob in data] == []
    assert b"planted" not in data


def test_a_copy_of_the_recording_under_another_name_keeps_its_words(
    ears: Ears, folder: Path, settings: Settings, tmp_path: Path
) -> None:
    recording(folder / "twin.wav", f"您好，{PLANTED}，谢谢您。")
    score(folder, settings, tmp_path / "out")
    run("forget", "planted", "--in", tmp_path / "out")
    heard = len(ears.heard)
    (folder / "planted.wav").unlink()
    score(folder, settings, tmp_path / "out")
    assert len(ears.heard) == heard


def test_undated_calls_stay_and_are_counted(
    ears: Ears, folder: Path, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    score(folder, settings, tmp_path / "out")
    assert run("forget", "--before", "2030-01-01", "--in", tmp_path / "out") == 0
    assert "1 通没有时间" in capsys.readouterr().err
    lines = (tmp_path / "out" / "reports.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["call_id"] for line in lines] == ["undated"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "没有说删哪些通话"),
        (("--before", "gestern"), 2, "不是日期"),
        (("nobody",), 0, "没有找到这些通话"),
    ],
)
def test_wrong_use(
    arguments: tuple[str, ...], code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("forget", *arguments, "--in", tmp_path) == code
    assert said in capsys.readouterr().err


def test_files_of_others_are_named_and_left(
    ears: Ears, folder: Path, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    score(folder, settings, tmp_path / "out")
    (tmp_path / "out" / "my notes.txt").write_text(PLANTED, "utf-8")
    run("forget", "planted", "--in", tmp_path / "out")
    assert "my notes.txt" in capsys.readouterr().err
    assert (tmp_path / "out" / "my notes.txt").is_file()
