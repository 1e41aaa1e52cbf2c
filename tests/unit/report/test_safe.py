"""Words from outside stay words: control marks, formulas, file names."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.safe import FileNames, cell, clipped, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("您好，Ünï 😀", "您好，Ünï 😀"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"),
        ("a\x00\x07b", "a⟨U+0000⟩⟨U+0007⟩b"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("\ud800", "⟨U+D800⟩"),
        ("\uffff", "⟨U+FFFF⟩"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("שלום", "שלום"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_control_marks_are_spelt_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_visible_text_can_be_written_and_stays(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    assert shown.encode("utf-8").decode("utf-8") == shown


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "\uff20"])
def test_no_cell_starts_a_formula(start: str) -> None:
    assert cell(start + "1+1") == "'" + start + "1+1"


def test_plain_cells_stay() -> None:
    assert cell("您好=1") == "您好=1"


def test_clipping_says_so() -> None:
    assert clipped("您好", 2) == "您好"
    assert clipped("您好吗", 2) == "您…"


@pytest.mark.parametrize("call_id", ["a-1", "heat_001.v2", "通话001"])
def test_plain_ids_keep_their_name(call_id: str) -> None:
    assert FileNames().name(call_id) == call_id


@pytest.mark.parametrize(
    "call_id",
    [
        "",
        ".",
        "..",
        "../../etc/passwd",
        "C:\\a",
        "con",
        "NUL.txt",
        "lpt1",
        "a/b",
        "a\0b",
        "x" * 500,
        "字" * 500,
        "a.",
        "a ",
    ],
)
def test_awkward_ids_get_a_safe_name(call_id: str) -> None:
    name = FileNames().name(call_id)
    assert PurePosixPath(name).name == name
    assert PureWindowsPath(name).name == name
    assert not PureWindowsPath(name + ".html").is_reserved()
    assert len((name + ".html").encode()) <= 120


def test_ids_that_differ_by_case_or_not_at_all_get_names_of_their_own() -> None:
    names = FileNames()
    given_names = [names.name(call_id) for call_id in ("A", "a", "a", "a", "a/", "a\\", "é", "e\u0301")]
    assert len({name.casefold() for name in given_names}) == len(given_names)


@given(st.lists(st.text(max_size=20), max_size=30))
def test_names_are_unique_and_repeatable(ids: list[str]) -> None:
    first, second = FileNames(), FileNames()
    names = [first.name(call_id) for call_id in ids]
    assert len({name.casefold() for name in names}) == len(ids)
    assert names == [second.name(call_id) for call_id in ids]
