"""Local changes: what each one does to a pack, and that everything else stays as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.call import Call
from analyzer.engine import Engine
from analyzer.errors import PackError
from analyzer.example import parse_example
from analyzer.rules.loader import load_pack
from analyzer.rules.model import Pack, Severity
from analyzer.rules.overrides import COMPANY, apply_overrides, read_overrides
from tests.unit.rules.lexicons import RULE, write_lexicon

FILES = {
    "packs/demo/ban.yml": RULE.replace("demo.thanks", "demo.ban")
    .replace("required", "forbidden")
    .replace("title: 致谢", "title: 忌")
    + "severity: minor\n",
    "packs/demo/self.yml": RULE.replace("demo.thanks", "demo.self").replace(
        "phrase: 谢谢", "phrase: 自报单位"
    ),
    "phrases/company.yml": "phrases:\n  公司名称: {any_of: [本公司]}\n  自报单位: {any_of: [{phrase: 公司名称}]}\n",
}


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load_pack("demo", write_lexicon(tmp_path / "lexicon", FILES))


def changed(pack: Pack, text: str, folder: Path, known: tuple[str, ...] = ()) -> Pack:
    path = folder / "overrides.yml"
    path.write_text(text, encoding="utf-8")
    return apply_overrides(pack, read_overrides(path), known)


def call(text: str) -> Call:
    return parse_example(text)


def outcomes(pack: Pack, text: str) -> dict[str, str]:
    return {finding.rule.id: str(finding.outcome) for finding in Engine(pack).findings(call(text))}


def test_a_rule_is_switched_off(pack: Pack, tmp_path: Path) -> None:
    found = changed(pack, "rules:\n  demo.thanks: {enabled: false}\n", tmp_path)
    assert [rule.id for rule in found.rules] == ["demo.ban", "demo.self"]


def test_weight_and_severity(pack: Pack, tmp_path: Path) -> None:
    text = "rules:\n  demo.thanks: {weight: 0}\n  demo.ban: {severity: critical}\n"
    rules = {rule.id: rule for rule in changed(pack, text, tmp_path).rules}
    assert rules["demo.thanks"].weight == 0
    assert rules["demo.ban"].severity is Severity.CRITICAL
    assert replace(rules["demo.ban"], severity=Severity.MINOR) in pack.rules


def test_scorecard_numbers(pack: Pack, tmp_path: Path) -> None:
    text = "scorecard: {floor: 10, start: 20, cap: 90, gate_cap: 50, sections: {礼貌: 7}, deductions: {major: 9}}\n"
    card = changed(pack, text, tmp_path).scorecard
    assert (card.floor, card.start, card.cap, card.gate_cap) == (10, 20, 90, 50)
    assert card.sections[0].weight == 7
    assert card.deductions == {**pack.scorecard.deductions, Severity.MAJOR: 9}


def test_company_names_count_as_self_identification(pack: Pack, tmp_path: Path) -> None:
    said = "A: 您好，这里是光明热力\nC: 你好"
    assert outcomes(pack, said)["demo.self"] == "fail"
    found = changed(pack, "company: [光明热力]\n", tmp_path)
    assert outcomes(found, said)["demo.self"] == "pass"
    assert outcomes(found, "A: 您好，这里是光明热利\nC: 你好")["demo.self"] == "pass"
    assert outcomes(found, "A: 您好\nC: 是光明热力吗")["demo.self"] == "fail"
    assert "光明热力" in {wording.source for wording in found.phrases[COMPANY].wordings()}


def test_nothing_given_changes_only_the_hash(pack: Pack, tmp_path: Path) -> None:
    found = changed(pack, "rules: {}\n", tmp_path)
    assert found.sha256 != pack.sha256
    assert replace(found, sha256=pack.sha256) == pack


def test_rules_of_other_packs_may_be_named(pack: Pack, tmp_path: Path) -> None:
    text = "rules:\n  other.rule: {weight: 3}\n"
    assert changed(pack, text, tmp_path, known=("other.rule",)).rules == pack.rules
    with pytest.raises(PackError, match=r"other\.rule"):
        changed(pack, text, tmp_path)


def test_all_problems_at_once(pack: Pack, tmp_path: Path) -> None:
    text = 'rules:\n  demo.x: {weight: 3}\n  demo.self: {severity: minor}\ncompany: ["！"]\nscorecard: {cap: -1}\n'
    with pytest.raises(PackError) as caught:
        changed(pack, text, tmp_path)
    assert sorted(problem.line or 0 for problem in caught.value.problems) == [2, 3, 4, 5]
