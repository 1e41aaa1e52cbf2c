"""The phrase notation: what each form matches and does not, its anchors, and that no text makes the parser stumble."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.rules.anchors import CLOSING, OPENING
from analyzer.rules.pattern import PatternError, Phrase, parse_phrase
from analyzer.text import fold, plain

MATCHES = [
    # notation, text in which it is found
    ("请稍等", "麻烦请稍等一下"),
    ("请稍等", "請稍等"),
    ("请稍等", "请，呃，稍等"),
    ("您稍等", "你稍等"),
    ("你稍等", "您稍等"),
    ("(稍等|稍候)", "请稍候"),
    ("(稍(等|候)|等一下)", "稍候"),
    ("请(您)?稍等", "请稍等"),
    ("请(您)?稍等", "请您稍等"),
    ("请您?稍等", "请稍等"),
    ("请…稍等", "请您在线上稍等"),
    ("请…2稍等", "请您先稍等"),
    ("{数}号", "12号"),
    ("{数}号", "十二号"),
    ("{称呼}好", "王女士好"),
    ("我叫{名}", "我叫欧阳小明"),
    ("^您好", "您好，请讲"),
    ("再见$", "好的，再见。"),
    ("^(喂)?您好$", "喂，您好！"),
    ("工号114", "工号一一四"),
]

MISSES = [
    ("请稍等", "请等"),
    ("请…2稍等", "请您在线上稍等"),
    ("请…稍等", "请您把手边的材料放好以后稍等"),
    ("^您好", "喂，您好"),
    ("再见$", "再见面"),
    ("{数}号", "几号"),
    ("{称呼}好", "大家好"),
]


def found(phrase: Phrase, text: str) -> str | None:
    match = re.compile(phrase.regex).search(fold(text))
    return match.group() if match else None


def holds_an_anchor(phrase: Phrase, turn: str) -> bool:
    """Whether a turn holds an anchor, its ends marked."""
    line = f"{OPENING}{turn}{CLOSING}"
    return any(anchor in line for anchor in phrase.anchors().words)


@pytest.mark.parametrize(("source", "text"), MATCHES)
def test_finds(source: str, text: str) -> None:
    phrase = parse_phrase(source)
    words = found(phrase, text)
    assert words is not None
    assert holds_an_anchor(phrase, fold(text))


@pytest.mark.parametrize(("source", "text"), MISSES)
def test_does_not_find(source: str, text: str) -> None:
    assert found(parse_phrase(source), text) is None


@pytest.mark.parametrize(
    ("source", "text", "exact"),
    [("您好", "您好", True), ("您好", "你好", False), ("你好", "您好", True), ("你好", "你好", True)],
)
def test_exact_wants_the_politer_word_when_it_is_written(source: str, text: str, exact: bool) -> None:
    assert (re.fullmatch(parse_phrase(source).exact, plain(text)) is not None) is exact


@pytest.mark.parametrize(
    ("source", "at"),
    [
        ("(谢谢", 3),
        ("谢谢)", 2),
        ("谢*", 1),
        ("谢+", 1),
        ("[谢]", 0),
        ("谢\\", 1),
        ("谢…0您", 1),
        ("谢…31您", 1),
        ("谢…99999999999999999999您", 1),
        ("{姓名}您好", 0),
        ("您好{数", 2),
        ("?谢", 0),
        ("", 0),
        ("，。", 0),
        ("呃", 0),
        ("(谢谢)?", 0),
        ("…", 0),
        ("^$", 0),
        ("{数}", 0),
        ("(" * 9 + "谢" + ")" * 9, 8),
        ("(" * 5000, 8),
    ],
)
def test_refuses(source: str, at: int) -> None:
    with pytest.raises(PatternError) as caught:
        parse_phrase(source)
    assert caught.value.at == at
    assert caught.value.zh
    assert caught.value.en


@given(st.text(alphabet="谢请您你稍等好呃，()|?…{}数称呼名^$0123456789*+\\[] a", max_size=30))
def test_any_text_is_a_phrase_or_a_pattern_error(source: str) -> None:
    try:
        phrase = parse_phrase(source)
    except PatternError as caught:
        fault = caught
    else:
        words = phrase.anchors().words
        assert words
        assert all(word.strip(OPENING + CLOSING) for word in words)
        re.compile(phrase.regex)
        return
    assert 0 <= fault.at <= len(source)


WORDS = st.text(alphabet="谢请您稍等好再见麻烦对不起", min_size=1, max_size=4)


@st.composite
def phrases(draw: st.DrawFn, depth: int = 2) -> tuple[str, str]:
    """A phrase and one spelling of it."""
    kind = draw(st.sampled_from(["word", "row", "choice", "optional", "gap"] if depth else ["word"]))
    if kind == "word":
        word = draw(WORDS)
        return word, word
    first, said = draw(phrases(depth=depth - 1))
    if kind == "optional":
        return f"谢({first})?", draw(st.sampled_from(["谢", f"谢{said}"]))
    second, also = draw(phrases(depth=depth - 1))
    if kind == "gap":
        return f"({first})…({second})", said + draw(st.text(alphabet="的是在", max_size=6)) + also
    if kind == "choice":
        return f"({first}|{second})", draw(st.sampled_from([said, also]))
    return f"({first})({second})", said + also


@given(phrases(), st.text(alphabet="的是在，。", max_size=5), st.text(alphabet="的是在，。", max_size=5))
def test_planted_spelling_is_found_and_holds_an_anchor(
    pair: tuple[str, str], before: str, after: str
) -> None:
    source, spelling = pair
    phrase = parse_phrase(source)
    words = found(phrase, before + spelling + after)
    assert words is not None
    assert holds_an_anchor(phrase, fold(before + spelling + after))
