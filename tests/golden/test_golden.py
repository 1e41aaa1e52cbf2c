"""Four short calls with their whole report and its sentences, compared exactly; rewritten by `--update-golden`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.pipeline.judge import judge_call
from analyzer.schemas import ReportLine
from tests.builders import call, default_engine

FOLDER = Path(__file__).parent
# What changes with every edit of the rules and says nothing about a call.
_VOLATILE = {"sha256", "analyzer", "version"}
ENDED_BY = {"cut-off": "cut"}
CASES = sorted(path.stem for path in FOLDER.glob("*.call.txt"))


def judged(name: str) -> dict[str, Any]:
    stem = name.removesuffix(".call")
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    report: dict[str, Any] = judge_call(
        call(text, ENDED_BY.get(stem), call_id=stem), default_engine()
    ).to_dict()
    ReportLine.model_validate(report)
    report["provenance"]["pack"] = {
        k: v for k, v in report["provenance"]["pack"].items() if k not in _VOLATILE
    }
    report["provenance"] = {k: v for k, v in report["provenance"].items() if k not in _VOLATILE}
    return report


def brief(report: dict[str, Any]) -> dict[str, Any]:
    """The report without the rules that had nothing to say: they would bury the rest."""
    silent = ("no_trigger", "not_said", "other_channel", "no_measure", "metadata_missing")
    kept = [f for f in report["findings"] if f["reason"] not in silent or f["suppressed"]]
    lines = [line for line in report["score"]["lines"] if line["weight"] or line["low"] or line["high"]]
    return {**report, "findings": kept, "score": {**report["score"], "lines": lines}}


def laid_out(report: dict[str, Any]) -> str:
    """JSON with one line for each turn, finding and line of the ledger: a change of one is a change of one line."""
    parts = []
    for key, value in report.items():
        items = value if isinstance(value, list) and value else None
        lines = ",\n  ".join(_json(item) for item in items) if items else ""
        parts.append(f" {_json(key)}: [\n  {lines}\n ]" if items else f" {_json(key)}: {_json(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def sentences(report: dict[str, Any]) -> str:
    """For people: the call, then one line a finding."""
    told = [f"{turn['index'] + 1:>2} {turn['role']:<8} {turn['text']}" for turn in report["turns"]]
    told += [
        "",
        f"得分 {report['score']['low']:g}–{report['score']['high']:g}，否决：{report['score']['gate'] or '无'}",
        "",
    ]
    told += [f"{f['set']} {f['title']} {f['outcome']}：{f['explanation']}" for f in brief(report)["findings"]]
    return "\n".join(told) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str, request: pytest.FixtureRequest) -> None:
    stem, report = name.removesuffix(".call"), judged(name)
    made = {
        FOLDER / f"{stem}.report.json": laid_out(brief(report)),
        FOLDER / f"{stem}.report.txt": sentences(report),
    }
    for path, content in made.items():
        if request.config.getoption("--update-golden"):
            path.write_text(content, "utf-8")
        assert path.read_text("utf-8") == content, f"{path.name} changed; see --update-golden"


def test_there_are_calls_of_each_sort() -> None:
    assert CASES == ["cut-off.call", "good.call", "rude.call", "unknown-roles.call"]
