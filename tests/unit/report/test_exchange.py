"""Frames to files and back: Parquet exactly, CSV but for what a spreadsheet must not compute."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest
from pandas.testing import assert_frame_equal

import analyzer
from analyzer.errors import Code, UsageError
from analyzer.report.exchange import frames_of, read_frames, write_csv, write_parquet
from analyzer.report.frames import Frames, build_frames
from analyzer.report.safe import cell, plain
from tests.unit.report import samples


@pytest.fixture(scope="module")
def frames() -> Frames:
    return build_frames(samples.sample_reports())


def assert_same(one: Frames, other: Frames) -> None:
    for (table, left), (_, right) in zip(one.tables(), other.tables(), strict=True):
        assert_frame_equal(left, right, obj=table.name)


def test_parquet_keeps_everything(frames: Frames, tmp_path: Path) -> None:
    assert len(write_parquet(frames, tmp_path)) == 11
    assert_same(read_frames(tmp_path), frames)


def test_parquet_is_the_same_bytes_for_the_same_frames(frames: Frames, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_parquet(build_frames(samples.sample_reports()), tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_csv_keeps_ordinary_calls_exactly(tmp_path: Path) -> None:
    ordinary = build_frames([samples.good_call(), samples.rude_call(), samples.failed_call()])
    write_csv(ordinary, tmp_path)
    assert_same(read_frames(tmp_path), ordinary)


def test_csv_of_hostile_calls_keeps_every_row_and_no_formula(frames: Frames, tmp_path: Path) -> None:
    write_csv(frames, tmp_path)
    back = read_frames(tmp_path)
    assert {table.name: len(frame) for table, frame in back.tables()} == {
        table.name: len(frame) for table, frame in frames.tables()
    }
    assert "@SUM(A1)" in set(back.calls["agent_id"].dropna())
    assert ",'@SUM(A1)" in (tmp_path / "calls.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "-5", "+86", "@x", "您好", "'quoted'", "", "tab\t"])
def test_the_apostrophe_of_a_cell_comes_off_again(text: str) -> None:
    assert plain(cell(text)) == text


def test_frames_in_memory_are_brought_to_their_types(frames: Frames) -> None:
    loose = {table.name: frame.astype(object) for table, frame in frames.tables()}
    assert_same(frames_of(loose), frames)


def test_a_missing_table_or_column_is_said(frames: Frames, tmp_path: Path) -> None:
    write_parquet(frames, tmp_path)
    (tmp_path / "turns.parquet").unlink()
    with pytest.raises(UsageError, match="turns") as caught:
        read_frames(tmp_path)
    assert caught.value.problems[0].code is Code.FILE_MISSING
    tables = {table.name: frame for table, frame in frames.tables()}
    with pytest.raises(UsageError, match="call_id"):
        frames_of({**tables, "calls": tables["calls"].drop(columns="call_id")})
    with pytest.raises(UsageError, match="turns"):
        frames_of({name: frame for name, frame in tables.items() if name != "turns"})


def test_months_of_agents_and_teams_add_up(frames: Frames) -> None:
    assert list(frames.agents_month["month"].dropna().unique()) == ["2026-11"]
    for name in ("calls", "polite_n", "banned_minor", "confidence_n"):
        assert frames.agents_month[name].sum() == frames.agents[name].sum() == frames.teams_month[name].sum()


def test_the_public_function_takes_every_source(frames: Frames, tmp_path: Path) -> None:
    reports = samples.sample_reports()
    write_parquet(frames, tmp_path)
    tables = {table.name: frame for table, frame in frames.tables()}
    for source in (reports, iter(reports), tmp_path, str(tmp_path), tables, frames):
        assert_same(analyzer.frames(source), frames)


def test_a_fresh_report_of_a_call_can_be_framed() -> None:
    found = analyzer.frames([analyzer.score_text("坐席：您好\n客户：没事了\n坐席：再见")])
    assert isinstance(found.calls, pandas.DataFrame)
    assert found.calls["您好_said"].tolist() == [True]


def test_a_month_is_frames_too() -> None:
    found = analyzer.monthly_frames(analyzer.monthly(samples.sample_reports()))
    assert int(found["agents"]["calls"].sum()) == 3
    assert {"measures", "changes", "coaching", "listen", "good", "trends", "standards", "teams"} <= set(found)
    assert found["listen"]["call_id"].tolist()[0] == "water-002"
