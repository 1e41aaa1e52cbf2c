"""The page of a rule: what it asks, why, good and bad, what to say instead; from the rule file alone."""

from __future__ import annotations

from analyzer.rules.model import Alternative, Claim, Kind, Measure, Rule, Scope, Severity, When, Who, Why

_CLAIM = {
    Claim.REQUIRED: "应该说",
    Claim.FORBIDDEN: "不准说",
    Claim.ANSWERED: "要有回应",
    Claim.MEASURED: "测量值要在范围内",
}
_SCOPE = {
    Scope.ANYWHERE: "全程",
    Scope.OPENING: "开头",
    Scope.CLOSING: "结尾",
    Scope.AFTER: "之后",
    Scope.AROUND: "前后",
    Scope.BEFORE: "之前",
}
_WHO = {Who.AGENT: "坐席", Who.CUSTOMER: "客户", Who.ANYONE: "任何一方"}
_WHY = {
    Why.OTHER_WORD: "别的词",
    Why.OTHER_SENSE: "别的意思",
    Why.QUESTION: "疑问",
    Why.NEGATION: "否定",
    Why.QUOTED: "引用",
    Why.MENTION: "转述",
    Why.SCRIPT: "规范话术",
    Why.TO_OTHER: "对别人说",
    Why.BY_CUSTOMER: "客户说的",
    Why.UNLIKELY_SOUND: "读音不可能",
}
_SEVERITY = {Severity.MINOR: "轻微", Severity.MAJOR: "严重", Severity.CRITICAL: "恶劣"}
_OUTCOME = {"pass": "通过", "fail": "不通过", "not_applicable": "不适用", "undecided": "不作判断"}


def rule_page(rule: Rule) -> str:
    """The page as Markdown, in Chinese, with fixed headings."""
    parts = [
        f"# {rule.title}",
        f"`{rule.id}` · {rule.set} · {_CLAIM[rule.claim]}"
        + (f" · {_SEVERITY[rule.severity]}" if rule.severity else ""),
        "## 出处",
        _clause(rule),
        "## 要求",
        _demand(rule),
        "## 为什么",
        rule.why or "见出处条款。",
        "## 应该怎么说",
        rule.say_instead or "见下面通过的例子。",
        "## 例子",
        *_examples(rule),
    ]
    return "\n\n".join(parts) + "\n"


def _clause(rule: Rule) -> str:
    covers = f"\n\n同时满足：{'、'.join(rule.covers)}" if rule.covers else ""
    if rule.clause is None:
        return f"（没有对应的标准条款）{covers}"
    return f"标准 {rule.clause.standard} {rule.clause.section}：“{rule.clause.text}”{covers}"


def _demand(rule: Rule) -> str:
    lines = [f"- 谁：{_WHO[rule.who]}", f"- 范围：{_SCOPE[rule.when.scope]}{_limits(rule.when)}"]
    situations = rule.when.triggers or rule.applies
    if situations:
        lines.insert(0, f"- 情形：{'、'.join(situations)}")
    if rule.measure is not None:
        lines.append(f"- 测量：{rule.measure.name}{_bounds(rule.measure)}")
    for element in rule.elements:
        wordings = "；".join(map(_wording, element.wordings()))
        name = element.name.rpartition(":")[2] if ":" in element.name else "说法"
        lines.append(f"- {name}：{wordings}")
    excuses = [
        f"`{e.alternative.source}`（{_WHY[e.why]}）" for element in rule.elements for e in element.unless
    ]
    if excuses:
        lines.append(f"- 不算：{'；'.join(excuses)}")
    return "\n".join(lines)


def _wording(alternative: Alternative) -> str:
    heard = "（读音相同）" if alternative.kind is Kind.PHONETIC else ""
    return f"`{alternative.source}`{heard}"


def _limits(when: When) -> str:
    """How far the rule looks, in brackets; nothing where it sets no limit."""
    limits = (
        f"触发前 {when.before} 轮" if when.before else "",
        f"坐席 {when.turns} 轮" if when.turns else "",
        f"{when.seconds} 秒" if when.seconds else "",
        f"第 {when.nth} 次" if when.nth else "",
    )
    listed = "、".join(filter(None, limits))
    return f"（{listed}）" if listed else ""


def _bounds(measure: Measure) -> str:
    low = "" if measure.at_least is None else f"，不少于 {measure.at_least:g}"
    return low + ("" if measure.at_most is None else f"，不超过 {measure.at_most:g}")


def _examples(rule: Rule) -> list[str]:
    return [
        f"**{example.name}** — {_OUTCOME[example.outcome]}\n\n```\n{example.call.strip()}\n```"
        for example in rule.examples
    ] or ["（还没有例子）"]
