"""Facts: what one report says, worked out by hand, and sums that no report can escape."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts import HABITS, facts_of, month_of
from tests.unit.report import samples


def test_the_rude_call_gives_a_row_for_each_agent_who_spoke() -> None:
    own, second = facts_of(samples.rude_call())
    assert (own.part, own.agent_id, own.agent_name, own.team) == (0, "1024", "王强", "一班")
    assert (second.part, second.agent_id, second.agent_name, second.team) == (1, "2048", None, None)
    assert own.outcomes == "ffffuffffnnu"
    assert (own.banned_critical, own.banned_major, own.banned_minor, own.banned_to_review) == (0, 1, 1, 0)
    assert (second.banned_critical, second.banned_major, second.banned_to_review) == (1, 0, 1)
    assert (own.worst_turn, second.worst_turn) == (2, 4)
    assert own.confidence_sum == pytest.approx(1.78)
    assert own.confidence_n == 2
    assert (own.month, own.duration_ms, own.gate) == ("2026-11", 17000, "banned/dare")


def test_a_calls_results_stand_in_its_own_agents_row_only() -> None:
    own, second = facts_of(samples.rude_call())
    assert (own.findings, own.undecided, own.score_low) == (5, 1, 0)
    assert (second.findings, second.score_low, second.outcomes, second.standards) == (0, None, None, None)
    assert (own.spoken, second.spoken) == (1, 1)


def test_a_call_that_could_not_be_scored_gives_a_row_without_results() -> None:
    (row,) = facts_of(samples.failed_call())
    assert (row.status, row.code, row.agent_id, row.spoken, row.outcomes) == (
        "failed",
        "file-empty",
        "1023",
        0,
        None,
    )


def test_nobody_known_is_one_unknown_agent() -> None:
    (row,) = facts_of(samples.doubtful_call())
    assert (row.agent_id, row.agent_name, row.team, row.month) == (None, None, None, None)
    assert row.outcomes == "u" * len(HABITS)


def test_scripts_timing_and_standards_count_rules_that_count() -> None:
    clause = {"standard": "甲 1/2", "id": "x"}
    told = [
        {"claim": "required", "set": "规范话术", "outcome": "pass"},
        {"claim": "required", "set": "规范话术", "outcome": "fail", "status": "trial"},
        {"claim": "required", "set": "规范话术", "outcome": "undecided"},
        {"claim": "required", "set": "七声服务", "outcome": "fail", "member": "问候声"},
        {"claim": "measured", "set": "时限", "outcome": "fail"},
        {"claim": "forbidden", "set": "服务忌语", "outcome": "fail"},
        {"claim": "required", "set": "规范话术", "outcome": "not_applicable"},
    ]
    findings = [
        samples.finding(f"r{at}", "t", str(one.pop("outcome")), clause=clause, **one)
        for at, one in enumerate(told)
    ]
    hit = {"turn": 0, "chars": [0, 1], "said": "x", "rule": "r5", "severity": "minor", "status": "hit"}
    turns = [samples.turn(0, "agent", "x")]
    (row,) = facts_of(samples.report("c", turns, findings=findings, banned=[hit]))
    assert (row.script_pass, row.script_fail, row.script_undecided) == (1, 0, 1)
    assert (row.timing_pass, row.timing_fail, row.timing_undecided) == (0, 1, 0)
    assert json.loads(row.standards or "") == {"甲 1/2": [1, 2, 1, 1]}
    assert row.findings == 6


# hits, nearest, opened by, window -> the turn to look at
PLACES: list[tuple[dict[str, Any], str]] = [
    ({"hits": [{"turn": 4}, {"turn": 2}]}, "4"),
    ({"nearest": {"turn": 3}, "search": {"turns": [1, 5]}}, "3"),
    ({"search": {"turns": [1, 5], "opened_by": {"turn": 2}}}, "2"),
    ({"search": {"turns": [1, 5], "opened_by": None}}, "1"),
    ({}, ""),
]


@pytest.mark.parametrize(("known", "place"), PLACES)
def test_a_habit_has_a_turn_to_look_at(known: dict[str, Any], place: str) -> None:
    finding = samples.finding("q", "问候声", "fail", set="七声服务", member="问候声", **known)
    (row,) = facts_of(samples.report("c", [samples.turn(0, "agent", "x")], findings=[finding]))
    assert (row.places or "").split(",")[HABITS.index("问候声")] == place


@pytest.mark.parametrize(
    ("given_time", "month"),
    [
        ("2026-11-30T23:59:59+08:00", "2026-11"),
        ("2026-12", "2026-12"),
        ("2026-13-01", None),
        ("2026-110", None),
        ("26-11-01", None),
        ("", None),
        (None, None),
    ],
)
def test_the_month_is_that_of_the_time_as_given(given_time: str | None, month: str | None) -> None:
    assert month_of(given_time) == month


AGENTS = st.sampled_from(["1", "2", "3", None])


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    """A scored call of any agents, whose banned phrases lie on any turn."""
    said = draw(st.lists(st.tuples(st.sampled_from(["agent", "customer", "unknown"]), AGENTS), max_size=8))
    turns = [
        samples.turn(at, role, "话", agent_id=agent, confidence=draw(st.sampled_from([None, 0.5, 1.0])))
        for at, (role, agent) in enumerate(said)
    ]
    banned = [
        {
            "turn": draw(st.integers(0, 9)),
            "chars": [0, 1],
            "said": "x",
            "rule": "r",
            "severity": severity,
            "status": status,
        }
        for severity, status in draw(
            st.lists(
                st.tuples(
                    st.sampled_from(["critical", "major", "minor"]), st.sampled_from(["hit", "to_review"])
                ),
                max_size=6,
            )
        )
    ]
    return samples.report("c", turns, agent_id=draw(AGENTS), banned=banned)


@given(reports())
def test_nothing_said_is_lost_or_counted_twice(report: dict[str, Any]) -> None:
    rows = facts_of(report)
    assert [row.part for row in rows] == list(range(len(rows)))
    assert rows[0].agent_id == report["agent_id"]
    assert len({row.agent_id for row in rows}) == len(rows)
    hits = [hit["severity"] for hit in report["banned"] if hit["status"] == "hit"]
    for severity in ("critical", "major", "minor"):
        assert sum(getattr(row, f"banned_{severity}") for row in rows) == hits.count(severity)
    assert sum(row.banned_to_review for row in rows) == len(report["banned"]) - len(hits)
    heard = [t["confidence"] for t in report["turns"] if t["role"] == "agent" and t["confidence"] is not None]
    assert sum(row.confidence_n for row in rows) == len(heard)
    assert sum(row.confidence_sum for row in rows) == sum(heard)


@given(reports())
def test_a_row_is_flat(report: dict[str, Any]) -> None:
    for row in facts_of(report):
        assert all(value is None or type(value) in {str, int, float} for value in asdict(row).values())
