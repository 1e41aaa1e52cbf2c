"""Keeps invented words out of the turns: every word that is taken out is counted with its reason. Pure text and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from analyzer.asr.transcriber import Heard
from analyzer.call import Dropped, Word
from analyzer.spans import CharSpan
from analyzer.text.normalize import kept, plain

# What Whisper learned from video subtitles and says over music, noise and silence; compared with `plain` text.
_ARTEFACTS: Final = (
    "(?:谢谢|感谢)(?:大家|你|您|你们)?的?(?:观看|收看|收听|聆听)",
    "请?不吝点赞(?:订阅|转发|打赏|支持|明镜|与|点点|栏目)*",
    "(?:请|欢迎|记得)?(?:点赞|订阅|关注)+(?:我的|我们的|本)?(?:频道|转发|打赏)",
    "明镜(?:需要你的支持|与点点栏目)",
    "(?:中文)?字幕(?:志愿者|由|提供|制作|组|校对|by)[^，。]{0,12}",
    "(?:amara|youtube)(?:org|com)?(?:社群|社区)?(?:提供的)?(?:字幕)?",
    "优优独播剧场(?:yoyotelevisionseriesexclusive)?",
    "本期(?:视频|节目)[^，。]{0,12}",
    "(?:我们)?下(?:期|集|个视频)(?:节目|视频)?(?:再见|见)",
    "(?:作词|作曲|编曲|词曲|演唱)(?:李宗盛|[^，。]{0,4}(?:作词|作曲|编曲|词曲|演唱)[^，。]{0,4})",
    "李宗盛",
    "独播剧场",
)
_ARTEFACT: Final = "|".join(_ARTEFACTS)
_LOOP: Final = r"(?P<one>.)(?P=one){6,}|(?P<unit>.{2,16}?)(?P=unit){3,}|(?P<long>.{8,40}?)(?P=long)+"

_ECHO_RUN: Final = 6


class Reason(StrEnum):
    """Why something heard is not in the turns."""

    ARTEFACT = "artefact"
    LOOP = "loop"
    PROMPT_ECHO = "prompt-echo"
    LOW_CONFIDENCE = "low-confidence"
    TOO_FAST = "too-fast"
    NO_WORDS = "no-words"


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """When words count as invented. Confidences are 0-1; the rate is in characters a second.

    A clear voice may be misheard and stays, with its low confidence on the turn; what hardly sounds like a voice must
    be heard with more confidence to count as words.
    """

    min_confidence: float = 0.08
    min_confidence_if_faint: float = 0.4
    faint_voice: float = 0.55
    max_chars_per_second: float = 14.0


def screen(
    heard: Sequence[Heard], prompt: str, settings: GuardSettings
) -> tuple[tuple[Heard, ...], tuple[Dropped, ...]]:
    """What may become turns, and what was taken out."""
    keep: list[Heard] = []
    dropped: list[Dropped] = []
    for item in heard:
        cleaned, taken = _clean(item)
        dropped += taken
        reason = _whole_reason(cleaned, prompt, settings) if cleaned.text else None
        if reason is not None:
            dropped.append(_dropped(reason, cleaned, cleaned.text))
        elif cleaned.text:
            keep.append(cleaned)
        elif not taken:
            dropped.append(_dropped(Reason.NO_WORDS, item, ""))
    return tuple(keep), tuple(dropped)


def _clean(item: Heard) -> tuple[Heard, list[Dropped]]:
    """Takes artefacts and the repetitions of loops out of one utterance."""
    taken: list[Dropped] = []
    for reason, find in ((Reason.ARTEFACT, _artefact), (Reason.LOOP, _repetitions)):
        while (span := _in_text(item.text, find)) is not None:
            taken.append(_dropped(reason, item, item.text[span.start : span.end]))
            item = without(item, span)
    return item, taken


def _artefact(text: str) -> CharSpan | None:
    found = re.search(_ARTEFACT, text)
    return CharSpan(*found.span()) if found else None


def _repetitions(text: str) -> CharSpan | None:
    """All of a loop but its first round."""
    found = re.search(_LOOP, text)
    if found is None:
        return None
    return CharSpan(found.start() + len(found["one"] or found["unit"] or found["long"]), found.end())


def _in_text(text: str, find: Callable[[str], CharSpan | None]) -> CharSpan | None:
    """What `find` finds in the plain text, as a span of the text itself."""
    span = find(plain(text))
    if span is None:
        return None
    places = kept(text)
    return CharSpan(places[span.start], places[span.end - 1] + 1)


def without(item: Heard, span: CharSpan) -> Heard:
    """The utterance with the characters of `span`, and the words that touch it, taken out."""
    touched = [word.chars for word in item.words if word.chars & span]
    for chars in touched:
        span = span | chars
    text = item.text[: span.start] + item.text[span.end :]
    words = tuple(_shifted(word, span) for word in item.words if not word.chars & span)
    if not plain(text):
        return replace(item, text="", words=(), confidence=None)
    return replace(item, text=text, words=words)


def _shifted(word: Word, span: CharSpan) -> Word:
    """The word at its new place after `span` was taken out."""
    return word if word.chars.end <= span.start else replace(word, chars=word.chars.shift(-len(span)))


def _whole_reason(item: Heard, prompt: str, settings: GuardSettings) -> Reason | None:
    """Why the whole utterance is not to be believed, None when it is."""
    text = plain(item.text)
    if len(text) / (len(item.utterance.time) / 1000) > settings.max_chars_per_second:
        return Reason.TOO_FAST
    if _echoes(text, prompt):
        return Reason.PROMPT_ECHO
    if item.confidence is None:
        return None
    faint = item.utterance.voice < settings.faint_voice
    least = settings.min_confidence_if_faint if faint else settings.min_confidence
    return Reason.LOW_CONFIDENCE if item.confidence < least else None


def _echoes(text: str, prompt: str) -> bool:
    """True when the text holds what nobody would say: a run of the prompt's opening, or one hot word right after another."""
    opening, _, listed = prompt.rpartition("。")
    told = plain(opening)
    runs = [told[first : first + _ECHO_RUN] for first in range(len(told) - _ECHO_RUN + 1)]
    terms = [plain(term) for term in listed.split("、") if plain(term)]
    runs += [first + second for first, second in pairwise(terms)]
    return any(run in text for run in runs)


def _dropped(reason: Reason, item: Heard, text: str) -> Dropped:
    return Dropped(str(reason), text, item.utterance.time.start, item.utterance.time.end)
