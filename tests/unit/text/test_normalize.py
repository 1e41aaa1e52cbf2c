"""What becomes of characters: meaning is kept, everything else is dropped, and places lead back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.text import fold, plain
from analyzer.text.normalize import FILLERS, kept


@pytest.mark.parametrize(
    ("spoken", "wanted"),
    [
        pytest.param("您好，请讲。", "您好请讲", id="punctuation"),
        pytest.param("「您好」…——(笑)~", "您好笑", id="marks of any script"),
        pytest.param("請問有什麼可以幫您", "请问有什么可以帮您", id="traditional"),
        pytest.param("裡面乾淨嗎", "里面干净吗", id="traditional with several readings"),
        pytest.param("妳她它", "你他他", id="pronouns that sound alike"),
        pytest.param("拿著", "拿着", id="著 is 着"),
        pytest.param("114", "一一四", id="digits"),
        pytest.param("\uff11\uff11\uff14", "一一四", id="wide digits"),
        pytest.param("幺三八〇", "一三八零", id="spoken digits"),
        pytest.param("\uff21\uff22\uff23 abc", "abcabc", id="width, case and blanks"),
        pytest.param("请、呃、稍等", "请稍等", id="a filler inside a phrase"),
        pytest.param("啊嗯哦", "", id="nothing but fillers"),
        pytest.param("事儿在哪兒", "事在哪", id="儿 after a word"),
        pytest.param("您好😀\u200b", "您好", id="emoji and invisible characters"),
        pytest.param("⼈", "人", id="radicals that look like characters"),
        pytest.param("", "", id="empty"),
    ],
)
def test_plain(spoken: str, wanted: str) -> None:
    assert plain(spoken) == wanted


def test_fold_makes_nin_and_ni_one_and_nothing_else() -> None:
    assert fold("您你他") == "你你他"


@pytest.mark.parametrize("filler", sorted(FILLERS))
def test_every_filler_is_dropped(filler: str) -> None:
    assert plain(f"稍{filler}等") == "稍等"


ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("您你請请稍等，。啊呃\uff109幺「」")
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    max_size=30,
)


@given(ANY_TEXT)
def test_plain_fold_and_places_have_one_length(text: str) -> None:
    assert len(plain(text)) == len(fold(text)) == len(kept(text))


@given(ANY_TEXT)
def test_places_lead_back_in_order_and_to_the_same_character(text: str) -> None:
    places = kept(text)
    assert places == sorted(set(places))
    assert "".join(plain(text[place]) for place in places) == plain(text)


@given(ANY_TEXT)
def test_plain_text_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once


@given(ANY_TEXT, ANY_TEXT)
def test_characters_are_read_one_by_one(left: str, right: str) -> None:
    assert plain(left + right) == plain(left) + plain(right)
