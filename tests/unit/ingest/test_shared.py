"""The project's own labelled calls and the real dialogues are read whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.call import Call, Role
from analyzer.ingest import Kind, find_sources, read_calls

pytestmark = pytest.mark.shared
SHARED = Path(__file__).parents[4] / "shared"


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the project's library is not beside this checkout")
    return SHARED


@pytest.mark.parametrize("name", ["dev.jsonl", "dev.gold.jsonl"])
def test_every_turn_of_the_labelled_calls_arrives_as_written(name: str, shared: Path) -> None:
    path = shared / "calls/dev" / name
    written = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    items = list(read_calls(path))
    assert len(items) == len(written)
    for item, call in zip(items, written, strict=True):
        assert isinstance(item, Call)
        assert item.call_id == call.get("call_id", call.get("id"))
        assert [(t.role.value, t.text, t.start_ms, t.end_ms, t.agent_id) for t in item.turns] == [
            (t["role"], t["text"], t["start_ms"], t["end_ms"], t.get("agent_id")) for t in call["turns"]
        ]


def test_truth_has_second_agents_and_what_nobody_says(shared: Path) -> None:
    calls = [item for item in read_calls(shared / "calls/dev/truth.jsonl") if isinstance(item, Call)]
    assert len(calls) == 24
    assert sum(len(call.dropped) for call in calls) == 5
    second = [turn for call in calls for turn in call.turns if turn.speaker == "agent2"]
    assert [turn.role for turn in second] == [Role.AGENT] * 12


@pytest.mark.parametrize("name", ["jddc_chat", "mobilecs_phone", "insurance_outbound", "crosswoz"])
def test_real_dialogues(name: str, shared: Path) -> None:
    items = list(read_calls(shared / f"real/dialogues/{name}.jsonl"))
    assert items
    assert all(isinstance(item, Call) for item in items)


def test_recordings_are_found(shared: Path) -> None:
    found = find_sources([shared / "calls/dev/audio"])
    assert [source.kind for source in found.sources] == [Kind.RECORDING] * 24
