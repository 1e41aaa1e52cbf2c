"""Our own labelled calls. What they were worth before the rules knew them is in docs/evaluation.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.labelled import SETS, figures, tally

# A little below what was measured when the rules were last worked on: a fall is a mistake until explained.
_FLOOR = {
    "polite_f1": 0.99,
    "applies": 0.97,
    "voices": 0.96,
    "fail_f1": 0.92,
    "banned_f1": 0.93,
    "literal_recall": 0.80,
    "paraphrase_recall": 0.90,
}
FLOORS = {name: _FLOOR for name in "abcd"}


@pytest.mark.parametrize("name", FLOORS)
def test_floors(name: str, record_property: Callable[[str, object], None]) -> None:
    counted = tally(SETS[name])
    measured = figures(counted)
    for figure, value in measured.items():
        record_property(f"{name}.{figure}", round(value, 4))
    assert counted.unscored == []
    fallen = {figure: measured[figure] for figure, floor in FLOORS[name].items() if measured[figure] < floor}
    assert fallen == {}
