"""The bench of the monthly report measures what it says: its calls differ by agent, and both systems count alike."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

import analyzer
from analyzer.facts import HABITS
from tests.bench.monthly import make, our_report, plain_groupby


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bench") / "calls"
    make(place, calls=3_000, agents=5, months=3)
    return place


def test_our_counts_are_those_of_a_plain_groupby(folder: Path) -> None:
    frame = pandas.read_parquet(folder / "facts.parquet")
    found = analyzer.monthly(folder / "facts.parquet").agents
    for at in range(len(HABITS)):
        letter = frame["outcomes"].str[at]
        plain = (
            frame.assign(k=letter == "p", n=letter.isin(["p", "f"]))
            .groupby(["agent_id", "month"])[["k", "n"]]
            .sum()
        )
        assert found.shares.k[:, :, at].ravel().tolist() == plain["k"].tolist()
        assert found.shares.n[:, :, at].ravel().tolist() == plain["n"].tolist()


def test_agents_differ_more_than_chance_does(folder: Path) -> None:
    found = analyzer.monthly(folder / "facts.parquet").agents
    assert (found.shares.versus != 0).any()


def test_both_systems_run(folder: Path) -> None:
    assert our_report(folder) == "5 agents, 3 months"
    assert plain_groupby(folder) == "15 rows"
