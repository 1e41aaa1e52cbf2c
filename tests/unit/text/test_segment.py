"""Word borders: whether the word that holds a candidate began before it."""

from __future__ import annotations

import pytest

from analyzer.text.segment import crossing_word, words


@pytest.mark.parametrize(
    ("text", "candidate", "word"),
    [
        ("我来申请补卡", "请", "申请"),
        ("邀请您参加", "请", "邀请"),
        ("材料要提请审批", "请", "提请"),
        ("请示领导", "请", None),
        ("麻烦请稍等", "请", None),
        ("您好请讲", "请", None),
        ("好的再见", "再见", None),
    ],
)
def test_crossing_word(text: str, candidate: str, word: str | None) -> None:
    start = text.index(candidate)
    assert crossing_word(text, start, start + len(candidate)) == word


def test_a_border_far_into_a_long_turn_is_seen_too() -> None:
    text = "今天天气很好" * 20 + "我来申请补卡"
    start = text.index("请")
    assert crossing_word(text, start, start + 1) == "申请"


def test_words_cover_the_text_in_order() -> None:
    text = "请您稍等我帮您查询一下"
    found = words(text)
    assert "".join(word for word, _, _ in found) == text
    assert all(text[start:end] == word for word, start, end in found)


def test_the_tokenizer_is_not_the_one_of_the_whole_process() -> None:
    import jieba

    before = dict(jieba.dt.FREQ)
    words("请您稍等")
    assert before == jieba.dt.FREQ
