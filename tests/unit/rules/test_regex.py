"""Regular expressions of rule files: what is folded, what is refused, and that what is let in cannot run away."""

from __future__ import annotations

import re
import time

import pytest

from analyzer.rules.regex import RegexError, folded_regex


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("您好(吗|嘛)", "你好(吗|嘛)"),
        ("請.{0,8}稍等", "请.{0,8}稍等"),
        ("[^，。]{0,8}投诉", "[^，。]{0,8}投诉"),
        ("(?<!不)知道", "(?<!不)知道"),
        ("第[一二三]个", "第[一二三]个"),
        ("谢{1,3}您?", "谢{1,3}你?"),
    ],
)
def test_lets_in_and_folds(source: str, folded: str) -> None:
    assert folded_regex(source) == folded


@pytest.mark.parametrize(
    "source",
    [
        "(谢谢",
        "[谢",
        "谢{2,1}",
        "谢*",
        "谢+",
        "谢.*您",
        "谢.+?您",
        "谢{3,}",
        "(?:谢{1,9}您?){1,9}好",
        "(谢|谢谢){1,30}您",
        ".{0,30}谢.{0,30}谢.{0,30}谢.{0,30}您",
        "(谢谢)?",
        "",
        r"\d号",
        r"拨打[0-9]",
        "好，谢谢",
        "呃谢谢",
        "ABC",
    ],
)
def test_refuses(source: str) -> None:
    with pytest.raises(RegexError) as caught:
        folded_regex(source)
    assert caught.value.message.zh
    assert caught.value.hint.zh


@pytest.mark.parametrize("source", ["(谢|谢谢){1,8}您", "谢.{0,40}谢.{0,40}您", "(?:谢{1,3}您?){1,4}好"])
def test_what_is_let_in_ends_soon_on_the_worst_text(source: str) -> None:
    regex = re.compile(folded_regex(source))
    started = time.process_time()
    regex.search("谢" * 400)
    assert time.process_time() - started < 1
