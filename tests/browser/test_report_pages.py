"""The report in a real browser: it renders, its scripts work, and it complains about nothing."""

from __future__ import annotations

import math
import re
import struct
import wave
from pathlib import Path

import pytest

from analyzer.report import ReportOptions, ReportPaths, write_report
from tests.browser.chromium import Chromium, find_chromium, picture
from tests.unit.report import samples

pytestmark = pytest.mark.browser

CALLS = 450


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Chromium:
    return find_chromium(tmp_path_factory.mktemp("profiles"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> ReportPaths:
    folder = tmp_path_factory.mktemp("report")
    _tone(folder / "heat-001.wav", 8000)
    many = [samples.good_call() | {"call_id": f"many-{number:04}"} for number in range(CALLS)]
    reports = [*samples.sample_reports(), samples.long_call(), *many]
    return write_report(reports, folder / "out", ReportOptions(base=folder))


def _tone(path: Path, frames: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n / 3))) for n in range(frames)))


def named(written: ReportPaths, part: str) -> Path:
    return next(path for path in written.calls if part in path.name)


@pytest.mark.parametrize(
    "part", ["index", "heat-001", "water-002", "单声道", "empty-004", "script", "long-006"]
)
def test_a_page_renders_without_complaint(chromium: Chromium, written: ReportPaths, part: str) -> None:
    visit = chromium.visit(written.index if part == "index" else named(written, part))
    assert visit.console == ()
    assert "</html>" in visit.dom
    assert "<h1>" in visit.dom


def test_the_index_shows_the_first_calls_and_offers_the_rest(
    chromium: Chromium, written: ReportPaths
) -> None:
    dom = chromium.visit(written.index).dom
    rows = re.findall(r'<tr data-tags="[^"]*"( hidden="")?>', dom)
    assert len(rows) == CALLS + 6
    assert rows.count("") == 200
    assert f"显示 200 / {CALLS + 6} 通" in dom
    assert '<p class="more">' in dom


def test_a_link_to_evidence_opens_the_group_it_is_in(chromium: Chromium, written: ReportPaths) -> None:
    page = named(written, "heat-001")
    assert '<details class="group pass">' in chromium.visit(page).dom
    assert '<details class="group pass" open="">' in chromium.visit(page, "#f0").dom


def test_the_recording_is_there_to_be_played(chromium: Chromium, written: ReportPaths) -> None:
    dom = chromium.visit(named(written, "heat-001")).dom
    assert 'class="call playable"' in dom
    assert re.search(r'<p id="cannot-play" hidden="">', dom)


def test_a_recording_that_cannot_be_played_is_said(chromium: Chromium, tmp_path: Path) -> None:
    (tmp_path / "heat-001.wav").write_bytes(b"not a sound")
    paths = write_report([samples.good_call()], tmp_path / "out", ReportOptions(base=tmp_path))
    dom = chromium.visit(paths.calls[0]).dom
    assert re.search(r'<p id="cannot-play">', dom)
    assert "playable" not in dom


@pytest.mark.parametrize(
    ("part", "size"), [("index", (1280, 900)), ("heat-001", (1280, 900)), ("water-002", (600, 1200))]
)
def test_a_picture_of_the_page_is_not_blank(
    chromium: Chromium, written: ReportPaths, tmp_path: Path, part: str, size: tuple[int, int]
) -> None:
    page = written.index if part == "index" else named(written, part)
    width, height, colours = picture(chromium.screenshot(page, tmp_path / "page.png", size))
    assert (width, height) == size
    assert len(colours) > 20


def test_a_page_prints(chromium: Chromium, written: ReportPaths, tmp_path: Path) -> None:
    printed = chromium.print(named(written, "heat-001"), tmp_path / "page.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 6


def test_a_page_with_a_fault_is_noticed(chromium: Chromium, tmp_path: Path) -> None:
    """The tests above can fail."""
    page = tmp_path / "fault.html"
    page.write_text("<script>missing()</script>", encoding="utf-8")
    assert "missing is not defined" in " ".join(chromium.visit(page).console)
    blank = tmp_path / "blank.html"
    blank.write_text("", encoding="utf-8")
    assert len(picture(chromium.screenshot(blank, tmp_path / "blank.png", (200, 200)))[2]) == 1
