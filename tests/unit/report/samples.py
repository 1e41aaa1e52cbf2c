"""Reports written by hand in the shape of `reports.jsonl`: good, rude, doubtful, failed, hostile, long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.report.labels import FAMILIES, VOICES

Report = dict[str, Any]

STANDARD = "002 服务规范"
HOSTILE = "=1+1<script>alert('x')</script>\u202egnp.exe\u0007\u200f"


def turn(
    index: int, role: str, text: str, start_ms: int | None = None, end_ms: int | None = None, **more: Any
) -> Report:
    times: Report = {} if start_ms is None else {"start_ms": start_ms, "end_ms": end_ms}
    return {"index": index, "role": role, **times, "text": text, **more}


def hit(turns: Sequence[Report], at: int, said: str, kind: str = "exact", **more: Any) -> Report:
    """A hit on the first place where the turn says the words."""
    start = turns[at]["text"].index(said)
    times: Report = {name: turns[at][name] for name in ("start_ms", "end_ms") if name in turns[at]}
    place: Report = {"turn": at, "chars": [start, start + len(said)], **times}
    return {**place, "said": said, "kind": kind, "pattern": said, **more}


def finding(rule: str, title: str, outcome: str, **more: Any) -> Report:
    clause = {"standard": STANDARD, "id": "002-FL-008", "section": "四.2.8", "text": "提供七声服务"}
    base: Report = {
        **{
            "rule": rule,
            "title": title,
            "set": "规范",
            "member": None,
            "clause": clause,
            "claim": "required",
        },
        **{"severity": None, "outcome": outcome, "applies": "yes", "reason": "found", "explanation": ""},
        **{"hits": [], "suppressed": [], "nearest": None, "search": None, "say_instead": None},
    }
    return {**base, **more}


def polite(said: str, undecided: str = "", not_owed: str = "") -> Report:
    """The five families: one digit a family, 1 said and 0 not; names in the other two change what applies."""
    families = {}
    for family, digit in zip(FAMILIES, said, strict=True):
        unknown = family in undecided.split()
        applies = "undecided" if unknown else "no" if family in not_owed.split() else "yes"
        spoken = None if unknown else digit == "1"
        families[family] = {
            "said": spoken,
            "kind": "exact" if spoken else None,
            "applies": applies,
            "turns": [0] if spoken else [],
        }
    return families


def voices(outcomes: str) -> Report:
    """The seven voices: p pass, f fail, u undecided, n not applicable."""
    words = {
        "p": ("pass", "found"),
        "f": ("fail", "absent"),
        "u": ("undecided", "role_unknown"),
        "n": ("not_applicable", "no_trigger"),
    }
    return {
        voice: {
            "outcome": words[letter][0],
            "reason": words[letter][1],
            "turns": [0] if letter == "p" else [],
        }
        for voice, letter in zip(VOICES, outcomes, strict=True)
    }


def line(
    rule: str, title: str, section: str, points: tuple[float, float, float], outcome: str = "pass"
) -> Report:
    weight, low, high = points
    return {
        **{
            "rule": rule,
            "title": title,
            "section": section,
            "clause": f"{STANDARD} 四.2.8",
            "outcome": outcome,
        },
        **{"weight": weight, "low": low, "high": high},
    }


def score(lines: list[Report], gate: str | None = None) -> Report:
    return {
        "low": sum(x["low"] for x in lines),
        "high": sum(x["high"] for x in lines),
        "lines": lines,
        "gate": gate,
    }


def report(call_id: str, turns: list[Report], **more: Any) -> Report:
    base: Report = {
        **{
            "call_id": call_id,
            "source": f"{call_id}.wav",
            "agent_id": "1023",
            "agent_name": "李静",
            "team": "一班",
        },
        **{
            "started_at": "2026-11-03T09:12:00+08:00",
            "channel": "phone",
            "direction": "inbound",
            "ended_by": "agent",
        },
        **{"status": "scored", "recording": None, "notes": [], "dropped": [], "turns": turns},
        **{"polite": polite("11111"), "polite_coverage": 1.0, "polite_compliance": 1.0},
        **{"voices": voices("ppppppp"), "voice_coverage": 1.0, "banned": [], "findings": [], "measures": {}},
        **{
            "score": None,
            "provenance": {"analyzer": "0.1.0", "packs": [{"id": "default", "sha256": "ab" * 32}]},
        },
    }
    return {**base, **more}


def recording(name: str, duration_ms: int) -> Report:
    return {
        **{"name": name, "sha256": "0" * 64, "duration_ms": duration_ms, "sample_rate": 8000, "channels": 2},
        **{"codec": "pcm_alaw", "undecoded_packets": 0},
    }


def good_call() -> Report:
    turns = [
        turn(
            0,
            "agent",
            "您好，恒源热力客服中心，请问有什么可以帮您？",
            400,
            4800,
            confidence=0.93,
            role_basis="说了开场白",
        ),
        turn(
            1,
            "customer",
            "喂，你好，那个，我家这个暖气费上礼拜就交了，怎么到现在还是凉的呀？",
            5220,
            13020,
            confidence=0.81,
        ),
        turn(
            2,
            "agent",
            "先生您好，很抱歉给您添麻烦了。请问您家在哪个小区，门牌号是多少？",
            13530,
            19930,
            confidence=0.9,
        ),
        turn(3, "customer", "嗯，锦绣家园，七号楼一单元，九零二。", 20570, 24170, confidence=0.84),
        turn(4, "agent", "好的，谢谢您。我查一下您这户的开栓情况，请您稍等。", 24550, 32350, confidence=0.92),
        turn(5, "customer", "好，你查吧。", 32700, 33900, confidence=0.55),
        turn(
            6,
            "agent",
            "先生，让您久等了。开栓的单子没有派下去，这是我们的疏忽，真对不起。",
            52900,
            63100,
            confidence=0.91,
        ),
        turn(7, "customer", "哦，我说呢。那什么时候能给开啊？", 63800, 69200, confidence=0.8),
        turn(
            8, "agent", "我现在就给您派单，师傅今天下午上门，不知道您方便吗？", 69650, 75850, confidence=0.9
        ),
        turn(9, "customer", "行，那没别的事了，谢谢你啊姑娘。", 76670, 80870, confidence=0.86),
        turn(
            10,
            "agent",
            "提醒您一下，师傅上门的时候，请您先核对他的工作证。感谢您的来电，祝您生活愉快，再见。",
            81270,
            92000,
            confidence=0.94,
        ),
        turn(11, "customer", "哎，再见。", 92400, 93300, confidence=0.9),
    ]
    opened = {"situation": "让客户等待 15 秒以上", "turn": 4, "chars": [19, 24], "said": "请您稍等"}
    findings = [
        finding(
            "polite/nin-hao",
            "您好",
            "pass",
            set="十字",
            member="您好",
            explanation="坐席说了“您好”（原词）。",
            hits=[hit(turns, 0, "您好"), hit(turns, 2, "您好")],
        ),
        finding(
            "polite/qing",
            "请",
            "pass",
            set="十字",
            member="请",
            explanation="坐席说了“请问”等 4 处。",
            hits=[
                hit(turns, 0, "请问"),
                hit(turns, 2, "请问"),
                hit(turns, 4, "请您稍等"),
                hit(turns, 10, "请您"),
            ],
        ),
        finding(
            "voices/greeting",
            "问候声",
            "pass",
            set="七声",
            member="问候声",
            explanation="坐席在第一句问候了客户。",
            hits=[hit(turns, 0, "您好")],
            search={
                "turns": [0, 1],
                "who": "agent",
                "start_ms": 0,
                "end_ms": 15000,
                "opened_by": None,
                "looked_for": ["您好", "早上好"],
            },
        ),
        finding(
            "voices/apology",
            "道歉声",
            "pass",
            set="七声",
            member="道歉声",
            explanation="让客户久等后道了歉。",
            hits=[hit(turns, 6, "真对不起")],
            search={
                "turns": [3, 8],
                "who": "agent",
                "start_ms": 20570,
                "end_ms": 75850,
                "opened_by": opened,
                "looked_for": ["对不起", "很抱歉", "请谅解"],
            },
        ),
        finding(
            "banned/dont-know",
            "不知道",
            "pass",
            set="忌语",
            claim="forbidden",
            reason="suppressed",
            explanation="没有说“不知道”。",
            suppressed=[hit(turns, 8, "不知道", by="礼貌问法", **{"with": "不知道您方便吗"})],
            search={
                "turns": [0, 11],
                "who": "agent",
                "start_ms": 0,
                "end_ms": 93300,
                "opened_by": None,
                "looked_for": ["不知道", "不清楚"],
            },
        ),
        finding(
            "script/closing-question",
            "结束语询问",
            "fail",
            severity="minor",
            reason="absent",
            explanation="结束前没有问客户还有没有别的需要。",
            nearest=hit(turns, 9, "没别的事了", "variant", why="这是客户说的"),
            search={
                "turns": [8, 11],
                "who": "agent",
                "start_ms": 69650,
                "end_ms": 93300,
                "opened_by": None,
                "looked_for": ["请问还有什么可以帮您", "还有其他需要吗"],
            },
            say_instead="请问还有其他可以帮您的吗？",
        ),
        finding(
            "script/noise",
            "噪声处理",
            "not_applicable",
            applies="no",
            reason="no_trigger",
            explanation="通话中没有出现噪声。",
        ),
    ]
    lines = [
        line("polite/compliance", "十字礼貌用语", "礼貌用语", (40, 40, 40)),
        line("voices/coverage", "七声服务", "七声", (50, 50, 50)),
        line("script/closing-question", "结束语询问", "脚本", (10, 0, 0), "fail"),
        line("script/noise", "噪声处理", "脚本", (5, 0, 0), "not_applicable"),
    ]
    return report(
        "heat-001",
        turns,
        recording=recording("heat-001.wav", 93400),
        findings=findings,
        score=score(lines),
        dropped=[{"reason": "静音中的自动文字", "text": "谢谢观看", "start_ms": 40000, "end_ms": 44000}],
        notes=["坐席声道由问候语判断：左声道。"],
    )


def rude_call() -> Report:
    turns = [
        turn(0, "agent", "喂，说话。", 300, 1500, confidence=0.88),
        turn(1, "customer", "您好，我想问一下我的水表怎么还没修？", 1900, 6000, confidence=0.86),
        turn(2, "agent", "这个我不管，你问别人去。大概下周吧。", 6400, 10000, confidence=0.9),
        turn(3, "customer", "你这什么态度，我要投诉！", 10300, 13000, confidence=0.9),
        turn(4, "agent", "你去投诉好了，几点了都，快点说。", 13200, 16500, confidence=0.72, agent_id="2048"),
    ]
    banned: list[Report] = [
        {
            **{"turn": 2, "chars": [2, 11], "said": "我不管，你问别人去"},
            **{
                "rule": "banned/shirk",
                "clause": "002 七.3.2",
                "severity": "major",
                "status": "hit",
                "say_instead": "我帮您联系负责的同事，请您稍等。",
            },
        },
        {
            **{"turn": 2, "chars": [12, 14], "said": "大概"},
            **{
                "rule": "banned/hedge",
                "clause": "002 七.3.5",
                "severity": "minor",
                "status": "hit",
                "say_instead": "我核实后给您准确的答复。",
            },
        },
        {
            **{"turn": 4, "chars": [0, 6], "said": "你去投诉好了"},
            **{
                "rule": "banned/dare",
                "clause": "002 七.3.1",
                "severity": "critical",
                "status": "hit",
                "say_instead": "很抱歉让您不满意，我马上为您处理。",
            },
        },
        {
            **{"turn": 4, "chars": [12, 15], "said": "快点说"},
            **{
                "rule": "banned/hurry",
                "clause": "002 七.3.3",
                "severity": "major",
                "status": "to_review",
                "say_instead": None,
            },
        },
    ]
    findings = [
        finding(
            "voices/greeting",
            "问候声",
            "fail",
            set="七声",
            member="问候声",
            reason="absent",
            explanation="坐席开头两句没有问候客户。",
            nearest=hit(turns, 1, "您好", why="这是客户说的，不是坐席"),
            search={
                "turns": [0, 2],
                "who": "agent",
                "start_ms": 0,
                "end_ms": 15000,
                "opened_by": None,
                "looked_for": ["您好", "早上好", "下午好"],
            },
            say_instead="您好，请问有什么可以帮您？",
        ),
        *(
            finding(
                b["rule"],
                b["said"],
                "undecided" if b["status"] == "to_review" else "fail",
                set="忌语",
                claim="forbidden",
                severity=b["severity"],
                reason="forbidden_said",
                explanation=f"坐席说了“{b['said']}”。",
                hits=[
                    hit(turns, b["turn"], b["said"], "phonetic" if b["status"] == "to_review" else "exact")
                ],
                say_instead=b["say_instead"],
            )
            for b in banned
        ),
    ]
    lines = [
        line("polite/compliance", "十字礼貌用语", "礼貌用语", (40, 0, 8), "undecided"),
        line("voices/coverage", "七声服务", "七声", (60, 0, 20), "undecided"),
        line("banned/shirk", "我不管", "忌语", (0, -20, -20), "fail"),
    ]
    given = {"low": 0, "high": 0, "lines": lines, "gate": "banned/dare"}
    return report(
        "water-002",
        turns,
        agent_id="1024",
        agent_name="王强",
        recording=recording("water-002.wav", 17000),
        banned=banned,
        findings=findings,
        score=given,
        polite=polite("00000", "再见"),
        polite_coverage=0.0,
        polite_compliance=0.0,
        voices=voices("ffffnnu"),
        voice_coverage=0.0,
        ended_by="customer",
    )


def doubtful_call() -> Report:
    """A mono call: nobody knows who speaks, there are no times, so nearly all is undecided."""
    turns = [
        turn(0, "unknown", "您好请讲", speaker="S1"),
        turn(1, "unknown", "我查个账单", speaker="S2"),
        turn(2, "unknown", "好的谢谢再见", speaker="S1"),
    ]
    findings = [
        finding(
            "voices/greeting",
            "问候声",
            "undecided",
            set="七声",
            member="问候声",
            applies="undecided",
            reason="role_unknown",
            explanation="分不清谁是坐席，无法判断。",
        )
    ]
    lines = [
        line("polite/compliance", "十字礼貌用语", "礼貌用语", (40, 0, 40), "undecided"),
        line("voices/coverage", "七声服务", "七声", (60, 0, 60), "undecided"),
    ]
    return report(
        "单声道 003/甲",
        turns,
        agent_id=None,
        agent_name=None,
        team=None,
        started_at=None,
        ended_by=None,
        findings=findings,
        score=score(lines),
        polite=polite("00000", "您好 请 谢谢 对不起 再见"),
        polite_coverage=None,
        polite_compliance=None,
        voices=voices("uuuuuuu"),
        voice_coverage=None,
    )


def failed_call() -> Report:
    return {
        **{
            "call_id": "empty-004",
            "source": "in/empty.wav",
            "agent_id": "1023",
            "agent_name": None,
            "team": None,
        },
        **{"started_at": None, "channel": None, "direction": None, "ended_by": None, "status": "failed"},
        **{"code": "file-empty", "message": "文件是空的", "hint": "请重新导出这段录音"},
    }


def hostile_call() -> Report:
    """Formulas, script, marks that reorder text and 10,000 characters, wherever words can come in."""
    text = HOSTILE + "您好" + "长" * 10_000 + "</bdi><img src=x onerror=alert(1)>"
    turns = [
        turn(0, "agent", text, 0, 60_000, agent_id=HOSTILE),
        turn(1, "customer", "+8613800000000", 60_000, 61_000),
    ]
    banned: list[Report] = [
        {
            **{"turn": 1, "chars": [0, 999], "said": HOSTILE},
            **{
                "rule": HOSTILE,
                "clause": HOSTILE,
                "severity": "minor",
                "status": "hit",
                "say_instead": HOSTILE,
            },
        }
    ]
    return report(
        "../../" + HOSTILE,
        turns,
        agent_id="@SUM(A1)",
        agent_name=HOSTILE + "名" * 10_000,
        team=HOSTILE,
        source="../" + HOSTILE,
        channel=HOSTILE,
        banned=banned,
        findings=[finding(HOSTILE, HOSTILE, "pass", explanation=HOSTILE, hits=[hit(turns, 0, "您好")])],
        notes=[HOSTILE],
        provenance={HOSTILE: HOSTILE},
        score=score([line(HOSTILE, HOSTILE, HOSTILE, (100, 100, 100))]),
    )


def long_call(turns: int = 300) -> Report:
    """A call of many turns, each with words that are marked."""
    said = [
        turn(
            i,
            "customer" if i % 2 else "agent",
            "请问您的账单号码是多少？" * (1 + i % 3),
            i * 4000,
            i * 4000 + 3500,
        )
        for i in range(turns)
    ]
    findings = [
        finding(
            "polite/qing",
            "请",
            "pass",
            set="十字",
            member="请",
            hits=[hit(said, i, "请问") for i in range(0, turns, 2)],
        )
    ]
    return report("long-006", said, recording=recording("long-006.wav", turns * 4000), findings=findings)


def sample_reports() -> list[Report]:
    """One report of every kind."""
    return [good_call(), rude_call(), doubtful_call(), failed_call(), hostile_call()]
