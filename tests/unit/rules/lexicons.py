"""Lexicon folders written from text, for the tests of the rule rooms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analyzer.coverage import coverage
from analyzer.errors import PackError, Problem
from analyzer.rules.loader import build_pack, link, read_lexicon
from analyzer.rules.overrides import apply_overrides, read_overrides

PACK = 'id: demo\ntitle: 示范\nversion: "0.1"\nscorecard: default\n'

SCORECARD = """\
id: default
title: 评分表
sections:
  - {name: 礼貌, title: 礼貌, sets: [礼貌], weight: 10}
deductions: {minor: 2, major: 5, critical: 20}
"""

PHRASES = "phrases:\n  谢谢:\n    any_of: [谢谢, 感谢]\n"

SITUATIONS = "situations:\n  投诉:\n    title: 客户投诉\n    who: customer\n    any_of: [投诉]\n"

RULE = """\
id: demo.thanks
title: 致谢
set: 礼貌
claim: required
any_of:
  - phrase: 谢谢
"""

CATALOGUE = "id\tcategory\tban_kind\tsection\n000-PS-001\tpolite_set\t-\t一\n000-PS-002\tpolite_set\t-\t二\n"

BASE: Mapping[str, str] = {
    "packs/demo/pack.yml": PACK,
    "packs/demo/thanks.yml": RULE,
    "scorecards/default.yml": SCORECARD,
    "phrases/polite.yml": PHRASES,
    "situations/service.yml": SITUATIONS,
    "coverage/catalogue.tsv": CATALOGUE,
}


def write_lexicon(root: Path, files: Mapping[str, str] | None = None) -> Path:
    """A sound little lexicon under `root`, with `files` written over it."""
    for name, text in {**BASE, **(files or {})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def problems_of(root: Path) -> list[Problem]:
    """Every problem of a lexicon folder: its files, its coverage lists, and the overrides beside them."""
    lexicon = read_lexicon(root)
    try:
        link(lexicon)
        found = list(coverage(lexicon).problems)
        if (root / "overrides.yml").is_file():
            apply_overrides(build_pack(lexicon, ("demo",)), read_overrides(root / "overrides.yml"))
    except PackError as error:
        return list(error.problems)
    return found
