"""Where phrases stand: which of several readings wins, how a hit is graded, and what a gap may not cross."""

from __future__ import annotations

import pytest

from analyzer.match import Matcher
from analyzer.rules.model import Alternative, Kind, Why
from analyzer.rules.pattern import Phrase
from analyzer.text import view
from tests.builders import call, match, phrase_set, wording


def said(*found: object) -> list[str]:
    return [hit.said for hit in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("pattern", "text", "wanted"),
    [
        ("请稍等", "好的，请稍等。", ["请稍等"]),
        ("请稍等", "好的，請、呃，稍等。", ["請、呃，稍等"]),
        ("(稍等|稍候)", "请稍候，稍等", ["稍候", "稍等"]),
        ("请(您)?稍等", "请稍等，请您稍等", ["请稍等", "请您稍等"]),
        ("请…2稍等", "请您再稍等", ["请您再稍等"]),
        ("请…2稍等", "请您在线上稍等", []),
        ("^您好", "您好，您好", ["您好"]),
        ("再见$", "再见，再见！", ["再见"]),
        ("收{数}元", "要收120元", ["收120元"]),
        ("{称呼}好", "王女士好，先生好", ["女士好", "先生好"]),
        ("小{名}帮我", "小陈帮我拿一下", ["小陈帮我"]),
    ],
)
def test_notation(pattern: str, text: str, wanted: list[str]) -> None:
    hits, _ = match(phrase_set(wording(pattern)), text)
    assert said(*hits) == wanted


@pytest.mark.parametrize(
    ("pattern", "text", "kind"),
    [
        ("您好", "您好", Kind.EXACT),
        ("您好", "你好", Kind.VARIANT),
        ("你好", "您好", Kind.EXACT),
        ("您好", "妳好", Kind.VARIANT),
        ("谢谢", "謝謝", Kind.EXACT),
    ],
)
def test_kind_of_words(pattern: str, text: str, kind: Kind) -> None:
    hits, _ = match(phrase_set(wording(pattern)), text)
    assert [hit.kind for hit in hits] == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("请稍候", Kind.EXACT), ("请稍厚", Kind.PHONETIC), ("情稍后", Kind.PHONETIC)],
)
def test_kind_of_sounds(text: str, kind: Kind) -> None:
    hits, _ = match(phrase_set(wording("请稍候", Kind.PHONETIC)), text)
    assert [hit.kind for hit in hits] == [kind]


def test_a_wording_marked_variant_never_counts_as_exact() -> None:
    hits, _ = match(phrase_set(wording("拜拜", Kind.VARIANT)), "拜拜")
    assert [hit.kind for hit in hits] == [Kind.VARIANT]


@pytest.mark.parametrize(
    ("wordings", "text", "wanted"),
    [
        pytest.param([("请", "exact"), ("请稍等", "exact")], "请稍等", ["请稍等"], id="the longest"),
        pytest.param(
            [("请稍等", "exact"), ("稍等片刻谢谢", "exact")],
            "请稍等片刻谢谢",
            ["稍等片刻谢谢"],
            id="longer wins later",
        ),
        pytest.param(
            [("请稍等一下吧", "phonetic"), ("稍等", "exact")],
            "情稍等一下把",
            ["稍等"],
            id="text before sound",
        ),
        pytest.param(
            [("好的拜拜", "variant"), ("拜拜", "exact")], "好的拜拜", ["拜拜"], id="exact before variant"
        ),
        pytest.param([("您好", "exact"), ("好您", "exact")], "您好您", ["您好"], id="the first of equals"),
    ],
)
def test_of_overlapping_hits_one_remains(
    wordings: list[tuple[str, str]], text: str, wanted: list[str]
) -> None:
    hits, _ = match(phrase_set(*(wording(source, Kind(kind)) for source, kind in wordings)), text)
    assert said(*hits) == wanted


def test_hits_come_in_turn_order_and_know_their_turn() -> None:
    hits, _ = match(phrase_set(wording("您好"), wording("再见")), "再见，您好", "没有", "您好")
    assert [(hit.turn, hit.said) for hit in hits] == [(0, "再见"), (0, "您好"), (2, "您好")]


@pytest.mark.parametrize("pattern", ["请…稍等", "请稍等", "请{名}稍等"])
def test_nothing_crosses_from_one_turn_into_the_next(pattern: str) -> None:
    hits, _ = match(phrase_set(wording(pattern)), "请", "稍等", "您稍等")
    assert hits == ()


def test_ends_are_those_of_the_turn_not_of_the_call() -> None:
    hits, _ = match(phrase_set(wording("^您好$")), "喂，您好", "您好", "您好啊", "您好吧")
    assert [hit.turn for hit in hits] == [1, 2]


def test_empty_turns_are_no_obstacle() -> None:
    hits, _ = match(phrase_set(wording("您好")), "……", "", "您好")
    assert [hit.turn for hit in hits] == [2]


def test_a_call_without_turns_has_no_hits() -> None:
    phrases = phrase_set(wording("您好"), wording("再见", Kind.PHONETIC))
    assert Matcher([phrases]).read([]).hits(phrases, guarded=True) == ((), ())


def test_parts_bring_their_own_exceptions_and_the_whole_excuses_all() -> None:
    part = phrase_set(wording("谢谢"), name="谢", unless={"谢谢观看": Why.OTHER_SENSE})
    whole = phrase_set(wording("多谢"), parts=(part,), unless={"说(谢谢|多谢)": Why.MENTION})
    hits, suppressed = match(whole, "谢谢观看", "说谢谢", "说多谢", "谢谢", "多谢")
    assert [hit.turn for hit in hits] == [3, 4]
    assert {(item.hit.turn, item.why) for item in suppressed} == {
        (0, Why.OTHER_SENSE),
        (1, Why.MENTION),
        (2, Why.MENTION),
    }


def test_what_a_regular_expression_must_not_be_is_refused() -> None:
    phrase = Phrase("好[的了]", "好[的了]", "好[的了]")
    hits, _ = match(
        phrase_set(Alternative("好", "好[的了]", phrase, Kind.EXACT, not_regex="不好[的了]")),
        "不好的",
        "好了",
    )
    assert [hit.turn for hit in hits] == [1]


def test_one_reading_serves_many_sets_without_mixing_them() -> None:
    first, second = (
        phrase_set(wording("您好"), name="甲"),
        phrase_set(wording("您好"), wording("再见"), name="乙"),
    )
    matches = Matcher([first, second]).read([view(turn) for turn in call("A: 您好，再见").turns])
    assert said(*matches.hits(first, guarded=True)[0]) == ["您好"]
    assert said(*matches.hits(second, guarded=True)[0]) == ["您好", "再见"]
    assert matches.touched(wording("再见"))
    assert not matches.touched(wording("没有说过"))
