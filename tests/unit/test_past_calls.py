"""Scored calls judged and scored again: what a change of rules or of the scorecard would have done to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analyzer.call import Call, EndedBy
from analyzer.engine import Engine
from analyzer.errors import InputError
from analyzer.example import parse_example
from analyzer.past import past_call, past_reports
from analyzer.pipeline.judge import judge_call
from analyzer.rulediff import Verdict, compare
from analyzer.rules.loader import load_pack
from analyzer.rules.model import Severity
from analyzer.simulate import simulate
from tests.unit.rules.lexicons import PHRASES, RULE, write_lexicon

BAN = (
    RULE.replace("demo.thanks", "demo.ban").replace("required", "forbidden").replace("phrase: 谢谢", "不知道")
    + "severity: major\n"
)
FILES = {"packs/demo/ban.yml": BAN}
CALLS = (
    "A: 感谢您来电\nC: 好",
    "A: 不知道\nC: 什么？\nA: 不知道，别问了\nC: 谢谢",
    "U: 谢谢\nC: 好",
    "A@00:01: 谢谢您\nC@00:03: 好",
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(load_pack("demo", write_lexicon(tmp_path / "old", FILES)))


@pytest.fixture
def reports(engine: Engine) -> tuple[Mapping[str, Any], ...]:
    calls = [parse_example(text, f"call-{i}") for i, text in enumerate(CALLS)]
    return tuple(json.loads(json.dumps(judge_call(call, engine).to_dict())) for call in calls)


def engine_with(folder: Path, files: Mapping[str, str]) -> Engine:
    return Engine(load_pack("demo", write_lexicon(folder, {**FILES, **files})))


def write_reports(folder: Path, *lines: str) -> Path:
    path = folder / "reports.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_report_line_gives_the_call_back(engine: Engine) -> None:
    call: Call = replace(
        parse_example("A@00:01: 您好\nB: 喂\nU: 好", "c"),
        team="一组",
        ended_by=EndedBy.CUT,
        extra=(("k", "v"),),
    )
    report = json.loads(json.dumps(judge_call(call, engine).to_dict()))
    assert past_call(report) == call


def test_the_same_rules_change_nothing(engine: Engine, reports: tuple[Mapping[str, Any], ...]) -> None:
    found = compare(engine, engine, reports)
    assert (found.calls, found.changed, found.added, found.removed, found.by_rule) == (4, (), (), (), ())


def test_a_narrower_phrase_set_names_the_calls_it_changes(
    engine: Engine, reports: tuple[Mapping[str, Any], ...], tmp_path: Path
) -> None:
    narrower = engine_with(tmp_path / "new", {"phrases/polite.yml": PHRASES.replace(", 感谢", "")})
    found = compare(engine, narrower, reports)
    assert found.by_rule == (("demo.thanks", 1),)
    (call,) = found.changed
    assert (call.call_id, call.old, call.new) == ("call-0", (10000, 10000), (0, 0))
    (change,) = call.rules
    assert (change.old, change.new) == (Verdict("pass", ("感谢",)), Verdict("fail", ()))


def test_rules_added_and_removed(
    engine: Engine, reports: tuple[Mapping[str, Any], ...], tmp_path: Path
) -> None:
    only = Engine(load_pack("demo", write_lexicon(tmp_path / "new")))
    found = compare(engine, only, reports)
    assert (found.added, found.removed) == ((), ("demo.ban",))
    assert compare(only, engine, reports).added == ("demo.ban",)
    assert all(change.new is None for call in found.changed for change in call.rules)


def test_simulating_the_same_scorecard_gives_the_scores_of_the_report(
    engine: Engine, reports: tuple[Mapping[str, Any], ...]
) -> None:
    found = simulate(reports, engine.pack.scorecard)
    assert [move.old for move in found.moves] == [move.new for move in found.moves]
    assert (found.moved, found.mean_shift) == (0, 0)


def test_simulating_harder_deductions(engine: Engine, reports: tuple[Mapping[str, Any], ...]) -> None:
    deductions = {**engine.pack.scorecard.deductions, Severity.MAJOR: 1}
    card = replace(engine.pack.scorecard, deductions=deductions, start=50)
    found = simulate(reports, card)
    assert [(move.old, move.new) for move in found.moves] == [
        ((10000, 10000), (10000, 10000)),
        ((0, 0), (4800, 4800)),
        ((0, 10000), (5000, 10000)),
        ((10000, 10000), (10000, 10000)),
    ]
    assert [move.shift for move in found.moves] == [0, 48, 25, 0]
    assert found.mean_shift == pytest.approx(18.25)
    assert found.moved == 2


def test_failed_calls_are_left_out(reports: tuple[Mapping[str, Any], ...], tmp_path: Path) -> None:
    failed = json.dumps({"call_id": "x", "status": "failed", "code": "no-turns", "message": ""})
    path = write_reports(tmp_path, failed, "", json.dumps(reports[0]))
    assert [report["call_id"] for report in past_reports(path)] == ["call-0"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["{"], ["bad-json"]),
        (["[]", '{"call_id": "a"}', '"谢谢"'], ["bad-json"] * 3),
        (['{"status": "failed", "call_id": "a"}'], ["nothing-found"]),
        ([""], ["nothing-found"]),
    ],
)
def test_what_is_no_report_is_told_line_by_line(lines: list[str], told: list[str], tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        past_reports(write_reports(tmp_path, *lines))
    assert [str(problem.code) for problem in caught.value.problems] == told
    assert all(problem.hint for problem in caught.value.problems)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="file-unreadable"):
        past_reports(tmp_path)
