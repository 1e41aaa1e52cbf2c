from __future__ import annotations

import builtins
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analyzer.call import Call
from analyzer.errors import Code, Problem, UsageError
from analyzer.ingest import Failure, Item, read_calls, xlsx
from analyzer.ingest.columns import (
    CALL_COLUMNS,
    MANIFEST_COLUMNS,
    TURN_COLUMNS,
    counts_milliseconds,
    find_columns,
)

Read = Callable[[str, str | bytes], tuple[Item, ...]]
ReadOne = Callable[[str, str | bytes], Call]
Problems = Callable[[str, str | bytes], list[Problem]]


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def turns(call: Call) -> list[tuple[str, str, int | None, int | None]]:
    return [(turn.role.value, turn.text, turn.start_ms, turn.end_ms) for turn in call.turns]


EXPECTED = [("agent", "您好", 1_000, 2_500), ("customer", "喂", 3_000, None)]

TABLES = {
    "Chinese": "角色,内容,开始时间,结束时间\n坐席,您好,1,2.5\n客户,喂,3,\n",
    "English": "role,text,start,end\nagent,您好,00:01,00:02.5\ncustomer,喂,00:03,\n",
    "milliseconds": "Speaker,Content,start_ms,end_ms\nA,您好,1000,2500\nB,喂,3000,\n",
    "unit in Chinese": "说话人,文本,开始（毫秒）,结束（毫秒）\n客服,您好,1000,2500\n客户,喂,3000,\n",
    "unit seconds": "说话人,文本,开始(s),结束(s)\n客服,您好,1,2.5\n客户,喂,3,\n",
    "tabs": "角色\t内容\t开始时间\t结束时间\n坐席\t您好\t1\t2.5\n客户\t喂\t3\t\n",
    "semicolons": "角色;内容;开始时间;结束时间\n坐席;您好;1;2.5\n客户;喂;3;\n",
    "title above": "十一月抽检,,,\n\n角色,内容,开始时间,结束时间\n坐席,您好,1,2.5\n客户,喂,3,\n",
    "byte order mark": "\ufeff角色,内容,开始时间,结束时间\n坐席,您好,1,2.5\n客户,喂,3,\n",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES.keys())
def test_csv(text: str, read_one: ReadOne) -> None:
    assert turns(read_one("a.csv", text)) == EXPECTED


def test_csv_in_gb18030(read_one: ReadOne) -> None:
    call = read_one("a.csv", TABLES["Chinese"].encode("gb18030"))
    assert turns(call) == EXPECTED
    assert call.origin is not None
    assert (call.origin.recognizer, call.origin.options) == ("csv", (("encoding", "gb18030"),))


def test_xlsx(read_one: ReadOne) -> None:
    rows: list[list[object]] = [
        ["角色", "内容", "开始时间", "结束时间"],
        ["坐席", "您好", 1, 2.5],
        [],
        ["客户", "喂", time(0, 0, 3), None],
    ]
    call = read_one("a.xlsx", workbook(rows))
    assert turns(call) == EXPECTED
    assert call.origin is not None
    assert call.origin.recognizer == "xlsx"


def test_sheets_that_are_not_read_are_named(read_one: ReadOne) -> None:
    call = read_one("a.xlsx", workbook([["说明"]], [["角色", "内容"], ["坐席", "您好"]]))
    assert turns(call) == [("agent", "您好", None, None)]
    assert call.notes == ("未读取的工作表：表1",)


def test_several_calls_in_one_table(write: Callable[[str, str], Path]) -> None:
    path = write(
        "month.csv",
        "通话编号,工号,姓名,班组,通话时间,呼叫方向,挂断方,角色,内容\n"
        "c-1,1023,,一组,2026/11/3 9:12,呼入,客户,坐席,您好\n"
        "c-2,1024,,,,,,客服,您好\n"
        "c-1,1023,,一组,,,,客户,喂\n",
    )
    first, second = read_calls(path)
    assert isinstance(first, Call)
    assert isinstance(second, Call)
    assert (first.call_id, second.call_id) == ("c-1", "c-2")
    assert [turn.text for turn in first.turns] == ["您好", "喂"]
    assert (first.agent_id, first.team, first.direction, first.ended_by) == (
        "1023",
        "一组",
        "inbound",
        "customer",
    )
    assert first.started_at == "2026-11-03T09:12:00"
    assert (second.agent_id, second.team, second.started_at) == ("1024", None, None)
    assert (first.source, second.source) == (f"{path}:2", f"{path}:3")
    assert first.notes == ("未使用的列：姓名",)


def test_two_agents_in_one_call_keep_their_numbers(read_one: ReadOne) -> None:
    call = read_one("a.csv", "角色,工号,内容\n坐席,1023,您好\n客户,1023,喂\n坐席,2045,请讲\n")
    assert [turn.agent_id for turn in call.turns] == ["1023", None, "2045"]
    assert call.agent_id == "1023"


def test_labels_inside_the_cells(read_one: ReadOne) -> None:
    call = read_one("a.csv", "内容\n客服：您好\n客户：喂\n嗯\n")
    assert [(turn.role.value, turn.text) for turn in call.turns] == [
        ("agent", "您好"),
        ("customer", "喂"),
        ("unknown", "嗯"),
    ]


def test_misread_metadata_is_noted_and_kept(read_one: ReadOne) -> None:
    call = read_one("a.csv", "角色,内容,通话时间\n坐席,您好,上周二\n")
    assert call.started_at is None
    assert call.extra == (("started_at", "上周二"),)
    assert call.notes == ("started_at：“上周二”看不懂",)


@pytest.mark.parametrize(
    ("content", "code", "place", "message"),
    [
        ("角色,备注\n坐席,您好\n", Code.BAD_TABLE, (None, None), "找不到需要的列（第一行是：角色、备注）"),
        ("角色,内容\n", Code.NO_TURNS, (None, None), "只有表头，没有内容"),
        ("角色,内容\n坐席,\n", Code.NO_TURNS, (None, None), "里面一句话也没有"),
        (
            "角色,内容,开始\n坐席,您好,早上\n",
            Code.BAD_TURN,
            (2, None),
            "第 1 轮（turns[0]）：“开始”不是时间：早上",
        ),
        (
            "角色,内容,开始\n坐席,您好,-0.001\n",
            Code.BAD_TURN,
            (2, None),
            "第 1 轮（turns[0]）：start_ms 是负数（-1）",
        ),
        (
            "角色,内容,开始,结束\n坐席,嗯,1,2\n坐席,您好,9,3\n",
            Code.BAD_TURN,
            (3, None),
            "第 2 轮（turns[1]）：结束时间 3000 毫秒早于开始时间 9000 毫秒",
        ),
        (
            "角色,内容,置信度\n坐席,您好,12\n",
            Code.BAD_TURN,
            (2, None),
            "第 1 轮（turns[0]）：置信度应在 0 到 1 之间：12",
        ),
        (
            "角色,内容\n坐席,您好,请问\n",
            Code.BAD_TABLE,
            (2, 3),
            "这一行比表头多出列（表头 2 列，这一行 3 列）",
        ),
    ],
)
def test_bad_tables(
    content: str, code: Code, place: tuple[int | None, int | None], message: str, problems: Problems
) -> None:
    (problem,) = problems("a.csv", content)
    assert (problem.code, (problem.line, problem.column)) == (code, place)
    assert problem.message.zh == message


@pytest.mark.parametrize(("cell", "expected"), [("0.9", 0.9), ("90%", 0.9), ("", None)])
def test_confidence(cell: str, expected: float | None, read_one: ReadOne) -> None:
    (turn,) = read_one("a.csv", f"角色,内容,置信度\n坐席,您好,{cell}\n").turns
    assert turn.confidence == expected


def test_one_bad_call_does_not_stop_the_others(read: Read) -> None:
    first, second, third = read("a.csv", "id,角色,内容,开始\nx,坐席,您好,早上\n,坐席,无主,\ny,坐席,您好,1\n")
    assert isinstance(first, Failure)
    assert (first.call_id, first.problems[0].line) == ("x", 2)
    assert isinstance(second, Failure)
    assert (second.call_id, second.problems[0].message.zh) == (None, "这一行没有通话编号")
    assert isinstance(third, Call)
    assert third.call_id == "y"


def test_line_numbers_count_lines_inside_quoted_cells(problems: Problems) -> None:
    (problem,) = problems("a.csv", '角色,内容,开始\n坐席,"您好\n请问",1\n客户,喂,早上\n')
    assert problem.line == 4


def test_unclosed_and_oversized_cells(problems: Problems) -> None:
    (problem,) = problems("a.csv", '角色,内容\n坐席,"' + "好" * 140_000 + "\n")
    assert problem.code is Code.BAD_TABLE


@pytest.mark.parametrize("data", [b"not a workbook", workbook([["角色", "内容"], ["坐席", "您好"]])[:-200]])
def test_damaged_workbook(data: bytes, problems: Problems) -> None:
    (problem,) = problems("a.xlsx", data)
    assert (problem.code, problem.message.zh) == (Code.BAD_TABLE, "不是完好的 .xlsx 工作簿")


def test_a_zip_that_is_no_workbook(problems: Problems) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "坐席：您好")
    assert [problem.code for problem in problems("a.xlsx", out.getvalue())] == [Code.BAD_TABLE]


def test_a_workbook_that_unpacks_to_too_much(problems: Problems, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_UNPACKED", 100)
    (problem,) = problems("a.xlsx", workbook([["角色", "内容"], ["坐席", "您好"]]))
    assert problem.code is Code.FILE_TOO_LARGE


def test_old_workbooks_are_no_transcripts(problems: Problems) -> None:
    (problem,) = problems("a.xls", b"\xd0\xcf\x11\xe0")
    assert (problem.code, problem.message.zh) == (Code.FILE_TYPE, "不支持的文字稿格式：.xls")


def test_without_openpyxl(write: Callable[[str, bytes], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.xlsx", workbook([["角色", "内容"], ["坐席", "您好"]]))
    real_import = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "openpyxl":
            raise ImportError(name)
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(UsageError, match="missing-extra 需要的组件 openpyxl 没有安装"):
        list(read_calls(path))


@pytest.mark.parametrize("names", [CALL_COLUMNS, TURN_COLUMNS, MANIFEST_COLUMNS])
def test_every_column_name_is_found_as_its_own_field(names: dict[str, tuple[str, ...]]) -> None:
    for field, aliases in names.items():
        for alias in aliases:
            assert find_columns([alias.upper()], names) == {field: 0}


def test_column_units() -> None:
    assert counts_milliseconds("start_ms")
    assert counts_milliseconds("开始（毫秒）")
    assert not counts_milliseconds("开始")
    assert not counts_milliseconds("items")


def test_datetimes_are_no_offsets(problems: Problems) -> None:
    data = workbook([["角色", "内容", "开始时间"], ["坐席", "您好", datetime(2026, 11, 3, 9, 12)]])
    (problem,) = problems("a.xlsx", data)
    assert problem.message.zh == "第 1 轮（turns[0]）：“开始时间”不是时间：2026-11-03 09:12:00"
