"""What a call's page says: squares, ledger, order of findings."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.language import use_language
from analyzer.report.callview import call_view, polite_squares, voice_squares
from analyzer.report.ledger import ledger
from tests.unit.report import samples

# applies, said -> outcome, words
FAMILY_CASES = [
    ("yes", True, "pass", "说了"),
    ("yes", False, "fail", "该说没说"),
    ("yes", None, "undecided", "无法判断"),
    ("no", False, "not_applicable", "不适用"),
    ("no", True, "not_applicable", "说了（不要求）"),
    ("undecided", False, "undecided", "无法判断"),
    ("undecided", True, "undecided", "说了"),
]


@pytest.mark.parametrize(("applies", "said", "outcome", "words"), FAMILY_CASES)
def test_a_family_is_owed_only_where_it_applies(
    applies: str, said: bool | None, outcome: str, words: str
) -> None:
    report = samples.doubtful_call()
    report["polite"]["对不起"] = {"said": said, "kind": None, "applies": applies, "turns": []}
    square = polite_squares(report)[3]
    assert (square.member, square.outcome, square.words) == ("对不起", outcome, words)


def test_a_square_takes_the_findings_own_sentence_and_points_to_it() -> None:
    report = samples.good_call()
    greeting = voice_squares(report)[0]
    assert greeting.why == "坐席在第一句问候了客户。"
    assert greeting.finding is not None
    assert report["findings"][greeting.finding]["rule"] == "voices/greeting"


def test_a_voice_without_finding_explains_itself_by_its_reason() -> None:
    report = samples.good_call()
    report["voices"]["道别声"] = {"outcome": "undecided", "reason": "cut_off", "turns": []}
    assert voice_squares(report)[6].why == "通话中途断了"
    with use_language("en"):
        assert voice_squares(report)[6].why == "the recording is cut off"


def lines(*points: tuple[float, float, float], outcome: str = "pass") -> list[dict[str, Any]]:
    return [samples.line(f"r/{at}", "t", "s", line, outcome) for at, line in enumerate(points)]


# lines (weight, low, high), score low, score high -> relation
LEDGERS = [
    ([(40, 40, 40), (60, 30, 60)], 70, 100, "sum"),
    ([(4, 4, 4), (6, 3, 6)], 70, 100, "percent"),
    ([(40, 40, 40), (60, 0, 0), (0, -20, -20)], 20, 20, "sum"),
    ([(100, 80, 80)], 0, 0, "adjusted"),
]


@pytest.mark.parametrize(("points", "low", "high", "relation"), LEDGERS)
def test_the_ledger_says_how_its_lines_make_the_score(
    points: list[tuple[float, float, float]], low: float, high: float, relation: str
) -> None:
    made = ledger({"score": {"low": low, "high": high, "lines": lines(*points), "gate": None}})
    assert made is not None
    assert made.relation == relation
    assert made.sum_low == sum(line.low for section in made.sections for line in section.lines)


def test_not_applicable_lines_are_listed_and_carry_no_weight() -> None:
    made = ledger(samples.good_call())
    assert made is not None
    assert made.weight == 100
    assert [line.rule for section in made.sections for line in section.lines][-1] == "script/noise"


def test_no_score_no_ledger() -> None:
    assert ledger({"score": None}) is None


def test_failures_come_first_gravest_first_and_every_finding_is_there() -> None:
    report = samples.rude_call()
    groups = call_view(report).groups
    assert [group.outcome for group in groups] == ["fail", "undecided"]
    assert [view.data["severity"] for view in groups[0].findings] == ["critical", "major", "minor", None]
    assert sorted(view.number for group in groups for view in group.findings) == list(
        range(len(report["findings"]))
    )


def test_a_failed_call_has_a_page_without_results() -> None:
    view = call_view(samples.failed_call())
    assert [*view.polite, *view.voices, *view.groups, *view.turns] == []
    assert view.ledger is None
    assert view.timeline is None
