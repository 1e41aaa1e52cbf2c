"""From rule files to a workbook: every phrase set that a pack leans on, and those of its rules that a row can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.errors import missing_extra
from analyzer.rules.loader import Lexicon, pack_members
from analyzer.rules.schema import PhraseSpec, RuleSpec
from analyzer.sheets.columns import FORMS, SHEETS, Column, look_up

Item = Mapping[str, Any]

_HELD = frozenset(column.key[0] for column in SHEETS["规则"]) | {"any_of", "unless", "examples"}


@dataclass(frozen=True, slots=True)
class Exported:
    """What went into the workbook, and the rules that are too rich for it."""

    rules: tuple[str, ...]
    phrases: tuple[str, ...]
    left_out: tuple[str, ...]


def export_pack(lexicon: Lexicon, pack: str, path: Path) -> Exported:
    """Writes the workbook. Raises `UsageError` without openpyxl; the lexicon is sound and has the pack."""
    specs = {key: lexicon.rules[key][0] for key in sorted(pack_members(lexicon, pack))}
    simple = {key: spec for key, spec in specs.items() if _is_simple(spec)}
    phrases = _phrases(specs.values(), lexicon)
    _write(path, _tables(simple, phrases, lexicon))
    return Exported(tuple(simple), tuple(phrases), tuple(key for key in specs if key not in simple))


def _is_simple(spec: RuleSpec) -> bool:
    """Whether the columns hold all that the rule says."""
    said = _dump(spec)
    scopes = dict(next(column.words for column in SHEETS["规则"] if column.key == ("when", "scope")))
    when = said.get("when", {})
    plain = set(when) <= {"scope"} and when.get("scope", "anywhere") in scopes
    return (
        spec.claim in ("required", "forbidden") and spec.any_of is not None and set(said) <= _HELD and plain
    )


def _dump(spec: RuleSpec | PhraseSpec) -> dict[str, Any]:
    """What the author wrote, defaults left out."""
    return spec.model_dump(by_alias=True, exclude_defaults=True)


def _phrases(specs: Iterable[RuleSpec], lexicon: Lexicon) -> dict[str, PhraseSpec]:
    """The phrase sets that these rules take in, and the others of the same files: a file goes out whole."""
    open_names = [name for spec in specs for name in _taken_in(_dump(spec))]
    used: set[str] = set()
    while open_names:
        home = lexicon.phrases[open_names.pop()][1].path
        file = {name for name, (_, document, _) in lexicon.phrases.items() if document.path == home} - used
        used |= file
        open_names += [inner for name in file for inner in _taken_in(_dump(lexicon.phrases[name][0]))]
    return {name: spec for name, (spec, _, _) in lexicon.phrases.items() if name in used}


def _taken_in(item: object) -> Iterator[str]:
    """Every phrase set named anywhere in a spec."""
    if isinstance(item, Mapping):
        for key, value in item.items():
            if key == "phrase":
                yield str(value)
            else:
                yield from _taken_in(value)
    elif isinstance(item, tuple | list):
        for part in item:
            yield from _taken_in(part)


def _tables(
    rules: Mapping[str, RuleSpec], phrases: Mapping[str, PhraseSpec], lexicon: Lexicon
) -> dict[str, list[Item]]:
    """For each sheet its rows as items."""
    said = {key: _dump(spec) for key, spec in rules.items()}
    named = {key: _dump(spec) for key, spec in phrases.items()}
    homes = [{**item, "name": key, "file": lexicon.phrases[key][1].path} for key, item in named.items()]
    return {
        "规则": list(said.values()),
        "规则说法": list(_listed(said, "any_of")),
        "规则例外": list(_listed(said, "unless")),
        "例子": [
            {**example, "owner": key} for key, item in said.items() for example in item.get("examples", ())
        ],
        "词组": list(homes),
        "词组说法": list(_listed(named, "any_of")),
        "词组例外": list(_listed(named, "unless")),
    }


def _listed(items: Mapping[str, Item], key: str) -> Iterator[Item]:
    """Wordings or exceptions of many owners, one a row."""
    for owner, item in items.items():
        for entry in item.get(key, ()):
            form = next(name for name, _ in FORMS if name in entry)
            yield {**entry, "owner": owner, "form": form, "source": entry[form]}


def _write(path: Path, tables: Mapping[str, list[Item]]) -> None:
    try:
        import openpyxl
        from openpyxl.styles import Alignment, Font
    except ImportError as error:
        raise missing_extra("openpyxl", "report") from error
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, columns in SHEETS.items():
        sheet = book.create_sheet(title)
        sheet.append([column.title for column in columns])
        for item in tables[title]:
            sheet.append(_row(item, columns))
        sheet.freeze_panes = "B2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = 24
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                # Text that begins with = is a wording or a call, never a formula.
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _row(item: Item, columns: tuple[Column, ...]) -> list[object]:
    return [column.write(look_up(item, column.key)) for column in columns]
