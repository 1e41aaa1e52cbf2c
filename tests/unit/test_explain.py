"""Every outcome has its sentence, in both languages, with the words and places that it rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.engine import Engine
from analyzer.evaluate import Applies, Event, Finding, Outcome, Reason, Search
from analyzer.explain import WHY, clock, explain
from analyzer.match import Hit
from analyzer.rules.model import Claim, Kind, Measure, Situation, Who, Why
from analyzer.spans import TimeSpan
from tests.builders import call, match, mini_pack, phrase_set, rule, wording

ASK = Situation("求助", "客户求助", Who.CUSTOMER, None, None, {}, ())
SITUATIONS = "求助: {title: 客户求助, who: customer, any_of: [帮我]}"


def hit(kind: Kind = Kind.EXACT) -> Hit:
    (found,), _ = match(phrase_set(wording("您好", kind)), "您好")
    return found


def finding(reason: Reason, claim: Claim, *, full: bool) -> Finding:
    measure = Measure("rings", 3, 1) if claim is Claim.MEASURED else None
    plain = Finding(rule(claim=claim, measure=measure), Outcome.FAIL, Applies.YES, reason, value=4.0)
    if not full and reason not in _NEED_HITS:
        return plain
    event = Event("求助", 0, hit=hit())
    search = Search(0, 2, Who.AGENT, TimeSpan(0, 5000), event)
    return replace(plain, hits=(hit(), hit()), search=search, nearest=hit(), missing=("原因",))


_NEED_HITS = {Reason.FOUND, Reason.FORBIDDEN_SAID}
_CLAIM = {
    Reason.FORBIDDEN_SAID: Claim.FORBIDDEN,
    Reason.BRUSHED_OFF: Claim.ANSWERED,
    Reason.ASKED_AGAIN: Claim.ANSWERED,
    Reason.TOO_SLOW: Claim.ANSWERED,
    Reason.WITHIN_BOUNDS: Claim.MEASURED,
    Reason.OUT_OF_BOUNDS: Claim.MEASURED,
}


@pytest.mark.parametrize("full", [False, True], ids=["bare", "full"])
@pytest.mark.parametrize("reason", Reason, ids=str)
def test_every_reason_has_a_sentence_in_both_languages(reason: Reason, *, full: bool) -> None:
    told = finding(reason, _CLAIM.get(reason, Claim.REQUIRED), full=full)
    text = explain(told, {"求助": ASK})
    assert any("\u4e00" <= char <= "\u9fff" for char in text.zh)
    assert any(char.isascii() and char.isalpha() for char in text.en)
    assert not {"{", "}", "None"} & {*text.zh, *text.en}


@pytest.mark.parametrize("why", Why, ids=str)
def test_every_kind_of_suppression_has_words_in_both_languages(why: Why) -> None:
    text = WHY[why]
    zh, en = text.zh.format(words="您好"), text.en.format(words="您好")
    assert zh
    assert en
    assert "{" not in zh + en
    assert zh != en


def sentence(rule_text: str, call_text: str) -> tuple[str, str]:
    engine = Engine(mini_pack([rule_text], SITUATIONS))
    text = explain(engine.findings(call(call_text))[0], dict(engine.pack.situations))
    return text.zh, text.en


OPENING = "when: {scope: opening}\nany_of: [您好]"
AFTER = "when: {scope: after, trigger: [求助], within: {turns: 1}}\nany_of: [好的]"
BAN = "claim: forbidden\nsay_instead: 我帮您问一下\nany_of: [不知道]"


@pytest.mark.parametrize(
    ("rule_text", "call_text", "zh", "en"),
    [
        pytest.param(
            OPENING, "A@00:05-00:09: 您好", "第 1 轮 00:05说了“您好”", 'turn 1 00:05 says "您好"', id="found"
        ),
        pytest.param(
            OPENING, "A: 你好", "第 1 轮说了“你好”（等同说法）",
            'turn 1 says "你好" (a wording that counts the same)', id="variant",
        ),
        pytest.param(
            OPENING, "A: 喂\nA: 讲\nA: 您好", "在坐席第 1–2 轮中没有说；最接近的是第 3 轮“您好”，太晚",
            'not said in turns 1–2 (agent); nearest is turn 3 "您好", too late', id="late",
        ),
        pytest.param(
            OPENING, "A: 喂\nC: 您好", "在坐席第 1 轮中没有说；最接近的是第 2 轮“您好”，但是客户说的",
            'not said in turn 1 (agent); nearest is turn 2 "您好", but said by the customer', id="the customer",
        ),
        pytest.param(
            AFTER, "C: 快帮我\nA: 嗯", "第 1 轮 客户求助“帮我”；在坐席第 2 轮中没有说",
            'turn 1: 客户求助 "帮我"; not said in turn 2 (agent)', id="absent after an event",
        ),
        pytest.param(
            AFTER, "A: 好的", "没有出现相应的情形，不计分（说过“好的”，第 1 轮）",
            'the situation never arose, so it does not count ("好的" was said, turn 1)', id="said, not owed",
        ),
        pytest.param(
            BAN, "A: 不知道\nA: 不知道", "第 1 轮说了“不知道”，另有 1 处；应说：我帮您问一下",
            'turn 1 says "不知道", and 1 more; say instead: 我帮您问一下', id="banned",
        ),
        pytest.param(
            BAN, "U: 不知道", "第 1 轮有“不知道”，但说话人是坐席还是客户无法确定，不作判断",
            'turn 1 has "不知道", but whether agent or customer said it is not known', id="role unknown",
        ),
        pytest.param(BAN, "A: 好", "全程没有说", "not said in the whole call", id="not said"),
    ],
)  # fmt: skip
def test_sentences(rule_text: str, call_text: str, zh: str, en: str) -> None:
    assert sentence(rule_text, call_text) == (zh, en)


@pytest.mark.parametrize(
    ("bounds", "zh"),
    [
        ((1, 3), "测得 4，应为 1–3"),
        ((None, 3), "测得 4，应不超过 3"),
        ((5, None), "测得 4，应不少于 5"),
        ((0, 3), "测得 4，应为 0–3"),
    ],
)
def test_measurements_name_their_bounds(bounds: tuple[float | None, float | None], zh: str) -> None:
    least, most = bounds
    measured = rule(claim=Claim.MEASURED, measure=Measure("rings", most, least))
    told = Finding(measured, Outcome.FAIL, Applies.YES, Reason.OUT_OF_BOUNDS, value=4.0)
    assert explain(told, {}).zh == zh


@pytest.mark.parametrize(
    ("time", "shown"),
    [(None, ""), (TimeSpan(65_999, 70_000), "01:05"), (TimeSpan(3_600_000, 3_600_000), "60:00")],
)
def test_clock(time: TimeSpan | None, shown: str) -> None:
    assert clock(time) == shown
