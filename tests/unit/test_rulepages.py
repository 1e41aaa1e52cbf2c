"""Rule pages: what a page says, the index, and that only our own stale pages are removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.rulepages import rule_pages, write_pages
from analyzer.rules.loader import read_lexicon
from tests.unit.rules.lexicons import RULE, write_lexicon

FULL = (
    RULE
    + """\
clause: {standard: "000", section: 一, id: 000-PS-001, text: 致谢}
covers: [000-PS-002]
when: {scope: after, trigger: [投诉], within: {turns: 2, seconds: 30}}
unless:
  - {words: 不用谢, why: script}
why: 客户帮了忙
say_instead: 谢谢您
examples:
  - name: 说了
    outcome: pass
    call: |
      A: 谢谢您
"""
)


@pytest.mark.parametrize(
    "words",
    [
        "# 致谢",
        "`demo.thanks`",
        "标准 000 一：“致谢”",
        "同时满足：000-PS-002",
        "谁：坐席",
        "情形：投诉",
        "之后（坐席 2 轮、30 秒）",
        "`谢谢`；`感谢`",
        "不算：`不用谢`（规范话术）",
        "客户帮了忙",
        "谢谢您",
        "**说了** — 通过",
    ],
)
def test_a_page_says_all_there_is(words: str, tmp_path: Path) -> None:
    pages = rule_pages(read_lexicon(write_lexicon(tmp_path, {"packs/demo/thanks.yml": FULL})))
    assert words in pages["demo.thanks.md"]


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ("at_least: 0, at_most: 2.5", "测量：ring_ms，不少于 0，不超过 2.5"),
        ("at_most: 3", "测量：ring_ms，不超过 3"),
    ],
)
def test_a_page_names_the_bounds_of_a_measure(bounds: str, words: str, tmp_path: Path) -> None:
    measured = RULE.partition("any_of")[0].replace("required", "measured")
    rule = f"{measured}measure: {{name: ring_ms, {bounds}}}\n"
    pages = rule_pages(read_lexicon(write_lexicon(tmp_path, {"packs/demo/thanks.yml": rule})))
    assert words in pages["demo.thanks.md"]


def test_the_index_links_every_rule(tmp_path: Path) -> None:
    pages = rule_pages(read_lexicon(write_lexicon(tmp_path)))
    assert "## 示范（demo）" in pages["README.md"]
    assert "| [demo.thanks](demo.thanks.md) | 致谢 | 礼貌 |" in pages["README.md"]


def test_only_our_own_stale_pages_go(tmp_path: Path) -> None:
    pages = rule_pages(read_lexicon(write_lexicon(tmp_path / "lexicon")))
    folder = tmp_path / "pages"
    assert write_pages({**pages, "demo.gone.md": pages["demo.thanks.md"]}, folder) == (3, ())
    (folder / "mine.md").write_text("# 我的笔记\n", encoding="utf-8")
    assert write_pages(pages, folder) == (2, ("demo.gone.md",))
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "demo.thanks.md", "mine.md"]
