"""What is picked from a month: habits to coach with the agent's own calls, good examples, calls to listen to first."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.facts import HABITS, Facts, facts_of
from analyzer.months.build import monthly
from analyzer.months.columns import of_facts, of_reports
from analyzer.months.listen import REASONS, reasons
from analyzer.months.value import Coaching, Monthly
from tests.unit.months.made import facts, outcomes
from tests.unit.report import samples


def built(*rows: Facts) -> Monthly:
    return monthly(of_facts(rows), lambda wanted: ())


def coaching(found: Monthly, agent: str) -> Coaching:
    return next(one for one in found.coaching if one.agent.agent_id == agent)


def calls(agent: str, count: int, **letters: str) -> list[Facts]:
    """Calls of an agent that all came out alike, the turn of each habit being its place in `HABITS`."""
    places = ",".join(map(str, range(len(HABITS))))
    return [
        facts(f"{agent}-{at:02d}", agent, outcomes=outcomes(**letters), places=places) for at in range(count)
    ]


def test_the_habit_missed_most_often_comes_first_and_twins_once() -> None:
    rows = [
        *calls("1", 20, 谢谢="f", 致谢声="f"),
        *calls("2", 20, 谢谢="p", 致谢声="p", 提醒声="p"),
        *(facts(f"x{at}", "1", outcomes=outcomes(提醒声="f")) for at in range(10)),
    ]
    advice = coaching(built(*rows), "1").advice
    assert [item.habit for item in advice] == ["致谢声", "提醒声"]
    assert [round(item.gain, 1) for item in advice] == [66.7, 33.3]
    assert (advice[1].k, advice[1].n, advice[1].behind) == (0, 10, True)


def test_examples_are_the_agents_own_calls_where_the_habit_was_missed() -> None:
    rows = [*calls("1", 5, 问候声="f"), *calls("2", 5, 问候声="f")]
    (advice,) = coaching(built(*rows), "2").advice
    assert advice.habit == "问候声"
    assert {example.call_id[0] for example in advice.examples} == {"2"}
    assert {example.turn for example in advice.examples} == {HABITS.index("问候声")}
    assert not advice.enough


def test_who_misses_nothing_gets_no_advice() -> None:
    assert coaching(built(*calls("1", 12, 您好="p")), "1").advice == ()


def test_the_newest_well_heard_calls_are_shown_first() -> None:
    letters = outcomes(您好="f")
    rows = [
        facts("old", outcomes=letters, started_at="2026-11-01"),
        facts("new", outcomes=letters, started_at="2026-11-03"),
        facts("deaf", outcomes=letters, started_at="2026-11-04", confidence_sum=0.2, confidence_n=1),
    ]
    (advice,) = built(*rows).coaching[0].advice
    assert [example.call_id for example in advice.examples] == ["new", "old"]


def test_the_gravest_banned_phrases_of_an_agent_come_first() -> None:
    rows = [
        facts("minor", banned_minor=9, worst_turn=1),
        facts("critical", banned_critical=1, worst_turn=2),
        facts("major", banned_major=2, worst_turn=3),
        facts("clean"),
    ]
    banned = built(*rows).coaching[0].banned
    assert [(example.call_id, example.turn) for example in banned] == [
        ("critical", 2),
        ("major", 3),
        ("minor", 1),
    ]


def test_good_examples_show_no_fault_and_one_call_of_an_agent() -> None:
    rows = [
        *calls("1", 3, 您好="p", 谢谢="p"),
        facts("fault", "2", outcomes=outcomes(您好="p", 谢谢="f")),
        facts("doubt", "3", outcomes=outcomes(您好="p", 谢谢="u")),
        facts("banned", "4", outcomes=outcomes(您好="p"), banned_minor=1),
        facts("review", "5", outcomes=outcomes(您好="p"), banned_to_review=1),
        facts("nothing", "6"),
    ]
    good = built(*rows).good
    assert {item.example.agent_id for item in good} == {"1"}
    assert len({item.example.call_id for item in good}) == len(good)
    assert good[0].habit is None
    assert good[0].habits == ("您好", "谢谢")
    assert {item.habit for item in good[1:]} == {"您好", "谢谢"}


def test_what_was_certainly_said_is_listened_to_first() -> None:
    rows = [
        facts("fine", score_low=90, score_high=90),
        facts("low", score_low=10, score_high=20),
        facts("review", "2", banned_to_review=1),
        facts("critical", "3", banned_critical=1),
        facts("major", "4", banned_major=1),
        facts("unsure", "5", score_low=40, score_high=90),
    ]
    found = built(*rows).listen
    assert [item.example.call_id for item in found] == ["critical", "major", "review", "low", "unsure"]
    assert found[0].reasons == (("critical", 1),)


def test_one_agent_does_not_fill_the_list() -> None:
    rows = [facts(f"{at:02d}", "1", banned_critical=1) for at in range(20)] + [
        facts("x", "2", banned_minor=1)
    ]
    found = built(*rows).listen
    assert [item.example.agent_id for item in found] == ["1"] * 5 + ["2"]


@pytest.mark.parametrize(
    ("known", "codes"),
    [
        (
            {"banned_critical": 2, "gate": "x", "score_low": 0.0, "score_high": 0.0},
            ["critical", "gate", "low_score"],
        ),
        ({"score_low": 20.0, "score_high": 100.0}, ["unsure"]),
        ({"confidence_sum": 1.0, "confidence_n": 2}, ["deaf"]),
        ({"score_low": 100.0, "score_high": 100.0, "confidence_sum": 1.8, "confidence_n": 2}, []),
        ({}, []),
    ],
)
def test_reasons(known: dict[str, Any], codes: list[str]) -> None:
    row = facts("a", **known)
    found = reasons({name: getattr(row, name) for name in row.__slots__})
    assert [code for code, _ in found] == codes
    order = [code for code, _ in REASONS]
    assert sorted(codes, key=order.index) == codes


def test_examples_are_quoted_from_their_reports() -> None:
    reports = [samples.rude_call(), samples.good_call()]
    found = monthly(of_reports(reports), lambda wanted: (r for r in reports if r["call_id"] in wanted))
    assert facts_of(reports[0])[1].worst_turn == 4
    second = coaching(found, "2048").banned[0]
    assert (second.said, second.explanation) == ("你去投诉好了，几点了都，快点说。", "你去投诉好了")
    assert second.say_instead == "很抱歉让您不满意，我马上为您处理。"


def test_the_calls_that_are_shown_are_named_the_urgent_ones_first() -> None:
    rows = [
        facts("urgent", banned_critical=1, worst_turn=0),
        facts("missed", "2", outcomes=outcomes(您好="f")),
        facts("plain"),
    ]
    found = built(*rows)
    assert found.call_ids() == {"urgent", "missed"}
    assert found.call_ids(1) == {"urgent"}
