"""Calls as they happen, for Hypothesis: turns drawn from things that agents and customers say, with roles and times."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from analyzer.call import Call, Role, Turn
from analyzer.pipeline.judge import judge_call
from tests.builders import default_engine

AGENT = (
    "您好，热力客服，请问有什么可以帮您？",
    "你好，请讲。",
    "请您报一下户号。",
    "好的，谢谢您。",
    "我帮您查一下，请稍等。",
    "让您久等了，查到了。",
    "很抱歉，给您添麻烦了。",
    "这个今天办不了，系统在升级。",
    "师傅下午两点上门，请您家里留个人。",
    "提醒您，二十号之前要交三百块。",
    "这个不知道，问别人去。",
    "你去投诉好了。",
    "这个要先申请，等领导请示完。",
    "客户说您去投诉好了。",
    "不好意思没听清，请您再说一遍。",
    "不客气，祝您生活愉快，再见。",
    "嗯。",
)
CUSTOMER = (
    "喂，你好。",
    "我家暖气不热，什么时候能修？",
    "三零二一。",
    "好的。",
    "要等多久啊？",
    "我要投诉你们。",
    "谢谢你啊，再见。",
    "小姑娘态度真好。",
    "没有了。",
    "喂？听得见吗？",
)
# Nothing here asks, answers, complains, praises or takes leave: it opens no situation of the shipped pack.
INNOCENT = ("嗯。", "哦，这样啊。", "嗯嗯。")


@st.composite
def calls(draw: st.DrawFn, *, timed: bool | None = None, unknown: bool = False) -> Call:
    """A call of up to ten turns; with times all turns have them, gaps reach over every limit of the rules."""
    roles = [Role.AGENT, Role.CUSTOMER, *([Role.UNKNOWN] if unknown else [])]
    with_times = draw(st.booleans()) if timed is None else timed
    clock, turns = draw(st.integers(0, 3_000)), []
    for index in range(draw(st.integers(1, 10))):
        role = draw(st.sampled_from(roles))
        text = draw(st.sampled_from(CUSTOMER if role is Role.CUSTOMER else AGENT))
        clock += draw(st.sampled_from([200, 900, 4_000, 16_000, 40_000]))
        end = clock + 200 * len(text)
        turns.append(Turn(index, role, text, clock if with_times else None, end if with_times else None))
        clock = end
    return Call("drawn", tuple(turns))


def rewritten(call: Call, **changes: Any) -> Call:
    """The call with every turn changed: each change is a function of the turn that gives the field's new value."""
    turns = (replace(turn, **{name: change(turn) for name, change in changes.items()}) for turn in call.turns)
    return replace(call, turns=tuple(turns))


def numbered(*turns: Turn) -> Call:
    """A call of these turns, numbered as they come."""
    return Call("numbered", tuple(replace(turn, index=index) for index, turn in enumerate(turns)))


def report(call: Call) -> dict[str, Any]:
    """The report by the shipped pack."""
    return judge_call(call, default_engine()).to_dict()


def outcomes(call: Call) -> dict[str, str]:
    """The outcome of every rule that counts, by its id; a trial rule only lists things for review."""
    return {f["rule"]: f["outcome"] for f in report(call)["findings"] if f["status"] == "stable"}


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The rules whose outcome is not what it was."""
    return {rule: (before[rule], after[rule]) for rule in before if before[rule] != after[rule]}
