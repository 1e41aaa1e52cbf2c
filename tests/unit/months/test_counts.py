"""Sums by agent, team and month, against sums by hand; how the rows are cut into pieces changes nothing."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts import HABITS, Facts
from analyzer.months import columns as columns_of
from analyzer.months.columns import of_facts
from analyzer.months.counts import AT, Counts, Group
from tests.unit.months.made import facts, failed, outcomes


def counted(*rows: Facts) -> Counts:
    counts = Counts()
    for columns in of_facts(rows):
        counts.add(columns)
    return counts


def sums(counts: Counts, agent: str) -> dict[str, int]:
    """The sums of an agent over all its groups."""
    rows = [at for at, group in enumerate(counts.groups()) if group.agent == agent]
    return {name: int(counts.sums()[rows, at].sum()) for name, at in AT.items()}


def test_every_outcome_is_counted_by_its_letter() -> None:
    counts = counted(
        facts("a", outcomes=outcomes(您好="p", 问候声="f")),
        facts("b", outcomes=outcomes(您好="p", 问候声="u")),
    )
    found = sums(counts, "1")
    assert (found["您好_p"], found["您好_f"], found["问候声_f"], found["问候声_u"], found["谢谢_n"]) == (
        2,
        0,
        1,
        1,
        2,
    )
    assert (found["polite_pass"], found["polite_fail"], found["voices_fail"], found["voices_undecided"]) == (
        2,
        0,
        1,
        1,
    )


def test_squares_are_of_single_calls() -> None:
    counts = counted(
        facts("a", outcomes=outcomes(您好="p", 请="p", 谢谢="f"), banned_minor=2, banned_major=1),
        facts("b", outcomes=outcomes(您好="p"), banned_minor=1),
    )
    found = sums(counts, "1")
    assert (found["polite_kk"], found["polite_kn"], found["polite_nn"]) == (4 + 1, 6 + 1, 9 + 1)
    assert (found["banned_minor_sq"], found["banned_all"], found["banned_all_sq"]) == (5, 4, 10)


def test_scores_are_exact_and_fall_into_bars_of_ten_points() -> None:
    counts = counted(
        facts("a", score_low=0.1, score_high=100.0), facts("b", score_low=0.2, score_high=89.99), facts("c")
    )
    found = sums(counts, "1")
    assert (found["score_n"], found["score_low"], found["score_high"]) == (2, 30, 18999)
    assert (found["score_low_0"], found["score_high_90"], found["score_high_80"]) == (2, 1, 1)
    assert sum(found[f"score_low_{10 * at}"] for at in range(10)) == 2


def test_a_call_that_failed_is_a_call_and_nothing_else() -> None:
    found = sums(counted(failed("a"), facts("b")), "1")
    assert (found["calls"], found["failed"], found["spoken"], found["score_n"]) == (2, 1, 1, 0)


def test_a_row_without_a_team_counts_for_the_agents_team() -> None:
    counts = counted(
        facts("a", team="甲"), facts("b", "2", part=1, outcomes=None), facts("c", "2", team="乙")
    )
    assert Group("2", "乙", "2026-11") in counts.groups()
    assert None not in {group.team for group in counts.groups()}


def test_agents_without_a_number_are_told_apart_by_name() -> None:
    counts = counted(facts("a", None, agent_name="李"), facts("b", None, agent_name="王"), facts("c", None))
    assert [agent.agent_name for agent in counts.agents()] == ["李", "王", None]


def test_what_is_known_of_an_agent_comes_from_any_call() -> None:
    (agent,) = counted(
        facts("a"), facts("b", agent_name="李"), facts("c", agent_name="王", team="甲")
    ).agents()
    assert (agent.agent_id, agent.agent_name, agent.team) == ("1", "李", "甲")


def test_standards_are_added_up_by_name() -> None:
    cells = ('{"002":[1,2,3,4],"甲 \\"x\\"":[1,0,0,0]}', None, '{"002":[1,0,0,0]}')
    counts = counted(*(facts(str(at), standards=cell) for at, cell in enumerate(cells)))
    assert {name: table.sum(axis=0).tolist() for name, table in counts.standards().items()} == {
        "002": [2, 2, 3, 4],
        '甲 "x"': [1, 0, 0, 0],
    }


ROWS = st.lists(
    st.builds(
        lambda agent, month, letters, banned, team: facts(
            "c",
            agent,
            month,
            outcomes="".join(letters),
            banned_major=banned,
            team=team,
            confidence_sum=0.5,
            confidence_n=1,
        ),
        st.sampled_from(["1", "2", None]),
        st.sampled_from(["2026-10", "2026-11", None]),
        st.lists(st.sampled_from("pfun"), min_size=len(HABITS), max_size=len(HABITS)),
        st.integers(0, 3),
        st.sampled_from(["甲", "乙", None]),
    ),
    max_size=30,
)


@given(ROWS)
def test_sums_are_those_of_plain_counting(rows: list[Facts]) -> None:
    counts = counted(*rows)
    plain = Counter(
        (row.agent_id or "", habit, letter)
        for row in rows
        for habit, letter in zip(HABITS, row.outcomes or "", strict=True)
    )
    for agent in ("1", "2", ""):
        found = sums(counts, agent)
        assert all(
            found[f"{habit}_{letter}"] == plain[agent, habit, letter] for habit in HABITS for letter in "pfun"
        )
        assert found["banned_all"] == sum(row.banned_major for row in rows if (row.agent_id or "") == agent)
    assert counts.confidence().sum() == 0.5 * len(rows)


@given(ROWS, st.integers(1, 7))
def test_pieces_of_any_size_give_the_same(rows: list[Facts], size: int) -> None:
    whole = counted(*rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns_of, "ROWS", size)
        pieces = counted(*rows)
    assert pieces.groups() == whole.groups()
    assert np.array_equal(pieces.sums(), whole.sums())
