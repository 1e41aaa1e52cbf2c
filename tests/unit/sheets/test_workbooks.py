"""Rule files to a workbook and back: nothing is lost on the way, and every faulty cell is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analyzer.errors import AnalyzerError, PackError, UsageError
from analyzer.rules.loader import Lexicon, default_lexicon_root, link, read_lexicon
from analyzer.sheets import export_pack, import_workbook
from tests.unit.rules.lexicons import RULE, write_lexicon

FULL = """\
id: demo.full
version: 2
status: trial
title: 什么都有
set: 礼貌
member: 全
clause: {standard: "000", section: 一（二）, id: 000-PS-001, text: "“谢谢”"}
covers: [000-PS-002]
claim: forbidden
severity: critical
brush_off: true
when: {scope: opening}
border: true
weight: 0
gate: true
say_instead: |
  一行
  两行
why: =1+1
any_of:
  - 谢谢
  - {words: 多谢, kind: variant}
  - {sounds_like: 谢谢您}
  - {regex: '谢.{0,3}您', not: '不谢'}
  - {phrase: 谢谢}
unless:
  - 不谢
  - {words: 谢谢观看, why: unlikely_sound, within: turn}
examples:
  - name: "010"
    outcome: not_applicable
    hit: 谢谢
    trap: true
    ended_by: cut
    call: |
      A: 谢谢
      C: 不谢
"""
RICH = (
    RULE.replace("demo.thanks", "demo.rich") + "when: {scope: after, trigger: [投诉], within: {turns: 2}}\n"
)
FILES = {
    "packs/demo/full.yml": FULL,
    "packs/demo/rich.yml": RICH,
    "phrases/polite.yml": (
        "phrases:\n  谢谢:\n    title: 致谢\n    border: true\n    any_of: [谢谢, {phrase: 感谢}]\n"
        "  别的: {any_of: [再见]}\n"
    ),
    "phrases/more.yml": "phrases:\n  感谢:\n    any_of: [感谢]\n    unless: [{phrase: 别的, why: question}]\n",
}


def dumped(lexicon: Lexicon) -> tuple[dict[str, Any], dict[str, Any]]:
    rules = {key: spec.model_dump() for key, (spec, _) in lexicon.rules.items()}
    return rules, {
        key: (spec.model_dump(), document.path) for key, (spec, document, _) in lexicon.phrases.items()
    }


def test_round_trip_of_everything_a_row_can_hold(tmp_path: Path) -> None:
    root = write_lexicon(tmp_path / "lexicon", FILES)
    lexicon = read_lexicon(root)
    link(lexicon)
    done = export_pack(lexicon, "demo", tmp_path / "a.xlsx")
    assert done.rules == ("demo.full", "demo.thanks")
    assert done.left_out == ("demo.rich",)
    assert set(done.phrases) == {"谢谢", "别的", "感谢"}
    for path in (*root.glob("phrases/*.yml"), root / "packs/demo/full.yml", root / "packs/demo/thanks.yml"):
        path.unlink()
    import_workbook(tmp_path / "a.xlsx", root)
    again = read_lexicon(root)
    link(again)
    assert dumped(again) == dumped(lexicon)


@pytest.mark.parametrize("pack", ["shizi", "jinyu"])
def test_round_trip_of_shipped_packs(pack: str, tmp_path: Path) -> None:
    lexicon = read_lexicon(default_lexicon_root())
    done = export_pack(lexicon, pack, tmp_path / "a.xlsx")
    import_workbook(tmp_path / "a.xlsx", tmp_path)
    again = read_lexicon(tmp_path)
    assert {key: spec for key, (spec, _) in again.rules.items()} == {
        key: lexicon.rules[key][0] for key in done.rules
    }
    assert {key: item[0] for key, item in again.phrases.items()} == {
        key: lexicon.phrases[key][0] for key in done.phrases
    }


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    lexicon = read_lexicon(write_lexicon(tmp_path, FILES))
    export_pack(lexicon, "demo", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["规则"]
    (why,) = [cell for row in sheet for cell in row if cell.value == "=1+1"]
    assert why.data_type == "s"


Change = Callable[[Any], None]


def put(sheet: str, cell: str, value: object) -> Change:
    return lambda book: book[sheet].__setitem__(cell, value)


CASES: list[tuple[str, Change, str]] = [
    (
        "wrong choice",
        put("规则", "E2", "应说"),
        "[规则]:2:5 wrong-value “claim”不能是“应说” → 可用：required、forbidden、answered、measured",
    ),
    (
        "number is text",
        put("规则", "H2", "三"),
        "[规则]:2:8 wrong-type “weight”应该是整数 → 只写数字，不加引号",
    ),
    (
        "flag is text",
        put("规则", "I2", "对"),
        "[规则]:2:9 wrong-type “gate”应该是 true 或 false → 只写 true 或 false",
    ),
    ("no title", put("规则", "B2", None), "[规则]:2:1 missing-key 缺少“title” → 加一行 title: …"),
    ("bad id", put("规则", "A1", "规则id"), "[规则]:1:1 unknown-key 不认识的列“规则id” → 是不是想写 规则？"),
    (
        "bad pattern",
        put("规则说法", "C2", "(谢"),
        "[规则说法]:2:3 bad-pattern 词语“(谢”：括号没有配对（第 3 个字） → 词语的写法见 lexicons/FORMAT.md",
    ),
    (
        "unknown phrase",
        put("规则说法", "C6", "谢谢你"),
        "[规则说法]:6:3 unknown-name 没有叫“谢谢你”的词组 → 是不是想写 谢谢？",
    ),
    (
        "unknown owner",
        put("规则例外", "A2", "demo.ful"),
        "[规则例外]:2:1 unknown-name 没有“demo.ful”这一行 → 是不是想写 demo.full？",
    ),
    ("no owner", put("词组说法", "A2", None), "[词组说法]:2:1 bad-table 第一列是空的 → 写上规则或词组的名字"),
    (
        "bad example",
        put("例子", "G2", "谢谢\nC: 好"),
        "[例子]:2:7 examples 例子这一行读不懂：谢谢 → 每轮一行：“A: 坐席的话”或“C: 客户的话”",
    ),
    ("same phrase twice", put("词组", "A3", "感谢"), "[词组]:3:1 duplicate-id “感谢”有两行 → 留下一行"),
]


@pytest.mark.parametrize(("change", "line"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_faulty_cell_is_named_by_sheet_row_and_column(change: Change, line: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    export_pack(read_lexicon(write_lexicon(tmp_path / "lexicon", FILES)), "demo", path)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    with pytest.raises(PackError) as caught:
        import_workbook(path, tmp_path / "out")
    assert f"a.xlsx{line}" in [str(problem) for problem in caught.value.problems]
    assert not (tmp_path / "out").exists()


def test_files_are_overwritten_only_when_asked(tmp_path: Path) -> None:
    root = write_lexicon(tmp_path / "lexicon", FILES)
    export_pack(read_lexicon(root), "demo", tmp_path / "a.xlsx")
    with pytest.raises(UsageError) as caught:
        import_workbook(tmp_path / "a.xlsx", root)
    assert len(caught.value.problems) == 4
    assert len(import_workbook(tmp_path / "a.xlsx", root, overwrite=True).files) == 4


@pytest.mark.parametrize("name", ["../evil.yml", "/etc/evil.yml", "phrases/evil.sh", "evil.yml"])
def test_nothing_is_written_outside_the_folder(name: str, tmp_path: Path) -> None:
    export_pack(read_lexicon(write_lexicon(tmp_path / "lexicon")), "demo", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book["词组"]["D2"] = name
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UsageError, match="output"):
        import_workbook(tmp_path / "a.xlsx", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("谢谢", encoding="utf-8")
    with pytest.raises(AnalyzerError, match="bad-table"):
        import_workbook(tmp_path / "a.xlsx", tmp_path)
