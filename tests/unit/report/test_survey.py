"""Many calls: which get a page, what says so, and memory that does not grow with them."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from analyzer.report import PageMode, ReportOptions, workbook, write_report
from analyzer.report import survey as survey_module
from analyzer.report.survey import survey
from tests.unit.report import samples
from tests.unit.report.test_write import Page, digests, opened


def many(calls: int) -> Iterator[samples.Report]:
    """Good calls with a rude one in every ten."""
    for at in range(calls):
        made = samples.rude_call() if at % 10 == 3 else samples.good_call()
        yield {**made, "call_id": f"call-{at:04d}"}


def test_up_to_the_limit_every_call_has_a_page() -> None:
    assert survey(many(20), None).chosen is None


def test_beyond_the_limit_those_worth_listening_to_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey_module, "MOST_PAGES", 19)
    found = survey(many(20), None)
    assert found.chosen == frozenset({"call-0003", "call-0013"})
    assert (found.calls, found.with_banned) == (20, 2)


def test_the_most_urgent_are_kept_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey_module, "MOST_PAGES", 1)
    assert survey(many(20), None).chosen == frozenset({"call-0003"})


@pytest.mark.parametrize(("mode", "pages"), [(PageMode.ALL, 12), (PageMode.LISTEN, 1), (PageMode.NONE, 0)])
def test_pages_as_asked_for_and_every_call_in_the_tables(mode: PageMode, pages: int, tmp_path: Path) -> None:
    paths = write_report(lambda: many(12), tmp_path, ReportOptions(pages=mode))
    assert len(paths.calls) == len(list((tmp_path / "calls").glob("*.html"))) == pages
    with (tmp_path / "tables" / "calls.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert {row["call_id"]: row["page"] for row in rows if row["page"]} == dict(paths.pages)
    words = Page(paths.index).words
    assert ("只有" in words) == (pages < 12)
    assert f"共 12 通，只有 {pages} 通有单独的页面" in words or pages == 12


def test_the_index_counts_what_it_does_not_show(tmp_path: Path) -> None:
    none = Page(write_report(lambda: many(12), tmp_path, ReportOptions(pages=PageMode.NONE)).index).words
    assert "共 12 通通话" in none
    assert "call-0003" not in none


def test_a_call_that_is_wanted_has_a_page_in_any_case(tmp_path: Path) -> None:
    chosen = ReportOptions(pages=PageMode.NONE, wanted=frozenset({"call-0005", "not there"}))
    assert write_report(lambda: many(12), tmp_path, chosen).pages == {"call-0005": "calls/call-0005.html"}


def test_an_iterator_and_a_list_and_a_function_give_the_same_bytes(tmp_path: Path) -> None:
    reports = samples.sample_reports()
    for name, given in (("list", reports), ("iterator", iter(reports)), ("function", lambda: iter(reports))):
        write_report(given, tmp_path / name)
    assert digests(tmp_path / "list") == digests(tmp_path / "iterator") == digests(tmp_path / "function")


def test_what_does_not_fit_a_sheet_is_said_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 5)
    paths = write_report(lambda: many(12), tmp_path)
    book = opened(paths.workbook)
    assert book["通话"].max_row == 7
    assert book["通话"]["A7"].value == "还有 7 行，见 tables/calls.csv"
    assert any("“通话”行数太多" in str(row[0]) for row in book["说明"].iter_rows(values_only=True))


def test_many_failures_are_counted_and_the_first_listed(tmp_path: Path) -> None:
    reports = [{**samples.failed_call(), "call_id": f"empty-{at:03d}"} for at in range(230)]
    words = Page(write_report(reports, tmp_path).index).words
    assert "这里只列出前 200 通，其余 30 通见 tables/calls.csv" in words


_MEASURED = """
    import resource, sys
    from pathlib import Path
    from analyzer.report import write_report
    from tests.unit.report.test_survey import many
    calls, out = int(sys.argv[1]), Path(sys.argv[2])
    write_report(lambda: many(calls), out)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_calls(tmp_path: Path) -> None:
    """Three times as many calls, most without a page of their own cost a few megabytes at most."""
    root = Path(__file__).parents[3]
    peaks = []
    for calls in (10_000, 30_000):
        command = [sys.executable, "-c", dedent(_MEASURED), str(calls), str(tmp_path / str(calls))]
        peaks.append(
            int(subprocess.run(command, cwd=root, capture_output=True, check=True, text=True).stdout)
        )
    assert peaks[1] - peaks[0] < 10
