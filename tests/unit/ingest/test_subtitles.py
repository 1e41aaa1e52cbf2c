from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import pytest

from analyzer.call import Call
from analyzer.errors import Code, Problem

ReadOne = Callable[[str, str | bytes], Call]
Problems = Callable[[str, str | bytes], list[Problem]]

SRT = """1
00:00:01,000 --> 00:00:03,500
坐席：您好，
请问有什么可以帮您？

2
00:00:04,000 --> 00:00:05,000
客户: 喂
"""

VTT = """WEBVTT

NOTE 导出于测试

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.500 align:start position:0%
<v.loud 坐席>您好&amp;请问<b>有什么</b>可以帮您？</v>

00:00:04.000 --> 00:00:05.000
<v 客户>喂</v>
"""


def test_srt(read_one: ReadOne) -> None:
    call = read_one("a.srt", SRT)
    assert [(turn.role.value, turn.text, turn.start_ms, turn.end_ms) for turn in call.turns] == [
        ("agent", "您好，请问有什么可以帮您？", 1_000, 3_500),
        ("customer", "喂", 4_000, 5_000),
    ]
    assert call.origin is not None
    assert call.origin.recognizer == "srt"


def test_vtt(read_one: ReadOne) -> None:
    call = read_one("a.vtt", VTT)
    assert [(turn.role.value, turn.speaker, turn.text, turn.start_ms) for turn in call.turns] == [
        ("agent", "坐席", "您好&请问有什么可以帮您？", 1_000),
        ("customer", "客户", "喂", 4_000),
    ]
    assert call.origin is not None
    assert call.origin.recognizer == "webvtt"


def test_two_speakers_in_one_cue_share_its_times(read_one: ReadOne) -> None:
    call = read_one("a.srt", "1\n00:00:01,000 --> 00:00:03,000\n- 客服：在吗\n- 客户：在\n的\n")
    assert [(turn.role.value, turn.text, turn.start_ms, turn.end_ms) for turn in call.turns] == [
        ("agent", "在吗", 1_000, 3_000),
        ("customer", "在的", 1_000, 3_000),
    ]


def test_cues_without_labels_have_unknown_roles(read_one: ReadOne) -> None:
    call = read_one(
        "a.srt", "1\n00:00:01,000 --> 00:00:03,000\n您好\n\n2\n00:00:04,000 --> 00:00:05,000\n喂\n"
    )
    assert [(turn.role.value, turn.speaker) for turn in call.turns] == [("unknown", None)] * 2


def test_a_text_file_may_hold_subtitles(read_one: ReadOne) -> None:
    assert [turn.start_ms for turn in read_one("a.txt", SRT).turns] == [1_000, 4_000]
    assert [turn.start_ms for turn in read_one("a.txt", VTT).turns] == [1_000, 4_000]


@pytest.mark.parametrize(
    ("text", "line", "shown"),
    [
        ("1\n00:00:01,000 -> 00:00:03,000\n您好\n", 1, "1"),
        ("1\n00:00:01,000 --> soon\n您好\n", 2, "00:00:01,000 --> soon"),
        ("1\n00:00:01,000 --> 00:00:02,000\n您好\n\n散落的一行\n", 5, "散落的一行"),
        ("1\n00:61:00,000 --> 00:62:00,000\n您好\n", 2, "00:61:00,000 --> 00:62:00,000"),
    ],
)
def test_bad_cues(text: str, line: int, shown: str, problems: Problems) -> None:
    (problem,) = problems("a.srt", text)
    assert (problem.code, problem.line) == (Code.BAD_TURN, line)
    assert problem.message.zh == f"字幕的时间读不懂：{shown}"


def test_every_bad_cue_is_named(problems: Problems) -> None:
    found = problems("a.srt", "1\nx --> y\n您好\n\n2\nz --> y\n喂\n")
    assert [problem.line for problem in found] == [2, 6]


def test_cue_that_ends_before_it_starts(problems: Problems) -> None:
    (problem,) = problems("a.srt", "1\n00:00:05,000 --> 00:00:03,000\n客服：您好\n")
    assert (problem.code, problem.line) == (Code.BAD_TURN, 2)
    assert problem.message.zh == "第 1 轮（turns[0]）：结束时间 3000 毫秒早于开始时间 5000 毫秒"


@pytest.mark.parametrize("text", ["<v " * 6_000, "<v" + " " * 20_000, "<v" + ".a" * 9_000, "{\\" * 9_000])
def test_malicious_tags_cost_no_more_than_their_length(text: str, read_one: ReadOne) -> None:
    started = perf_counter()
    read_one("a.srt", f"1\n00:00:01,000 --> 00:00:02,000\n客服：您好{text}\n")
    assert perf_counter() - started < 2
