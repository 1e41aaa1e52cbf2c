"""A month from facts: which months and agents it shows, its figures by hand, and the same from every source."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas
import pytest

import analyzer
from analyzer.errors import Code, UsageError
from analyzer.facts import Facts, facts_of
from analyzer.months.build import monthly
from analyzer.months.columns import of_facts
from analyzer.months.value import Monthly
from tests.unit.months.made import facts, failed, outcomes
from tests.unit.report import samples


def built(*rows: Facts, month: str | None = None) -> Monthly:
    return monthly(of_facts(rows), lambda wanted: (), month)


def test_the_latest_month_is_the_default_and_gaps_are_shown() -> None:
    found = built(facts("a", month="2026-08"), facts("b", month="2026-11"), facts("c", month="2026-10"))
    assert (found.month, found.months) == ("2026-11", ("2026-08", "2026-09", "2026-10", "2026-11"))
    assert found.overall.calls.tolist() == [[1, 0, 1, 1]]


def test_at_most_a_year_is_shown_and_later_months_are_left_out() -> None:
    rows = [facts(f"{y}-{m}", month=f"{y}-{m:02d}") for y in (2025, 2026) for m in range(1, 13)]
    found = built(*rows, month="2026-03")
    assert (found.months[0], found.months[-1], len(found.months)) == ("2025-04", "2026-03", 12)


def test_calls_without_a_time_are_counted_and_belong_to_no_month() -> None:
    found = built(facts("a"), facts("b", month=None), facts("c", month=None))
    assert (found.undated, found.overall.calls.sum()) == (2, 1)


def test_agents_of_the_month_only_each_with_the_team_of_most_calls() -> None:
    found = built(
        facts("a", "1", team="甲"),
        facts("b", "1", team="乙"),
        facts("c", "1", team="乙"),
        facts("d", "2", "2026-10", team="甲"),
    )
    assert [(agent.agent_id, agent.team) for agent in found.agents.units] == [("1", "乙")]
    assert [agent.team for agent in found.teams.units] == ["乙", "甲"]
    assert found.teams.calls.tolist() == [[0, 2], [1, 1]]


def test_figures_by_hand() -> None:
    rows = [
        facts(
            "a",
            outcomes=outcomes(您好="p", 问候声="f"),
            banned_major=1,
            confidence_sum=1.5,
            confidence_n=2,
            score_low=50,
            score_high=70,
        ),
        facts("b", outcomes=outcomes(您好="f", 问候声="u"), score_low=70, score_high=70),
        failed("c"),
        facts("d", "2", part=1, outcomes=None, banned_minor=1),
    ]
    found = built(*rows)
    agents = found.agents
    hello, greeting, polite = (agents.shares.names.index(name) for name in ("您好", "问候声", "十字"))
    assert agents.calls.tolist() == [[3], [0]]
    assert agents.failed.tolist() == [[1], [0]]
    assert agents.spoken.tolist() == [[2], [1]]
    assert (agents.shares.k[0, 0, hello], agents.shares.n[0, 0, hello]) == (1, 2)
    assert (agents.shares.n[0, 0, greeting], agents.shares.undecided[0, 0, greeting]) == (1, 1)
    assert agents.shares.not_applicable[0, 0, agents.shares.names.index("谢谢")] == 2
    assert (agents.shares.k[0, 0, polite], agents.shares.n[0, 0, polite]) == (1, 2)
    assert agents.rates.band.value[:, 0, agents.rates.names.index("all")].tolist() == [50, 100]
    assert agents.confidence[0, 0] == 0.75
    assert np.isnan(agents.confidence[1, 0])
    assert (agents.score_low.value[0, 0], agents.score_high.value[0, 0]) == (60, 70)
    assert found.overall.calls.tolist() == [[3]]


def test_standards_by_month_for_all_and_for_each_team() -> None:
    found = built(
        facts("a", team="甲", standards='{"002":[2,1,0,3]}'),
        facts("b", team="乙", standards='{"002":[1,1,1,0]}'),
    )
    assert [(row.team, row.whole, row.k, row.n, row.undecided, row.banned) for row in found.standards] == [
        (None, True, 3, 5, 1, 3),
        ("乙", False, 1, 2, 1, 0),
        ("甲", False, 2, 3, 0, 3),
    ]


@pytest.mark.parametrize("month", ["2026-13", "2026", "十一月", "2026-11-03"])
def test_what_is_no_month_is_said(month: str) -> None:
    with pytest.raises(UsageError) as caught:
        built(facts("a"), month=month)
    assert caught.value.problems[0].code is Code.USAGE


@pytest.mark.parametrize(
    ("rows", "month"), [([], None), ([facts("a", month=None)], None), ([facts("a")], "2026-10")]
)
def test_a_month_without_calls_is_said(rows: list[Facts], month: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        built(*rows, month=month)
    assert caught.value.problems[0].code is Code.NOTHING_FOUND


def same(one: Monthly, other: Monthly) -> bool:
    """The same figures and picks, words aside."""
    return (
        one.months == other.months
        and one.agents.units == other.agents.units
        and np.array_equal(one.agents.shares.k, other.agents.shares.k)
        and np.array_equal(one.agents.rates.band.high, other.agents.rates.band.high)
        and [len(coaching.advice) for coaching in one.coaching]
        == [len(coaching.advice) for coaching in other.coaching]
        and [listen.example.call_id for listen in one.listen]
        == [listen.example.call_id for listen in other.listen]
    )


def test_every_source_gives_the_same_month(tmp_path: Path) -> None:
    reports = [samples.good_call(), samples.rude_call(), samples.failed_call()]
    (tmp_path / "reports.jsonl").write_text("\n".join(map(json.dumps, reports)), encoding="utf-8")
    frame = pandas.DataFrame([asdict(row) for report in reports for row in facts_of(report)])
    frame.to_parquet(tmp_path / "facts-alone.parquet")
    direct = analyzer.monthly(reports, "2026-11")
    tables = analyzer.frames(reports)
    sources = (tmp_path, tmp_path / "reports.jsonl", tmp_path / "facts-alone.parquet", tables)
    assert all(same(direct, analyzer.monthly(source)) for source in sources)
    assert direct.listen[0].example.said == "你去投诉好了，几点了都，快点说。"
    assert analyzer.monthly(tables).listen == direct.listen


def test_the_same_calls_give_the_same_month() -> None:
    rows = [facts(f"{at:02d}", str(at % 3), outcomes=outcomes(您好="pf"[at % 2])) for at in range(30)]
    assert same(built(*rows), built(*rows))


@pytest.mark.parametrize("line", ["{", "[]", '{"call_id": "a"}'])
def test_a_line_that_is_no_report_is_said_with_its_number(line: str, tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_text(json.dumps(samples.good_call()) + "\n" + line, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        analyzer.monthly(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.path) == (Code.BAD_JSON, 2, str(path))


@pytest.mark.parametrize("name", ["nowhere", "nowhere.parquet"])
def test_a_folder_without_reports_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        analyzer.monthly(tmp_path / name)
    assert caught.value.problems[0].code is Code.FILE_MISSING


def test_a_frame_without_the_columns_is_said(tmp_path: Path) -> None:
    pandas.DataFrame({"call_id": ["a"]}).to_parquet(tmp_path / "f.parquet")
    with pytest.raises(UsageError, match="agent_id"):
        analyzer.monthly(tmp_path / "f.parquet")
