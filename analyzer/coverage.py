"""Which clauses of the standards the rules cite, and why the others cannot be judged from a call."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text
from analyzer.rules.checked import check, nearest
from analyzer.rules.loader import Lexicon
from analyzer.rules.packschema import CoverageFileSpec, UncheckableSpec
from analyzer.rules.schema import RuleSpec
from analyzer.rules.yaml_nodes import Document, Place, read_yaml

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
class Row:
    """How many clauses of one category of a standard are in which state."""

    standard: str
    category: str
    cited: int
    uncheckable: int
    open: int

    @property
    def all(self) -> int:
        """All clauses of the category."""
        return self.cited + self.uncheckable + self.open


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every catalogued clause, and the faults in what cites or excuses them."""

    clauses: tuple[Clause, ...]
    problems: tuple[Problem, ...]

    def table(self) -> tuple[Row, ...]:
        """One row for each category of each standard, in order."""
        tally = Counter((clause.id[:3], clause.category, clause.state) for clause in self.clauses)
        groups = sorted({(standard, category) for standard, category, _ in tally})
        return tuple(
            Row(*group, *(tally[*group, state] for state in (CITED, UNCHECKABLE, OPEN))) for group in groups
        )


# A clause id where it is written: in which file, at which place.
_Written = tuple[str, Document, Place]


def coverage(lexicon: Lexicon) -> Coverage:
    """The coverage of the catalogue by all packs of a lexicon folder. Raises `UsageError` without a catalogue."""
    rows = _catalogue(lexicon.root / "coverage" / "catalogue.tsv")
    documents = [_document(path, lexicon.root) for path in sorted((lexicon.root / "coverage").glob("*.yml"))]
    reasons: dict[str, UncheckableSpec] = {}
    written: list[_Written] = []
    for document in documents:
        for place, item in _uncheckable(document):
            written.append((item.id, document, place))
            if item.id in reasons:
                message = Text(f"条款 {item.id} 已经列过", f"the clause {item.id} is already listed")
                hint = Text("留下一处", "keep one of them")
                document.problem(Code.DUPLICATE_ID, place, message, hint)
            reasons[item.id] = item
    cited: dict[str, set[str]] = {}
    for rule, home in lexicon.rules.values():
        written += [(clause, home, place) for clause, place in _cited(rule)]
        for clause, _ in _cited(rule) if rule.status in _RUNNING else ():
            cited.setdefault(clause, set()).add(rule.id)
    unknown = _unknown(written, frozenset(row["id"] for row in rows))
    found = [problem for document in documents for problem in document.problems]
    return Coverage(tuple(_clause(row, cited, reasons) for row in rows), (*found, *unknown))


def _catalogue(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        message = Text("没有条款目录 catalogue.tsv", "there is no catalogue.tsv of clauses")
        hint = Text(
            "把随程序附带的 lexicons/coverage/ 复制过来", "copy lexicons/coverage/ of the program there"
        )
        raise UsageError(Problem(Code.FILE_MISSING, message, path=str(path), hint=hint))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _clause(
    row: Mapping[str, str], cited: Mapping[str, set[str]], reasons: Mapping[str, UncheckableSpec]
) -> Clause:
    rules = tuple(sorted(cited.get(row["id"], ())))
    reason = reasons[row["id"]].reason if row["id"] in reasons else None
    return Clause(row["id"], row["category"], row["ban_kind"], rules, reason)


def _document(path: Path, root: Path) -> Document:
    return read_yaml(path, path.relative_to(root).as_posix())


def _uncheckable(document: Document) -> Iterator[tuple[Place, UncheckableSpec]]:
    spec = check(document, CoverageFileSpec)
    for i, item in enumerate(spec.uncheckable if spec else ()):
        yield ("uncheckable", i, "id"), item


def _cited(rule: RuleSpec) -> Iterator[tuple[str, Place]]:
    """Every clause that a rule names, and where."""
    if rule.clause and rule.clause.id:
        yield rule.clause.id, ("clause", "id")
    for i, clause in enumerate(rule.covers):
        yield clause, ("covers", i)


def _unknown(written: list[_Written], known: frozenset[str]) -> Iterator[Problem]:
    """A problem for each clause id that the catalogue does not have."""
    for clause, document, place in written:
        if clause not in known:
            line, column = document.at(place)
            message = Text(f"目录里没有条款 {clause}", f"there is no clause {clause} in the catalogue")
            hint = nearest(clause, known) or Text(
                "编号见 coverage/catalogue.tsv", "coverage/catalogue.tsv has the ids"
            )
            yield Problem(Code.UNKNOWN_NAME, message, document.path, line, column, hint=hint)
