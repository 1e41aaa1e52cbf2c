"""Masking on dialogues that nobody here wrote: what is hidden there must be a private number."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache

import pytest

from analyzer.privacy.turns import find_in_turns
from tests.builders import SHARED

pytestmark = pytest.mark.shared

DIALOGUES = SHARED / "real" / "dialogues"
# The telephone numbers of the corpora, by their form alone; every other string that is masked was read by a person.
_TELEPHONE = re.compile(
    r"[(（]?0\d{2,3}[)）]?[-— ]?\d{7,8}(?:-\d{1,6})?|[2-8]\d{7}(?:-\d{1,6})?|1[3-9]\d{9}"
    r"|[48]00-?\d{3}-?\d{4}|400\d-?\d{3}-?\d{3}"
)
_REVIEWED: frozenset[str] = frozenset()
_NUMBER = re.compile(r"\d+(?:[-.:：]\d+)*")


@cache
def _masked() -> tuple[Counter[str], Counter[str]]:
    """What is masked in the dialogues, and all numbers that are left, each with its count."""
    masked: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for path in sorted(DIALOGUES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            turns = [(turn["role"], turn["text"]) for turn in json.loads(line)["turns"]]
            for (_role, text), found in zip(turns, find_in_turns(turns), strict=True):
                masked.update(text[item.span.start : item.span.end] for item in found)
                for item in reversed(found):
                    text = text[: item.span.start] + text[item.span.end :]  # noqa: PLW2901
                left.update(_NUMBER.findall(text))
    return masked, left


def test_false_masks_are_at_most_one_in_a_hundred_and_amounts_stay() -> None:
    masked, left = _masked()
    wrong = [text for text in masked if not _TELEPHONE.fullmatch(text) and text not in _REVIEWED]
    assert masked.total() > 500
    assert sum(masked[text] for text in wrong) <= masked.total() / 100, wrong
    assert left.total() > 5 * masked.total()
    assert left["100-150"] > 200


def test_no_telephone_number_is_left() -> None:
    _masked_texts, left = _masked()
    missed = [text for text in left if re.fullmatch(r"010-?\d{8}|1[3-9]\d{9}|400-?\d{3}-?\d{4}", text)]
    assert missed == []
