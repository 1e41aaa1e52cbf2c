"""What sounds alike: the confusions that telephone speech brings, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.text import fold
from analyzer.text.phonetic import has_reading, sounds, syllable_class


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("刮击", "挂机"),
        ("来店", "来电"),
        ("请稍厚", "请稍候"),
        ("情稍等", "请稍等"),
        ("少等", "稍等"),
        ("亲问", "请问"),
        ("对不齐", "对不起"),
        ("再间", "再见"),
        ("飞昌抱欠", "非常抱歉"),
    ],
)
def test_alike(heard: str, meant: str) -> None:
    assert sounds(heard) == sounds(meant)


@pytest.mark.parametrize(
    ("heard", "meant"), [("到你了", "打扰了"), ("谢谢", "再见"), ("请", "起"), ("三", "山东"), ("好", "候")]
)
def test_not_alike(heard: str, meant: str) -> None:
    assert sounds(heard) != sounds(meant)


@pytest.mark.parametrize(
    ("reading", "wanted"),
    [
        ("zhōng", "zong"),
        ("chéng", "cen"),
        ("shì", "si"),
        ("níng", "lin"),
        ("xiàng", "xian"),
        ("lǜ", "lu"),
        ("er", "er"),
        ("fú", "fu"),
    ],
)
def test_syllable_class(reading: str, wanted: str) -> None:
    assert syllable_class(reading) == wanted


def test_what_has_no_reading_stands_for_itself() -> None:
    assert sounds("a7\n") == "a7\n"
    assert not has_reading("a")
    assert has_reading("请")


@given(st.text(max_size=30))
def test_sound_and_text_share_their_places(text: str) -> None:
    folded = fold(text)
    assert len(sounds(folded)) == len(folded)
