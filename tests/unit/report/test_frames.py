"""Frames: documented columns and types, and counts worked out by hand."""

from __future__ import annotations

from dataclasses import fields

import pandas
import pytest

from analyzer.facts import Facts
from analyzer.report import schema
from analyzer.report.facts_table import FACTS
from analyzer.report.frames import Frames, build_frames
from analyzer.report.rows import suppression_words
from tests.unit.report import samples


@pytest.fixture(scope="module")
def frames() -> Frames:
    return build_frames(samples.sample_reports())


def test_every_table_has_the_documented_columns_and_types(frames: Frames) -> None:
    for table, frame in frames.tables():
        assert list(frame.columns) == list(table.names())
        assert [str(dtype) for dtype in frame.dtypes] == [column.dtype for column in table.columns]


def test_no_reports_give_empty_tables_with_the_same_columns() -> None:
    for table, frame in build_frames([]).tables():
        assert list(frame.columns) == list(table.names())
        assert frame.empty


def test_rows_are_counted(frames: Frames) -> None:
    reports = samples.sample_reports()
    assert len(frames.calls) == len(reports)
    assert len(frames.turns) == sum(len(report.get("turns", ())) for report in reports)
    assert len(frames.findings) == sum(len(report.get("findings", ())) for report in reports)
    assert len(frames.scores) == sum(len((report.get("score") or {}).get("lines", ())) for report in reports)
    assert len(frames.banned) == 5
    assert dict(frames.hits["evidence"].value_counts()) == {"hit": 13, "nearest": 2, "suppressed": 1}


def row_of(frame: pandas.DataFrame, **wanted: str) -> pandas.Series:
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_a_failed_call_is_listed_with_its_reason_and_no_results(frames: Frames) -> None:
    row = row_of(frames.calls, call_id="empty-004")
    assert (row["status"], row["code"], row["hint"]) == ("failed", "file-empty", "请重新导出这段录音")
    assert row[["polite_coverage", "您好_said", "问候声", "banned_minor", "score_low", "turns"]].isna().all()


def test_unknown_is_neither_said_nor_missed(frames: Frames) -> None:
    row = row_of(frames.calls, call_id="单声道 003/甲")
    assert pandas.isna(row["您好_said"])
    assert row["您好_applies"] == "undecided"
    assert (row["score_low"], row["score_high"]) == (0, 100)


def test_an_agents_failed_calls_count_and_stay_out_of_the_shares(frames: Frames) -> None:
    row = row_of(frames.agents, agent_id="1023")
    assert (row["calls"], row["calls_scored"], row["calls_failed"]) == (2, 1, 1)
    assert (row["polite_k"], row["polite_n"], row["voice_k"], row["voice_n"]) == (5, 5, 7, 7)


def test_undecided_and_not_applicable_leave_the_denominator_and_are_shown(frames: Frames) -> None:
    farewell = row_of(frames.habits, agent_id="1024", member="道别声")
    assert (farewell["k"], farewell["n"], farewell["undecided"]) == (0, 0, 1)
    assert pandas.isna(farewell["share"])
    reminder = row_of(frames.habits, agent_id="1024", member="提醒声")
    assert (reminder["n"], reminder["not_applicable"]) == (0, 1)


def test_banned_words_count_for_who_said_them(frames: Frames) -> None:
    """In the rude call the last turn is a second agent's."""
    opener, second = (row_of(frames.agents, agent_id=number) for number in ("1024", "2048"))
    assert (opener["banned_critical"], opener["banned_major"], opener["banned_minor"]) == (0, 1, 1)
    assert (second["banned_critical"], second["banned_major"], second["banned_to_review"]) == (1, 0, 1)
    assert (second["calls"], second["calls_spoken"], second["banned_per_100"]) == (0, 1, 100)
    assert list(frames.banned[frames.banned["rule"] == "banned/dare"]["agent_id"]) == ["2048"]


def test_only_decided_hits_count_against_anyone(frames: Frames) -> None:
    row = row_of(frames.calls, call_id="water-002")
    assert list(row[["banned_critical", "banned_major", "banned_minor", "banned_to_review"]]) == [1, 1, 1, 1]


def test_a_gate_is_named_by_its_rules_title(frames: Frames) -> None:
    assert row_of(frames.calls, call_id="water-002")["gate"] == "你去投诉好了"


# by, with -> words; a reason of another version stays as it is
SUPPRESSIONS = [
    ("other_word", "申请", "是别的词“申请”的一部分"),
    ("by_customer", "", "是客户说的"),
    ("礼貌问法", "不知道您方便吗", "礼貌问法：不知道您方便吗"),
]


@pytest.mark.parametrize(("by", "words", "shown"), SUPPRESSIONS)
def test_a_suppressed_hit_says_why_in_words(by: str, words: str, shown: str) -> None:
    assert suppression_words({"by": by, "with": words}) == shown


def test_calls_without_an_agent_form_one_last_row(frames: Frames) -> None:
    last = frames.agents.iloc[-1]
    assert pandas.isna(last["agent_id"])
    assert last["calls"] == 1
    assert last["undecided_share"] == 1


def test_mean_confidence_is_over_the_agents_own_turns(frames: Frames) -> None:
    row = row_of(frames.agents, agent_id="1024")
    assert row["confidence"] == pytest.approx((0.88 + 0.9) / 2)
    assert row["confidence_n"] == 2


def test_no_column_is_without_words() -> None:
    for table in schema.TABLES:
        assert len(set(table.names())) == len(table.names())
        for column in table.columns:
            assert column.heading.zh
            assert column.heading.en
            assert column.meaning.zh
            assert column.meaning.en


def test_the_table_of_facts_has_their_fields() -> None:
    assert list(FACTS.names()) == [field.name for field in fields(Facts)]
    kinds = {"str": "string", "int": "Int64", "float": "Float64"}
    written = {field.name: kinds[str(field.type).removesuffix(" | None")] for field in fields(Facts)}
    assert {column.name: column.dtype for column in FACTS.columns} == written
