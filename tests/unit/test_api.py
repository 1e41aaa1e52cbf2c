"""The public functions: each is offered by `import analyzer`, and they agree with each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import analyzer

TIMED = "[00:01-00:03] 坐席：您好，请讲。\n[00:05-00:07] 客户：几点下班？\n[00:30-00:32] 坐席：五点，再见。"


@pytest.mark.parametrize("name", analyzer.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(analyzer, name) is not None


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        analyzer.nothing  # noqa: B018


def test_text_file_and_call_give_the_same_with_what_the_times_tell(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(TIMED, encoding="utf-8")
    [from_file] = analyzer.score_file(path)
    [call] = analyzer.load(path)
    from_text = analyzer.score_text(TIMED, call_id="text")
    assert from_file.measures
    assert from_file.measures == from_text.measures == analyzer.score_call(call).measures
    assert from_file.to_dict()["findings"] == from_text.to_dict()["findings"]


def test_a_folder_is_scored_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("乙", "甲"):
        (tmp_path / f"{name}.txt").write_text("坐席：您好\n客户：喂", encoding="utf-8")
    assert sorted(report.call.call_id for report in analyzer.score_file(tmp_path)) == ["乙", "甲"]


def test_the_examples_of_a_rule_come_out_as_they_say() -> None:
    rule = next(rule for rule in analyzer.pack().rules if rule.id == "shizi.zai-jian")
    reports = map(analyzer.score_call, analyzer.example_calls(rule))
    outcomes = [str(report.finding(rule.id).finding.outcome) for report in reports]
    assert outcomes == [example.outcome for example in rule.examples]
    assert len(outcomes) > 3


def test_the_same_scorecard_moves_no_score_and_another_does() -> None:
    report = analyzer.score_text("坐席：您好\n客户：几点下班？\n坐席：五点")
    card = analyzer.pack().scorecard
    assert analyzer.rescore([report], card).moved == 0
    assert analyzer.rescore([report.to_dict()], replace(card, start=10)).moved == 1


def test_ten_recordings_ship_with_the_project() -> None:
    recordings = analyzer.demo_recordings()
    assert len(recordings) == 10
    assert all(path.is_file() for path in recordings)
