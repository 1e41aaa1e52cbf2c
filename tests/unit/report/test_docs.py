"""`docs/report.md` shows the schemas as they are."""

from __future__ import annotations

from pathlib import Path

from analyzer.report import schema

PAGE = Path(__file__).parents[3] / "docs" / "report.md"
BEGIN, END = "<!-- tables: begin -->\n", "<!-- tables: end -->"


def test_the_documented_tables_are_fresh() -> None:
    """After a change, put the output of `schema.markdown()` between the two marks."""
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0] == schema.markdown()
