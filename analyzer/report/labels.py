"""The words of the report for every code that a call's results use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from analyzer import words
from analyzer.language import Text

FAMILIES: Final = ("您好", "请", "谢谢", "对不起", "再见")
VOICES: Final = ("问候声", "回应声", "道歉声", "致谢声", "提醒声", "告知声", "道别声")
SEVERITIES: Final = ("critical", "major", "minor")
OUTCOMES: Final = ("pass", "fail", "undecided", "not_applicable")

# One character for each member, for the strips of small squares.
SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{"您好": "好", "请": "请", "谢谢": "谢", "对不起": "歉", "再见": "见"},
        **{"问候声": "问", "回应声": "应", "道歉声": "歉", "致谢声": "谢"},
        **{"提醒声": "提", "告知声": "告", "道别声": "别"},
    }
)

_WORDS: Final[Mapping[str, Mapping[str, Text]]] = MappingProxyType(
    {
        "member": {
            "您好": Text("您好", "您好 hello"),
            "请": Text("请", "请 please"),
            "谢谢": Text("谢谢", "谢谢 thanks"),
            "对不起": Text("对不起", "对不起 sorry"),
            "再见": Text("再见", "再见 goodbye"),
            "问候声": Text("问候声", "问候声 greeting"),
            "回应声": Text("回应声", "回应声 response"),
            "道歉声": Text("道歉声", "道歉声 apology"),
            "致谢声": Text("致谢声", "致谢声 thanks"),
            "提醒声": Text("提醒声", "提醒声 reminder"),
            "告知声": Text("告知声", "告知声 notice"),
            "道别声": Text("道别声", "道别声 farewell"),
        },
        "outcome": words.OUTCOME,
        "reason": {
            "found": Text("说到了", "said"),
            "absent": Text("没有说", "not said"),
            "not_said": Text("没有说", "not said"),
            "late": Text("说得太晚", "said too late"),
            "early": Text("说得太早", "said too early"),
            "forbidden_said": Text("说了不该说的话", "something forbidden was said"),
            "brushed_off": Text("只得到推托", "brushed off"),
            "asked_again": Text("客户又问了一遍", "the customer had to ask again"),
            "too_slow": Text("回应得太慢", "answered too slowly"),
            "answered": Text("都得到了回应", "everything was answered"),
            "no_trigger": Text("没有出现需要这样说的情形", "the situation never arose"),
            "other_channel": Text("不适用于这种渠道", "not for this channel"),
            "role_unknown": Text("分不清谁在说话", "who speaks is unknown"),
            "trigger_uncertain": Text("情形是否出现无法确定", "whether the situation arose cannot be told"),
            "low_confidence": Text("识别把握太低", "the words are too uncertain"),
            "metadata_missing": Text("缺少通话信息", "information about the call is missing"),
            "no_measure": Text("没有可靠的测量值", "there is no trustworthy measurement"),
            "within_bounds": Text("在规定范围内", "within bounds"),
            "out_of_bounds": Text("超出规定范围", "out of bounds"),
            "cut_off": Text("通话中途断了", "the recording is cut off"),
            "no_chance": Text("之后坐席没有再说话", "the agent said nothing more"),
            "customer_left": Text("客户先挂机", "the customer hung up first"),
        },
        "applies": {
            "yes": Text("适用", "applies"),
            "no": Text("不适用", "does not apply"),
            "undecided": Text("是否适用无法判断", "whether it applies is undecided"),
        },
        "kind": {
            "exact": Text("原词", "exact words"),
            "variant": Text("变体", "variant"),
            "phonetic": Text("同音", "by sound"),
            "meaning": Text("意思相近", "by meaning"),
        },
        "severity": words.SEVERITY,
        "status": {
            "scored": Text("已评分", "scored"),
            "failed": Text("未能评分", "failed"),
            "hit": Text("认定", "hit"),
            "to_review": Text("待人工复核", "to review"),
        },
        "role": words.ROLE,
        "evidence": {
            "hit": Text("命中", "hit"),
            "suppressed": Text("不算", "suppressed"),
            "nearest": Text("最接近", "nearest miss"),
        },
        "claim": {
            "required": Text("应当说", "required"),
            "forbidden": Text("不应说", "forbidden"),
            "answered": Text("应当回应", "to be answered"),
            "measured": Text("测量", "measured"),
        },
        "rule_status": {
            "draft": Text("草稿", "draft"),
            "trial": Text("试行", "trial"),
            "stable": Text("正式", "stable"),
            "retired": Text("停用", "retired"),
        },
        "section": {
            "gate": Text("一票否决", "gate"),
            "bounds": Text("上下限", "bounds"),
        },
        "channel": {
            "phone": Text("电话", "phone"),
            "window": Text("窗口", "window"),
            "chat": Text("在线文字", "chat"),
        },
        "direction": {
            "inbound": Text("呼入", "inbound"),
            "outbound": Text("呼出", "outbound"),
            "in": Text("呼入", "inbound"),
            "out": Text("呼出", "outbound"),
        },
        "measure": {
            "十字": Text("十字礼貌用语", "polite words"),
            "七声": Text("七声服务", "seven voices"),
            "scripts": Text("情景用语", "scripts"),
            "timing": Text("时限", "timing"),
            "all": Text("服务忌语", "banned phrases"),
            "critical": Text("严重忌语", "critical banned"),
            "major": Text("较重忌语", "major banned"),
            "minor": Text("轻微忌语", "minor banned"),
        },
        "unit": {
            "all": Text("全部", "all calls"),
            "team": Text("班组", "team"),
            "agent": Text("坐席", "agent"),
        },
        "versus": {
            "above": Text("肯定高于其他人", "certainly above the others"),
            "below": Text("肯定低于其他人", "certainly below the others"),
            "same": Text("分不出高低", "cannot be told apart"),
        },
        "listen": {
            "critical": Text("严重忌语", "critical banned phrase"),
            "gate": Text("一票否决", "gate"),
            "major": Text("较重忌语", "major banned phrase"),
            "to_review": Text("待复核的忌语", "banned phrase to review"),
            "low_score": Text("得分低", "low score"),
            "minor": Text("轻微忌语", "minor banned phrase"),
            "unsure": Text("得分很不确定", "very uncertain score"),
            "deaf": Text("听不清", "heard badly"),
        },
        "ended_by": {
            "agent": Text("坐席先挂机", "agent hung up first"),
            "customer": Text("客户先挂机", "customer hung up first"),
            "cut": Text("录音中断", "recording cut off"),
        },
    }
)


def label(group: str, code: object) -> str:
    """The words for a code in the language in force; a code without words stands for itself."""
    if code is None:
        return ""
    text = _WORDS[group].get(str(code))
    return str(code) if text is None else str(text)


def short(member: str) -> str:
    """One character that stands for a family or a voice."""
    return SHORT.get(member, member[:1])


def pick(zh: str, en: str) -> str:
    """The words in the language in force; templates call it `t`."""
    return str(Text(zh, en))
