"""From a workbook to rule files: every cell is checked like a line of YAML, and named by sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analyzer.errors import Code, PackError, Problem
from analyzer.ingest.xlsx import Sheet, read_sheets
from analyzer.language import Text
from analyzer.rules.build import build_rule
from analyzer.rules.checked import check, nearest
from analyzer.rules.compile import PhraseCompiler
from analyzer.rules.schema import PhraseSpec, RuleSpec
from analyzer.rules.yaml_nodes import Document, Place
from analyzer.sheets.columns import SHEETS, Column
from analyzer.sheets.write_yaml import Content, write_files

_DEFAULT_FILE = "phrases/words.yml"


@dataclass(slots=True)
class SheetDocument(Document):
    """A rule or phrase set gathered from several sheets; `sheets` knows on which one each place is."""

    sheets: dict[Place, str] = field(default_factory=dict)

    def problem(self, code: Code, place: Place, message: Text, hint: Text | None = None) -> Problem:
        """A problem at the cell of a place."""
        found = Document.problem(self, code, place, message, hint)
        sheet = next(
            (self.sheets[place[:n]] for n in range(len(place), -1, -1) if place[:n] in self.sheets), ""
        )
        self.problems[-1] = replace(found, path=f"{self.path}[{sheet}]")
        return self.problems[-1]

    def problem_within(
        self, code: Code, where: tuple[Place, int], message: Text, hint: Text | None = None
    ) -> Problem:
        """A problem in a cell of several lines is at the cell."""
        return self.problem(code, where[0], message, hint)

    def put(self, place: Place, value: object, cell: _Cell) -> None:
        """Sets the value at a place that ends in a key, and remembers its cell."""
        target = self.value
        for part in place[:-1]:
            target = target.setdefault(part, {}) if isinstance(target, dict) else target[part]
        target[place[-1]] = value
        for n in range(1, len(place) + 1):
            self.mark(place[:n], cell)

    def mark(self, place: Place, cell: _Cell) -> None:
        """The first cell that belongs to a place is where it is."""
        self.places.setdefault(place, (cell.row, cell.column))
        self.sheets.setdefault(place, cell.sheet)


@dataclass(frozen=True, slots=True)
class _Cell:
    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet: its cells by column, the empty ones left out."""

    sheet: str
    number: int
    cells: tuple[tuple[Column, int, object], ...]

    def owner(self) -> str | None:
        """The name in the first column."""
        return next((str(value) for _, column, value in self.cells if column == 1), None)


@dataclass(frozen=True, slots=True)
class Imported:
    """The files that were written."""

    files: tuple[Path, ...]


def import_workbook(workbook: Path, folder: Path, *, overwrite: bool = False) -> Imported:
    """Writes the workbook's rules and phrase sets as YAML into a lexicon folder.

    Raises `InputError` for what is no workbook, `PackError` with every faulty cell, `UsageError` for files that are
    there already and may not be overwritten.
    """
    reader = _Reader(workbook.name)
    for sheet in read_sheets(workbook):
        if sheet.title in SHEETS:
            reader.read(sheet)
    rules, phrases = reader.checked()
    return Imported(write_files(folder, _contents(rules, phrases), overwrite=overwrite))


class _Reader:
    """Gathers the rows of all sheets into one document for each rule and phrase set."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.rules: dict[str, SheetDocument] = {}
        self.phrases: dict[str, SheetDocument] = {}
        self.files: dict[str, str] = {}
        self.problems: list[Problem] = []

    def read(self, sheet: Sheet) -> None:
        for row in self._rows(sheet):
            name = row.owner()
            if name is None:
                message = Text("第一列是空的", "the first column is empty")
                hint = Text("写上规则或词组的名字", "write the name of the rule or phrase set")
                self._problem(Code.BAD_TABLE, _Cell(row.sheet, row.number, 1), message, hint)
            elif row.sheet == "规则":
                self._item(self.rules, name, row)
            elif row.sheet == "词组":
                self._item(self.phrases, name, row)
            else:
                self._entry(name, row)

    def _rows(self, sheet: Sheet) -> Iterator[_Row]:
        columns = {column.title: column for column in SHEETS[sheet.title]}
        header: list[Column | None] = []
        for number, cells in sheet.rows:
            if not header:
                header = [columns.get(str(cell)) for cell in cells]
                self._check_header(sheet.title, number, cells, columns)
                continue
            found = zip(header, range(1, len(cells) + 1), cells, strict=False)
            kept = (
                (column, at, column.read(cell)) for column, at, cell in found if column and cell is not None
            )
            yield _Row(sheet.title, number, tuple(kept))

    def _check_header(
        self, sheet: str, number: int, cells: tuple[object, ...], known: dict[str, Column]
    ) -> None:
        for at, cell in enumerate(cells, 1):
            if cell is not None and str(cell) not in known:
                message = Text(f"不认识的列“{cell}”", f'unknown column "{cell}"')
                listed = "、".join(known)
                hint = nearest(str(cell), known) or Text(f"可用的列：{listed}", f"columns: {listed}")
                self._problem(Code.UNKNOWN_KEY, _Cell(sheet, number, at), message, hint)

    def _item(self, items: dict[str, SheetDocument], name: str, row: _Row) -> None:
        document = SheetDocument(self.path, value={})
        document.mark((), _Cell(row.sheet, row.number, 1))
        if name in items:
            message = Text(f"“{name}”有两行", f'"{name}" has two rows')
            self._problem(
                Code.DUPLICATE_ID, _Cell(row.sheet, row.number, 1), message, Text("留下一行", "keep one")
            )
            return
        items[name] = document
        for column, at, value in row.cells:
            if column.key == ("file",):
                self.files[name] = str(value)
            elif column.key != ("name",):
                document.put(column.key, value, _Cell(row.sheet, row.number, at))

    def _entry(self, name: str, row: _Row) -> None:
        """A wording, an exception or an example of something on another sheet."""
        owners = self.phrases if row.sheet.startswith("词组") else self.rules
        if name not in owners:
            message = Text(f"没有“{name}”这一行", f'there is no row "{name}"')
            hint = nearest(name, owners) or Text(
                "先在规则或词组表里加一行", "add it to the sheet of rules or phrases"
            )
            self._problem(Code.UNKNOWN_NAME, _Cell(row.sheet, row.number, 1), message, hint)
            return
        document = owners[name]
        key = "examples" if row.sheet == "例子" else "any_of" if row.sheet.endswith("说法") else "unless"
        entries: list[dict[str, Any]] = document.value.setdefault(key, [])
        place: Place = (key, len(entries))
        document.mark((key,), _Cell(row.sheet, row.number, 1))
        document.mark(place, _Cell(row.sheet, row.number, 1))
        entries.append({})
        form = next((str(value) for column, _, value in row.cells if column.key == ("form",)), "words")
        for column, at, value in row.cells:
            if column.key not in (("owner",), ("form",)):
                inner = (form,) if column.key == ("source",) else column.key
                document.put((*place, *inner), value, _Cell(row.sheet, row.number, at))

    def checked(self) -> tuple[dict[str, RuleSpec], dict[str, dict[str, PhraseSpec]]]:
        """Rules by id, and phrase sets by file and name. Raises `PackError` with every faulty cell."""
        phrases = {name: (check(document, PhraseSpec), document) for name, document in self.phrases.items()}
        rules = {name: (check(document, RuleSpec), document) for name, document in self.rules.items()}
        sound = {name: (spec, document, ()) for name, (spec, document) in phrases.items() if spec is not None}
        compiler = PhraseCompiler(sound)
        for name, (_, document, place) in sound.items():
            compiler.named(name, document, place)
        for rule, document in rules.values():
            if rule is not None:
                build_rule(rule, document, compiler, ())
        documents = (*self.phrases.values(), *self.rules.values())
        problems = [*self.problems, *(problem for document in documents for problem in document.problems)]
        if problems:
            raise PackError(*sorted(problems, key=lambda p: (p.path or "", p.line or 0, p.column or 0)))
        files: dict[str, dict[str, PhraseSpec]] = {}
        for name, (phrase, _, _) in sound.items():
            files.setdefault(self.files.get(name, _DEFAULT_FILE), {})[name] = phrase
        return {name: spec for name, (spec, _) in rules.items() if spec is not None}, files

    def _problem(self, code: Code, cell: _Cell, message: Text, hint: Text) -> None:
        path = f"{self.path}[{cell.sheet}]"
        self.problems.append(Problem(code, message, path=path, line=cell.row, column=cell.column, hint=hint))


def _contents(rules: dict[str, RuleSpec], files: dict[str, dict[str, PhraseSpec]]) -> dict[str, Content]:
    """What goes into which file of the lexicon folder."""
    made: dict[str, Content] = {
        f"packs/{key.replace('.', '/')}.yml": spec.model_dump(by_alias=True, exclude_defaults=True)
        for key, spec in rules.items()
    }
    for name, sets in files.items():
        dumped = {key: spec.model_dump(by_alias=True, exclude_defaults=True) for key, spec in sets.items()}
        made[name] = {"phrases": dumped}
    return made
