from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from analyzer.errors import Code, InputError
from analyzer.ingest import Metadata, assign, read_manifest

Write = Callable[[str, str | bytes], Path]

HEADER = "文件,通话编号,工号,姓名,班组,通话时间,渠道,呼叫方向,挂断方,备注\n"


def test_manifest_in_chinese(write: Write) -> None:
    path = write("m.csv", HEADER + "a.wav,c-1,1023,王芳,一组,2026-11-03T09:12:00+08:00,电话,呼入,客户,复核\n")
    manifest = read_manifest(path)
    (entry,) = manifest.entries
    assert (entry.line, str(entry.file)) == (2, "a.wav")
    assert entry.metadata == Metadata(
        "c-1",
        "1023",
        "王芳",
        "一组",
        "2026-11-03T09:12:00+08:00",
        "phone",
        "inbound",
        entry.metadata.ended_by,
        (("备注", "复核"),),
    )
    assert entry.metadata.ended_by == "customer"
    assert (manifest.failures, manifest.problems) == ((), ())


def test_manifest_in_english_with_what_is_missing_missing(write: Write) -> None:
    (entry,) = read_manifest(write("m.csv", "file,agent_id,started_at\na.wav,,\n")).entries
    assert entry.metadata == Metadata()


def test_manifest_workbook_keeps_numbers_as_numbers_are_written(write: Write) -> None:
    book = openpyxl.Workbook()
    for row in (["录音文件", "工号", "开始时间"], ["a.wav", 1023.0, "2026/11/3 9:12"]):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    (entry,) = read_manifest(write("m.xlsx", out.getvalue())).entries
    assert entry.metadata == Metadata(agent_id="1023", started_at="2026-11-03T09:12:00")


def test_a_cell_that_is_not_understood_leaves_its_field_unknown(write: Write) -> None:
    path = write("m.csv", "file,started_at,direction\na.wav,上周二,呼入\n")
    manifest = read_manifest(path)
    (entry,), (problem,) = manifest.entries, manifest.problems
    assert entry.metadata == Metadata(direction="inbound", extra=(("started_at", "上周二"),))
    assert (problem.code, problem.where()) == (Code.BAD_MANIFEST, f"{path}:2:2")
    assert problem.message.zh == "started_at：“上周二”看不懂，这一项按未知处理"


@pytest.mark.parametrize(
    "named", ["../a.wav", "/etc/passwd", "x/../../a.wav", "..\\a.wav", "C:\\a.wav", "\\\\host\\a.wav"]
)
def test_a_path_that_leaves_the_folder_is_refused(named: str, write: Write) -> None:
    path = write("m.csv", f"工号,文件\n1,{named}\n2,b.wav\n")
    manifest = read_manifest(path)
    (failure,) = manifest.failures
    (problem,) = failure.problems
    assert (problem.code, problem.where()) == (Code.MANIFEST_FILE, f"{path}:2:2")
    assert problem.message.zh == f"路径越出了清单所在的文件夹：{named}"
    assert [str(entry.file) for entry in manifest.entries] == ["b.wav"]


def test_rows_without_a_name_and_rows_twice(write: Write) -> None:
    path = write("m.csv", "file,call_id,team\na.wav,,一组\n,,二组\na.wav,,三组\n")
    manifest = read_manifest(path)
    assert [entry.metadata.team for entry in manifest.entries] == ["一组"]
    found = [
        (problem.line, problem.message.zh) for failure in manifest.failures for problem in failure.problems
    ]
    assert found == [
        (3, "这一行既没有文件名也没有通话编号"),
        (4, "a.wav 在第 2 行已经出现过，这一行没有采用"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [("工号,班组\n1,一组\n", Code.BAD_MANIFEST), ("", Code.FILE_EMPTY), (b"\x00\x01\x02", Code.FILE_TYPE)],
)
def test_unusable_manifests(content: str | bytes, code: Code, write: Write) -> None:
    with pytest.raises(InputError) as caught:
        read_manifest(write("m.csv", content))
    assert [problem.code for problem in caught.value.problems] == [code]


def test_rows_find_their_files(write: Write, tmp_path: Path) -> None:
    path = write("m.csv", "file,team\na.wav,根\nsub/a.wav,子\nb,无扩展名\ndeep\\c.wav,反斜杠\n")
    files = [tmp_path / name for name in ("a.wav", "sub/a.wav", "b.mp3", "x/deep/c.wav", "left.wav")]
    assignment = assign(read_manifest(path), files)
    assert {
        file.relative_to(tmp_path).as_posix(): data.team for file, data in assignment.by_file.items()
    } == {
        "a.wav": "根",
        "sub/a.wav": "子",
        "b.mp3": "无扩展名",
        "x/deep/c.wav": "反斜杠",
    }
    assert assignment.unlisted == (tmp_path / "left.wav",)
    assert assignment.failures == ()


def test_a_row_whose_file_is_missing_is_a_failure(write: Write, tmp_path: Path) -> None:
    path = write("m.csv", "call_id,file\nc-9,gone.wav\n")
    (failure,) = assign(read_manifest(path), [tmp_path / "a.wav"]).failures
    (problem,) = failure.problems
    assert (failure.call_id, failure.source) == ("c-9", f"{path}:2")
    assert (problem.code, problem.where()) == (Code.MANIFEST_FILE, f"{path}:2:2")
    assert problem.message.zh == "清单里的文件没有找到：gone.wav"


def test_a_row_that_fits_two_files_is_a_failure(write: Write, tmp_path: Path) -> None:
    path = write("m.csv", "file\na.wav\n")
    (failure,) = assign(read_manifest(path), [tmp_path / "x/a.wav", tmp_path / "y/a.wav"]).failures
    assert failure.problems[0].message.zh.startswith("分不清是哪个文件：a.wav（")


def test_rows_by_call_id(write: Write, tmp_path: Path) -> None:
    path = write("m.csv", "call_id,team\na,一组\nc-5,二组\n")
    assignment = assign(read_manifest(path), [tmp_path / "a.wav", tmp_path / "calls.jsonl"])
    file_row, call_row = (
        assignment.of(tmp_path / "a.wav", "a"),
        assignment.of(tmp_path / "calls.jsonl", "c-5"),
    )
    assert (file_row and file_row.team, call_row and call_row.team) == ("一组", "二组")
    assert assignment.of(tmp_path / "calls.jsonl", "c-6") is None
