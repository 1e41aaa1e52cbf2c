from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.call import Call, Dropped, EndedBy
from analyzer.errors import Code, Problem
from analyzer.ingest import Failure, Item, calls_schema, files, jsonfile, read_calls

Read = Callable[[str, str | bytes], tuple[Item, ...]]
ReadOne = Callable[[str, str | bytes], Call]
Problems = Callable[[str, str | bytes], list[Problem]]

TURN = {"role": "agent", "text": "您好"}


def dumps(*turns: object, **fields: object) -> str:
    return json.dumps({**fields, "turns": turns}, ensure_ascii=False)


def test_the_contract_example(read_one: ReadOne) -> None:
    call = read_one(
        "calls.jsonl",
        '{"call_id": "a-1", "agent_id": "1023", "agent_name": "", "team": "", '
        '"started_at": "2026-11-03T09:12:00+08:00", "channel": "phone", "ended_by": "agent", "turns": '
        '[{"role": "agent", "text": "您好", "start_ms": 700, "end_ms": 4850, "confidence": 0.91}]}',
    )
    (turn,) = call.turns
    assert (call.call_id, call.agent_id, call.agent_name, call.team) == ("a-1", "1023", None, None)
    assert (call.started_at, call.channel, call.ended_by) == (
        "2026-11-03T09:12:00+08:00",
        "phone",
        EndedBy.AGENT,
    )
    assert (turn.start_ms, turn.end_ms, turn.confidence) == (700, 4850, 0.91)
    assert call.notes == ()


def test_only_turns_are_required(read_one: ReadOne) -> None:
    call = read_one("a.json", dumps(TURN))
    assert (call.call_id, call.agent_id, call.started_at, call.origin) == ("a", None, None, None)
    assert call.source is not None
    assert call.source.endswith("a.json")


def test_id_is_another_name_and_unknown_keys_are_noted(read_one: ReadOne) -> None:
    call = read_one(
        "a.json", dumps({**TURN, "i": 0, "index": 0, "mood": "good"}, id="dev-001", gold={}, tags=[])
    )
    assert call.call_id == "dev-001"
    assert call.notes == ("未使用的字段：gold、tags、turns[].mood",)


@pytest.mark.parametrize(
    ("role", "expected", "speaker"),
    [
        ("agent", "agent", None),
        ("unknown", "unknown", None),
        ("坐席", "agent", "坐席"),
        ("agent2", "agent", "agent2"),
        ("用户", "customer", "用户"),
    ],
)
def test_roles(role: str, expected: str, speaker: str | None, read_one: ReadOne) -> None:
    (turn,) = read_one("a.json", dumps({"role": role, "text": "您好"})).turns
    assert (turn.role.value, turn.speaker) == (expected, speaker)


def test_what_nobody_says_is_dropped_with_a_reason(read_one: ReadOne) -> None:
    music = {"role": "none", "text": "(等候音乐)", "start_ms": 5, "end_ms": 9}
    call = read_one("a.json", dumps(music, TURN))
    assert [(turn.index, turn.text) for turn in call.turns] == [(0, "您好")]
    assert call.dropped == (Dropped("nobody", "(等候音乐)", 5, 9),)


def test_metadata_that_is_not_understood_is_unknown_noted_and_kept(read_one: ReadOne) -> None:
    call = read_one(
        "a.json", dumps(TURN, channel="text", started_at="昨天", direction="呼入", extra={"x": "1"})
    )
    assert (call.channel, call.started_at, call.direction) == (None, None, "inbound")
    assert call.extra == (("channel", "text"), ("started_at", "昨天"), ("x", "1"))
    assert call.notes == ("started_at：“昨天”看不懂", "channel：“text”看不懂")


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (dumps({"role": "agent"}), Code.BAD_TURN, "turns[0].text：缺少这一项"),
        (dumps({**TURN, "role": "robot?"}), Code.BAD_TURN, "turns[0].role：应为 agent、customer 或 unknown"),
        (dumps({**TURN, "start_ms": "700"}), Code.BAD_TURN, "turns[0].start_ms：应为整数"),
        (dumps({**TURN, "start_ms": 1.5}), Code.BAD_TURN, "turns[0].start_ms：应为整数"),
        (dumps({**TURN, "start_ms": -1}), Code.BAD_TURN, "turns[0].start_ms：不能小于 0"),
        (dumps({**TURN, "confidence": 1.5}), Code.BAD_TURN, "turns[0].confidence：不能大于 1"),
        (dumps("您好"), Code.BAD_TURN, "turns[0]：应为对象"),
        (dumps(TURN, channel=3), Code.BAD_JSON, "channel：应为文字"),
        (dumps(TURN, agent_id=1023), Code.BAD_JSON, "agent_id：应为文字"),
        (dumps(TURN, call_id=""), Code.BAD_JSON, "call_id：不能为空"),
        (dumps(TURN, call_id="a\nb"), Code.BAD_JSON, "call_id：不能有控制字符"),
        ('{"call_id": "a"}', Code.BAD_JSON, "turns：缺少这一项"),
        ('{"turns": {}}', Code.BAD_JSON, "turns：应为列表"),
        (dumps(), Code.NO_TURNS, "里面一句话也没有"),
        (dumps({**TURN, "text": " "}), Code.NO_TURNS, "里面一句话也没有"),
        (
            dumps(TURN, {**TURN, "start_ms": 9, "end_ms": 3}),
            Code.BAD_TURN,
            "第 2 轮（turns[1]）：结束时间 3 毫秒早于开始时间 9 毫秒",
        ),
        (
            dumps({**TURN, "words": [{"text": "您", "chars": [0, 9], "start_ms": 0, "end_ms": 1}]}),
            Code.BAD_TURN,
            "第 1 轮（turns[0]）：words 的字位或时间超出这一轮",
        ),
        (
            dumps({**TURN, "words": [{"text": "您", "chars": [0, 1], "start_ms": 4, "end_ms": 1}]}),
            Code.BAD_TURN,
            "第 1 轮（turns[0]）：words 的起止倒置",
        ),
        ('{"speech": 1}', Code.BAD_JSON, "认不出这种 JSON（字段：speech）"),
        ("[3]", Code.BAD_JSON, "认不出这种 JSON（字段：int）"),
        ("[]", Code.FILE_EMPTY, "文件是空的"),
    ],
)
def test_bad_calls(content: str, code: Code, message: str, problems: Problems) -> None:
    (problem,) = problems("a.json", content)
    assert (problem.code, problem.message.zh) == (code, message)
    assert problem.hint is not None


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [('{"turns": [\n  {"role" "agent"}]}', 2, 11), ('{"turns": [', 1, 12), ("{\n\n'a': 1}", 3, 1)],
)
def test_syntax_errors_have_line_and_column(content: str, line: int, column: int, problems: Problems) -> None:
    (problem,) = problems("a.json", content)
    assert (problem.code, problem.line, problem.column) == (Code.BAD_JSON, line, column)
    assert problem.message.zh.startswith("不是合法的 JSON：")


@pytest.mark.parametrize("content", ['{"turns": "\\ud83d"}', "[" * 100_000, "1" * 10_000])
def test_json_that_python_chokes_on(content: str, problems: Problems) -> None:
    (problem,) = problems("a.json", content)
    assert problem.code is Code.BAD_JSON


def test_all_faults_of_a_call_at_once(problems: Problems) -> None:
    found = problems("a.json", dumps({"role": "x"}, {**TURN, "end_ms": "5"}, team=3, call_id="c-7"))
    assert [problem.message.zh.partition("：")[0] for problem in found] == [
        "team",
        "turns[0].role",
        "turns[0].text",
        "turns[1].end_ms",
    ]
    assert {problem.call for problem in found} == {"c-7"}


def test_very_many_faults_are_counted(problems: Problems) -> None:
    found = problems("a.json", dumps(*[{"role": "agent"}] * 70))
    assert len(found) == 51
    assert found[-1].message.zh == "另有 20 处问题没有列出"


def test_a_bad_line_is_one_failure_and_the_others_go_on(write: Callable[[str, bytes], Path]) -> None:
    lines = [
        dumps(TURN, call_id="one").encode(),
        b'{"turns": [',
        b"",
        dumps({"role": "agent"}, call_id="four").encode(),
        b'{"turns": "\xff"}',
        dumps(TURN).encode(),
    ]
    path = write("calls.jsonl", b"\xef\xbb\xbf" + b"\r\n".join(lines))
    items = list(read_calls(path))
    assert [item.call_id for item in items] == ["one", None, "four", None, "calls-6"]
    assert [item.source for item in items] == [f"{path}:{line}" for line in (1, 2, 4, 5, 6)]
    failures = [item for item in items if isinstance(item, Failure)]
    found = [(problem.code, problem.line, problem.column) for item in failures for problem in item.problems]
    assert found == [(Code.BAD_JSON, 2, 12), (Code.BAD_TURN, 4, None), (Code.FILE_ENCODING, 5, None)]


def test_lines_are_read_one_by_one(write: Callable[[str, str], Path]) -> None:
    path = write("calls.jsonl", dumps(TURN, call_id="one") + "\nnot json\n")
    items = read_calls(path)
    assert next(items).call_id == "one"
    assert isinstance(next(items), Failure)


def test_an_endless_line_ends_the_file_with_a_problem(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("calls.jsonl", dumps(TURN) + "\n" + " " * 5 + "x" * 200)
    for module in (files, jsonfile):
        monkeypatch.setattr(module, "MAX_BYTES", 100)
    first, second = read_calls(path)
    assert isinstance(first, Call)
    assert isinstance(second, Failure)
    assert (second.problems[0].code, second.problems[0].line) == (Code.FILE_TOO_LARGE, 2)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff\n"])
def test_empty_jsonl(content: str, problems: Problems) -> None:
    assert [problem.code for problem in problems("a.jsonl", content)] == [Code.FILE_EMPTY]


def test_a_list_of_calls_fails_item_by_item(read: Read) -> None:
    first, second, third = read("calls.json", f"[{dumps(TURN, call_id='x')}, {dumps()}, {dumps(TURN)}]")
    assert isinstance(first, Call)
    assert isinstance(second, Failure)
    assert isinstance(third, Call)
    assert (first.call_id, second.call_id, third.call_id) == ("x", "calls-2", "calls-3")
    assert third.source is not None
    assert third.source.endswith("calls.json#3")


def test_json_in_a_text_file(read_one: ReadOne) -> None:
    assert read_one("a.txt", dumps(TURN, call_id="x")).call_id == "x"


def test_schema_names_the_contract() -> None:
    schema = calls_schema()
    turn = schema["$defs"]["TurnIn"]
    assert schema["title"] == "Call"
    assert schema["required"] == ["turns"]
    assert turn["required"] == ["role", "text"]
    assert turn["properties"]["role"]["enum"] == ["agent", "customer", "unknown"]
    assert {"call_id", "agent_id", "agent_name", "team", "started_at", "channel", "ended_by"} <= set(
        schema["properties"]
    )


def test_a_failure_can_be_raised_whole(read: Read) -> None:
    (failure,) = read("a.json", dumps({"role": "agent"}))
    assert isinstance(failure, Failure)
    assert failure.error().problems == failure.problems
