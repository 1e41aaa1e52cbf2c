"""Invented words are taken out and counted; words that were said stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.asr.guard import GuardSettings, Reason, screen, without
from analyzer.asr.transcriber import Heard
from analyzer.call import Dropped
from analyzer.spans import CharSpan
from tests.unit.asr.samples import heard

PROMPT = "以下是普通话的电话录音。恒源热力、开栓、锦绣家园"


def screened(item: Heard) -> tuple[tuple[Heard, ...], tuple[Dropped, ...]]:
    return screen([item], PROMPT, GuardSettings())


# heard, text that stays, reason of what goes, text that goes
CUT = [
    ("谢谢观看", "", Reason.ARTEFACT, "谢谢观看"),
    ("謝謝大家的收看!", "", Reason.ARTEFACT, "謝謝大家的收看"),
    (
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        "",
        Reason.ARTEFACT,
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
    ),
    ("字幕由 Amara.org 社群提供", "", Reason.ARTEFACT, "字幕由 Amara.org 社群提供"),
    (
        "优优独播剧场——YoYo Television Series Exclusive",
        "",
        Reason.ARTEFACT,
        "优优独播剧场——YoYo Television Series Exclusive",
    ),
    ("好的，谢谢观看", "好的，", Reason.ARTEFACT, "谢谢观看"),
    ("请问您请问您请问您请问您请问您", "请问您", Reason.LOOP, "请问您请问您请问您请问您"),
    ("再见再见再见再见再见再见", "再见", Reason.LOOP, "再见再见再见再见再见"),
    ("请您说一下车牌号码，请您说一下车牌号码", "请您说一下车牌号码，", Reason.LOOP, "请您说一下车牌号码"),
    ("对对对对对对对对对对", "对", Reason.LOOP, "对对对对对对对对对"),
]


@pytest.mark.parametrize(("said", "stays", "reason", "goes"), CUT)
def test_cut(said: str, stays: str, reason: Reason, goes: str) -> None:
    keep, dropped = screened(heard(said))
    assert "".join(item.text for item in keep) == stays
    assert [(item.reason, item.text) for item in dropped] == [(str(reason), goes)]


KEPT = [
    "谢谢您的来电，再见。",
    "感谢您，请稍等",
    "对对对",
    "好的好的，我知道了",
    "嗯嗯嗯",
    "喂，喂，喂？",
    "不客气",
    "本次电话录音",
    "恒源热力您好",
    "号码是一一一一一零",
]


@pytest.mark.parametrize("said", KEPT)
def test_stays_untouched(said: str) -> None:
    item = heard(said)
    assert screened(item) == ((item,), ())


# heard, confidence, voice, end in ms (None: five characters a second), reason
WHOLE = [
    ("美女何", 0.05, 1.0, None, Reason.LOW_CONFIDENCE),
    ("谢谢", 0.3, 0.4, None, Reason.LOW_CONFIDENCE),
    ("以下是普通话的电话录音", 0.9, 1.0, None, Reason.PROMPT_ECHO),
    ("恒源热力开栓锦绣家园", 0.9, 1.0, None, Reason.PROMPT_ECHO),
    ("您好请问有什么可以帮您很高兴为您服务", 0.9, 1.0, 1_000, Reason.TOO_FAST),
]


@pytest.mark.parametrize(("said", "confidence", "voice", "end", "reason"), WHOLE)
def test_whole_utterance_goes(
    said: str, confidence: float, voice: float, end: int | None, reason: Reason
) -> None:
    keep, dropped = screened(heard(said, end_ms=end, confidence=confidence, voice=voice))
    assert keep == ()
    assert [(item.reason, item.text) for item in dropped] == [(str(reason), said)]


def test_unknown_confidence_is_not_low() -> None:
    item = heard("好的", confidence=None, voice=0.4)
    assert screened(item) == ((item,), ())


# confidence, voice
BELIEVED = [(0.15, 0.9), (0.45, 0.3), (0.08, 0.55)]


@pytest.mark.parametrize(("confidence", "voice"), BELIEVED)
def test_a_misheard_voice_and_a_faint_clear_word_stay(confidence: float, voice: float) -> None:
    item = heard("再见", confidence=confidence, voice=voice)
    assert screened(item) == ((item,), ())


def test_utterance_without_words_is_counted() -> None:
    keep, dropped = screened(heard("", 1_000, 2_000))
    assert keep == ()
    assert dropped == (Dropped(str(Reason.NO_WORDS), "", 1_000, 2_000),)


def test_words_move_with_what_was_cut_before_them() -> None:
    (item,), _ = screened(heard("谢谢观看，请稍等"))
    assert item.text == "，请稍等"
    assert [item.text[word.chars.start : word.chars.end] for word in item.words] == ["请", "稍", "等"]


@given(st.text("您好请问稍等谢，。", min_size=1, max_size=20), st.data())
def test_words_always_index_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    cut = without(heard(text), CharSpan(start, end))
    assert all(cut.text[word.chars.start : word.chars.end] == word.text for word in cut.words)


@given(st.text("您好请问稍等谢观看再见点赞订阅", max_size=40))
def test_screening_ends_and_is_stable(text: str) -> None:
    keep, _ = screened(heard(text))
    again, dropped = screen(keep, PROMPT, GuardSettings())
    assert again == keep
    assert dropped == ()
