"""The analyzer and its judges: labelled calls, their reports, and the figures that both give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analyzer.evaluation import Tally
from analyzer.ingest import Failure, read_calls
from analyzer.pipeline.judge import judge_call
from tests.builders import SHARED, default_engine

Json = dict[str, Any]

OWN = Path(__file__).parent / "data" / "calls"
SETS = {
    "dev": SHARED / "calls" / "dev" / "dev.gold.jsonl",
    "a": OWN / "a.gold.jsonl",
    "b": OWN / "b.gold.jsonl",
    "c": OWN / "c.gold.jsonl",
    "d": OWN / "d.gold.jsonl",
    "e": OWN / "e.gold.jsonl",
    "f": OWN / "f.gold.jsonl",
    "g": OWN / "g.gold.jsonl",
    "h": OWN / "h.gold.jsonl",
    "i": OWN / "i.gold.jsonl",
    "j": OWN / "j.gold.jsonl",
    "k": OWN / "k.gold.jsonl",
    "l": OWN / "l.gold.jsonl",
    "m": OWN / "m.gold.jsonl",
    "n": OWN / "n.gold.jsonl",
    "o": OWN / "o.gold.jsonl",
    "p": OWN / "p.gold.jsonl",
}


def gold(path: Path) -> list[Json]:
    """The labelled calls of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def identity(item: Json) -> str:
    """The id of a labelled call."""
    return str(item.get("call_id") or item["id"])


def our_reports(path: Path) -> dict[str, Json]:
    """The report of every call of a labelled file, by its id."""
    calls = [item for item in read_calls(path) if not isinstance(item, Failure)]
    return {item.call_id: judge_call(item, default_engine()).to_dict() for item in calls}


def tally(path: Path, reports: dict[str, Json] | None = None) -> Tally:
    """What is counted over a labelled file; the shipped pack judges unless other reports are given."""
    judged = our_reports(path) if reports is None else reports
    counted = Tally()
    for item in gold(path):
        counted.add(item, judged[identity(item)])
    return counted


def figures(counted: Tally) -> dict[str, float]:
    """The figures of the accuracy table, by short names; what is undefined counts as 0."""
    full = counted.figures()
    wanted = {
        "polite_f1": full["polite"]["f1"],
        "applies": full["polite_applies_accuracy"],
        "voices": full["voices_accuracy"],
        "fail_f1": full["voices_fail"]["f1"],
        "banned_f1": full["banned"]["f1"],
        "literal_recall": full["banned_literal_recall"]["recall"],
        "paraphrase_recall": full["banned_paraphrase_recall"]["recall"],
    }
    return {name: value or 0.0 for name, value in wanted.items()}
