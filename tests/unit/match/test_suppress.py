"""Words that match and are no hit: each reason with the words that show it, and neighbours that stay hits."""

from __future__ import annotations

import pytest

from analyzer.rules.model import Excuse, Reach, Why
from tests.builders import judged, match, phrase_set, report, wording

BLAME = phrase_set(
    wording("不知道"),
    wording("你去投诉"),
    unless={
        "(您|你)知不知道": Why.QUESTION,
        "不知道您方便": Why.SCRIPT,
        "并不是不知道": Why.NEGATION,
        "不知道累": Why.OTHER_SENSE,
    },
)


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        pytest.param("请问您知不知道地址", Why.QUESTION, "您知不知道", id="question"),
        pytest.param("不知道您方便吗", Why.SCRIPT, "不知道您方便", id="script"),
        pytest.param("我并不是不知道", Why.NEGATION, "并不是不知道", id="negation"),
        pytest.param("您真是不知道累", Why.OTHER_SENSE, "不知道累", id="other sense"),
        pytest.param("他说“你去投诉好了”就走了", Why.QUOTED, "你去投诉好了", id="quoted"),
        pytest.param("客户说不知道地址", Why.MENTION, "客户说不知道", id="somebody else said it"),
        pytest.param("我们不能跟您说不知道", Why.MENTION, "不能跟您说不知道", id="must not be said"),
        pytest.param("我不该跟您说不知道", Why.MENTION, "不该跟您说不知道", id="should not have been said"),
        pytest.param("他们当时回答您一句不知道", Why.MENTION, "他们当时回答您一句不知道", id="their answer"),
    ],
)
def test_suppressed(text: str, why: Why, words: str) -> None:
    hits, suppressed = match(BLAME, text)
    assert hits == ()
    assert [(item.why, item.words) for item in suppressed] == [(why, words)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("不知道", id="plain"),
        pytest.param("我说了不知道", id="the first person does not report"),
        pytest.param("“不知道”", id="quotation marks around the whole turn are the transcript's own"),
        pytest.param("他说完了。我也不知道", id="a report that ended before"),
        pytest.param("这个我不知道，您去问客户说的那家", id="the report comes after"),
    ],
)
def test_not_suppressed(text: str) -> None:
    hits, suppressed = match(BLAME, text)
    assert [hit.said for hit in hits] == ["不知道"]
    assert suppressed == ()


def test_situations_read_what_is_quoted_and_mentioned_too() -> None:
    hits, _ = match(BLAME, "客户说不知道", "他说“你去投诉”来着", guarded=False)
    assert [hit.turn for hit in hits] == [0, 1]


def test_an_exception_that_does_not_touch_the_hit_excuses_nothing() -> None:
    hits, _ = match(BLAME, "不知道。您知不知道地址")
    assert [hit.start for hit in hits] == [0]


def test_an_exception_for_the_turn_excuses_every_hit_in_it_and_no_other_turn() -> None:
    colleague = Excuse(wording("小陈"), Why.TO_OTHER, Reach.TURN)
    thanks = phrase_set(wording("谢谢"), excuses=(colleague,))
    hits, suppressed = match(thanks, "小陈，帮我递一下，谢谢啊", "谢谢您")
    assert [hit.turn for hit in hits] == [1]
    assert [(item.why, item.words) for item in suppressed] == [(Why.TO_OTHER, "小陈")]


def test_a_border_refuses_the_middle_of_a_word() -> None:
    please = phrase_set(wording("请"), border=True)
    hits, suppressed = match(please, "我来申请补卡", "请讲")
    assert [hit.turn for hit in hits] == [1]
    assert [(item.why, item.words) for item in suppressed] == [(Why.OTHER_WORD, "申请")]


def test_without_a_border_the_same_place_is_a_hit() -> None:
    hits, _ = match(phrase_set(wording("请")), "我来申请补卡")
    assert len(hits) == 1


def test_what_the_customer_says_earns_nothing_and_is_shown() -> None:
    finding = judged("any_of: [谢谢]", "C: 谢谢你\nA: 嗯")
    assert str(finding.outcome) == "fail"
    assert [(item.why, item.hit.turn) for item in finding.suppressed] == [(Why.BY_CUSTOMER, 0)]


@pytest.mark.parametrize(
    ("family", "text", "why"),
    [
        ("请", "A: 材料交了才能申请", Why.OTHER_WORD),
        ("请", "A: 我周三请假", Why.OTHER_WORD),
        ("您好", "A: 您好像少一张表", Why.OTHER_WORD),
        ("再见", "A: 卖完就再见不到货了", Why.OTHER_SENSE),
        ("谢谢", "A: 不用谢谢，应该的", Why.NEGATION),
        ("谢谢", "A: 小陈，帮我把章递一下，谢谢啊", Why.TO_OTHER),
        ("谢谢", "A: 谢谢观看", Why.OTHER_SENSE),
        ("您好", "A: 他当时没跟您说“您好”", Why.MENTION),
        ("对不起", "A: 账对不起来", Why.OTHER_SENSE),
        ("谢谢", "C: 谢谢\nA: 嗯", Why.BY_CUSTOMER),
    ],
)
def test_the_shipped_families_say_why(family: str, text: str, why: Why) -> None:
    finding = next(f for f in report(text)["findings"] if f["member"] == family)
    assert finding["outcome"] != "pass"
    assert str(why) in [item["by"] for item in finding["suppressed"]]
