from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.errors import Code
from analyzer.ingest import Kind, duplicate, find_sources

Write = Callable[[str, str | bytes], Path]


def test_a_folder_in_depth_and_in_order(write: Write, tmp_path: Path) -> None:
    for name in ("b.WAV", "a.txt", "sub/c.opus", "sub/deeper/d.jsonl"):
        write(name, "x")
    found = find_sources([tmp_path])
    assert [(source.path.relative_to(tmp_path).as_posix(), source.kind) for source in found.sources] == [
        ("a.txt", Kind.TRANSCRIPT),
        ("b.WAV", Kind.RECORDING),
        ("sub/c.opus", Kind.RECORDING),
        ("sub/deeper/d.jsonl", Kind.TRANSCRIPT),
    ]
    assert [source.call_id for source in found.sources] == ["a", "b", "c", "d"]
    assert (found.skipped, found.failures) == ((), ())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".hidden.wav", "隐藏文件或临时文件"),
        ("~$book.xlsx", "隐藏文件或临时文件"),
        ("reports.jsonl", "本程序输出的结果"),
        ("report.xlsx", "本程序输出的结果"),
        ("notes.pdf", "扩展名 .pdf 不认识"),
        ("README", "扩展名 （无） 不认识"),
    ],
)
def test_skipped_with_a_reason(name: str, reason: str, write: Write, tmp_path: Path) -> None:
    path = write(name, "x")
    (skipped,) = find_sources([tmp_path]).skipped
    assert (skipped.path, skipped.reason.zh) == (path, reason)


def test_results_of_an_earlier_run_are_skipped_and_calls_elsewhere_are_not(
    write: Write, tmp_path: Path
) -> None:
    for name in (
        "out/reports.jsonl",
        "out/tables/calls.csv",
        "out/calls/a.html",
        "out/a.wav",
        "tables/t.csv",
    ):
        write(name, "x")
    found = find_sources([tmp_path])
    assert [source.path.relative_to(tmp_path).as_posix() for source in found.sources] == [
        "out/a.wav",
        "tables/t.csv",
    ]
    assert [item.path.relative_to(tmp_path).as_posix() for item in found.skipped] == [
        "out/calls",
        "out/reports.jsonl",
        "out/tables",
    ]


@pytest.mark.parametrize(
    "start",
    [
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"OggS\0",
        b"fLaC\0",
        b"ID3\x04",
        b"#!AMR\n",
        b"\0\0\0\x20ftypM4A ",
        b"\x1aE\xdf\xa3",
    ],
)
def test_recordings_without_an_extension_are_known_by_their_bytes(start: bytes, write: Write) -> None:
    (source,) = find_sources([write("call-0001", start)]).sources
    assert source.kind is Kind.RECORDING


@pytest.mark.parametrize("name", ["a.zip", "a.rar", "a.7z", "a.tar.gz", "a.tgz", "no-extension"])
def test_archives_are_refused(name: str, write: Write) -> None:
    (failure,) = find_sources([write(name, b"PK\x03\x04rest")]).failures
    (problem,) = failure.problems
    assert (problem.code, problem.message.zh) == (Code.ARCHIVE, "压缩包不会自动解开")
    assert problem.hint is not None


def test_a_missing_path(tmp_path: Path) -> None:
    (failure,) = find_sources([tmp_path / "gone.wav"]).failures
    assert (failure.call_id, failure.problems[0].code) == ("gone", Code.FILE_MISSING)


def test_a_dangling_link_and_a_pipe(write: Write, tmp_path: Path) -> None:
    (tmp_path / "a.wav").symlink_to(tmp_path / "gone.wav")
    os.mkfifo(tmp_path / "b.wav")
    found = find_sources([tmp_path])
    assert [failure.problems[0].code for failure in found.failures] == [Code.FILE_MISSING]
    assert [item.reason.zh for item in found.skipped] == ["不是普通文件"]


def test_links_in_a_circle_come_to_an_end(write: Write, tmp_path: Path) -> None:
    write("one/a.wav", "x")
    write("two/b.wav", "x")
    (tmp_path / "one/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "one/two").symlink_to(tmp_path / "two", target_is_directory=True)
    found = find_sources([tmp_path])
    assert sorted(source.path.name for source in found.sources) == ["a.wav", "b.wav"]
    assert {item.reason.zh for item in found.skipped} == {"这个文件夹已经列过一次"}


def test_a_folder_that_cannot_be_listed(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a/b.wav", "x")
    listing = Path.iterdir

    def refuse(path: Path) -> object:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    (failure,) = find_sources([tmp_path]).failures
    assert failure.problems[0].code is Code.FILE_UNREADABLE


def test_a_file_is_listed_once_and_the_manifest_not_at_all(write: Write, tmp_path: Path) -> None:
    recording, manifest = write("a.wav", "x"), write("m.csv", "x")
    found = find_sources([recording, tmp_path], exclude=[manifest])
    assert [source.path for source in found.sources] == [recording]
    assert [(item.path.name, item.reason.zh) for item in found.skipped] == [
        ("a.wav", "已经列过一次"),
        ("m.csv", "另有用途（清单等）"),
    ]


def test_the_second_call_with_an_id_names_both_sources() -> None:
    failure = duplicate("a", "one/a.wav", "two/a.txt")
    (problem,) = failure.problems
    assert (failure.call_id, failure.source, problem.code) == ("a", "two/a.txt", Code.DUPLICATE_CALL)
    assert problem.message.zh == "通话编号 a 已在 one/a.wav 用过，这一通没有评分"
