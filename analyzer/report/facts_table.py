"""The table of facts: the small flat rows that months are counted from, `analyzer.facts.Facts`."""

from __future__ import annotations

from typing import Final

from analyzer.language import Text
from analyzer.report.call_tables import CALLS
from analyzer.report.columns import Column, Table, agent_columns, real, text, whole

_KNOWN: Final = {column.name: column for column in (*CALLS.columns, *agent_columns())}


def _same(*names: str) -> tuple[Column, ...]:
    """Columns with the meaning that they have in `calls`."""
    return tuple(_KNOWN[name] for name in names)


FACTS: Final = Table(
    "facts",
    Text("统计基础", "facts"),
    Text("一位坐席在一通通话中", "an agent's part in a call"),
    (
        *_same("call_id"),
        whole(
            "part",
            "部分",
            "part",
            "0 是这通通话的坐席，1 起是另外说过话的坐席；通话的结果只在 0 中",
            "0 is the agent whose call it is, 1 and up others who spoke; the call's results stand in 0 only",
        ),
        *_same("source", "agent_id", "agent_name", "team", "started_at"),
        text("month", "月份", "month", "所给开始时间的月份", "month of the start time as given"),
        *_same("channel", "status", "code", "duration_ms"),
        whole("spoken", "参与", "spoken in", "已评分则为 1", "1 where the call was scored"),
        *_same("score_low", "score_high"),
        text("gate", "一票否决", "gate", "触发的规则编号", "id of the rule that capped the call"),
        text(
            "outcomes",
            "十二项结果",
            "outcomes",
            "五个家族和七声依次各一个字母：p 达到、f 未达到、u 无法判断、n 不适用",
            "a letter for each of five families and seven voices: p pass, f fail, u undecided, n not applicable",
        ),
        text(
            "places",
            "所在轮次",
            "places",
            "十二项依次该看的轮次，用逗号隔开",
            "the turn to look at for each of the twelve, with commas between them",
        ),
        *_same("banned_critical", "banned_major", "banned_minor", "banned_to_review"),
        whole("worst_turn", "最重忌语的轮次", "turn of the worst banned phrase"),
        *(
            whole(
                f"{kind}_{end}", f"{zh}：{what}", f"{en}, {end}", "不含试行的规则", "without rules on trial"
            )
            for kind, zh, en in (("script", "规范话术", "scripts"), ("timing", "时限与测量", "timing"))
            for end, what in (("pass", "达到"), ("fail", "未达到"), ("undecided", "无法判断"))
        ),
        whole("findings", "结果数", "findings", "适用或可能适用的结果", "findings that apply or may apply"),
        whole("undecided", "无法判断数", "undecided"),
        text(
            "standards",
            "各规范",
            "standards",
            'JSON：各规范的达到、未达到、无法判断和忌语处数，如 {"002":[4,1,0,2]}',
            'JSON: passes, fails, undecided findings and banned hits by standard, `{"002":[4,1,0,2]}`',
        ),
        real(
            "confidence_sum",
            "识别把握之和",
            "sum of confidence",
            "这位坐席各轮之和",
            "over the agent's turns",
        ),
        whole("confidence_n", "识别把握轮数", "turns with confidence"),
    ),
)
