"""The monthly report as an Excel workbook that a supervisor can forward as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final

from analyzer.disk import replacing
from analyzer.months.stats import MIN_N
from analyzer.months.value import Monthly
from analyzer.report.columns import Table
from analyzer.report.labels import label, pick
from analyzer.report.monthly_figures import (
    Figure,
    between_words,
    difference_words,
    interval_words,
    measure_words,
    value_words,
)
from analyzer.report.monthly_methods import method_words
from analyzer.report.monthly_overview import add_charts
from analyzer.report.monthly_sheets import AGENT_SHEET, HEAT, SHEETS, TEAM_SHEET
from analyzer.report.monthly_view import JOINT, MonthlyView, advice_words, habit_names, month_title
from analyzer.report.pages import interval
from analyzer.report.rows import Row
from analyzer.report.safe import clipped, visible
from analyzer.report.workbook import (
    CREATED,
    Book,
    Sheet,
    book_options,
    close_book,
    formats,
    print_setup,
    xlsxwriter,
)

# The columns of the overview, in Latin letters.
_WIDTHS: Final = (24, 12, 14, 14, 12, 18, 24, 20)
_ABOUT: Final = 110
_LINKED: Final = "page"
_LINK_LETTERS: Final = 8
# More columns than this are unreadable on one page, unless they are as narrow as the habits'.
_WIDE: Final = 27
_NAMED: Final = 5
_WORDS: Final = 400
# Hanzi on a line of the widest cell, and lines in it at most.
_CELL: Final = 28
_MOST_LINES: Final = 6
# Hanzi on a line of the overview, and its height in points.
_LINE: Final = 74
_LINE_HEIGHT: Final = 15


def write_monthly_book(
    monthly: Monthly, view: MonthlyView, rows: Mapping[str, Sequence[Row]], path: Path
) -> Path:
    """An overview with charts, then a sheet a table; UsageError when XlsxWriter is not installed."""
    library = xlsxwriter()
    with (
        replacing(path) as partial,
        TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as folder,
    ):
        file = library.Workbook(str(partial), book_options(folder))
        file.set_properties({"title": visible(month_title(view)), "created": CREATED})
        book = _wrapping(formats(file))
        overview = file.add_worksheet(pick("总览", "overview"))
        for table in SHEETS:
            sheet = Sheet(book, table)
            made = rows[table.name]
            for at, row in enumerate(made, start=1):
                sheet.sheet.set_row(at, _height(table, row))
                sheet.add(row)
            sheet.finish()
            _fit(sheet)
            _mark(book, sheet.sheet, table.name, len(made))
        _write_methods(book, view.level)
        below = _write_overview(book, overview, view)
        add_charts(file, overview, monthly, below)
        close_book(file, library)
    return path


def _wrapping(book: Book) -> Book:
    """The same formats, with long words on several lines."""
    words = book.file.add_format({"num_format": "@", "text_wrap": True, "align": "left", "indent": 1})
    return replace(book, shapes={**book.shapes, "text": words})


def _height(table: Table, row: Row) -> float:
    """The height of a row whose longest words are wrapped; programs do not agree to find it themselves."""
    words = (str(row[column.name] or "") for column in table.columns if column.dtype == "string")
    longest = max((len(word) for word in words), default=0)
    return _LINE_HEIGHT * min(_MOST_LINES, max(1, -(-longest // _CELL)))


def _fit(sheet: Sheet) -> None:
    """Every sheet is made to fit across one page, the widest across two; a link is as wide as its word."""
    names = sheet.table.names()
    if _LINKED in names:
        at = names.index(_LINKED)
        sheet.sheet.set_column(at, at, _LINK_LETTERS)
    wide = len(names) > _WIDE
    sheet.sheet.fit_to_pages(2 if wide else 1, 0)
    if wide:
        sheet.sheet.repeat_columns(0)


def _mark(book: Book, sheet: Any, name: str, rows: int) -> None:
    """Conditional formats that black and white keeps: words and numbers stand in every cell."""
    if not rows:
        return
    if name == HEAT.name:
        sheet.freeze_panes(1, 3)
        for at, column in enumerate(HEAT.names()):
            if column.endswith("_met"):
                sheet.conditional_format(1, at, rows, at, dict(_SCALE))
    if name in {AGENT_SHEET.name, TEAM_SHEET.name}:
        for at, column in enumerate(AGENT_SHEET.names()):
            worse = "above" if column == "banned_versus" else "below"
            if column.endswith("_versus"):
                sheet.conditional_format(1, at, rows, at, _is(label("versus", worse), book.bad))
            if column == "badly_heard":
                sheet.conditional_format(1, at, rows, at, _is(pick("是", "yes"), book.doubt))


# Dark for little, white for everything met; Excel draws the number over it.
_SCALE: Final = MappingProxyType(
    {
        "type": "3_color_scale",
        **{"min_type": "num", "min_value": 0, "min_color": "#7F99A2"},
        **{"mid_type": "num", "mid_value": 0.5, "mid_color": "#C9D6DA"},
        **{"max_type": "num", "max_value": 1, "max_color": "#FFFFFF"},
    }
)


def _is(words: str, shape: Any) -> dict[str, object]:
    return {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": shape}


def _write_overview(book: Book, sheet: Any, view: MonthlyView) -> int:
    """Writes the words and figures from the top down; returns the first row that is free for charts."""
    for at, letters in enumerate(_WIDTHS):
        sheet.set_column(at, at, letters)
    big = book.file.add_format({"bold": True, "font_size": 16})
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, month_title(view), big)
    lines = list(_answers(view))
    words = book.file.add_format({"text_wrap": True})
    for row, line in enumerate(lines, start=1):
        shown = clipped(visible(line), _WORDS)
        sheet.set_row(row, _LINE_HEIGHT * (1 + len(shown) // _LINE))
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", words)
        sheet.write_string(row, 0, shown, words)
    top = len(lines) + 2
    heads = (
        *(pick("指标", "measure"), pick("本月", "this month"), "n", pick("区间", "interval")),
        *(pick("上月", "before"), pick("变化", "change"), pick("变化的区间", "its interval")),
        pick("是真的还是偶然", "real or chance"),
    )
    for at, head in enumerate(heads):
        sheet.write_string(top, at, head, book.heading)
    row = top
    for row, cells in enumerate(_figure_cells(view), start=top + 1):
        for at, cell in enumerate(cells):
            sheet.write_string(row, at, cell, book.shapes["text"])
    sheet.conditional_format(
        top + 1, 7, row, 7, _begins(pick("超出偶然：变差", "beyond chance: worse"), book.bad)
    )
    print_setup(sheet, sum(_WIDTHS))
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    return row + 2


def _write_methods(book: Book, level: float) -> None:
    """The last sheet says how the figures are made and where each column is explained."""
    sheet = book.file.add_worksheet(pick("说明", "about"))
    words = book.file.add_format({"text_wrap": True})
    sheet.set_column(0, 0, _ABOUT)
    columns = pick(
        "每一列的意思见 tables/monthly_columns.csv。", "tables/monthly_columns.csv explains every column."
    )
    for row, line in enumerate((*method_words(level), columns)):
        sheet.set_row(row, _LINE_HEIGHT * (1 + 2 * len(line) // _ABOUT))
        sheet.write_string(row, 0, line, words)
    print_setup(sheet, _ABOUT)


def _begins(words: str, shape: Any) -> dict[str, object]:
    return {"type": "text", "criteria": "begins with", "value": words, "format": shape}


def _figure_cells(view: MonthlyView) -> Iterator[tuple[str, ...]]:
    score = view.overall.score
    yield (
        pick("平均得分", "mean score"),
        interval(score.low, score.high),
        str(score.n),
        interval(score.outer_low, score.outer_high),
        interval(score.before_low, score.before_high),
        *("", "", ""),
    )
    for name in (*JOINT, "all", "critical", "major", "minor", *habit_names()):
        figure = view.overall.figures[name]
        yield (
            measure_words(name) + (pick("（每百通）", " (per 100)") if figure.rate else ""),
            value_words(figure.value, rate=figure.rate),
            str(figure.n) if figure.rate else f"{figure.k}/{figure.n}",
            interval_words(figure.low, figure.high, rate=figure.rate),
            value_words(figure.before, rate=figure.rate),
            difference_words(figure.change, rate=figure.rate),
            between_words(figure.change_low, figure.change_high, rate=figure.rate),
            _verdict(figure),
        )


def _verdict(figure: Figure) -> str:
    if figure.change is None:
        return "—"
    if min(figure.n, figure.before_n) < MIN_N:
        return pick("次数不够，不比较", "too few to compare")
    if not figure.changed:
        return pick("在偶然范围内", "within chance")
    better = figure.change * figure.good > 0
    return (
        pick("超出偶然：变好", "beyond chance: better")
        if better
        else pick("超出偶然：变差", "beyond chance: worse")
    )


def _answers(view: MonthlyView) -> Iterator[str]:
    """The questions of a supervisor, each in a line or two."""
    level = f"{view.level:.0%}"
    yield pick(
        f"共 {view.overall.calls} 通，{len(view.agents)} 位坐席，{len(view.teams)} 个班组；未能评分 {view.overall.failed} 通，"
        f"没有时间而未计入 {view.undated} 通。区间都是 {level}。",
        f"{view.overall.calls} calls, {len(view.agents)} agents, {len(view.teams)} teams; {view.overall.failed} not "
        f"scored, {view.undated} without a time left out. All intervals are {level}.",
    )
    yield pick(
        "变化的区间是单看一处的；“是真的还是偶然”按一共看了多少处作了校正，所以更严。",
        "Intervals of changes look at one by itself; the verdict is corrected for how many were looked at.",
    )
    yield pick("谁需要什么辅导（见“辅导”）：", "Who needs coaching (see coaching): ") + pick("；", "; ").join(
        f"{need.unit.words} {advice_words(need)}" for need in view.needs[:_NAMED]
    )
    for standings in view.standings:
        yield _standing_words(standings.measure, standings.size, (standings.better, standings.worse))
    better = sum(change.better for change in view.changes)
    yield pick(
        f"比上月（见“变化”）：看了 {view.compared} 处，超出偶然的 {len(view.changes)} 处，"
        f"变好 {better}，变差 {len(view.changes) - better}。",
        f"Since last month (see changes): {view.compared} looked at, {len(view.changes)} beyond chance, {better} better.",
    )
    share = "—" if view.undecided_share is None else f"{view.undecided_share:.1%}"
    unheard = pick("、", ", ").join(unit.words for unit in view.deaf[:_NAMED]) or pick("无", "nobody")
    yield pick(
        f"把握：{share} 的结果无法判断，没有计入；听不清的坐席：{unheard}；不到 {MIN_N} 次的不比较。",
        f"Certainty: {share} undecided and left out; badly heard: {unheard}; fewer than {MIN_N} are not compared.",
    )


def _standing_words(measure: str, size: int, sides: tuple[Sequence[str], Sequence[str]]) -> str:
    """Who can be told from the others in one measure."""
    words = measure_words(measure) + pick(f"（{size} 个里）：", f" ({size}): ")
    parts = [
        pick(f"{_names(names)} 肯定{zh}", f"{_names(names)} certainly {en}")
        for names, zh, en in ((sides[0], "更好", "better"), (sides[1], "更差", "worse"))
        if names
    ]
    rest = pick("其余分不出高低。", "the rest cannot be told apart.")
    return words + pick("；", "; ").join([*parts, rest])


def _names(names: Sequence[str]) -> str:
    shown = pick("、", ", ").join(names[:_NAMED])
    return (
        shown + pick(f" 等 {len(names)} 个", f" and {len(names) - _NAMED} more")
        if len(names) > _NAMED
        else shown
    )
