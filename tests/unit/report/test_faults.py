"""When a library is missing or the disk refuses: one clear sentence, and nothing half written."""

from __future__ import annotations

import gc
import sys
import warnings
from pathlib import Path

import pytest

from analyzer.disk import replacing, write_text
from analyzer.errors import Code, UsageError
from analyzer.report import build_frames, write_report
from analyzer.report.rows import turn_rows
from analyzer.report.workbook import open_workbook
from tests.unit.report import samples


@pytest.mark.parametrize("library", ["jinja2", "xlsxwriter"])
def test_a_missing_library_is_named_before_anything_is_written(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError) as caught:
        write_report([samples.good_call()], tmp_path / "out")
    (problem,) = caught.value.problems
    assert problem.code is Code.MISSING_EXTRA
    assert library in str(problem.message).lower()
    assert "[report]" in str(problem.hint)
    assert not (tmp_path / "out").exists()


def test_frames_without_pandas_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match="pandas"):
        build_frames([samples.good_call()])


def test_frames_need_only_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("jinja2", "xlsxwriter"):
        monkeypatch.setitem(sys.modules, library, None)
    assert len(build_frames([samples.good_call()]).calls) == 1


def test_a_block_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = write_text(tmp_path / "page.html", "old")

    def half_written() -> None:
        with replacing(path) as partial:
            partial.write_text("half", encoding="utf-8")
            raise RuntimeError("the printer is on fire")

    with pytest.raises(RuntimeError):
        half_written()
    assert [found.name for found in tmp_path.iterdir()] == ["page.html"]
    assert path.read_text(encoding="utf-8") == "old"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        write_report([samples.good_call()], tmp_path)
    (problem,) = caught.value.problems
    assert problem.code is Code.OUTPUT
    assert problem.path == str(tmp_path / "tables" / "agents.csv")
    assert problem.hint is not None


def test_a_full_disk_is_said_for_the_workbook_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", full)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # XlsxWriter does not close its own files then
        with (
            pytest.raises(UsageError, match="No space left"),
            open_workbook(tmp_path / "report.xlsx", "title") as sheets,
        ):
            sheets.add("turns", turn_rows(samples.good_call()))
        del sheets
        gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_reports_that_fail_on_the_way_are_not_called_a_disk_fault(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_report([{"status": "scored"}], tmp_path)
