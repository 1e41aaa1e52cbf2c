"""Our own labelled calls: `a` was looked at while the rules were made, `b` was not and is only ever counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.labelled import SETS, figures, tally

# A little below what was measured when the rules were last worked on: a fall is a mistake until explained.
FLOORS = {
    "a": {
        "polite_f1": 0.99,
        "applies": 0.98,
        "voices": 0.96,
        "fail_f1": 0.94,
        "banned_f1": 0.95,
        "literal_recall": 1.0,
        "paraphrase_recall": 0.9,
    },
    "b": {
        "polite_f1": 0.99,
        "applies": 0.98,
        "voices": 0.95,
        "fail_f1": 0.92,
        "banned_f1": 0.70,
        "literal_recall": 0.60,
        "paraphrase_recall": 0.60,
    },
}


@pytest.mark.parametrize("name", FLOORS)
def test_floors(name: str, record_property: Callable[[str, object], None]) -> None:
    counted = tally(SETS[name])
    measured = figures(counted)
    for figure, value in measured.items():
        record_property(f"{name}.{figure}", round(value, 4))
    assert counted.unscored == []
    fallen = {figure: measured[figure] for figure, floor in FLOORS[name].items() if measured[figure] < floor}
    assert fallen == {}
