"""Files of weights: a line for each weight, `table<TAB>name<TAB>value`; a table's name says what its names are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import ahocorasick

from analyzer.errors import Code, ModelError, Problem
from analyzer.language import Text
from analyzer.resources import resource_folder

Tables = Mapping[str, Mapping[str, float]]
SETTINGS = "set"
T = TypeVar("T")
# From a text to where each known run ends in it, and what is known of it.
Reader = Callable[[str], Iterable[tuple[int, T]]]


def shipped(name: str) -> Path:
    """The file of weights that ships under a name."""
    return resource_folder("lexicons") / "meaning" / name


def read_tables(path: Path, known: Iterable[str] | None = None) -> Tables:
    """The tables of a file. Raises ModelError: unreadable, a line that is no weight, a table that is not `known`."""
    tables: dict[str, dict[str, float]] = {name: {} for name in (SETTINGS, *(known or ()))}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise _damaged(path, None, Text("读不到权重文件", "the weights file cannot be opened")) from None
    for number, line in enumerate(lines, 1):
        try:
            table, name, value = line.split("\t")
            own = tables[table] if known is not None else tables.setdefault(table, {})
            own[name] = float(value)
        except (ValueError, KeyError):
            message = Text("权重文件的这一行读不懂", "this line of the weights file cannot be read")
            raise _damaged(path, number, message) from None
    return tables


def missing_settings(path: Path, settings: Mapping[str, float], required: Iterable[str]) -> None:
    """Raises ModelError where a required setting is not there."""
    missing = sorted({*required} - settings.keys())
    if missing:
        message = Text(f"权重文件缺少 {missing[0]}", f"the weights file lacks {missing[0]}")
        raise _damaged(path, None, message)


def write_tables(tables: Iterable[tuple[str, Mapping[str, float]]]) -> str:
    """The text of a file that `read_tables` reads back; settings in their order, weights by length and spelling."""
    rows = [(table, *item) for table, weights in tables for item in _sorted(table, weights)]
    return "".join(f"{table}\t{name}\t{value:g}\n" for table, name, value in rows)


def _sorted(table: str, weights: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    if table == SETTINGS:
        return weights.items()
    return sorted(weights.items(), key=lambda item: (len(item[0]), item[0]))


def reader(known: Mapping[str, T]) -> Reader[T]:
    """Finds every known run in a text in one pass, with what is known of it."""
    if not known:
        return lambda _: ()
    automaton = ahocorasick.Automaton()
    for run, value in known.items():
        automaton.add_word(run, value)
    automaton.make_automaton()
    found: Reader[T] = automaton.iter
    return found


def _damaged(path: Path, line: int | None, message: Text) -> ModelError:
    hint = Text("重新安装本程序，或恢复原来的文件", "install the program again, or restore the file")
    return ModelError(Problem(Code.MODEL_DAMAGED, message, path=str(path), line=line, hint=hint))
