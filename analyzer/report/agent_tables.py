"""The tables about agents: one row an agent, and one row an agent and habit."""

from __future__ import annotations

from typing import Final

from analyzer.language import Text
from analyzer.report.columns import Table, agent_columns, real, share, text, whole

_SUMS: Final = (
    whole("calls", "通话数", "calls", "归这位坐席的通话", "calls that are this agent's"),
    whole("calls_scored", "已评分", "calls scored"),
    whole("calls_failed", "未能评分", "calls failed"),
    whole(
        "calls_spoken",
        "参与的通话",
        "calls spoken in",
        "已评分且说过话的通话，含转接来的",
        "scored calls the agent spoke in",
    ),
    whole("score_n", "得分通话数", "calls with a score"),
    real("score_low", "平均得分下限", "mean score, low"),
    real("score_high", "平均得分上限", "mean score, high"),
    *(
        column
        for name, zh, en in (("polite", "十字", "polite"), ("voice", "七声", "voices"))
        for column in (
            whole(f"{name}_k", f"{zh}：做到", f"{en}, k", "做到的次数", "times met"),
            whole(
                f"{name}_n",
                f"{zh}：应做",
                f"{en}, n",
                "适用且能判断的次数",
                "times that applied and could be judged",
            ),
            share(f"{name}_share", f"{zh}：比例", f"{en}, share"),
            share(f"{name}_low", f"{zh}：区间下限", f"{en}, interval low", "Wilson 区间", "Wilson interval"),
            share(
                f"{name}_high",
                f"{zh}：区间上限",
                f"{en}, interval high",
                "Wilson 区间",
                "Wilson interval",
            ),
        )
    ),
    *(
        column
        for name, zh in (("critical", "严重"), ("major", "较重"), ("minor", "轻微"))
        for column in (
            whole(f"banned_{name}", f"{zh}忌语", f"{name} banned", "认定的处数", "hits that count"),
            real(
                f"banned_{name}_per_100",
                f"每百通{zh}忌语",
                f"{name} banned per 100 calls",
                "以参与的通话为分母",
                "over the calls spoken in",
            ),
        )
    ),
    real("banned_per_100", "每百通忌语", "banned per 100 calls", "各等级合计", "all severities"),
    real(
        "banned_per_100_low",
        "每百通忌语：区间下限",
        "banned per 100, low",
        "泊松区间",
        "exact Poisson interval",
    ),
    real(
        "banned_per_100_high",
        "每百通忌语：区间上限",
        "banned per 100, high",
        "泊松区间",
        "exact Poisson interval",
    ),
    whole("banned_to_review", "待复核忌语", "banned to review"),
    whole("findings", "结果数", "findings", "适用或可能适用的结果", "findings that apply or may apply"),
    whole("undecided", "无法判断数", "undecided"),
    share("undecided_share", "无法判断比例", "undecided share"),
    share(
        "confidence",
        "识别把握",
        "recogniser confidence",
        "这位坐席各轮的平均",
        "mean over the agent's turns",
    ),
    whole("confidence_n", "识别把握轮数", "turns with confidence"),
)

AGENTS: Final = Table(
    "agents", Text("坐席", "agents"), Text("一位坐席", "an agent"), (*agent_columns(), *_SUMS)
)

_MONTH: Final = text(
    "month", "月份", "month", "如 2026-11；不知道则空", "such as 2026-11; empty where unknown"
)

AGENTS_MONTH: Final = Table(
    "agents_month",
    Text("坐席逐月", "agents by month"),
    Text("一位坐席的一个月", "a month of an agent"),
    (_MONTH, *agent_columns(), *_SUMS),
)

TEAMS_MONTH: Final = Table(
    "teams_month",
    Text("班组逐月", "teams by month"),
    Text("一个班组的一个月", "a month of a team"),
    (_MONTH, *(column for column in agent_columns() if column.name == "team"), *_SUMS),
)

HABITS: Final = Table(
    "habits",
    Text("十字与七声", "habits"),
    Text("一位坐席的一个家族或一声", "a family or voice of an agent"),
    (
        *agent_columns(),
        text("set", "类别", "set", "十字 或 七声", "十字 or 七声"),
        text("member", "成员", "member").coded("member"),
        whole("k", "做到", "k", "做到的通话数", "calls where it was met"),
        whole("n", "应做", "n", "适用且能判断的通话数", "calls where it applied and could be judged"),
        share("share", "比例", "share"),
        share("low", "区间下限", "interval low", "Wilson 区间", "Wilson interval"),
        share("high", "区间上限", "interval high", "Wilson 区间", "Wilson interval"),
        whole("undecided", "无法判断", "undecided", "不在分母内", "not in the denominator"),
        whole("not_applicable", "不适用", "not applicable", "不在分母内", "not in the denominator"),
    ),
)
