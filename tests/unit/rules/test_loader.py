"""Lexicon folders as a whole: what becomes a pack, what is told together, what the lists in two rooms must share."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.coverage import CITED, OPEN, UNCHECKABLE, coverage
from analyzer.errors import Code, PackError, UsageError
from analyzer.evaluate.detect import DETECTORS as FOUND_BY
from analyzer.rules.checked import choices, nearest
from analyzer.rules.detectors import DETECTORS
from analyzer.rules.loader import (
    build_pack,
    link,
    load_pack,
    load_packs,
    pack_members,
    read_lexicon,
    read_scorecard,
)
from analyzer.rules.model import Status
from tests.unit.rules.lexicons import PACK, RULE, SCORECARD, write_lexicon

OTHER = {
    "packs/other/pack.yml": PACK.replace("id: demo", "id: other") + "include: [demo, 'demo.th*']\n",
    "packs/other/greet.yml": RULE.replace("demo.thanks", "other.greet"),
    "packs/other/deep/er/er.yml": RULE.replace("demo.thanks", "other.deep.er.er"),
}


def test_pack_holds_its_own_rules_and_those_it_includes(tmp_path: Path) -> None:
    lexicon = read_lexicon(write_lexicon(tmp_path, OTHER))
    assert pack_members(lexicon, "demo") == {"demo.thanks"}
    assert [rule.id for rule in build_pack(lexicon, ("other",)).rules] == [
        "demo.thanks",
        "other.deep.er.er",
        "other.greet",
    ]


@pytest.mark.parametrize(("status", "runs"), [("draft", 0), ("trial", 1), ("stable", 1), ("retired", 0)])
def test_only_trial_and_stable_rules_run(status: str, runs: int, tmp_path: Path) -> None:
    root = write_lexicon(tmp_path, {"packs/demo/thanks.yml": f"{RULE}status: {status}\n"})
    assert len(load_pack("demo", root).rules) == runs
    assert link(read_lexicon(root)).rules["demo.thanks"].status is Status(status)


def test_several_packs_are_one(tmp_path: Path) -> None:
    pack = load_packs(("demo", "other"), write_lexicon(tmp_path, OTHER))
    assert (pack.id, pack.title) == ("demo+other", "示范 + 示范")


def test_unknown_pack_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        load_pack("dmeo", write_lexicon(tmp_path))
    assert [str(p) for p in caught.value.problems] == ["unknown-name 没有规则包“dmeo” → 是不是想写 demo？"]


def test_faults_of_form_and_of_reference_are_told_together(tmp_path: Path) -> None:
    files = {
        "packs/demo/thanks.yml": RULE.replace("phrase: 谢谢", '"(谢谢"'),
        "packs/demo/more.yml": "id: demo.more\n",
        "phrases/polite.yml": "phrases: 谢谢\n",
    }
    with pytest.raises(PackError) as caught:
        load_pack("demo", write_lexicon(tmp_path, files))
    told = {(p.path, p.code) for p in caught.value.problems}
    assert told == {
        ("packs/demo/thanks.yml", Code.BAD_PATTERN),
        ("packs/demo/more.yml", Code.MISSING_KEY),
        ("phrases/polite.yml", Code.WRONG_TYPE),
    }


def test_what_an_unreadable_file_may_define_is_not_called_unknown(tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        load_pack("demo", write_lexicon(tmp_path, {"phrases/polite.yml": "phrases: ["}))
    assert [p.code for p in caught.value.problems] == [Code.YAML_SYNTAX]


def test_pack_hash_covers_every_file(tmp_path: Path) -> None:
    first = load_pack("demo", write_lexicon(tmp_path / "a")).sha256
    assert load_pack("demo", write_lexicon(tmp_path / "b")).sha256 == first
    changed = write_lexicon(tmp_path / "c", {"scorecards/default.yml": SCORECARD + "floor: 10\nstart: 10\n"})
    assert load_pack("demo", changed).sha256 != first


def test_problems_come_by_file_line_and_column(tmp_path: Path) -> None:
    files = {"packs/demo/thanks.yml": RULE + "weight: x\ngate: y\n", "packs/demo/a.yml": "id: demo.b\n"}
    places = [(p.path, p.line, p.column) for p in read_lexicon(write_lexicon(tmp_path, files)).problems]
    assert places == sorted(places, key=lambda place: (place[0] or "", place[1] or 0, place[2] or 0))


def test_detectors_are_the_same_in_both_rooms() -> None:
    assert set(DETECTORS) == set(FOUND_BY)


def test_scorecard_file_by_any_name(tmp_path: Path) -> None:
    path = tmp_path / "strict-card.yml"
    path.write_text(SCORECARD + "cap: 120\n", encoding="utf-8")
    assert read_scorecard(path).cap == 120
    path.write_text(SCORECARD.replace("minor", "mild"), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        read_scorecard(path)
    assert [p.code for p in caught.value.problems] == [Code.MISSING_KEY, Code.UNKNOWN_KEY]


@pytest.mark.parametrize(
    ("word", "near"), [("sevrity", "severity"), ("severity", "severity"), ("颜色", None), ("x", None)]
)
def test_nearest(word: str, near: str | None) -> None:
    hint = nearest(word, ("severity", "weight"))
    assert (hint.zh if hint else None) == (f"是不是想写 {near}？" if near else None)


def test_choices_lists_what_there_is() -> None:
    assert choices("x", ("b", "a")).zh == "现有：a、b"
    assert choices("x", [f"n{i}" for i in range(40)], most=2).zh == "现有：n0、n1 …"
    assert choices("x", ()).zh == "现有：—"


def test_coverage_states_and_table(tmp_path: Path) -> None:
    rule = RULE + 'clause: {standard: "000", section: 一, id: 000-PS-001, text: 谢谢}\n'
    lexicon = read_lexicon(write_lexicon(tmp_path, {"packs/demo/thanks.yml": rule}))
    found = coverage(lexicon)
    assert [(c.id, c.state, c.rules) for c in found.clauses] == [
        ("000-PS-001", CITED, ("demo.thanks",)),
        ("000-PS-002", OPEN, ()),
    ]
    (row,) = found.table()
    assert (row.standard, row.category, row.cited, row.uncheckable, row.open, row.all) == (
        "000",
        "polite_set",
        1,
        0,
        1,
        2,
    )


def test_coverage_counts_reasons_but_no_drafts(tmp_path: Path) -> None:
    files = {
        "packs/demo/thanks.yml": RULE + "status: draft\ncovers: [000-PS-001]\n",
        "coverage/a.yml": "uncheckable:\n  - {id: 000-PS-002, reason: 看不见, needs: sight}\n",
    }
    states = [clause.state for clause in coverage(read_lexicon(write_lexicon(tmp_path, files))).clauses]
    assert states == [OPEN, UNCHECKABLE]


def test_coverage_without_a_catalogue(tmp_path: Path) -> None:
    root = write_lexicon(tmp_path)
    (root / "coverage" / "catalogue.tsv").unlink()
    with pytest.raises(UsageError, match=r"catalogue\.tsv"):
        coverage(read_lexicon(root))


def test_a_lexicon_may_bring_its_own_model_of_banned_meaning(tmp_path: Path) -> None:
    own = write_lexicon(tmp_path / "own", {"meaning/banned.tsv": "set\tbias\t-4\n"})
    plain = load_pack("demo", write_lexicon(tmp_path / "plain"))
    assert load_pack("demo", own).weights == own / "meaning" / "banned.tsv"
    assert plain.weights is None
    assert load_pack("demo", own).sha256 != plain.sha256
