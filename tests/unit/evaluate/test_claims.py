"""Outcomes of each claim, with reason and evidence; what is not known makes an answer undecided, never a guess."""

from __future__ import annotations

import pytest

from analyzer.engine import Engine
from analyzer.evaluate import Applies, Outcome, Reason
from tests.builders import call, judged, mini_pack

SITUATIONS = """
求助: {title: 求助, who: customer, any_of: [帮我]}
查询: {title: 查询, who: agent, any_of: [我查]}
录音中断: {title: 录音中断, who: anyone, any_of: [信号断]}
客户先挂: {title: 客户先挂, who: customer, any_of: [我挂了]}
"""

ANYWHERE = "any_of: [谢谢]"
OPENING = "when: {scope: opening}\nany_of: [您好]"
CLOSING = "when: {scope: closing}\nany_of: [再见]\nundecided_if: [录音中断, 客户先挂]"
AFTER = "when: {scope: after, trigger: [求助], within: {turns: 1}}\nany_of: [好的]"
ONCE = "when: {scope: after, trigger: [求助], every: false}\nany_of: [好的]"
APPLIES = "applies: {situation: [求助]}\nany_of: [好的]"
TWICE = "any_of: [请]\nat_least: 2"


@pytest.mark.parametrize(
    ("rule", "text", "outcome", "reason"),
    [
        pytest.param(ANYWHERE, "A: 谢谢", "pass", "found", id="said"),
        pytest.param(ANYWHERE, "A: 好\nC: 谢谢", "fail", "absent", id="said by the customer"),
        pytest.param(ANYWHERE, "U: 谢谢", "undecided", "role_unknown", id="said by nobody knows whom"),
        pytest.param(ANYWHERE, "U: 好", "fail", "absent", id="said by nobody at all"),
        pytest.param(ANYWHERE, "U: 谢谢\nA: 谢谢", "pass", "found", id="said by the agent too"),
        pytest.param(ANYWHERE, "", "undecided", "no_chance", id="an empty call"),
        pytest.param(TWICE, "A: 请讲，请问", "pass", "found", id="twice in a turn"),
        pytest.param(TWICE, "A: 请讲\nA: 请问", "pass", "found", id="twice in two turns"),
        pytest.param(TWICE, "A: 请讲", "fail", "absent", id="once where twice is asked for"),
        pytest.param(TWICE, "A: 请讲\nU: 请问", "undecided", "role_unknown", id="once for sure, once maybe"),
        pytest.param(OPENING, "A: 您好\nA: 一\nA: 二", "pass", "found", id="in the opening"),
        pytest.param(OPENING, "A: 一\nA: 二\nA: 您好", "fail", "late", id="after the opening"),
        pytest.param(OPENING, "A: 一\nC: 您好", "fail", "absent", id="only the customer in the opening"),
        pytest.param(OPENING, "U: 您好\nA: 一", "undecided", "role_unknown", id="somebody in the opening"),
        pytest.param(CLOSING, "A: 一\nA: 再见", "pass", "found", id="in the closing"),
        pytest.param(CLOSING, "A: 再见\nA: 一\nA: 二", "fail", "early", id="before the closing"),
        pytest.param(CLOSING, "A: 一\nC: 信号断", "undecided", "cut_off", id="cut off before it was said"),
        pytest.param(CLOSING, "A: 一\nC: 我挂了", "undecided", "customer_left", id="left before it was said"),
        pytest.param(CLOSING, "A: 再见\nC: 我挂了", "pass", "found", id="said before they left"),
        pytest.param(AFTER, "C: 帮我\nA: 好的", "pass", "found", id="after the trigger"),
        pytest.param(AFTER, "A: 好的\nC: 帮我\nA: 嗯", "fail", "early", id="before the trigger"),
        pytest.param(AFTER, "C: 帮我\nA: 嗯\nA: 好的", "fail", "late", id="too long after the trigger"),
        pytest.param(AFTER, "C: 一\nA: 好的", "not_applicable", "no_trigger", id="no trigger"),
        pytest.param(
            AFTER, "A: 帮我\nA: 嗯", "not_applicable", "no_trigger", id="the trigger is the customer's"
        ),
        pytest.param(
            AFTER, "U: 帮我\nA: 嗯", "undecided", "trigger_uncertain", id="whose trigger it is is unknown"
        ),
        pytest.param(
            AFTER, "C: 帮我\nA: 好的\nC: 帮我\nA: 嗯", "fail", "early", id="the worst of two decides"
        ),
        pytest.param(ONCE, "C: 帮我\nA: 好的\nC: 帮我\nA: 嗯", "pass", "found", id="once will do"),
        pytest.param(ONCE, "A: 好的\nC: 帮我\nA: 嗯", "fail", "early", id="once, but after the trigger"),
        pytest.param(APPLIES, "A: 好的\nC: 帮我", "pass", "found", id="anywhere, if it applies"),
        pytest.param(APPLIES, "A: 好的", "not_applicable", "no_trigger", id="said, but not owed"),
        pytest.param(APPLIES, "C: 帮我\nA: 嗯", "fail", "absent", id="owed, not said"),
        pytest.param(
            APPLIES, "U: 帮我\nA: 嗯", "undecided", "trigger_uncertain", id="perhaps owed, not said"
        ),
    ],
)
def test_required(rule: str, text: str, outcome: str, reason: str) -> None:
    finding = judged(rule, text, SITUATIONS)
    assert (str(finding.outcome), str(finding.reason)) == (outcome, reason)


FORBIDDEN = "claim: forbidden\nany_of: [不知道]"
FORBIDDEN_AFTER = f"{FORBIDDEN}\nwhen: {{scope: after, trigger: [求助], within: {{turns: 1}}}}"


@pytest.mark.parametrize(
    ("rule", "text", "outcome", "reason"),
    [
        pytest.param(FORBIDDEN, "A: 不知道", "fail", "forbidden_said", id="said"),
        pytest.param(FORBIDDEN, "C: 不知道", "pass", "not_said", id="said by the customer"),
        pytest.param(FORBIDDEN, "U: 不知道", "undecided", "role_unknown", id="said by nobody knows whom"),
        pytest.param(FORBIDDEN, "U: 不知道\nA: 不知道", "fail", "forbidden_said", id="the agent for sure"),
        pytest.param(FORBIDDEN, "A: 客户说不知道", "pass", "not_said", id="mentioned"),
        pytest.param(FORBIDDEN_AFTER, "C: 帮我\nA: 不知道", "fail", "forbidden_said", id="in the window"),
        pytest.param(
            FORBIDDEN_AFTER, "C: 帮我\nA: 一\nA: 不知道", "pass", "not_said", id="out of the window"
        ),
        pytest.param(FORBIDDEN_AFTER, "A: 不知道", "not_applicable", "no_trigger", id="no window"),
    ],
)
def test_forbidden(rule: str, text: str, outcome: str, reason: str) -> None:
    finding = judged(rule, text, SITUATIONS)
    assert (str(finding.outcome), str(finding.reason)) == (outcome, reason)


def test_a_banned_phrase_counts_once_a_turn() -> None:
    finding = judged(FORBIDDEN, "A: 不知道，不知道\nA: 不知道")
    assert [hit.turn for hit in finding.hits] == [0, 1]


def test_unknown_speakers_outside_the_window_put_nothing_in_doubt() -> None:
    finding = judged(FORBIDDEN_AFTER, "U: 不知道\nC: 帮我\nA: 好的", SITUATIONS)
    assert (finding.outcome, finding.reason) == (Outcome.PASS, Reason.NOT_SAID)


ELEMENTS = """
all_of:
  - {name: 道歉, any_of: [抱歉]}
  - {name: 原因, any_of: [因为]}
  - {name: 办法, any_of: [我帮您]}
"""


@pytest.mark.parametrize(
    ("more", "text", "outcome", "missing"),
    [
        ("", "A: 抱歉，因为停水\nA: 我帮您登记", "pass", ()),
        ("", "A: 抱歉，因为停水", "fail", ("办法",)),
        ("", "A: 嗯", "fail", ("道歉", "原因", "办法")),
        ("", "A: 抱歉，因为停水\nU: 我帮您登记", "undecided", ()),
        ("at_least: 2", "A: 抱歉，因为停水", "pass", ()),
        ("at_least: 2", "A: 抱歉，抱歉", "fail", ("原因", "办法")),
    ],
)
def test_elements(more: str, text: str, outcome: str, missing: tuple[str, ...]) -> None:
    finding = judged(ELEMENTS + more, text)
    assert (str(finding.outcome), finding.missing) == (outcome, missing)


MEASURED = "claim: measured\nmeasure: {name: rings, at_least: 1, at_most: 3}"


@pytest.mark.parametrize(
    ("value", "outcome", "reason"),
    [
        (3, "pass", "within_bounds"),
        (1, "pass", "within_bounds"),
        (4, "fail", "out_of_bounds"),
        (0, "fail", "out_of_bounds"),
        (None, "undecided", "no_measure"),
    ],
)
def test_measured(value: float | None, outcome: str, reason: str) -> None:
    engine = Engine(mini_pack([MEASURED]))
    (finding,) = engine.findings(call("A: 您好"), {} if value is None else {"rings": value})
    assert (str(finding.outcome), str(finding.reason), finding.value) == (outcome, reason, value)


@pytest.mark.parametrize(
    ("rule", "known", "outcome", "reason"),
    [
        ("applies: {channel: [phone]}", {"channel": "phone"}, "pass", "found"),
        ("applies: {channel: [phone]}", {"channel": "window"}, "not_applicable", "other_channel"),
        ("applies: {channel: [phone]}", {}, "pass", "found"),
        ("applies: {metadata: {direction: [out]}}", {"direction": "out"}, "pass", "found"),
        ("applies: {metadata: {direction: [out]}}", {"direction": "in"}, "not_applicable", "other_channel"),
        ("applies: {metadata: {direction: [out]}}", {}, "undecided", "metadata_missing"),
        ("applies: {metadata: {项目: [热力]}}", {"extra": (("项目", "热力"),)}, "pass", "found"),
        (
            "applies: {metadata: {项目: [热力]}}",
            {"extra": (("项目", "供水"),)},
            "not_applicable",
            "other_channel",
        ),
    ],
)
def test_rules_for_some_calls_only(rule: str, known: dict[str, str], outcome: str, reason: str) -> None:
    finding = judged(f"{rule}\nany_of: [您好]", call("A: 您好", **known))
    assert (str(finding.outcome), str(finding.reason)) == (outcome, reason)


def test_a_hit_carries_its_evidence() -> None:
    finding = judged(OPENING, "A@00:01-00:03: 喂，您好。\nC@00:04: 喂")
    (hit,) = finding.hits
    assert (hit.turn, hit.said, (hit.chars.start, hit.chars.end)) == (0, "您好", (2, 4))
    assert finding.search is not None


def test_a_miss_carries_window_and_nearest_miss() -> None:
    finding = judged(CLOSING, "A: 再见\nC: 等等\nA: 一\nA: 二", SITUATIONS)
    assert finding.search is not None
    assert (finding.search.first, finding.search.last) == (2, 3)
    assert finding.nearest is not None
    assert (finding.nearest.turn, finding.nearest.said) == (0, "再见")


def test_where_nothing_else_is_near_the_suppressed_hit_is_the_nearest() -> None:
    finding = judged(ANYWHERE, "C: 谢谢\nA: 嗯")
    assert finding.nearest is not None
    assert finding.nearest.turn == 0


def test_a_miss_after_an_event_names_the_event() -> None:
    finding = judged(AFTER, "C: 帮我\nA: 好的\nC: 快帮我查\nA: 嗯", SITUATIONS)
    assert finding.search is not None
    assert finding.search.opened_by is not None
    assert (finding.search.opened_by.turn, finding.search.opened_by.situation) == (2, "求助")


def test_unknown_turns_that_cannot_matter_decide_nothing() -> None:
    finding = judged(AFTER, "U: 嗯\nC: 帮我\nA: 好的\nU: 嗯", SITUATIONS)
    assert (finding.outcome, finding.applies) == (Outcome.PASS, Applies.YES)


BY_SOUND = "claim: forbidden\nany_of: [{sounds_like: 不知道}]"


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        pytest.param("A: 布织到", "undecided", "low_confidence", id="only the sound"),
        pytest.param("A: 布织到，不知道", "fail", "forbidden_said", id="the words as well"),
        pytest.param("C: 布织到", "pass", "not_said", id="the customer's sound"),
    ],
)
def test_sound_alone_never_convicts(text: str, outcome: str, reason: str) -> None:
    finding = judged(BY_SOUND, text)
    assert (str(finding.outcome), str(finding.reason)) == (outcome, reason)


def test_of_two_hits_in_a_turn_the_words_count_before_the_sound() -> None:
    finding = judged(BY_SOUND, "A: 布织到，不知道")
    assert [hit.said for hit in finding.hits] == ["不知道"]


def test_a_banned_phrase_after_an_uncertain_trigger_is_undecided() -> None:
    finding = judged(FORBIDDEN_AFTER, "U: 帮我\nA: 不知道", SITUATIONS)
    assert (finding.outcome, finding.reason) == (Outcome.UNDECIDED, Reason.TRIGGER_UNCERTAIN)
