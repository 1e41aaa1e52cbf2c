from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from analyzer.call import Call, Word
from analyzer.errors import Code, Problem
from analyzer.ingest import Item
from analyzer.spans import CharSpan, TimeSpan

Read = Callable[[str, str | bytes], tuple[Item, ...]]
ReadOne = Callable[[str, str | bytes], Call]
Problems = Callable[[str, str | bytes], list[Problem]]


def dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_whisper(read_one: ReadOne) -> None:
    segment = {
        "id": 0, "seek": 0, "start": 0.5, "end": 2.25, "text": " 您好 请问", "tokens": [1],
        "temperature": 0.0, "avg_logprob": -0.2231, "compression_ratio": 1.0, "no_speech_prob": 0.1,
        "words": [
            {"word": " 您好", "start": 0.5, "end": 1.0, "probability": 0.9},
            {"word": " 请问", "start": 1.2, "end": 2.25, "probability": 0.8},
        ],
    }  # fmt: skip
    call = read_one("a.json", dumps({"text": "您好 请问", "segments": [segment], "language": "zh"}))
    (turn,) = call.turns
    assert (turn.role.value, turn.text, turn.start_ms, turn.end_ms) == ("unknown", "您好 请问", 500, 2250)
    assert turn.confidence == pytest.approx(0.8, abs=1e-4)
    assert turn.words == (
        Word("您好", CharSpan(0, 2), TimeSpan(500, 1000), 0.9),
        Word("请问", CharSpan(3, 5), TimeSpan(1200, 2250), 0.8),
    )
    assert call.origin is not None
    assert (call.origin.recognizer, call.notes) == ("openai-whisper", ())


def test_whisper_segments_of_silence_are_noted(read_one: ReadOne) -> None:
    segments = [
        {"start": 0, "end": 1, "text": "您好", "no_speech_prob": 0.01},
        {"start": 9, "end": 10, "text": "谢谢观看", "no_speech_prob": 0.93},
    ]
    call = read_one("a.json", dumps({"segments": segments}))
    assert call.notes == ("识别程序认为其中 1 段可能没有人说话：谢谢观看",)
    assert len(call.turns) == 2


def test_numbers_that_are_no_numbers_are_unknown(read_one: ReadOne) -> None:
    (turn,) = read_one(
        "a.json", '{"segments": [{"start": 0, "end": NaN, "text": "您好", "avg_logprob": NaN}]}'
    ).turns
    assert (turn.start_ms, turn.end_ms, turn.confidence) == (0, None, None)


def test_whisperx(read_one: ReadOne) -> None:
    words = [
        {"word": "工", "start": 0.1, "end": 0.2, "score": 0.7, "speaker": "SPEAKER_00"},
        {"word": "10"},
        {"word": "号", "start": 0.4, "end": 0.5, "score": 0.6},
    ]
    segments = [
        {"start": 0.1, "end": 0.5, "text": "工10号", "words": words, "speaker": "SPEAKER_00"},
        {"start": 0.6, "end": 0.9, "text": "喂", "words": [], "speaker": "SPEAKER_01"},
        {"start": 1.0, "end": 1.2, "text": "嗯", "words": []},
    ]
    call = read_one("a.json", dumps({"segments": segments, "word_segments": [], "language": "zh"}))
    assert [(turn.role.value, turn.speaker) for turn in call.turns] == [
        ("unknown", "SPEAKER_00"),
        ("unknown", "SPEAKER_01"),
        ("unknown", None),
    ]
    assert [(word.text, word.chars, word.confidence) for word in call.turns[0].words] == [
        ("工", CharSpan(0, 1), 0.7),
        ("号", CharSpan(3, 4), 0.6),
    ]
    assert call.origin is not None
    assert call.origin.recognizer == "whisperx"


def test_a_speaker_renamed_by_hand_has_a_role(read_one: ReadOne) -> None:
    (turn,) = read_one(
        "a.json", dumps({"segments": [{"start": 0, "end": 1, "text": "您好", "speaker": "客服"}]})
    ).turns
    assert (turn.role.value, turn.role_basis) == ("agent", "label")


FUNASR = {
    "key": "rec-7",
    "text": "您好，喂。",
    "timestamp": [[100, 300], [300, 500], [900, 1100]],
    "sentence_info": [
        {"text": "您好，", "start": 100, "end": 500, "timestamp": [[100, 300], [300, 500]], "spk": 0},
        {"text": "喂。", "start": 900, "end": 1100, "spk": 1},
    ],
}


def test_funasr(read_one: ReadOne) -> None:
    call = read_one("a.json", dumps(FUNASR))
    assert [(turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in call.turns] == [
        ("spk0", "您好，", 100, 500),
        ("spk1", "喂。", 900, 1100),
    ]
    assert (call.call_id, call.notes) == ("rec-7", ())


def test_funasr_list_holds_a_call_an_item(read: Read) -> None:
    items = read("out.json", dumps([FUNASR, {**FUNASR, "key": "rec-8"}]))
    assert [item.call_id for item in items] == ["rec-7", "rec-8"]


def test_funasr_sentence_times_of_the_last_character_only(read_one: ReadOne) -> None:
    sentence = {
        "sentence": "非常高兴",
        "start": 570,
        "end": 810,
        "timestamp": [[50, 130], [130, 570], [570, 810]],
        "spk": 0,
    }
    (turn,) = read_one("a.json", dumps({"text": "非常高兴", "sentence_info": [sentence]})).turns
    assert (turn.start_ms, turn.end_ms) == (50, 810)


def test_funasr_without_sentences_is_one_turn(read_one: ReadOne) -> None:
    call = read_one("a.json", dumps([{"key": "r", "text": "<|zh|><|NEUTRAL|><|Speech|><|woitn|>您好喂"}]))
    assert [(turn.role.value, turn.text) for turn in call.turns] == [("unknown", "您好喂")]
    assert call.notes == ("识别结果没有分句和说话人，整段算作一轮，角色未知",)


@pytest.mark.parametrize(
    ("value", "code", "message"),
    [
        ({"segments": 3}, Code.BAD_JSON, "segments：应为列表"),
        ({"segments": [{"start": "0", "text": "a"}]}, Code.BAD_JSON, "segments[0].start：应为数字"),
        ({"segments": [{"start": 0, "end": 1}]}, Code.BAD_JSON, "segments[0].text：缺少这一项"),
        ({"segments": []}, Code.NO_TURNS, "里面一句话也没有"),
        ({"text": "", "timestamp": []}, Code.NO_TURNS, "里面一句话也没有"),
        (
            {"segments": [{"start": 5, "end": 1, "text": "您好"}]},
            Code.BAD_TURN,
            "第 1 轮（turns[0]）：结束时间 1000 毫秒早于开始时间 5000 毫秒",
        ),
        (
            {"text": "a", "sentence_info": [{"text": "a", "start": 1.5}]},
            Code.BAD_JSON,
            "sentence_info[0].start：应为整数",
        ),
    ],
)
def test_bad_results(value: object, code: Code, message: str, problems: Problems) -> None:
    (problem,) = problems("a.json", dumps(value))
    assert (problem.code, problem.message.zh) == (code, message)
