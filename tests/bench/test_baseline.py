"""The baseline does what it says, no better and no worse."""

from __future__ import annotations

import pytest

from tests.bench import baseline
from tests.builders import default_engine


@pytest.mark.parametrize(
    ("text", "keyword", "substring", "word"),
    [
        ("请讲", "请", True, True),
        ("我来申请补卡", "请", True, False),
        ("您好", "再见", False, False),
        ("嗯", "", True, True),
    ],
)
def test_finders(text: str, keyword: str, *, substring: bool, word: bool) -> None:
    assert (baseline.by_substring(text, keyword), baseline.by_word(text, keyword)) == (substring, word)


def test_it_fires_where_keyword_spotting_fires() -> None:
    turns = [{"role": "agent", "text": "您好，不知道您方便吗"}, {"role": "customer", "text": "谢谢"}]
    made = baseline.report({"turns": turns}, default_engine().pack, baseline.by_substring)
    assert (made["polite"]["您好"]["said"], made["polite"]["谢谢"]["said"]) == (True, False)
    assert made["voices"]["告知声"]["outcome"] == "fail"
    assert [hit["turn"] for hit in made["banned"]] == [0]
