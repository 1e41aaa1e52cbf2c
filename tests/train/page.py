"""The generated parts of `docs/meaning.md`."""

from __future__ import annotations

from collections.abc import Sequence

from tests.train.corpus import ROOT

PAGE = ROOT / "docs" / "meaning.md"
_END = "<!-- end of figures -->"


def replace_figures(module: str, lines: Sequence[str]) -> None:
    """Replaces what `python -m tests.train.MODULE` wrote last."""
    start = f"<!-- figures: python -m tests.train.{module} -->"
    before, rest = PAGE.read_text(encoding="utf-8").split(start)
    after = rest.split(_END, 1)[1]
    figures = "\n".join(["", "", *lines, ""])
    PAGE.write_text(f"{before}{start}{figures}{_END}{after}", encoding="utf-8", newline="\n")
