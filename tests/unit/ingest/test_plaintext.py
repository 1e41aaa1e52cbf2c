from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.call import Call, Dropped
from analyzer.errors import Code, Problem
from analyzer.ingest.plaintext import join

ReadOne = Callable[[str, str | bytes], Call]
Problems = Callable[[str, str | bytes], list[Problem]]


def turns(call: Call) -> list[tuple[str, str, int | None, int | None]]:
    return [(turn.role.value, turn.text, turn.start_ms, turn.end_ms) for turn in call.turns]


LABELS = {
    "plain": "坐席：您好\n客户：喂",
    "half width colon": "客服: 您好\n用户: 喂",
    "letters": "A：您好\nB：喂",
    "A and C": "A: 您好\nC: 喂",
    "English": "Agent: 您好\nCustomer: 喂",
    "number": "工号1023：您好\n市民：喂",
    "brackets": "【客服】您好\n【客户】喂",
    "brackets with colon": "[客服]：您好\n[客户]：喂",
    "bullets": "- 话务员：您好\n- 顾客：喂",
    "numbered": "1. 工作人员：您好\n2. 来电人：喂",
    "bold": "**座席**：您好\n**客户**：喂",
    "label line": "坐席：\n您好\n客户：\n喂",
    "space before colon": "坐席 ：您好\n客户\t：喂",
    "indented, blank lines, CRLF": "  坐席：您好\r\n\r\n　客户：喂\r\n",
}


@pytest.mark.parametrize("text", LABELS.values(), ids=LABELS.keys())
def test_labels(text: str, read_one: ReadOne) -> None:
    assert turns(read_one("a.txt", text)) == [("agent", "您好", None, None), ("customer", "喂", None, None)]


TIMED = {
    "brackets before": "[00:12] 坐席：您好\n[00:15] 客户：喂",
    "hours": "00:00:12 坐席：您好\n00:00:15 客户：喂",
    "full width": "（00：12）坐席：您好\n（00：15）客户：喂",
    "after the label": "坐席[00:12]：您好\n客户[00:15]：喂",
    "after label and colon": "坐席：[00:12] 您好\n客户：[00:15] 喂",
    "heading": "坐席 00:12\n您好\n\n客户 00:15\n喂",
    "heading, time first": "00:12 坐席\n您好\n00:15 客户\n喂",
    "bracketed both": "【坐席】[00:12] 您好\n【客户】[00:15] 喂",
}


@pytest.mark.parametrize("text", TIMED.values(), ids=TIMED.keys())
def test_times(text: str, read_one: ReadOne) -> None:
    assert turns(read_one("a.txt", text)) == [
        ("agent", "您好", 12_000, None),
        ("customer", "喂", 15_000, None),
    ]


@pytest.mark.parametrize(
    "span", ["(00:12-00:15)", "[00:00:12.000 --> 00:00:15.000]", "00:12~00:15", "【00:12至00:15】"]
)
def test_ranges(span: str, read_one: ReadOne) -> None:
    assert turns(read_one("a.txt", f"{span} 坐席：您好")) == [("agent", "您好", 12_000, 15_000)]


def test_dates_become_times_since_the_first(read_one: ReadOne) -> None:
    call = read_one("a.txt", "2026-11-03 23:59:58 客服小王：您好\n2026/11/4 00:00:03 客户：喂")
    assert turns(call) == [("agent", "您好", 0, None), ("customer", "喂", 5_000, None)]
    assert call.started_at == "2026-11-03T23:59:58"


def test_dates_on_some_lines_only_give_no_times(read_one: ReadOne) -> None:
    call = read_one("a.txt", "2026-11-03 09:00:00 客服：您好\n00:05 客户：喂")
    assert [turn.start_ms for turn in call.turns] == [None, None]
    assert call.started_at is None
    assert call.notes == ("有的时间带日期，有的不带，时间没有采用",)


def test_continuation_lines_join_the_turn_above(read_one: ReadOne) -> None:
    call = read_one("a.txt", "坐席：请您\n稍等。我们9:00上班，地址：\nhttp://a.cn 二楼\n客户：好")
    assert [turn.text for turn in call.turns] == ["请您稍等。我们9:00上班，地址：http://a.cn 二楼", "好"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("请您", "稍等", "请您稍等"), ("hello", "there", "hello there"), ("第", "3", "第3"), ("", "好", "好")],
)
def test_join(first: str, second: str, expected: str) -> None:
    assert join(first, second) == expected


def test_a_word_before_a_colon_is_a_speaker_only_when_it_comes_back(read_one: ReadOne) -> None:
    call = read_one("a.txt", "坐席：请记一下\n地址：人民路\n王芳：喂\n坐席：好\n王芳：谢谢")
    assert turns(call) == [
        ("agent", "请记一下地址：人民路", None, None),
        ("unknown", "喂", None, None),
        ("agent", "好", None, None),
        ("unknown", "谢谢", None, None),
    ]
    assert call.notes == ("这些称呼看不出是坐席还是客户，角色按未知处理：王芳",)


def test_diarized_labels_are_speakers_without_a_role(read_one: ReadOne) -> None:
    call = read_one("a.txt", "SPEAKER_00: 您好\nSPEAKER_01: 喂")
    assert [(turn.role.value, turn.speaker, turn.role_basis) for turn in call.turns] == [
        ("unknown", "SPEAKER_00", None),
        ("unknown", "SPEAKER_01", None),
    ]
    assert call.notes == ()


def test_role_carries_its_basis_and_label(read_one: ReadOne) -> None:
    call = read_one("a.txt", "工号1023：您好")
    (turn,) = call.turns
    assert (turn.speaker, turn.role_basis, turn.agent_id, call.agent_id) == (
        "工号1023",
        "label",
        "1023",
        "1023",
    )


def test_two_agents_keep_their_numbers_on_their_turns(read_one: ReadOne) -> None:
    call = read_one("a.txt", "工号1023：您好\n客户：喂\n工号2045：您请讲")
    assert [turn.agent_id for turn in call.turns] == ["1023", None, "2045"]
    assert call.agent_id is None


def test_what_nobody_says_is_kept_aside(read_one: ReadOne) -> None:
    call = read_one("a.txt", "通话记录\n坐席：请稍等\n（等候音乐）\n坐席：让您久等了")
    assert [turn.text for turn in call.turns] == ["请稍等", "让您久等了"]
    assert call.dropped == (Dropped("no_speaker", "通话记录"), Dropped("stage_direction", "（等候音乐）"))


def test_a_timed_line_without_a_label_is_nobody_known(read_one: ReadOne) -> None:
    call = read_one("a.txt", "[00:01] 坐席：您好\n[00:03] 喂")
    assert turns(call) == [("agent", "您好", 1_000, None), ("unknown", "喂", 3_000, None)]


def test_turns_out_of_order_are_sorted_with_a_note(read_one: ReadOne) -> None:
    call = read_one("a.txt", "[00:15] 客户：喂\n客户：在吗\n[00:12] 坐席：您好")
    assert [(turn.index, turn.text) for turn in call.turns] == [(0, "您好"), (1, "喂"), (2, "在吗")]
    assert call.notes == ("话轮不按时间先后，已重新排序",)


def test_empty_turns_are_counted(read_one: ReadOne) -> None:
    call = read_one("a.txt", "[00:01] 坐席：\n[00:02] 客户：喂")
    assert turns(call) == [("customer", "喂", 2_000, None)]
    assert call.dropped == (Dropped("empty", "", 1_000),)


def test_origin_names_reader_and_encoding(read_one: ReadOne) -> None:
    call = read_one("a.txt", "坐席：您好".encode("gb18030"))
    assert call.origin is not None
    assert (call.origin.recognizer, call.origin.options) == ("plain-text", (("encoding", "gb18030"),))


@pytest.mark.parametrize("text", ["您好\n喂", "地址：人民路\n电话：123", "（音乐）"])
def test_no_labels(text: str, problems: Problems) -> None:
    (problem,) = problems("a.txt", text)
    assert problem.code is Code.NO_LABELS
    assert problem.message.zh == "看不出哪句话是谁说的：没有说话人标签"
    assert problem.hint is not None
    assert "坐席：您好" in problem.hint.zh


def test_labels_without_words(problems: Problems) -> None:
    (problem,) = problems("a.txt", "坐席：\n客户：\n")
    assert (problem.code, problem.call) == (Code.NO_TURNS, "a")


def test_time_range_backwards_names_turn_and_line(problems: Problems) -> None:
    (problem,) = problems("a.txt", "[00:01-00:02] 坐席：您好\n\n[00:09-00:03] 客户：喂")
    assert (problem.code, problem.line, problem.call) == (Code.BAD_TURN, 3, "a")
    assert problem.message.zh == "第 2 轮（turns[1]）：结束时间 3000 毫秒早于开始时间 9000 毫秒"


def test_a_turn_as_long_as_a_whole_call_is_refused(problems: Problems, read_one: ReadOne) -> None:
    (problem,) = problems("a.txt", "坐席：您好\n客户：" + "喂" * 20_001)
    assert (problem.code, "20001 个字" in problem.message.zh) == (Code.BAD_TURN, True)
    assert len(read_one("a.txt", "坐席：您好\n客户：" + "喂" * 20_000).turns) == 2
