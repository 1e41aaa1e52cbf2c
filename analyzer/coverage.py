"""Which clauses of the standards the rules cite, and why the others cannot be judged from a call."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzer.rules.checked import check
from analyzer.rules.loader import Lexicon
from analyzer.rules.schema import CoverageFileSpec, UncheckableSpec
from analyzer.rules.yaml_nodes import read_yaml

CITED, UNCHECKABLE, OPEN = "cited", "uncheckable", "open"
_RUNNING = ("stable", "trial")


@dataclass(frozen=True, slots=True)
class Clause:
    """One catalogued requirement and what became of it: the rules that cite it, or the reason why none can."""

    id: str
    category: str
    ban_kind: str
    rules: tuple[str, ...]
    reason: str | None

    @property
    def state(self) -> str:
        """`cited`, `uncheckable` or `open`."""
        return CITED if self.rules else UNCHECKABLE if self.reason else OPEN


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every catalogued clause, and names in rule files that no catalogue knows."""

    clauses: tuple[Clause, ...]
    unknown: tuple[str, ...]

    def table(self) -> list[tuple[str, str, int, int, int, int]]:
        """Rows of standard, category, cited, uncheckable, open, all."""
        tally = Counter((clause.id[:3], clause.category, clause.state) for clause in self.clauses)
        groups = sorted({(standard, category) for standard, category, _ in tally})
        rows = []
        for standard, category in groups:
            numbers = [tally[standard, category, state] for state in (CITED, UNCHECKABLE, OPEN)]
            rows.append((standard, category, *numbers, sum(numbers)))
        return rows  # type: ignore[return-value]


def coverage(lexicon: Lexicon) -> Coverage:
    """The coverage of the catalogue by all packs of a lexicon folder."""
    cited = _cited(lexicon)
    reasons = _reasons(lexicon.root / "coverage", lexicon)
    with (lexicon.root / "coverage" / "catalogue.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    clauses = tuple(
        Clause(
            row["id"],
            row["category"],
            row["ban_kind"],
            tuple(sorted(cited.get(row["id"], ()))),
            reasons[row["id"]].reason if row["id"] in reasons else None,
        )
        for row in rows
    )
    known = {row["id"] for row in rows}
    return Coverage(clauses, tuple(sorted((set(cited) | set(reasons)) - known)))


def _cited(lexicon: Lexicon) -> Mapping[str, set[str]]:
    cited: dict[str, set[str]] = {}
    for rule, _ in lexicon.rules.values():
        if rule.status in _RUNNING:
            own = [rule.clause.id] if rule.clause and rule.clause.id else []
            for clause in (*own, *rule.covers):
                cited.setdefault(clause, set()).add(rule.id)
    return cited


def _reasons(folder: Path, lexicon: Lexicon) -> Mapping[str, UncheckableSpec]:
    reasons: dict[str, UncheckableSpec] = {}
    for path in sorted(folder.glob("*.yml")):
        document = read_yaml(path, path.relative_to(lexicon.root).as_posix())
        lexicon.documents.append(document)
        spec = check(document, CoverageFileSpec)
        reasons |= {item.id: item for item in spec.uncheckable} if spec else {}
    return reasons
