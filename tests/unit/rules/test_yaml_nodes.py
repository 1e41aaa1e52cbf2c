"""Strict reading of YAML: values, places, and files that no reader could read (the rest is in `data/broken`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import Code
from analyzer.rules.yaml_nodes import Document, read_yaml


def read(folder: Path, content: str | bytes) -> Document:
    path = folder / "a.yml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_yaml(path, "a.yml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 谢谢", {"a": "谢谢"}),
        ("a: 12", {"a": 12}),
        ("a: -3", {"a": -3}),
        ("a: 1.5", {"a": 1.5}),
        ("a: true", {"a": True}),
        ('a: "010"', {"a": "010"}),
        ("a: '12:30'", {"a": "12:30"}),
        ("a: |\n  甲\n  乙\n", {"a": "甲\n乙\n"}),
        ("no: 是", {"no": "是"}),
        ("a: [甲, 乙]", {"a": ["甲", "乙"]}),
        ("a: 甲*乙&丙!", {"a": "甲*乙&丙!"}),
        ("\ufeffa: 谢谢", {"a": "谢谢"}),
    ],
)
def test_values(text: str, value: object, tmp_path: Path) -> None:
    document = read(tmp_path, text)
    assert document.value == value
    assert document.problems == []


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "on",
        "off",
        "True",
        "TRUE",
        "010",
        "0x1F",
        "0b1",
        "1_000",
        "12:30",
        ".5",
        "2026-11-21",
    ],
)
def test_silent_conversions_are_refused_at_their_key(text: str, tmp_path: Path) -> None:
    document = read(tmp_path, f"b: 1\na: {text}\n")
    assert [(p.code, p.line, p.column) for p in document.problems] == [(Code.WRONG_TYPE, 2, 1)]


def test_places_are_those_of_keys_and_items(tmp_path: Path) -> None:
    document = read(tmp_path, "甲:\n  乙: [一, 二]\n  丙:\n    - 三\n")
    assert document.at(("甲",)) == (1, 1)
    assert document.at(("甲", "乙")) == (2, 3)
    assert document.at(("甲", "乙", 1)) == (2, 10)
    assert document.at(("甲", "丙", 0)) == (4, 7)
    assert document.at(("甲", "丙", 0, "没有")) == (4, 7)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("a: 1\n标题: 谢谢".encode("gb18030"), Code.FILE_ENCODING, 2),
        (b"a: \xff\n", Code.FILE_ENCODING, 1),
        (b"a: \x00\n", Code.YAML_SYNTAX, 1),
        (b"a: " + b"x" * 1_000_001, Code.FILE_TOO_LARGE, 1),
        (b"", Code.FILE_EMPTY, 1),
        (b"a: " + b"[" * 3000, Code.YAML_SYNTAX, 1),
    ],
    ids=["gb18030", "not-utf8", "nul", "too-large", "empty", "too-deep"],
)
def test_files_that_cannot_be_read(content: bytes, code: Code, line: int, tmp_path: Path) -> None:
    problems = read(tmp_path, content).problems
    assert [(p.code, p.line) for p in problems] == [(code, line)]
    assert all(p.hint for p in problems)


def test_missing_file(tmp_path: Path) -> None:
    assert [p.code for p in read_yaml(tmp_path / "none.yml", "none.yml").problems] == [Code.FILE_UNREADABLE]


def test_every_anchor_alias_and_tag_is_told(tmp_path: Path) -> None:
    document = read(tmp_path, "a: &x 甲\nb: *x\nc: !!str 1\n")
    assert [(p.code, p.line, p.column) for p in document.problems] == [
        (Code.YAML_SYNTAX, line, 4) for line in (1, 2, 3)
    ]


@given(st.text(alphabet="ab甲: -[]{}\"'|>#&*!%@`\n\t\\,?012", max_size=40))
def test_no_text_makes_the_reader_stumble(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    document = read(tmp_path_factory.getbasetemp(), text)
    assert document.value is not None or document.problems
