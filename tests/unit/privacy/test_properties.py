from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.privacy import PrivateKind, find_private, mask
from analyzer.privacy.digits import level
from analyzer.privacy.turns import mask_turns
from tests.unit.privacy.made import CARDS, CARRIERS, IDS, MOBILES, SPOKEN_OR_WRITTEN, spoken_in

# Talk as it is, with what makes trouble thrown in.
WORDS = st.text(
    alphabet=st.sampled_from(
        "0123456789幺一二三八零百千十万两个 -，。@艾特点转京A*xX嗯那好的我电话是身份证卡号尾后四位年月元第"
    ),
    max_size=40,
)
TALK = st.text(alphabet=st.sampled_from("您好请问有什么可以帮助我想这边办理业务谢再见，。？"), max_size=40)


@given(st.one_of(WORDS, st.text(max_size=60)))
def test_nothing_moves_and_only_asterisks_are_new(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))


@given(st.one_of(WORDS, st.text(max_size=60)))
@example("电话 80474533 81804745")
@example("110101X19900307123")
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.one_of(WORDS, st.text(max_size=60)))
def test_spans_are_apart_and_in_order(text: str) -> None:
    spans = [found.span for found in find_private(text)]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span for span in spans)
    assert mask(text) == "".join(
        "*" if any(span.start <= place < span.end for span in spans) else char
        for place, char in enumerate(text)
    )


@given(TALK)
def test_talk_without_numbers_is_left_alone(text: str) -> None:
    assert mask(text) == text


@given(st.text(max_size=40))
def test_levelling_keeps_places(text: str) -> None:
    assert len(level(text)) == len(text)


@given(st.lists(st.tuples(st.sampled_from(["agent", "customer", "unknown"]), WORDS), max_size=8))
def test_turns_keep_their_lengths_and_hide_at_least_what_one_turn_hides(turns: list[tuple[str, str]]) -> None:
    masked = mask_turns(turns)
    assert [len(text) for text in masked] == [len(text) for _role, text in turns]
    for new, (_role, text) in zip(masked, turns, strict=True):
        alone = mask(text)
        assert all(char == "*" for char, hidden in zip(new, alone, strict=True) if hidden == "*")


@given(MOBILES, SPOKEN_OR_WRITTEN, CARRIERS)
def test_every_mobile_number_is_found_however_it_is_said(
    number: str, way: spoken_in, carrier: tuple[str, str]
) -> None:
    said = way(number)
    before, after = carrier
    assert mask(before + said + after) == before + "*" * len(said) + after


@given(IDS, SPOKEN_OR_WRITTEN, CARRIERS)
def test_every_identity_number_is_found(number: str, way: spoken_in, carrier: tuple[str, str]) -> None:
    said = way(number)
    before, after = carrier
    assert mask(before + said + after) == before + "*" * len(said) + after


@given(CARDS, SPOKEN_OR_WRITTEN, CARRIERS)
def test_every_card_number_is_found(number: str, way: spoken_in, carrier: tuple[str, str]) -> None:
    said = way(number)
    before, after = carrier
    assert mask(before + said + after) == before + "*" * len(said) + after


@given(MOBILES, st.integers(2, 9), st.integers(1, 9), st.booleans())
def test_a_number_given_over_turns_is_found(number: str, first: int, second: int, echoed: bool) -> None:
    pieces = [
        piece for piece in (number[:first], number[first : first + second], number[first + second :]) if piece
    ]
    turns = [("agent", "您的手机号是多少")]
    for piece in pieces:
        turns += [("customer", piece), ("agent", f"{piece}，好的" if echoed else "嗯")]
    masked = mask_turns(turns)
    left = "".join(text for (role, _words), text in zip(turns, masked, strict=True) if role == "customer")
    assert set(left) == {"*"}


@given(MOBILES)
def test_kinds(number: str) -> None:
    assert [found.kind for found in find_private(number)] == [PrivateKind.PHONE]


@pytest.mark.parametrize(
    "piece",
    ["1380013", "1 3 ", "13800138000 ", "幺三八零零幺三八零零零嗯", "a@", "京A1", "电话1", "一百", "1万"],
)
def test_a_flood_costs_no_more_than_its_length(piece: str) -> None:
    started = process_time()
    mask(piece * (20_000 // len(piece)))
    assert process_time() - started < 3
