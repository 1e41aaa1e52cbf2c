"""Who a speaker label names. The tables are the whole truth: a label that is not in them has role unknown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from analyzer.call import Role

AGENT_LABELS = (
    "坐席", "座席", "客服", "客服人员", "客服代表", "客服专员", "话务员", "话务代表", "接线员", "接听员",
    "工作人员", "服务人员", "服务员", "营业员", "柜员", "业务员", "客户经理", "客户代表", "客户服务", "专席",
    "专家坐席", "技术专席", "值班员", "值班长", "窗口人员", "大厅经理", "大堂经理", "导办员", "机器人",
    "a", "agent", "operator", "staff", "csr", "rep", "representative", "customer service",
)  # fmt: skip
CUSTOMER_LABELS = (
    "客户", "用户", "顾客", "来电人", "来电者", "市民", "群众", "居民", "业主", "住户", "旅客", "乘客",
    "患者", "家属", "客人", "办事人", "办事群众", "申请人", "投诉人", "咨询人", "参保人", "纳税人", "缴费人",
    "消费者", "车主", "b", "c", "customer", "client", "caller", "user", "guest",
)  # fmt: skip
NUMBER_LABEL = "工号"
"""Needs a number after it: 工号1023 is an agent, a line that begins 工号： is not."""

_ROLES = {**dict.fromkeys(AGENT_LABELS, Role.AGENT), **dict.fromkeys(CUSTOMER_LABELS, Role.CUSTOMER)}
_WORDS = sorted(
    (word for word in (*_ROLES, NUMBER_LABEL) if len(word) > 1), key=lambda word: (-len(word), word)
)
_WORD = re.compile(rf"(?P<word>{'|'.join(map(re.escape, _WORDS))})(?P<rest>.*)")
_SEPARATORS = " _-#:·.()[]{}<>【】「」《》〈〉"
_NUMBER = re.compile(r"[a-z]{0,4}\d{1,12}|[a-z]", re.IGNORECASE)
_EMPLOYEE = re.compile(r"[a-z]{0,4}\d{3,12}", re.IGNORECASE)
_NAME = re.compile(
    r"[小老阿][\u4e00-\u9fff]|[\u4e00-\u9fff]{1,4}(?:先生|女士|小姐|经理|师傅|主任|老师)|[男女甲乙丙丁]"
)
_APART = re.compile(r"[\w·]{1,12}")
_DIARIZED = re.compile(
    r"(?:speaker|spk|spkr|说话人|发言人|讲话人|说话者|声道|通道|channel|ch)[ _\-:#]*[0-9a-z一二三四五六]{0,3}"
    r"|[左右]声道|unknown|未知"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """What a label says: the role, the label as written, and an employee number where it holds one."""

    role: Role
    label: str
    agent_id: str | None = None

    @property
    def known(self) -> bool:
        """True when the label names a role."""
        return self.role is not Role.UNKNOWN


def speaker_of(label: str) -> Speaker:
    """The speaker that a label names; role unknown for diarization labels, personal names and anything else.

    >>> [speaker_of(label).role.value for label in ("工号1023", "客户张女士", "SPEAKER_00")]
    ['agent', 'customer', 'unknown']
    """
    written = label.strip().strip("*").strip()
    plain = unicodedata.normalize("NFKC", written).strip(_SEPARATORS)
    folded = plain.casefold()
    if folded in _ROLES:
        return Speaker(_ROLES[folded], written)
    found = _WORD.fullmatch(folded)
    if found is None or not _qualifies(found["rest"], number_only=found["word"] == NUMBER_LABEL):
        return Speaker(Role.UNKNOWN, written)
    role = _ROLES.get(found["word"], Role.AGENT)
    rest = plain[len(found["word"]) :].strip(_SEPARATORS)
    is_employee = role is Role.AGENT and _EMPLOYEE.fullmatch(
        rest.removeprefix(NUMBER_LABEL).strip(_SEPARATORS)
    )
    return Speaker(role, written, is_employee.group() if is_employee else None)


def is_diarized(label: str) -> bool:
    """True for labels of programs that only tell voices apart: SPEAKER_00, 说话人1."""
    return (
        _DIARIZED.fullmatch(unicodedata.normalize("NFKC", label).strip(_SEPARATORS + "*").casefold())
        is not None
    )


def _qualifies(rest: str, number_only: bool) -> bool:
    """What may follow a role word: a number (客服2), a name (客服小王), something set apart (客服-小王)."""
    inner = rest.strip(_SEPARATORS)
    if number_only:
        return _EMPLOYEE.fullmatch(inner) is not None
    set_apart = rest[:1] in _SEPARATORS and _APART.fullmatch(inner.replace(" ", "")) is not None
    is_number = _NUMBER.fullmatch(inner.removeprefix(NUMBER_LABEL).strip(_SEPARATORS)) is not None
    return bool(is_number or _NAME.fullmatch(inner) or set_apart)
