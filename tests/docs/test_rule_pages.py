"""The rule pages in `docs/rules` are those that the rules give now."""

from __future__ import annotations

from pathlib import Path

from analyzer.rulepages import rule_pages
from tests.rules.shipped import lexicon

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


def test_rule_pages_are_fresh() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
    stale = sorted(name for name, text in rule_pages(lexicon()).items() if written.get(name) != text)
    gone = sorted(written.keys() - rule_pages(lexicon()).keys())
    assert (stale, gone) == ([], []), "run: analyzer rules pages docs/rules"
