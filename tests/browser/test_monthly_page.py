"""The monthly report in a real browser: charts are drawn, nothing complains, it prints, and words stay words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer.report.monthly_write import MonthlyPaths, write_monthly
from tests.browser.chromium import Chromium, find_chromium, picture
from tests.unit.report import monthly_samples as samples

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Chromium:
    return find_chromium(tmp_path_factory.mktemp("profiles"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> MonthlyPaths:
    return write_monthly(samples.sample_month(), tmp_path_factory.mktemp("month"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> MonthlyPaths:
    return write_monthly(samples.month_of(samples.hostile_world()), tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize(("which", "charts"), [("month", 5), ("agent", 4)])
def test_the_charts_are_drawn_without_complaint(
    chromium: Chromium, written: MonthlyPaths, which: str, charts: int
) -> None:
    visit = chromium.visit(written.page if which == "month" else written.agents[0])
    assert visit.console == ()
    drawn = re.findall(r'<svg (?!class="bar")[^>]*viewBox="0 0 \d+ \d+"[^>]*>.*?</svg>', visit.dom, re.DOTALL)
    assert len(drawn) == charts
    for svg in drawn:
        assert svg.count("<path") > 5
        assert "NaN" not in svg
    assert all("2026-06" in svg or "90–100" in svg for svg in drawn)


def test_the_numbers_stand_below_the_charts_and_teams_can_be_chosen(
    chromium: Chromium, written: MonthlyPaths
) -> None:
    dom = chromium.visit(written.page).dom
    assert dom.count("区间") > 4 * len(samples.MONTHS)
    assert re.search(
        r'<select id="unit"><option value="0">全部通话</option><option value="1">一班</option>', dom
    )


def test_hostile_words_stay_words(chromium: Chromium, hostile: MonthlyPaths) -> None:
    named = [page for page in hostile.agents if "script" in page.name or "长长" in page.name]
    assert len(named) == 2
    for page in (hostile.page, *named):
        visit = chromium.visit(page)
        assert visit.console == ()
        assert "<script>alert" not in visit.dom
        assert "&lt;script&gt;alert" in visit.dom or "长长长" in visit.dom


_FRAME = """<!doctype html><iframe id="f" src="{page}" style="width:{width}px;height:800px;border:0"></iframe>
<script>addEventListener("load", () => {{
  document.title = document.getElementById("f").contentDocument.documentElement.scrollWidth;
}});</script>"""


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_the_pages_are_not_wider_than_the_window(
    chromium: Chromium, written: MonthlyPaths, hostile: MonthlyPaths, tmp_path: Path, width: int
) -> None:
    for number, page in enumerate((written.page, written.agents[0], hostile.page)):
        frame = tmp_path / f"{number}.html"
        frame.write_text(_FRAME.format(page=page.as_uri(), width=width), encoding="utf-8")
        assert f"<title>{width}</title>" in chromium.visit(frame).dom, page


def test_the_top_of_the_page_is_not_blank(chromium: Chromium, written: MonthlyPaths, tmp_path: Path) -> None:
    width, height, colours = picture(chromium.screenshot(written.page, tmp_path / "page.png", (390, 500)))
    assert (width, height) == (390, 500)
    assert len(colours) > 10


def test_it_prints(chromium: Chromium, written: MonthlyPaths, tmp_path: Path) -> None:
    printed = chromium.print(written.page, tmp_path / "month.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert 4 <= len(re.findall(rb"/Type /Page\b", printed)) <= 20
