"""HTML from views: the only door to jinja2. What comes from outside is escaped, its control marks shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analyzer.errors import missing_extra
from analyzer.language import language
from analyzer.report.callview import CallView, glyph
from analyzer.report.indexview import IndexView, agent_words, member_headings
from analyzer.report.labels import label, pick
from analyzer.report.ledger import clause_words
from analyzer.report.media import Media
from analyzer.report.rows import suppression_words
from analyzer.report.safe import clipped, visible

if TYPE_CHECKING:
    from jinja2 import Environment

ASSETS = ("report.css", "report.js")


class Pages:
    """Renders the pages of one report in the language in force; UsageError when jinja2 is not installed."""

    def __init__(self, title: str, filters: Mapping[str, Callable[..., Any]] | None = None) -> None:
        self._environment = _environment()
        self._environment.globals["report_title"] = title
        self._environment.filters.update(filters or {})

    def render(self, template: str, values: Mapping[str, object]) -> str:
        """A page from one of the templates; `values` has `root`, the way up to the report's folder."""
        return self._environment.get_template(template).render(values)

    def index(self, view: IndexView) -> str:
        """The index page."""
        return self._environment.get_template("index.html.j2").render(view=view, root="")

    def call(self, view: CallView, media: Media) -> str:
        """The page of one call, which lies one folder down."""
        return self._environment.get_template("call.html.j2").render(view=view, media=media, root="../")


def asset(name: str) -> str:
    """The text of a style sheet or script that every page shares."""
    return files("analyzer.report").joinpath("html", name).read_text(encoding="utf-8")


def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        raise missing_extra("jinja2", "report") from error
    environment = Environment(
        loader=PackageLoader("analyzer.report", "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=_shown,
    )
    environment.filters.update(_filters())
    environment.globals.update(t=pick, language=language, member_headings=member_headings, glyph=glyph)
    return environment


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "clause": clause_words,
        "clip": clipped,
        "clock": clock,
        "interval": interval,
        "label": lambda code, group: label(group, code),
        "num": number,
        "pct": percent,
        "pretty": lambda value: json.dumps(value, ensure_ascii=False, indent=1),
        "suppression": suppression_words,
        "url": lambda path: quote(path, safe="/:._-~"),
        "when": when,
        "who": lambda row: agent_words(row["agent_id"], row["agent_name"]),
    }


def _shown(value: object) -> object:
    """Markup passes; plain words lose no character and hide none; None shows as nothing."""
    if value is None:
        return ""
    return visible(value) if type(value) is str else value


def clock(ms: int | None, tenths: bool = False) -> str:
    """Milliseconds as m:ss or h:mm:ss; with `tenths` to a tenth of a second.

    >>> clock(65_400), clock(65_400, tenths=True), clock(3_600_000)
    ('1:05', '1:05.4', '1:00:00')
    """
    if ms is None:
        return ""
    minutes, rest = divmod(ms, 60_000)
    seconds = f"{rest // 1000:02d}" + (f".{rest % 1000 // 100}" if tenths else "")
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds}" if minutes >= 60 else f"{minutes}:{seconds}"


def when(moment: str | None) -> str:
    """An ISO 8601 time to the minute, in the zone it was given in; anything else as it is.

    >>> when("2026-11-03T09:12:00+08:00"), when("昨天")
    ('2026-11-03 09:12', '昨天')
    """
    return re.sub(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)\S*", r"\1 \2", moment or "", count=1)


def number(value: float | None, digits: int = 1) -> str:
    """A number for people, without zeros that say nothing; a dash when unknown."""
    if value is None:
        return "—"
    shown = f"{value:.{digits}f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown == "-0" else shown.replace("-", "−")  # noqa: RUF001 - a minus sign is meant


def percent(share: float | None) -> str:
    """A share between 0 and 1 in whole per cent; a dash when unknown."""
    return "—" if share is None else f"{100 * share:.0f}%"


def interval(low: float | None, high: float | None, digits: int = 1) -> str:
    """`low` when both ends show alike, else `low–high`; a dash when unknown."""
    if low is None or high is None:
        return "—"
    ends = dict.fromkeys((number(low, digits), number(high, digits)))
    return "–".join(ends)
