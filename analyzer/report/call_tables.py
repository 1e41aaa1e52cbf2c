"""The tables about single calls: calls, turns, findings, evidence, banned phrases, score lines."""

from __future__ import annotations

from typing import Final

from analyzer.language import Text
from analyzer.report.columns import Table, agent_columns, flag, moment, real, share, text, whole
from analyzer.report.labels import FAMILIES, VOICES

_CALL = text("call_id", "通话", "call", "通话编号", "id of the call")
_RULE = text("rule", "规则", "rule", "规则编号（即路径）", "id of the rule (its path)")
_TURN = whole("turn", "轮次", "turn", "第几轮，从 0 数起", "index of the turn, from 0")
_SPAN = (
    whole(
        "start_char",
        "起字",
        "first character",
        "在该轮原话中的起点（含）",
        "start in the turn's text, included",
    ),
    whole(
        "end_char",
        "止字",
        "end character",
        "在该轮原话中的终点（不含）",
        "end in the turn's text, not included",
    ),
)
_TIMES = (
    moment(
        "start_ms", "开始", "start", "从录音开头算起，毫秒", "milliseconds from the start of the recording"
    ),
    moment("end_ms", "结束", "end", "从录音开头算起，毫秒", "milliseconds from the start of the recording"),
)
_OUTCOME = text(
    "outcome",
    "结果",
    "outcome",
    "pass 达到、fail 未达到、not_applicable 不适用、undecided 无法判断",
    "pass, fail, not_applicable or undecided",
).coded("outcome")
_SEVERITY = text(
    "severity", "轻重", "severity", "minor 轻微、major 较重、critical 严重", "minor, major or critical"
).coded("severity")

CALLS: Final = Table(
    "calls",
    Text("通话", "calls"),
    Text("一通通话", "a call"),
    (
        _CALL,
        text(
            "page",
            "页面",
            "page",
            "这通通话的网页，相对于报告文件夹",
            "the call's page, relative to the report",
        ),
        text("source", "来源", "source", "录音或文字稿", "recording or transcript"),
        *agent_columns(),
        text("started_at", "开始时间", "started at", "所给的开始时间，原样", "start time as given"),
        text(
            "channel", "渠道", "channel", "phone 电话、window 窗口、chat 文字", "phone, window or chat"
        ).coded("channel"),
        text("direction", "方向", "direction", "呼入或呼出", "inbound or outbound").coded("direction"),
        text(
            "ended_by", "谁结束", "ended by", "agent、customer 或 cut（录音中断）", "agent, customer or cut"
        ).coded("ended_by"),
        text("status", "状态", "status", "scored 已评分、failed 未能评分", "scored or failed").coded(
            "status"
        ),
        text("code", "问题代码", "problem code", "未能评分的原因代码", "why it could not be scored"),
        text("message", "问题", "problem", "未能评分的原因", "why it could not be scored, in words"),
        text("hint", "怎么办", "what to do", "建议的做法", "advice"),
        moment(
            "duration_ms", "时长", "duration", "录音长度，毫秒", "length of the recording in milliseconds"
        ),
        whole("turns", "轮数", "turns", "总轮数", "number of turns"),
        whole("turns_role_unknown", "角色未知的轮数", "turns of unknown role"),
        share(
            "confidence",
            "识别把握",
            "recogniser confidence",
            "各轮识别把握的平均，0–1",
            "mean over turns, 0–1",
        ),
        whole(
            "confidence_n",
            "识别把握轮数",
            "turns with confidence",
            "有识别把握的轮数",
            "turns that the mean is over",
        ),
        share("polite_coverage", "十字覆盖", "polite coverage", "说到的家族数 ÷ 5", "families said / 5"),
        share(
            "polite_compliance",
            "十字达标",
            "polite compliance",
            "适用的家族中说到的比例",
            "said among those that apply",
        ),
        share(
            "voice_coverage",
            "七声达标",
            "voice coverage",
            "达到 ÷（达到＋未达到）",
            "passes / (passes + fails)",
        ),
        *(
            column
            for family in FAMILIES
            for column in (
                flag(
                    f"{family}_said",
                    f"{family}：说了",
                    f"{family} said",
                    "空表示无法判断",
                    "empty means undecided",
                ),
                text(
                    f"{family}_applies",
                    f"{family}：适用",
                    f"{family} applies",
                    "yes、no、undecided",
                    "yes, no or undecided",
                ).coded("applies"),
            )
        ),
        *(
            text(voice, voice, voice, _OUTCOME.meaning.zh, _OUTCOME.meaning.en).coded("outcome")
            for voice in VOICES
        ),
        whole("banned_critical", "严重忌语", "critical banned", "认定的处数", "hits that count"),
        whole("banned_major", "较重忌语", "major banned", "认定的处数", "hits that count"),
        whole("banned_minor", "轻微忌语", "minor banned", "认定的处数", "hits that count"),
        whole(
            "banned_to_review",
            "待复核忌语",
            "banned to review",
            "只凭读音，不计分",
            "by sound only; worth nothing yet",
        ),
        whole("findings", "结果数", "findings", "判断过的规则数", "rules that were judged"),
        whole("findings_undecided", "无法判断数", "undecided findings"),
        real("score_low", "得分下限", "score, low", "确定得到的分", "points that are certain"),
        real(
            "score_high",
            "得分上限",
            "score, high",
            "加上无法判断的分",
            "with everything undecided counted as met",
        ),
        text("gate", "一票否决", "gate", "触发的一票否决", "the gate that was hit"),
    ),
)

TURNS: Final = Table(
    "turns",
    Text("对话", "turns"),
    Text("一轮话", "a turn"),
    (
        _CALL,
        _TURN,
        text(
            "role", "角色", "role", "agent 坐席、customer 客户、unknown 未知", "agent, customer or unknown"
        ).coded("role"),
        text("role_basis", "角色依据", "basis of the role"),
        text("agent_id", "工号", "agent id", "这一轮自己的工号", "the turn's own agent id"),
        text("speaker", "说话人", "speaker", "分离出的说话人", "speaker label"),
        *_TIMES,
        share(
            "confidence", "识别把握", "recogniser confidence", "0–1；文字稿为空", "0–1; empty for transcripts"
        ),
        text("text", "原话", "words"),
    ),
)

FINDINGS: Final = Table(
    "findings",
    Text("逐条结果", "findings"),
    Text("一通通话的一条规则", "a rule on a call"),
    (
        _CALL,
        _RULE,
        text("title", "名称", "title"),
        text("set", "类别", "set", "十字、七声、忌语等", "the set that the rule belongs to"),
        text("member", "成员", "member", "如 您好、问候声", "for example 您好 or 问候声"),
        text(
            "claim",
            "要求",
            "claim",
            "required、forbidden、answered、measured",
            "required, forbidden, answered or measured",
        ).coded("claim"),
        _SEVERITY,
        text(
            "rule_status", "规则状态", "rule status", "trial 试行的规则不计分", "trial rules weigh nothing"
        ).coded("rule_status"),
        text("standard", "规范", "standard", "条款所在的规范", "the standard of the clause"),
        text("section", "条款", "section", "条款号", "section of the clause"),
        text("clause", "条款编号", "clause id"),
        text("clause_text", "条款原文", "clause text"),
        _OUTCOME,
        text("applies", "适用", "applies", "yes、no、undecided", "yes, no or undecided").coded("applies"),
        text("reason", "原因代码", "reason code").coded("reason"),
        text("explanation", "说明", "explanation", "一句话说明", "one sentence"),
        whole("hits", "命中数", "hits"),
        whole("suppressed", "不算的命中数", "suppressed hits"),
        text("opened_by", "由何引起", "opened by", "触发的情形", "the situation that made it applicable"),
        whole("searched_first", "查找起轮", "searched from turn"),
        whole("searched_last", "查找止轮", "searched to turn"),
        text("searched_who", "查找谁的话", "searched whose words").coded("role"),
        text("looked_for", "查找什么", "looked for", "用；隔开", "separated by ；"),
        text("say_instead", "建议说法", "say instead"),
    ),
)

HITS: Final = Table(
    "hits",
    Text("证据", "evidence"),
    Text("一处证据", "a piece of evidence"),
    (
        _CALL,
        _RULE,
        text(
            "evidence",
            "证据类别",
            "evidence",
            "hit 命中、suppressed 不算、nearest 最接近",
            "hit, suppressed or nearest (miss)",
        ).coded("evidence"),
        _TURN,
        *_SPAN,
        *_TIMES,
        text("said", "原话", "said"),
        text(
            "kind",
            "匹配方式",
            "kind",
            "exact 原词、variant 变体、phonetic 同音",
            "exact, variant or phonetic",
        ).coded("kind"),
        text("pattern", "匹配的说法", "pattern"),
        text("why", "说明", "why", "为何不算，或差在哪里", "why it does not count, or what was lacking"),
    ),
)

BANNED: Final = Table(
    "banned",
    Text("忌语", "banned phrases"),
    Text("一处忌语", "a banned phrase"),
    (
        _CALL,
        text("agent_id", "工号", "agent id", "说这句话的坐席", "the agent who said it"),
        _TURN,
        *_SPAN,
        text("said", "原话", "said"),
        _RULE,
        text("clause", "条款", "clause"),
        _SEVERITY,
        text("status", "状态", "status", "hit 认定、to_review 待人工复核", "hit or to_review").coded(
            "status"
        ),
        text("say_instead", "建议说法", "say instead"),
    ),
)

SCORES: Final = Table(
    "scores",
    Text("得分明细", "score lines"),
    Text("一行得分", "a line of a score"),
    (
        _CALL,
        whole("line", "行", "line", "从 1 数起", "from 1"),
        text("section", "部分", "section"),
        _RULE,
        text("title", "名称", "title"),
        text("clause", "条款", "clause"),
        _OUTCOME,
        real("weight", "权重", "weight"),
        real("low", "确定得分", "points, low", "确定得到的分", "points that are certain"),
        real("high", "可能得分", "points, high", "最多可能得到的分", "points that are possible"),
    ),
)
