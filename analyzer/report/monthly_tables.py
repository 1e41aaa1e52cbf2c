"""The tables of the monthly report as CSV files; every column says its type and meaning."""

from __future__ import annotations

from typing import Final

from analyzer.language import Text
from analyzer.report.columns import Column, Table, flag, moment, real, share, text, whole

# The joint measures that tables of units spell out, and how their columns begin.
JOINT_NAMES: Final = (("十字", "polite", "十字"), ("七声", "voice", "七声"))
SEVERITIES: Final = (("critical", "严重"), ("major", "较重"), ("minor", "轻微"))


def _who() -> tuple[Column, ...]:
    return (
        text("who", "谁", "who", "坐席、班组或全部通话", "agent, team or all calls"),
        text("team", "班组", "team", "班组；不知道则空", "team; empty where unknown"),
    )


def _ends(name: str, zh: str, en: str, kind: str = "share") -> tuple[Column, ...]:
    made = share if kind == "share" else real
    return (
        made(f"{name}_low", f"{zh}：区间下限", f"{en}, interval low"),
        made(f"{name}_high", f"{zh}：区间上限", f"{en}, interval high"),
    )


def _standing(name: str, zh: str, en: str) -> tuple[Column, ...]:
    return (
        text(
            f"{name}_versus",
            f"{zh}：与其他人比",
            f"{en}, against the others",
            "与其余所有人合起来比，按人数校正；没有足够通话的不比较",
            "against all the others together, corrected for their number",
        ).coded("versus"),
        whole(
            f"{name}_rank_best",
            f"{zh}：名次最好",
            f"{en}, best rank",
            "不能排除的最好名次，1 最好",
            "the best rank that cannot be ruled out, 1 is best",
        ),
        whole(
            f"{name}_rank_worst",
            f"{zh}：名次最差",
            f"{en}, worst rank",
            "不能排除的最差名次",
            "the worst rank that cannot be ruled out",
        ),
    )


def _joint(name: str, zh: str, en: str) -> tuple[Column, ...]:
    return (
        whole(f"{name}_k", f"{zh}：做到", f"{en}, k"),
        whole(f"{name}_n", f"{zh}：应做", f"{en}, n"),
        share(f"{name}_share", f"{zh}：比例", f"{en}, share"),
        *_ends(name, zh, en),
        share(
            f"{name}_pooled",
            f"{zh}：合并估计",
            f"{en}, pooled",
            "和其他人的通话放在一起估计",
            "estimated together with the others' calls",
        ),
        *_standing(name, zh, en),
    )


_UNIT: Final = (
    *_who(),
    whole("calls", "通话", "calls"),
    whole("failed", "未能评分", "not scored"),
    whole("spoken", "参与的通话", "calls spoken in"),
    whole("score_n", "得分通话", "calls with a score"),
    real(
        "score_low", "平均得分下限", "mean score, low", "无法判断的都算没做到", "undecided counted as missed"
    ),
    real("score_high", "平均得分上限", "mean score, high", "无法判断的都算做到", "undecided counted as met"),
    *_ends("score_interval", "平均得分", "mean score", "points"),
    *(column for _, name, zh in JOINT_NAMES for column in _joint(name, zh, name)),
    real("banned_per_100", "每百通忌语", "banned per 100 calls"),
    *_ends("banned_per_100", "每百通忌语", "banned per 100", "rate"),
    real("banned_pooled", "每百通忌语：合并估计", "banned per 100, pooled"),
    *_standing("banned", "忌语", "banned"),
    *(
        column
        for name, zh in SEVERITIES
        for column in (
            whole(f"banned_{name}", f"{zh}忌语", f"{name} banned"),
            real(f"banned_{name}_per_100", f"每百通{zh}忌语", f"{name} banned per 100"),
        )
    ),
    whole("to_review", "待复核忌语", "banned to review"),
    whole("findings", "适用的结果", "findings that apply"),
    whole("undecided", "无法判断", "undecided"),
    share("undecided_share", "无法判断比例", "share undecided"),
    share("confidence", "识别把握", "recogniser confidence", "坐席各轮的平均", "mean over the agent's turns"),
    whole("confidence_n", "识别轮数", "turns recognised"),
    flag(
        "badly_heard",
        "听不清",
        "heard badly",
        "低于 60% 或比全体低 10 个百分点",
        "under 60 %, or 10 points under all",
    ),
)

AGENTS: Final = Table("monthly_agents", Text("坐席", "agents"), Text("一位坐席", "an agent"), _UNIT)
TEAMS: Final = Table("monthly_teams", Text("班组", "teams"), Text("一个班组", "a team"), _UNIT)

MEASURES: Final = Table(
    "monthly_measures",
    Text("全部指标", "measures"),
    Text("一位坐席、一个班组或全部通话的一个指标", "one measure of an agent, a team or all calls"),
    (
        text("unit", "类别", "kind").coded("unit"),
        *_who(),
        text("measure", "指标", "measure").coded("measure"),
        flag("per_100", "每百通", "per 100 calls", "否则是比例", "a share otherwise"),
        whole("k", "次数", "k", "做到的次数，或忌语的处数", "times met, or banned phrases"),
        whole("n", "分母", "n", "应做的次数，或参与的通话", "times owed, or calls spoken in"),
        whole("undecided", "无法判断", "undecided"),
        whole("not_applicable", "不适用", "not applicable"),
        real("value", "数值", "value"),
        *_ends("value", "数值", "value", "rate"),
        real("pooled", "合并估计", "pooled"),
        *_ends("pooled", "合并估计", "pooled", "rate"),
        share(
            "own_weight",
            "自身权重",
            "own weight",
            "合并估计里自己的通话占多少",
            "share of the unit's own calls",
        ),
        real("before", "上月", "month before"),
        whole("before_n", "上月分母", "n of the month before"),
        real("change", "变化", "change"),
        *_ends("change", "变化", "change", "rate"),
        flag(
            "change_beyond_chance",
            "变化超出偶然",
            "change beyond chance",
            "错误发现率 5%",
            "false discovery rate 5 %",
        ),
        real("slope", "每月走势", "slope a month"),
        *_ends("slope", "每月走势", "slope", "rate"),
        flag("slope_beyond_chance", "走势超出偶然", "slope beyond chance"),
        text("versus", "与其他人比", "against the others").coded("versus"),
    ),
)

CHANGES: Final = Table(
    "monthly_changes",
    Text("变化", "changes"),
    Text("一处超出偶然的变化", "a change beyond chance"),
    (
        text("unit", "类别", "kind").coded("unit"),
        *_who(),
        text("measure", "指标", "measure").coded("measure"),
        text("before", "上月", "before"),
        whole("before_n", "上月 n", "n before"),
        text("now", "本月", "now"),
        whole("n", "本月 n", "n now"),
        text("change", "变化", "change"),
        text("interval", "变化的区间", "interval of the change"),
        flag("better", "变好", "better"),
    ),
)

_PLACE: Final = (
    text("call_id", "通话", "call"),
    text("page", "通话页", "page of the call", "报告里的网页", "page within the report"),
    whole("turn", "轮次", "turn", "从 1 数起", "counted from 1"),
    text("started_at", "时间", "time"),
)

COACHING: Final = Table(
    "monthly_coaching",
    Text("辅导", "coaching"),
    Text("一位坐席要练的一个习惯和一个例子", "a habit to coach an agent in, with one example"),
    (
        *_who(),
        whole("order", "次序", "order", "按辅导先后", "in the order of coaching"),
        text("habit", "练什么", "habit", "空的是忌语", "empty for a banned phrase").coded("member"),
        real("gain", "每百通还能多做到", "gain in 100 calls"),
        whole("k", "做到", "met"),
        whole("n", "应做", "owed"),
        *_ends("share", "比例", "share"),
        share("others", "全体", "all"),
        flag("behind", "肯定低于其他人", "certainly below the others"),
        *_PLACE,
        text("said", "原话", "words"),
        text("explanation", "为什么", "why"),
        text("say_instead", "可以说", "say instead"),
    ),
)

LISTEN: Final = Table(
    "monthly_listen",
    Text("先听", "listen first"),
    Text("一通要先听的电话", "a call to listen to"),
    (
        whole("order", "次序", "order"),
        *_PLACE,
        text("who", "坐席", "agent"),
        moment("duration_ms", "时长", "length"),
        real("score_low", "得分下限", "score, low"),
        real("score_high", "得分上限", "score, high"),
        text("reasons", "为什么", "why"),
        share("confidence", "识别把握", "confidence"),
        text("said", "原话", "words"),
        text("say_instead", "可以说", "say instead"),
    ),
)

GOOD: Final = Table(
    "monthly_good",
    Text("示范", "good examples"),
    Text("一通值得放的电话", "a call worth playing"),
    (
        text("habit", "好在哪里", "shows", "空的是整通都好", "empty for the whole call").coded("member"),
        *_PLACE,
        text("who", "坐席", "agent"),
        real("score_low", "得分", "score"),
        whole("habits", "做到几项", "habits met"),
        text("said", "原话", "words"),
    ),
)

TRENDS: Final = Table(
    "monthly_trends",
    Text("走势", "trends"),
    Text("全部通话或一个班组的一个月", "a month of all calls or of a team"),
    (
        text("unit", "类别", "kind").coded("unit"),
        text("who", "谁", "who"),
        text("month", "月份", "month"),
        whole("calls", "通话", "calls"),
        *(
            column
            for _, name, zh in JOINT_NAMES
            for column in (
                whole(f"{name}_n", f"{zh}：应做", f"{name}, n"),
                share(f"{name}_share", f"{zh}：比例", f"{name}, share"),
                *_ends(name, zh, name),
            )
        ),
        real("banned_per_100", "每百通忌语", "banned per 100"),
        *_ends("banned_per_100", "每百通忌语", "banned per 100", "rate"),
        whole("score_n", "得分通话", "calls with a score"),
        real("score_low", "平均得分下限", "mean score, low"),
        real("score_high", "平均得分上限", "mean score, high"),
    ),
)

STANDARDS: Final = Table(
    "monthly_standards",
    Text("标准", "standards"),
    Text("一个标准在一个班组或全部通话里的一个月", "a standard in a month, for a team or all calls"),
    (
        text("standard", "标准", "standard"),
        text("month", "月份", "month"),
        text("unit", "类别", "kind").coded("unit"),
        text("who", "谁", "who"),
        whole("k", "通过", "passed"),
        whole("n", "应做", "owed"),
        share(
            "share",
            "比例",
            "share",
            "一通里的规则不独立，不给区间",
            "no interval: rules of one call are not independent",
        ),
        whole("undecided", "无法判断", "undecided"),
        whole("banned", "忌语", "banned phrases"),
    ),
)

# In the order people read them.
TABLES: Final = (AGENTS, TEAMS, MEASURES, CHANGES, COACHING, LISTEN, GOOD, TRENDS, STANDARDS)
