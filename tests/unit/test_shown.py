"""A report and a finding as HTML: all that matters is there, and nothing from outside gets out of its text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.api import score_text
from analyzer.errors import UsageError
from analyzer.language import use_language
from analyzer.result import CallReport
from analyzer.shown import call_html, finding_html

RUDE = """坐席：您好，请讲。
客户：我家暖气不热，怎么回事？
坐席：这个我不知道，你问物业去。
客户：我也不知道啊，我要投诉！
坐席：你去投诉好了。"""

TAGS = {"div", "table", "tr", "th", "td", "b", "span", "bdi", "br", "mark"}
EMPTY = {"br"}


class Page(HTMLParser):
    """The tags, attributes and text of a piece of HTML; says whether every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.words = ""
        self.open: list[str] = []
        self.marked: list[tuple[str, str]] = []
        self._look = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)
        if tag not in EMPTY:
            self.open.append(tag)
        if tag == "mark":
            self._look = str(dict(attrs)["style"])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data
        if "mark" in self.open:
            self.marked.append((data, self._look))


@pytest.fixture(scope="module")
def rude() -> CallReport:
    return score_text(RUDE, call_id="报修")


@pytest.mark.parametrize(
    "words",
    [
        "报修",
        "得分",
        "✓ 您好",
        "✗ 谢谢",
        "✗ 道歉声",
        "– 告知声",
        "一票否决：你去投诉好了",
        "✗ 服务忌语 (严重 · 002-BP-012) 第 5 轮 “去投诉好了” → 应说：",
        "我家暖气不热，怎么回事？",
    ],
)
def test_a_call_shows(rude: CallReport, words: str) -> None:
    assert words in Page(rude._repr_html_()).words


def test_the_words_found_are_marked_and_nothing_else(rude: CallReport) -> None:
    marked = Page(rude._repr_html_()).marked
    assert [words for words, look in marked if "double" in look] == [
        hit["said"] for hit in json.loads(json.dumps(rude.to_dict()))["banned"]
    ]
    assert [words for words, look in marked if "double" not in look] == ["您好", "请"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "道歉声",
            ["✗ 未达到", "七声服务 · qisheng.apology", "条款002 四.2.8 “麻烦用户有道歉声”", "找过第 1–5 轮", "应说很抱歉"],
        ),
        ("qisheng.greeting", ["✓ 达到", "依据第 1 轮", "“您好”"]),
        ("告知声", ["– 不适用", "没有出现相应的情形"]),
        ("jinyu.bu-zhi-dao", ["程度较重", "第 3 轮说了“这个我不知道”；应说：", "不算的第 4 轮", "是客户说的"]),
    ],
)  # fmt: skip
def test_a_finding_shows(rude: CallReport, name: str, words: list[str]) -> None:
    page = Page(rude.finding(name)._repr_html_())
    assert [part for part in words if part not in page.words] == []


def test_what_to_say_stands_once(rude: CallReport) -> None:
    assert Page(rude.finding("jinyu.bu-zhi-dao")._repr_html_()).words.count("应说") == 1


def test_a_score_that_is_uncertain_is_an_interval() -> None:
    report = score_text(
        "坐席：您好\n客户：供暖费怎么交？\n坐席：请您说一下户号，我帮您查一下。\n客户：10086231。\n坐席：可以在手机上交。\n坐席：再见"
    )
    low, high = report.score.low / 100, report.score.high / 100
    assert low < high
    assert f"{low:g}–{high:g}" in Page(report._repr_html_()).words


@pytest.mark.parametrize("name", ["没有这条", "", "qisheng"])
def test_an_unknown_rule_is_an_error_that_says_what_to_do(rude: CallReport, name: str) -> None:
    with pytest.raises(UsageError, match="规则里没有") as caught:
        rude.finding(name)
    assert "编号" in str(caught.value)


def test_text_forms_are_short(rude: CallReport) -> None:
    assert repr(rude) == "CallReport('报修', turns=5, score=(1, 1))"
    assert len(repr(rude.finding("道歉声"))) < 200
    assert str(rude.finding("道歉声")) == rude.finding("道歉声").to_dict()["explanation"]


def test_english(rude: CallReport) -> None:
    with use_language("en"):
        page = Page(rude.finding("道歉声")._repr_html_())
    assert "✗ fail" in page.words
    assert "say instead" in page.words


HOSTILE = st.text(min_size=1, max_size=30) | st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "\u202egnp.exe", "a\u2066b", "长" * 10_000]
)  # fmt: skip
PLACES = ("call_id", "agent_id", "agent_name", "team", "started_at")


def replaced(report: dict[str, Any], words: str) -> dict[str, Any]:
    """The report with outside words everywhere that outside words can stand."""
    out: dict[str, Any] = json.loads(json.dumps(report))
    out |= dict.fromkeys(PLACES, words)
    out["notes"] = [words]
    for turn in out["turns"]:
        turn |= {"text": words, "agent_id": words}
    for hit in out["banned"]:
        hit |= {"said": words, "say_instead": words, "clause": words, "chars": [0, len(words)]}
    for finding in out["findings"]:
        finding |= {"title": words, "explanation": words, "say_instead": words, "rule": words, "set": words}
        for hit in (*finding["hits"], *finding["suppressed"]):
            hit |= {"said": words, "chars": [0, len(words)]}
        for hit in finding["suppressed"]:
            hit["with"] = words
    return out


@given(words=HOSTILE)
def test_outside_words_stay_text(rude: CallReport, words: str) -> None:
    report = replaced(rude.to_dict(), words)
    shown = [call_html(report), *(finding_html(finding) for finding in report["findings"][-3:])]
    spelt = "".join(
        char if char.isprintable() or char in "\t\n\u3000" else f"⟨U+{ord(char):04X}⟩" for char in words
    )
    for html in shown:
        page = Page(html)
        assert page.tags <= TAGS
        assert page.names <= {"style", "title"}
        assert page.open == []
        assert spelt in page.words


def test_it_needs_no_colour_of_its_own(rude: CallReport) -> None:
    html = rude._repr_html_() + rude.finding("道歉声")._repr_html_()
    backgrounds = re.findall(r"background:([^;\"]+)", html)
    assert {value if value == "none" else value[:5] for value in backgrounds} == {"none", "rgba("}
    assert set(re.findall(r"[;\"]color:([^;\"]+)", html)) == {"inherit"}
