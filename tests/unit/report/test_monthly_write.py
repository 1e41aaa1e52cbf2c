"""The written monthly report: links, bytes, words from outside, sheets, and colours that black and white keeps."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from analyzer.language import use_language
from analyzer.months.value import Monthly
from analyzer.report.monthly_sheets import SHEETS
from analyzer.report.monthly_tables import TABLES
from analyzer.report.monthly_view import monthly_view
from analyzer.report.monthly_write import MonthlyOptions, MonthlyPaths, write_monthly
from analyzer.report.pages import asset
from tests.unit.report import monthly_samples as samples

ECHARTS = "0fcb96a10be4fc3f8a73439f78f436a47806416e00a9b9e16e3d6e404fb00ec2"
SCRIPTS = ["assets/echarts.js", "assets/report.js", "assets/monthly.js"]


class Parsed(HTMLParser):
    """A page as a browser reads it: its elements, places, links, scripts and words."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.data: dict[str, str] = {}
        self._script: str | None = None
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._script = dict(attrs).get("id") if tag == "script" else None

    def handle_data(self, data: str) -> None:
        if self._script:
            self.data[self._script] = self.data.get(self._script, "") + data
        else:
            self.words.append(data)

    def attributes(self, name: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(name)) is not None]


def calls_of(monthly: Monthly) -> dict[str, str]:
    """A page for every call that is shown, named by a number."""
    return {call: f"calls/{at}.html" for at, call in enumerate(sorted(monthly.call_ids()))}


def written_to(monthly: Monthly, out: Path) -> MonthlyPaths:
    return write_monthly(monthly, out, MonthlyOptions(calls=calls_of(monthly)))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> MonthlyPaths:
    return written_to(samples.sample_month(), tmp_path_factory.mktemp("month"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> MonthlyPaths:
    return written_to(samples.month_of(samples.hostile_world()), tmp_path_factory.mktemp("hostile"))


def opened(path: Path) -> Workbook:
    """The workbook; openpyxl warns that it does not know Excel's own data bars."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)
        return openpyxl.load_workbook(BytesIO(path.read_bytes()))


def pages(paths: MonthlyPaths) -> Iterator[Path]:
    yield paths.page
    yield from paths.agents


def test_the_same_month_gives_the_same_bytes(written: MonthlyPaths, tmp_path: Path) -> None:
    again = written_to(samples.sample_month(), tmp_path)
    for path in sorted(written.page.parent.rglob("*")):
        if path.is_file():
            other = tmp_path / path.relative_to(written.page.parent)
            assert (
                hashlib.sha256(other.read_bytes()).digest() == hashlib.sha256(path.read_bytes()).digest()
            ), path
    assert again.page.name == "monthly.html"


def test_every_agent_has_a_page_and_every_link_leads_somewhere(written: MonthlyPaths) -> None:
    out = written.page.parent
    calls = set(calls_of(samples.sample_month()).values())
    assert len(written.agents) == len(samples.sample_month().agents.units)
    seen = set()
    for page in pages(written):
        parsed = Parsed(page)
        places = set(parsed.attributes("id"))
        for link in parsed.attributes("href"):
            target, _, place = link.partition("#")
            if not target:
                assert place in places, link
                continue
            path = (page.parent / unquote(target)).resolve().relative_to(out.resolve()).as_posix()
            seen.add(path)
            # The pages of calls and the index are the other report's; this one only points to them.
            assert path in calls or path == "index.html" or (out / path).is_file() or link == "data:,", link
    assert {path for path in seen if path.startswith("calls/")} <= calls
    assert len({path for path in seen if path.startswith("calls/")}) > 50
    assert {f"agents/{path.name}" for path in written.agents} <= seen


def test_nothing_is_loaded_from_a_network_and_nothing_runs_inline(written: MonthlyPaths) -> None:
    for page in pages(written):
        parsed = Parsed(page)
        scripts = [attrs for tag, attrs in parsed.tags if tag == "script"]
        sources = [str(attrs["src"]).removeprefix("../") for attrs in scripts if attrs.get("src")]
        assert sources == SCRIPTS
        assert all(attrs.get("src") or attrs.get("type") == "application/json" for attrs in scripts)
        assert not any(name.startswith("on") or name == "style" for _, attrs in parsed.tags for name in attrs)
        assert "://" not in re.sub(r"&\w+;", "", page.read_text(encoding="utf-8"))


def test_the_charts_have_every_month_with_n_and_interval(written: MonthlyPaths) -> None:
    monthly = samples.sample_month()
    data = json.loads(Parsed(written.page).data["monthly-data"])
    assert data["months"] == list(samples.MONTHS)
    assert [unit["name"] for unit in data["units"]][:2] == ["全部通话", "一班"]
    for unit in data["units"]:
        assert set(unit["lines"]) == {"十字", "七声", "all", "score"}
        for line in unit["lines"].values():
            assert {len(line[name]) for name in ("value", "low", "high", "n")} == {len(samples.MONTHS)}
    assert sum(data["bins"]["low"]) == sum(data["bins"]["high"]) == int(monthly.overall.score_n[0, -1])
    agent = json.loads(Parsed(written.agents[0]).data["monthly-data"])
    assert agent["reference"]["name"] == "全部通话"


def test_the_questions_are_answered_at_the_top(written: MonthlyPaths) -> None:
    page = written.page.read_text(encoding="utf-8")
    top = page[page.index('class="answers"') : page.index('class="figures"')]
    for question in ("谁需要什么辅导", "是真的，还是偶然", "先听哪几通", "比上月变了什么", "有多大把握"):
        assert question in top
    assert "李明 1001" in top
    assert "分不出高低" in top
    assert "偏低" in top
    assert re.search(r"#t\d+", top), "a call to listen to opens at the turn"


def test_hostile_words_show_as_words(hostile: MonthlyPaths) -> None:
    shown = "=1+1<script>alert('x')</script>⟨U+202E⟩gnp.exe⟨U+0007⟩⟨U+200F⟩"
    tags = {"alert", "x"}
    for page in pages(hostile):
        parsed = Parsed(page)
        assert not tags & {tag for tag, _ in parsed.tags}
        assert len([1 for tag, _ in parsed.tags if tag == "script"]) == len(SCRIPTS) + 2
        text = page.read_text(encoding="utf-8")
        assert not re.search("[\u202e\u200f\u0007]", text)
        assert len(text) < 400_000, "ten thousand characters of a name are cut where they are shown"
        for block in ("monthly-data", "monthly-words"):
            json.loads(parsed.data[block])
            assert "<" not in parsed.data[block]
    assert any(shown[:30] in "".join(Parsed(page).words) for page in pages(hostile))
    assert all(len(path.name.encode()) < 200 for path in hostile.agents)


def test_no_cell_computes_and_columns_are_explained(hostile: MonthlyPaths) -> None:
    starts = ("=", "+", "-", "@")
    for table, path in zip(TABLES, hostile.tables, strict=False):
        assert path.name == f"{table.name}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            for column in table.columns:
                assert column.dtype != "string" or not row[column.name].startswith(starts), (path.name, row)
    with hostile.tables[-1].open(encoding="utf-8-sig", newline="") as file:
        explained = {(row["table"], row["column"]) for row in csv.DictReader(file)}
    assert explained == {(table.name, name) for table in TABLES for name in table.names()}


def test_the_measures_in_the_csv_are_those_of_the_month(written: MonthlyPaths) -> None:
    view = monthly_view(samples.sample_month())
    path = next(path for path in written.tables if path.name == "monthly_measures.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["unit"] == "agent" and row["measure"] == "道歉声"]
    assert [int(row["n"]) for row in rows] == [unit.figures["道歉声"].n for unit in view.agents]
    values = [unit.figures["道歉声"].shrunk for unit in view.agents]
    assert [row["pooled"] for row in rows] == ["" if value is None else str(value) for value in values]


def test_the_workbook_can_be_forwarded(written: MonthlyPaths) -> None:
    book = opened(written.workbook)
    assert book.sheetnames == ["总览", *(table.heading.zh for table in SHEETS), "说明"]
    assert len(book["总览"]._charts) == 4
    for table in SHEETS:
        sheet = book[table.heading.zh]
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert [cell.value for cell in sheet[1]] == [column.heading.zh for column in table.columns]
    assert len(book["习惯"].conditional_formatting) == 12
    assert book["坐席"].conditional_formatting
    links = [cell.hyperlink for row in book["先听"].iter_rows() for cell in row if cell.hyperlink]
    assert links
    targets = {link.target.replace("\\", "/") for link in links}
    assert targets <= set(calls_of(samples.sample_month()).values())
    fonts = {cell.font.name for row in book["坐席"].iter_rows() for cell in row if cell.value is not None}
    assert fonts == {"Microsoft YaHei"}


def test_the_workbook_holds_no_formula(hostile: MonthlyPaths) -> None:
    book = opened(hostile.workbook)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    words = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert any(word.startswith("=1+1<script>") for word in words)
    assert not any(re.search("[\u202e\u200f\u0007]", word) for word in words)


def test_one_month_has_no_change_and_no_trend(tmp_path: Path) -> None:
    last = [report for report in samples.world() if report["started_at"].startswith(samples.MONTHS[-1])]
    paths = written_to(samples.month_of(last), tmp_path)
    page = paths.page.read_text(encoding="utf-8")
    assert "这是第一个月" in page
    assert 'id="trends"' not in page
    assert monthly_view(samples.month_of(last)).changes == ()


def test_calls_without_agents_teams_and_confidence_still_make_a_month(tmp_path: Path) -> None:
    bare = [
        {**report, "agent_id": None, "agent_name": None, "team": None}
        for report in samples.world(calls_a_month=4, agents=2)
    ]
    for report in bare:
        report["turns"] = [
            {k: v for k, v in turn.items() if k not in {"confidence", "agent_id"}} for turn in report["turns"]
        ]
    paths = written_to(samples.month_of(bare), tmp_path)
    page = paths.page.read_text(encoding="utf-8")
    assert "文字稿没有识别把握" in page
    assert "None" not in page
    assert "nan" not in page


def test_english_by_setting(tmp_path: Path) -> None:
    with use_language("en"):
        paths = written_to(samples.sample_month(), tmp_path)
    page = paths.page.read_text(encoding="utf-8")
    assert "Who needs which coaching?" in page
    assert "cannot be told apart" in page
    assert opened(paths.workbook).sheetnames[:2] == ["overview", "agents"]


def test_the_page_stays_light_for_many_agents(written: MonthlyPaths) -> None:
    """Twenty agents take 150 kB; two hundred, the most that are listed, less than ten times that."""
    assert written.page.stat().st_size < 300_000
    assert max(path.stat().st_size for path in written.agents) < 60_000


def test_the_charts_library_is_the_one_that_was_built() -> None:
    text = asset("vendor/echarts.js")
    assert hashlib.sha256(text.encode()).hexdigest() == ECHARTS
    assert "Apache License" in asset("vendor/LICENSE")


def test_the_numbers_of_the_heat_map_are_readable_on_every_shade() -> None:
    """Black or white on grey with a contrast of 4.5 at least (WCAG 2.2), in colour and in black and white alike."""
    css = asset("monthly.css")
    shades = re.findall(r"\.heat \.s(\d) \{ background: (#\w+);(?: color: (#\w+);)? \}", css)
    assert [number for number, _, _ in shades] == [str(number) for number in range(10)]
    light = [_luminance(ground) for _, ground, _ in shades]
    assert light == sorted(light, reverse=True)
    for _, ground, ink in shades:
        one, other = sorted((_luminance(ground), _luminance(ink or "#1c2530")), reverse=True)
        assert (one + 0.05) / (other + 0.05) >= 4.5, ground


def _luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
