"""Which language people read."""

from __future__ import annotations

import pytest

from analyzer.language import Text, language, use_language

PAIR = Text("好", "good")


def test_chinese_unless_something_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANALYZER_LANG", raising=False)
    assert (language(), str(PAIR)) == ("zh", "好")


@pytest.mark.parametrize(
    ("setting", "wanted"), [("en", "en"), ("EN_us.UTF-8", "en"), ("zh", "zh"), ("", "zh"), ("fr", "zh")]
)
def test_the_environment_may_ask_for_english(
    setting: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYZER_LANG", setting)
    assert language() == wanted


def test_the_innermost_choice_wins_and_ends_with_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYZER_LANG", "en")
    with use_language("zh"):
        with use_language("en"):
            assert str(PAIR) == "good"
        assert str(PAIR) == "好"
    assert str(PAIR) == "good"


def test_a_choice_ends_when_its_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), use_language("en"):
        _ = 1 // 0
    assert language() == "zh"
