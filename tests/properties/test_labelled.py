"""Labelled calls told in another way: every stable rule says the same, save for what hangs on the marks themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
from opencc import OpenCC

from analyzer.call import Call
from analyzer.ingest import Failure, read_calls
from tests.builders import default_engine
from tests.labelled import SETS
from tests.properties.calls import differences, rewritten

LATER_MS = 777_777
# Whether a call breaks off is seen by the last turn's mark, or else by its last words.
ENDINGS = ("qisheng.farewell", "shizi.zai-jian")
# A reply is parted into answer and brush-off at the marks; without any it is taken as a whole.
ANSWERS = "qisheng.response"


@cache
def labelled() -> tuple[Call, ...]:
    """Every labelled call that is at hand."""
    paths = [path for path in SETS.values() if path.exists()]
    return tuple(item for path in paths for item in read_calls(path) if not isinstance(item, Failure))


def outcomes(call: Call) -> dict[str, str]:
    """The outcome of every stable rule."""
    found = default_engine().findings(call)
    return {f.rule.id: str(f.outcome) for f in found if str(f.rule.status) == "stable"}


@cache
def as_told() -> tuple[dict[str, str], ...]:
    """The outcomes of the calls as they are."""
    return tuple(map(outcomes, labelled()))


def changed(telling: Callable[[Call], Call]) -> list[tuple[str, str, str, str]]:
    """What comes out otherwise: call, rule, outcome before and after."""
    return [
        (call.call_id, rule, *pair)
        for call, before in zip(labelled(), as_told(), strict=True)
        for rule, pair in differences(before, outcomes(telling(call))).items()
    ]


def respoken(change: Callable[[str], str]) -> Callable[[Call], Call]:
    """Every turn's text changed."""
    return lambda call: rewritten(call, text=lambda turn: change(turn.text))


def _later(ms: int | None) -> int | None:
    return None if ms is None else ms + LATER_MS


def _later_call(call: Call) -> Call:
    return rewritten(
        call, start_ms=lambda turn: _later(turn.start_ms), end_ms=lambda turn: _later(turn.end_ms)
    )


@cache
def _traditional() -> dict[int, str]:
    there, back = OpenCC("s2t"), OpenCC("t2s")
    used = sorted({char for call in labelled() for turn in call.turns for char in turn.text})
    pairs = ((char, there.convert(char)) for char in used)
    return {ord(o): n for o, n in pairs if len(n) == 1 and back.convert(n) == back.convert(o)}


SAME = {
    "all times moved": _later_call,
    "traditional characters": respoken(lambda text: text.translate(_traditional())),
    "blanks between all characters": respoken("　".join),
    "fillers at the pauses": respoken(lambda text: text.replace("，", "，呃，")),
    "你 for 您": respoken(lambda text: text.replace("您", "你")),
    "稍候 for 稍等": respoken(lambda text: text.replace("稍等", "稍候")),
    "非常抱歉 for 很抱歉": respoken(lambda text: text.replace("很抱歉", "非常抱歉")),
    "感谢您 for 谢谢您": respoken(lambda text: text.replace("谢谢您", "感谢您")),
    "上午好 for 早上好": respoken(lambda text: text.replace("早上好", "上午好")),
    "劳驾您 for 麻烦您": respoken(lambda text: text.replace("麻烦您", "劳驾您")),
}


@pytest.mark.parametrize("telling", SAME.values(), ids=SAME)
def test_the_same_call_in_another_form(telling: Callable[[Call], Call]) -> None:
    assert changed(telling) == []


BY_PAUSES = ("shizi.qing", "shizi.nin-hao", "qisheng.greeting")


def test_without_punctuation() -> None:
    """Bans that hang on the edge of a clause may stay silent, and those by meaning may see the words instead: seldom.

    Of the other rules the ends of calls and the parts of answers are known by the marks; some apologies are owed for a ban,
    some papers are handed over with a 给 that is a clause of its own, and a pause shows that 别吃。请您 holds no 吃请 and
    你好，几号 no 好几.
    """
    found = changed(respoken(lambda text: re.sub("[，。、！；：,.!;:…—~]", "", text)))
    others = [row for row in found if not row[1].startswith("jinyu.") and row[1] not in (*ENDINGS, ANSWERS)]
    assert {rule for _, rule, *_ in others} <= {
        *BY_PAUSES,
        "qisheng.apology",
        "shizi.dui-bu-qi",
        "qisheng.thanks",
    }
    assert len(others) <= len(labelled()) // 80
    assert all(
        {before, after} == {"fail", "undecided"} for _, rule, before, after in found if rule in ENDINGS
    )
    bans = [row for row in found if row[1].startswith("jinyu.")]
    assert len(bans) <= len(labelled()) // 5
