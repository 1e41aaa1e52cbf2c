"""Every outcome in one plain sentence: what was found or missed, where, why, and what the words around it mean."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.evaluate import Event, Finding, Reason, Search
from analyzer.language import Text
from analyzer.match import Hit
from analyzer.rules.model import Claim, Kind, Measure, Situation, Status, Who, Why
from analyzer.spans import TimeSpan

WHY = {
    Why.OTHER_WORD: Text("是别的词“{words}”的一部分", 'part of another word, "{words}"'),
    Why.OTHER_SENSE: Text("在“{words}”里是别的意思", 'has another meaning in "{words}"'),
    Why.QUESTION: Text("“{words}”是在问", '"{words}" is a question'),
    Why.NEGATION: Text("“{words}”是否定的", '"{words}" is a denial'),
    Why.QUOTED: Text("“{words}”是引用别人的话", '"{words}" is a quotation'),
    Why.MENTION: Text("“{words}”是在转述", '"{words}" reports what somebody said'),
    Why.SCRIPT: Text("属于规范话术“{words}”", 'belongs to the proper wording "{words}"'),
    Why.TO_OTHER: Text("“{words}”不是对客户说的", '"{words}" is not said to the customer'),
    Why.BY_CUSTOMER: Text("是客户说的", "said by the customer"),
    Why.OTHER_RULE: Text("同一句话已按“{words}”计", 'the same words already count as "{words}"'),
    Why.UNLIKELY_SOUND: Text("只是读音相近的“{words}”", 'only sounds like it: "{words}"'),
}

_KIND = {
    Kind.EXACT: Text("", ""),
    Kind.VARIANT: Text("（等同说法）", " (a wording that counts the same)"),
    Kind.PHONETIC: Text("（只是读音相符）", " (by sound only)"),
    Kind.MEANING: Text("（只是意思相近）", " (by meaning only)"),
}

_REASON = {
    Reason.NOT_SAID: Text("全程没有说", "not said in the whole call"),
    Reason.NO_TRIGGER: Text("没有出现相应的情形，不计分", "the situation never arose, so it does not count"),
    Reason.OTHER_CHANNEL: Text("不适用于这种渠道，不计分", "not for this channel, so it does not count"),
    Reason.ROLE_UNKNOWN: Text(
        "说话人是坐席还是客户无法确定，不作判断", "whether agent or customer said it is not known"
    ),
    Reason.TRIGGER_UNCERTAIN: Text(
        "是否出现相应的情形无法确定，不作判断", "whether the situation arose cannot be told"
    ),
    Reason.LOW_CONFIDENCE: Text("识别结果不可靠，不作判断", "the recognised words are too uncertain"),
    Reason.METADATA_MISSING: Text("缺少通话信息，不作判断", "information about the call is missing"),
    Reason.NO_MEASURE: Text("没有可靠的测量值，不作判断", "there is no trustworthy measurement"),
    Reason.CUT_OFF: Text("录音在谈话中途中断，不作判断", "the recording ends in mid-conversation"),
    Reason.CUSTOMER_LEFT: Text("客户先挂断，坐席没有机会说，不作判断", "the customer hung up first"),
    Reason.NO_CHANCE: Text("之后坐席没有再说话，不作判断", "the agent said nothing more after it"),
    Reason.ANSWERED: Text("客户的提问和呼唤都得到了回应", "every question and call-out was answered"),
}


def clock(time: TimeSpan | None) -> str:
    """`01:05` for people; empty where the time is unknown."""
    return "" if time is None else f"{time.start // 60000:02d}:{time.start // 1000 % 60:02d}"


def place(hit: Hit) -> Text:
    """Turn (counted from 1) and time of a hit."""
    at = clock(hit.time)
    return Text(
        f"第 {hit.turn + 1} 轮{' ' + at if at else ''}", f"turn {hit.turn + 1}{' ' + at if at else ''}"
    )


def explain(finding: Finding, situations: Mapping[str, Situation]) -> Text:
    """The sentence for a finding, without the name of its rule."""
    if finding.reason in _REASON:
        return _plain(finding)
    if finding.reason is Reason.FOUND:
        return _found(finding, situations)
    if finding.reason is Reason.FORBIDDEN_SAID:
        return _forbidden(finding)
    if finding.reason in (Reason.WITHIN_BOUNDS, Reason.OUT_OF_BOUNDS):
        return _measured(finding)
    if finding.rule.claim is Claim.ANSWERED:
        return _unanswered(finding)
    return _missed(finding, situations)


def _plain(finding: Finding) -> Text:
    reason = _REASON[finding.reason]
    if not finding.hits:
        return reason
    quotes = "、".join(f"“{hit.said}”" for hit in finding.hits[:3])
    quotes_en = ", ".join(f'"{hit.said}"' for hit in finding.hits[:3])
    where = place(finding.hits[0])
    if finding.reason is Reason.ROLE_UNKNOWN:
        return Text(f"{where.zh}有{quotes}，但{reason.zh}", f"{where.en} has {quotes_en}, but {reason.en}")
    return Text(f"{reason.zh}（说过{quotes}，{where.zh}）", f"{reason.en} ({quotes_en} was said, {where.en})")


def _found(finding: Finding, situations: Mapping[str, Situation]) -> Text:
    hit = finding.hits[0]
    where, kind = place(hit), _KIND[hit.kind]
    more = len(finding.hits) - 1
    opened = _opened(finding.search, situations)
    return Text(
        f"{opened.zh}{where.zh}说了“{hit.said}”{kind.zh}{f'，共 {more + 1} 处' if more else ''}",
        f'{opened.en}{where.en} says "{hit.said}"{kind.en}{f", {more + 1} places in all" if more else ""}',
    )


def _opened(search: Search | None, situations: Mapping[str, Situation]) -> Text:
    if search is None or search.opened_by is None:
        return Text("", "")
    what = event_text(search.opened_by, situations)
    return Text(f"{what.zh}；", f"{what.en}; ")


def event_text(event: Event, situations: Mapping[str, Situation]) -> Text:
    """What happened at an event, with the words that show it."""
    title = situations[event.situation].title
    said, said_en = (f"“{event.hit.said}”", f' "{event.hit.said}"') if event.hit else ("", "")
    at = clock(event.time)
    return Text(
        f"第 {event.turn + 1} 轮{' ' + at if at else ''} {title}{said}",
        f"turn {event.turn + 1}{' ' + at if at else ''}: {title}{said_en}",
    )


def _forbidden(finding: Finding) -> Text:
    hit = finding.hits[0]
    where = place(hit)
    more = len(finding.hits) - 1
    instead = finding.rule.say_instead
    if hit.kind is Kind.MEANING:
        return _by_meaning(finding)
    return Text(
        f"{where.zh}说了“{hit.said}”{f'，另有 {more} 处' if more else ''}{f'；应说：{instead}' if instead else ''}",
        f'{where.en} says "{hit.said}"{f", and {more} more" if more else ""}{f"; say instead: {instead}" if instead else ""}',
    )


def _by_meaning(finding: Finding) -> Text:
    hit, more, where = finding.hits[0], len(finding.hits) - 1, place(finding.hits[0])
    instead = finding.rule.say_instead
    if finding.rule.status is Status.STABLE:
        last = (f"；应说：{instead}", f"; say instead: {instead}") if instead else ("", "")
    else:
        last = ("；请人工确认", "; a person should confirm")
    return Text(
        f"{where.zh}“{hit.said}”没有逐字列出，按意思是服务忌语（把握 {hit.pattern}）"
        f"{f'，另有 {more} 处' if more else ''}{last[0]}",
        f'{where.en} "{hit.said}" is listed nowhere and sounds banned by meaning ({hit.pattern})'
        f"{f', and {more} more' if more else ''}{last[1]}",
    )


def _unanswered(finding: Finding) -> Text:
    event = finding.search.opened_by if finding.search else None
    asked = f"第 {event.turn + 1} 轮" if event else ""
    asked_en = f"turn {event.turn + 1}" if event else ""
    if finding.reason is Reason.BRUSHED_OFF and finding.hits:
        hit = finding.hits[0]
        return Text(
            f"客户在{asked}的问话只得到推托：{place(hit).zh}“{hit.said}”",
            f'the question in {asked_en} met only a brush-off: {place(hit).en} "{hit.said}"',
        )
    if finding.reason is Reason.ASKED_AGAIN:
        return Text(
            f"客户在{asked}问话后没有得到回应，又问了一遍", f"the customer of {asked_en} had to ask again"
        )
    return Text(f"客户在{asked}问话后超过时限才得到回应", f"the answer to {asked_en} came too late")


def _measured(finding: Finding) -> Text:
    bounds = _bounds(finding.rule.measure)
    return Text(
        f"测得 {finding.value:g}，应{bounds.zh}", f"measured {finding.value:g}, should be {bounds.en}"
    )


def _bounds(measure: Measure | None) -> Text:
    least, most = (None, None) if measure is None else (measure.at_least, measure.at_most)
    if least is None:
        return (
            Text(f"不超过 {most:g}", f"at most {most:g}") if most is not None else Text("有记录", "recorded")
        )
    if most is None:
        return Text(f"不少于 {least:g}", f"at least {least:g}")
    return Text(f"为 {least:g}–{most:g}", f"{least:g}–{most:g}")


def _missed(finding: Finding, situations: Mapping[str, Situation]) -> Text:
    search, opened = finding.search, _opened(finding.search, situations)
    window = _window(search)
    nearest = Text("", "")
    if finding.nearest is not None:
        where = place(finding.nearest)
        nearest = Text(
            f"；最接近的是{where.zh}“{finding.nearest.said}”{_why_not(finding).zh}",
            f'; nearest is {where.en} "{finding.nearest.said}"{_why_not(finding).en}',
        )
    missing = "、".join(finding.missing)
    what = Text(f"没有说“{missing}”", f'"{missing}" not said') if missing else Text("没有说", "not said")
    return Text(
        f"{opened.zh}{window.zh}{what.zh}{nearest.zh}", f"{opened.en}{what.en} in {window.en}{nearest.en}"
    )


def _window(search: Search | None) -> Text:
    if search is None:
        return Text("全程", "the whole call")
    who = {Who.AGENT: "坐席", Who.CUSTOMER: "客户", Who.ANYONE: "双方"}[search.who]
    turns = f"{search.first + 1}–{search.last + 1}" if search.last > search.first else f"{search.first + 1}"
    return Text(
        f"在{who}第 {turns} 轮中",
        f"{'turns' if search.last > search.first else 'turn'} {turns} ({search.who})",
    )


def _why_not(finding: Finding) -> Text:
    if finding.reason is Reason.LATE:
        return Text("，太晚", ", too late")
    if finding.reason is Reason.EARLY:
        return Text("，太早", ", too early")
    for item in finding.suppressed:
        if item.hit == finding.nearest:
            why = WHY[item.why]
            return Text(f"，但{why.zh.format(words=item.words)}", f", but {why.en.format(words=item.words)}")
    return Text("", "")
