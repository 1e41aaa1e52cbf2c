"""What everyone has: keyword spotting, by substring or by word. It knows no situation, no context, no speaker's sense.

A family is said where a keyword of it is; every family and voice is owed in every call; a voice passes where its
keyword was said by the agent; a banned phrase hits wherever the words stand that its rule's title or clause names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from analyzer.result import POLITE, VOICES
from analyzer.rules.model import Claim, Pack, Rule
from analyzer.text import plain
from analyzer.text.segment import words

Json = dict[str, Any]
Finder = Callable[[str, str], bool]

FAMILIES = {
    "您好": ("您好", "你好", "早上好", "上午好", "下午好", "晚上好"),
    "请": ("请", "麻烦您", "劳驾"),
    "谢谢": ("谢谢", "感谢", "多谢"),
    "对不起": ("对不起", "抱歉", "不好意思", "原谅", "谅解", "打扰", "久等"),
    "再见": ("再见", "拜拜"),
}
VOICE_WORDS = {
    "问候声": FAMILIES["您好"],
    "回应声": ("",),
    "道歉声": FAMILIES["对不起"],
    "致谢声": FAMILIES["谢谢"],
    "提醒声": ("提醒", "注意", "务必", "记得", "带好"),
    "告知声": ("稍等", "稍候", "请等", "转接"),
    "道别声": ("再见", "慢走", "祝您"),
}


def by_substring(text: str, keyword: str) -> bool:
    """The keyword stands anywhere in the text."""
    return keyword in text


def by_word(text: str, keyword: str) -> bool:
    """The keyword stands in the text and begins and ends where words do."""
    starts = {start for _, start, _ in words(text)} | {len(text)}
    at = text.find(keyword)
    while at >= 0:
        if at in starts and at + len(keyword) in starts:
            return True
        at = text.find(keyword, at + 1)
    return False


def report(item: Json, pack: Pack, found: Finder) -> Json:
    """The baseline's answer for a labelled call, as much of a report line as is counted."""
    agent = [(i, plain(t["text"])) for i, t in enumerate(item["turns"]) if t["role"].startswith("agent")]

    def said(keywords: tuple[str, ...]) -> bool:
        return any(found(text, keyword) for _, text in agent for keyword in keywords)

    return {
        "status": "scored",
        "turns": item["turns"],
        "findings": [],
        "polite": {family: {"said": said(FAMILIES[family]), "applies": "yes"} for family in POLITE},
        "voices": {voice: {"outcome": "pass" if said(VOICE_WORDS[voice]) else "fail"} for voice in VOICES},
        "banned": list(_banned(agent, pack, found)),
    }


def _banned(agent: list[tuple[int, str]], pack: Pack, found: Finder) -> Iterator[Json]:
    rules = [rule for rule in pack.rules if rule.claim is Claim.FORBIDDEN]
    for turn, text in agent:
        for rule in rules:
            said = next((keyword for keyword in _keywords(rule) if found(text, keyword)), None)
            if said is not None:
                yield {"turn": turn, "said": said, "rule": rule.id, "status": "hit"}


def _keywords(rule: Rule) -> tuple[str, ...]:
    """The phrases that the rule's title lists, and the one that its clause bans."""
    listed = [*rule.title.split("、"), *([rule.clause.text] if rule.clause else [])]
    return tuple(plain(phrase) for phrase in listed if plain(phrase))
