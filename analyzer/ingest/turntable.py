"""Transcripts as tables, one row a turn; a call-number column puts several calls into one file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.call import Call, Origin, Role, Turn
from analyzer.errors import Code, InputError, Problem
from analyzer.ingest.clock import cell_ms
from analyzer.ingest.columns import TURN_COLUMNS, counts_milliseconds
from analyzer.ingest.failure import Failure, Item
from analyzer.ingest.metadata import FIELDS, Metadata, Misread, apply_metadata, metadata_of
from analyzer.ingest.plaintext import labelled
from analyzer.ingest.settle import bad_turn, settle, turn_of
from analyzer.ingest.speakers import Speaker, speaker_of
from analyzer.ingest.tables import Row, Table, Wanted, collect, read_table
from analyzer.language import Text

WANTED = Wanted(TURN_COLUMNS, ("text",))


@dataclass(frozen=True, slots=True)
class _Group:
    """The rows of one call."""

    call_id: str
    source: str
    rows: Sequence[Row]


def read(path: Path) -> Iterator[Item]:
    """The calls of a table, each failing for itself; raises `InputError` when it has no column of words."""
    table = read_table(path, WANTED)
    if not table.rows:
        raise InputError(_no_rows(path))
    for group in _groups(table, path):
        if isinstance(group, Failure):
            yield group
            continue
        try:
            yield _call(table, group, path)
        except InputError as error:
            yield Failure(group.source, error.problems, group.call_id)


def _groups(table: Table, path: Path) -> Iterator[_Group | Failure]:
    """Rows by call number; rows without one belong to no call and are reported."""
    position = table.columns.get("call_id")
    if position is None:
        yield _Group(path.stem, str(path), table.rows)
        return
    groups = collect(table.rows, lambda row: row.text(position))
    for call_id, rows in groups.items():
        source = f"{path}:{rows[0].line}"
        if call_id is None:
            yield Failure(source, tuple(_no_call_id(path, row, position) for row in rows))
        else:
            yield _Group(call_id, source if len(groups) > 1 else str(path), rows)


def _call(table: Table, group: _Group, path: Path) -> Call:
    problems: list[Problem] = []
    turns: list[Turn] = []
    for row in group.rows:
        if len(row.cells) > len(table.header) and any(
            cell is not None for cell in row.cells[len(table.header) :]
        ):
            problems.append(_too_wide(path, row, len(table.header)))
        turn, faults = _turn(table, row, len(turns))
        problems += [bad_turn(path, len(turns), fault, row.line) for fault in faults]
        turns.append(turn)
    if problems:
        raise InputError(*(replace(problem, call=group.call_id) for problem in problems))
    metadata, misread = _metadata(table, group)
    kind, _, encoding = table.kind.partition(" ")
    origin = Origin(kind, options=(("encoding", encoding),) if encoding else ())
    notes = (*table.notes, *_unused(table), *map(str, misread))
    call = Call(group.call_id, tuple(turns), group.source, origin=origin, notes=notes)
    return settle(apply_metadata(call, metadata), path, [row.line for row in group.rows])


def _metadata(table: Table, group: _Group) -> tuple[Metadata, tuple[Misread, ...]]:
    """What the first row that knows says of the whole call."""
    values: dict[str, object] = {"call_id": group.call_id}
    for field in FIELDS:
        position = table.columns.get(field)
        cells = (row.at(position) if field == "started_at" else row.text(position) for row in group.rows)
        values.setdefault(field, next((cell for cell in cells if cell is not None), None))
    return metadata_of(values)


def _turn(table: Table, row: Row, index: int) -> tuple[Turn, list[Text]]:
    """One row as a turn, and what is wrong with its numbers."""
    columns = table.columns
    speaker, words = _speaker(row.text(columns.get("role")), row.text(columns.get("text")) or "")
    start, end = (_time(table, row, field) for field in ("start", "end"))
    confidence, fault = _confidence(row.text(columns.get("confidence")))
    turn = replace(turn_of(index, words, speaker), confidence=confidence)
    agent_id = row.text(columns.get("agent_id"))
    if agent_id and turn.role is not Role.CUSTOMER:
        turn = replace(turn, agent_id=agent_id)
    faults = [value for value in (start, end, fault) if isinstance(value, Text)]
    times = [None if isinstance(value, Text) else value for value in (start, end)]
    return replace(turn, start_ms=times[0], end_ms=times[1]), faults


def _speaker(label: str | None, words: str) -> tuple[Speaker | None, str]:
    """The speaker from the role column, else from a label inside the cell (客服：您好)."""
    if label is not None:
        return speaker_of(label), words
    return labelled(words) or (None, words)


def _time(table: Table, row: Row, field: str) -> int | Text | None:
    """Milliseconds, None for an empty cell, or what is wrong with the cell."""
    position = table.columns.get(field)
    cell = row.at(position)
    if position is None or cell is None:
        return None
    value = cell_ms(cell, counts_milliseconds(table.header[position]))
    if value is None:
        name, shown = table.header[position], str(cell)[:40]
        return Text(f"“{name}”不是时间：{shown}", f'"{name}" is no time: {shown}')
    return value


def _confidence(cell: str | None) -> tuple[float | None, Text | None]:
    if cell is None:
        return None, None
    percent = cell.endswith("%")
    try:
        value = float(cell.removesuffix("%")) / (100 if percent else 1)
    except ValueError:
        value = math.nan
    if 0 <= value <= 1:
        return value, None
    return None, Text(
        f"置信度应在 0 到 1 之间：{cell[:40]}", f"the confidence must lie in 0 to 1: {cell[:40]}"
    )


def _unused(table: Table) -> tuple[str, ...]:
    names = [name for index, name in enumerate(table.header) if name and index not in table.columns.values()]
    if not names:
        return ()
    return (str(Text(f"未使用的列：{'、'.join(names)}", f"columns not used: {', '.join(names)}")),)


def _no_rows(path: Path) -> Problem:
    return Problem(
        Code.NO_TURNS,
        Text("只有表头，没有内容", "there is a header and nothing below it"),
        path=str(path),
        hint=Text("请检查导出是否完整", "check that the export is complete"),
    )


def _no_call_id(path: Path, row: Row, position: int) -> Problem:
    return Problem(
        Code.BAD_TABLE,
        Text("这一行没有通话编号", "this row has no call number"),
        path=str(path),
        line=row.line,
        column=position + 1,
        hint=Text(
            "请补上编号；没有编号的行不计入任何通话", "fill it in; a row without it belongs to no call"
        ),
    )


def _too_wide(path: Path, row: Row, width: int) -> Problem:
    return Problem(
        Code.BAD_TABLE,
        Text(
            f"这一行比表头多出列（表头 {width} 列，这一行 {len(row.cells)} 列）",
            f"more cells than the header's {width}",
        ),
        path=str(path),
        line=row.line,
        column=width + 1,
        hint=Text("内容里有逗号时，请给整格加英文双引号", "put a cell that holds a comma in double quotes"),
    )
