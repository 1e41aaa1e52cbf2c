"""The whole report on disk: complete, the same every time, and harmless whatever the calls say."""

from __future__ import annotations

import csv
import hashlib
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import Workbook, load_workbook

from analyzer.errors import UsageError
from analyzer.language import use_language
from analyzer.report import MediaMode, ReportOptions, ReportPaths, write_report
from tests.unit.report import samples


class Page(HTMLParser):
    """The tags, links and words of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.words = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in {"href", "src"} and value:
                self.links.append(value)
            if name.startswith("on") or name == "style":
                self.handlers.append(name)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> ReportPaths:
    return write_report(
        iter([*samples.sample_reports(), samples.long_call()]), tmp_path_factory.mktemp("report")
    )


def pages(written: ReportPaths) -> Iterator[Path]:
    yield written.index
    yield from written.calls


def opened(path: Path) -> Workbook:
    """The workbook; openpyxl warns that it does not know Excel's own data bars."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)
        return load_workbook(BytesIO(path.read_bytes()))


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_call_has_its_page_and_nothing_temporary_is_left(written: ReportPaths) -> None:
    out = written.index.parent
    assert len(written.calls) == 6
    names = set(digests(out))
    assert {
        "index.html",
        "report.xlsx",
        "tables/calls.csv",
        "assets/report.css",
        "calls/heat-001.html",
    } <= names
    assert not [name for name in names if name.endswith(".tmp")]
    assert all(path.is_relative_to(out / "calls") for path in written.calls)


def test_the_same_reports_give_the_same_bytes(written: ReportPaths, tmp_path: Path) -> None:
    write_report([*samples.sample_reports(), samples.long_call()], tmp_path)
    assert digests(tmp_path) == digests(written.index.parent)


def test_every_link_leads_to_a_file_and_a_place(written: ReportPaths) -> None:
    for path in pages(written):
        page = Page(path)
        ids = path.read_text(encoding="utf-8")
        for link in page.links:
            if link == "data:,":
                continue
            file, _, place = unquote(link).partition("#")
            assert not file or (path.parent / file).is_file(), (path, link)
            assert not place or f'id="{place}"' in ids, (path, link)


def test_nothing_is_loaded_from_a_network_and_nothing_runs_inline(written: ReportPaths) -> None:
    for path in pages(written):
        page = Page(path)
        assert not [link for link in page.links if "//" in link]
        assert page.handlers == []
        assert page.tags.count("script") == 1
        assert "img" not in page.tags


def test_hostile_words_show_as_words(written: ReportPaths) -> None:
    for path in pages(written):
        text = path.read_text(encoding="utf-8")
        assert "\u202e" not in text
        assert "\x07" not in text
    hostile = Page(next(path for path in written.calls if "script" in path.name))
    assert "<script>alert('x')</script>⟨U+202E⟩gnp.exe⟨U+0007⟩" in hostile.words
    assert "长" * 10_000 + "</bdi><img src=x onerror=alert(1)>" in hostile.words


def test_csv_cells_never_start_a_formula_and_open_in_excel(written: ReportPaths) -> None:
    for path in written.tables:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+@\t\r")]


def test_the_workbook_holds_no_formula_and_the_words_as_they_are(written: ReportPaths) -> None:
    book = opened(written.workbook)
    assert book.sheetnames == [
        "说明",
        "坐席",
        "十字与七声",
        "通话",
        "逐条结果",
        "忌语",
        "证据",
        "得分明细",
        "对话",
        "图表数据",
    ]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr", "d"}
    assert "=1+1<script>alert('x')</script>⟨U+202E⟩gnp.exe⟨U+0007⟩⟨U+200F⟩" in {cell.value for cell in cells}


def test_the_workbook_shows_words_for_codes_and_times_for_milliseconds(written: ReportPaths) -> None:
    sheet = opened(written.workbook)["通话"]
    heading = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "water-002")
    assert row[heading["问候声"] - 1].value == "未达到"
    assert row[heading["您好：说了"] - 1].value == "否"
    assert row[heading["页面"] - 1].hyperlink.target.replace("\\", "/") == "calls/water-002.html"
    assert str(row[heading["时长"] - 1].value) == "0:00:17"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref


def test_no_calls_at_all_still_make_a_report(tmp_path: Path) -> None:
    paths = write_report([], tmp_path)
    assert "没有任何通话" in Page(paths.index).words
    assert paths.calls == ()


def test_english_by_setting(tmp_path: Path) -> None:
    with use_language("en"):
        paths = write_report([samples.good_call(), samples.failed_call()], tmp_path)
    assert "2 calls: 1 scored, 1 could not be scored" in " ".join(Page(paths.index).words.split())
    assert "Score ledger" in Page(paths.calls[0]).words
    assert opened(paths.workbook).sheetnames[:2] == ["about", "agents"]


def test_the_index_stays_light(tmp_path: Path) -> None:
    """No transcript in it: a long call costs no more than a short one."""
    short = write_report([samples.good_call()], tmp_path / "a").index.stat().st_size
    long = write_report([samples.good_call(), samples.long_call()], tmp_path / "b").index.stat().st_size
    assert long - short < 3_000


def test_a_recording_is_linked_copied_or_left_out(tmp_path: Path) -> None:
    sound = tmp_path / "in" / "heat-001.wav"
    sound.parent.mkdir()
    sound.write_bytes(b"RIFF")
    found: dict[str, list[str]] = {}
    for mode in MediaMode:
        options = ReportOptions(media=mode, base=sound.parent)
        paths = write_report([samples.good_call()], tmp_path / mode, options)
        found[mode] = [link for link in Page(paths.calls[0]).links if link.endswith(".wav")]
    assert found == {"link": ["../../in/heat-001.wav"] * 2, "copy": ["../media/heat-001.wav"] * 2, "none": []}
    assert (tmp_path / "copy" / "media" / "heat-001.wav").read_bytes() == b"RIFF"


def test_a_missing_recording_is_said(tmp_path: Path) -> None:
    paths = write_report([samples.good_call()], tmp_path, ReportOptions(base=tmp_path / "nowhere"))
    assert "找不到录音文件" in Page(paths.calls[0]).words
    assert "audio" not in Page(paths.calls[0]).tags


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "report"
    place.write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="文件夹"):
        write_report([], place)


def test_a_second_run_takes_the_place_of_the_first(tmp_path: Path) -> None:
    write_report([samples.good_call()], tmp_path)
    paths = write_report([samples.rude_call()], tmp_path)
    assert "heat-001" not in Page(paths.index).words
