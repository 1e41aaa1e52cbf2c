"""The figures that the project promises, on the calls labelled for it."""

from __future__ import annotations

import pytest

from analyzer.evaluation import Tally
from tests.labelled import SETS, figures, tally

pytestmark = pytest.mark.shared

# What issue 4 asks for on these calls.
PROMISED = {
    "polite_f1": 0.99,
    "applies": 0.95,
    "voices": 0.95,
    "fail_f1": 0.92,
    "banned_f1": 0.95,
    "literal_recall": 1.0,
    "paraphrase_recall": 0.8,
}
MOST_FALSE_HITS = 1


@pytest.fixture(scope="module")
def counted() -> Tally:
    return tally(SETS["dev"])


def test_every_call_is_scored(counted: Tally) -> None:
    assert counted.calls > 0
    assert counted.unscored == []


@pytest.mark.parametrize("name", PROMISED)
def test_promised(counted: Tally, name: str) -> None:
    assert figures(counted)[name] >= PROMISED[name], counted.errors


def test_false_accusations(counted: Tally) -> None:
    assert counted.banned["false"] <= MOST_FALSE_HITS
