"""All rule pages and their index as a folder of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from analyzer.rulepage import rule_page
from analyzer.rules.loader import Lexicon, link
from analyzer.rules.model import Rule, Status

# The last line of every page we write: what bears it may be removed when its rule is gone.
_MARK = "<!-- analyzer rules pages -->\n"
INDEX = "README.md"


def rule_pages(lexicon: Lexicon) -> Mapping[str, str]:
    """File name and text of each rule's page and of the index. Raises `PackError` for a faulty lexicon."""
    rules = [rule for _, rule in sorted(link(lexicon).rules.items())]
    pages = {f"{rule.id}.md": f"{rule_page(rule)}\n{_MARK}" for rule in rules}
    return {INDEX: f"{_index(rules, lexicon)}\n{_MARK}", **pages}


def write_pages(pages: Mapping[str, str], folder: Path) -> tuple[int, tuple[str, ...]]:
    """Writes the pages; pages of ours whose rule is gone are removed. The number written, the names removed."""
    folder.mkdir(parents=True, exist_ok=True)
    stale = tuple(sorted(path.name for path in folder.glob("*.md") if _is_stale(path, pages)))
    for name in stale:
        (folder / name).unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return len(pages), stale


def _is_stale(path: Path, pages: Mapping[str, str]) -> bool:
    return path.name not in pages and path.read_text(encoding="utf-8").endswith(_MARK)


def _index(rules: Iterable[Rule], lexicon: Lexicon) -> str:
    parts = ["# 规则", "由 `analyzer rules pages` 从规则文件生成，不要手改。"]
    for pack, members in groupby(rules, key=lambda rule: rule.id.partition(".")[0]):
        title = lexicon.packs[pack][0].title if pack in lexicon.packs else pack
        rows = "\n".join(_row(rule) for rule in members)
        parts += [
            f"## {title}（{pack}）",
            f"| 规则 | 标题 | 组 | 出处 | 级别 |\n|---|---|---|---|---|\n{rows}",
        ]
    return "\n\n".join(parts) + "\n"


def _row(rule: Rule) -> str:
    clause = f"{rule.clause.standard} {rule.clause.section}" if rule.clause else ""
    note = "" if rule.status is Status.STABLE else f"（{rule.status}）"
    return (
        f"| [{rule.id}]({rule.id}.md) | {rule.title}{note} | {rule.set} | {clause} | {rule.severity or ''} |"
    )
