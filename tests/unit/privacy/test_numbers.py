from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy import PrivateKind
from analyzer.privacy.digits import level, runs
from analyzer.privacy.numbers import is_card, is_id, number_kind
from tests.unit.privacy.made import CARDS, IDS


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("13800138000", PrivateKind.PHONE),
        ("8613800138000", PrivateKind.PHONE),
        ("12800138000", None),
        ("1380013800", None),
        ("01082345678", PrivateKind.PHONE),
        ("02062345678", PrivateKind.PHONE),
        ("01012345678", None),
        ("03716234567", PrivateKind.PHONE),
        ("0928550361", PrivateKind.PHONE),
        ("4008101000", PrivateKind.PHONE),
        ("5008101000", None),
        ("11010519491231002X", PrivateKind.ID),
        ("110105491231002", PrivateKind.ID),
        ("110105491331002", None),
        ("990105194912310021", None),
        ("6222021234567890128", PrivateKind.CARD),
        ("6222021234567890129", None),
        ("1222021234567890128", None),
        ("202611030912345678", None),
    ],
)
def test_kinds(digits: str, kind: PrivateKind | None) -> None:
    assert number_kind(digits) == kind


@given(IDS, st.sampled_from("0123456789X"))
def test_an_identity_number_with_a_misheard_check_digit_is_still_one(number: str, last: str) -> None:
    assert is_id(number)
    assert is_id(number[:17] + last)


@given(CARDS)
def test_one_changed_digit_is_no_card(number: str) -> None:
    assert is_card(number)
    for place in range(6, len(number)):
        changed = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert not is_card(changed)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("幺三八零零幺三八零零零", ["13800138000"]),
        ("一百三十八，零零一三，八千", ["13800138000"]),
        ("一百零三 八千零五十 二十 十八", ["10380502018"]),
        ("三个八两个零", ["88800"]),
        ("一万三千八百元，12", ["12"]),
        ("138万", []),
        ("第三", []),
        ("138 0013\n8000", ["13800138000"]),
        ("138块0013", ["138", "0013"]),
        ("138，三天前", ["138"]),
        ("１３８〇洞", ["13800"]),
        ("12345X", ["12345X"]),
        ("12345xyz", ["12345"]),
    ],
)
def test_runs(text: str, values: list[str]) -> None:
    assert [run.value() for run in runs(level(text))] == values
