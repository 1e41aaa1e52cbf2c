"""docs/transcripts.md says what the tables in the code say, and its examples are readable."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from analyzer.call import Call
from analyzer.ingest import read_manifest
from analyzer.ingest.columns import MANIFEST_COLUMNS, TURN_COLUMNS
from analyzer.ingest.metadata import CHANNELS, DIRECTIONS, ENDINGS
from analyzer.ingest.speakers import AGENT_LABELS, CUSTOMER_LABELS

DOC = (Path(__file__).parents[3] / "docs/transcripts.md").read_text(encoding="utf-8")
WORDS = set(re.split(r"[\s|；、（），]+", DOC.casefold()))
BLOCKS = re.findall(r"```\w+\n(.*?)```", DOC, re.DOTALL)


@pytest.mark.parametrize("labels", [AGENT_LABELS, CUSTOMER_LABELS, CHANNELS, DIRECTIONS, ENDINGS])
def test_every_word_of_the_tables_is_documented(labels: tuple[str, ...] | Mapping[str, str]) -> None:
    assert {part for label in labels for part in label.split()} <= WORDS


@pytest.mark.parametrize("columns", [TURN_COLUMNS, MANIFEST_COLUMNS])
def test_every_column_name_is_documented(columns: Mapping[str, tuple[str, ...]]) -> None:
    assert {name for names in columns.values() for name in names} <= WORDS


@pytest.mark.parametrize(
    ("block", "name", "turns"), [(0, "a.txt", 3), (1, "a.json", 1), (2, "a.srt", 1), (3, "a.csv", 2)]
)
def test_examples_are_read(
    block: int, name: str, turns: int, read_one: Callable[[str, str | bytes], Call]
) -> None:
    call = read_one(name, BLOCKS[block])
    assert len(call.turns) == turns
    assert all(turn.role != "unknown" for turn in call.turns)
    assert call.notes == ()


def test_the_example_of_a_manifest_is_read(write: Callable[[str, str], Path]) -> None:
    manifest = read_manifest(write("m.csv", BLOCKS[4]))
    assert [entry.metadata.agent_name for entry in manifest.entries] == ["王芳"]
    assert (manifest.failures, manifest.problems) == ((), ())
