"""Anchors: which words are chosen, when one is a match by itself, and that no match is without one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.rules.anchors import CLOSING, OPENING, anchors
from analyzer.rules.pattern import PatternError, parse_phrase
from analyzer.rules.regex import sketch


@pytest.mark.parametrize(
    ("source", "words", "whole"),
    [
        pytest.param("请稍等", "请稍等", True, id="one word"),
        pytest.param("您好", "你好", True, id="folded"),
        pytest.param("(稍等|稍候)", "稍等 稍候", True, id="each of a choice"),
        pytest.param("请(您|先)?稍等", "请你稍等 请先稍等 请稍等", True, id="a choice that may be missing"),
        pytest.param("(请)?稍等", "稍等", False, id="what may be missing at the start is no anchor"),
        pytest.param("请…稍等", "稍等", False, id="the rarer side of a gap"),
        pytest.param("{数}号窗口", "号窗口", False, id="beside a slot"),
        pytest.param("再见$", "再见>", True, id="at the end of the turn"),
        pytest.param("^好(的)?$", "<好> <好的>", True, id="whole turns"),
        pytest.param("好(的|$)", "好的 好>", False, id="one spelling within another"),
        pytest.param("^^好", "<好", True, id="the same end twice"),
        pytest.param("好^", "好<", False, id="what never matches"),
        pytest.param("不知道(了|/)", "不知道", False, id="clauses end inside turns"),
    ],
)
def test_anchors(source: str, words: str, *, whole: bool) -> None:
    found = parse_phrase(source).anchors()
    marked = {word.replace(OPENING, "<").replace(CLOSING, ">") for word in found.words}
    assert (marked, found.whole) == (set(words.split()), whole)


def test_of_too_many_spellings_the_best_neighbours_are_kept() -> None:
    many = "(一|二|三|四|五|六|七|八)"
    found = parse_phrase(f"(不|没){many * 3}(办|说)").anchors()
    assert 8 * 8 <= len(found.words) <= 512


PIECES = (
    "请",
    "稍等",
    "(好|行|)",
    "(好|行)",
    "(的)?",
    "(您|你)?",
    "…2",
    "{数}",
    "^",
    "$",
    "(再|$)",
    "(见|见面)",
)
TURNS = st.text(alphabet="请稍等好行的你再见面二", max_size=8)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join), TURNS)
def test_no_match_is_without_an_anchor_and_a_whole_anchor_is_a_match(source: str, turn: str) -> None:
    try:
        phrase = parse_phrase(source)
    except PatternError:
        return
    known = phrase.anchors()
    line = f"{OPENING}{turn}{CLOSING}"
    held = any(word in line for word in known.words)
    matched = re.search(phrase.regex, turn) is not None
    assert held >= matched
    if known.whole:
        assert held == matched


@pytest.mark.parametrize(
    ("regex", "words"),
    [
        (r"(..?)(?:个)?(?:什么|啥)\1", {"什么", "啥"}),
        ("(经理|总监)(的)?电话", {"经理电话", "经理的电话", "总监电话", "总监的电话"}),
        ("[零一]{7,18}", set()),
        ("(查到|[零一]{4,18})", set()),
        ("好的?呢$", {f"好的呢{CLOSING}", f"好呢{CLOSING}"}),
        ("(?!不)好的{0,1}", {"好"}),
    ],
)
def test_regular_expressions_are_sketched(regex: str, words: set[str]) -> None:
    assert anchors(sketch(regex)).words == words
