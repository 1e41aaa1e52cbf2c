"""Words that say what the digits after them are: 手机号是…, 尾号…. With one, a misheard number is found as well."""

from __future__ import annotations

import re
from typing import Final

from analyzer.privacy.digits import Run
from analyzer.privacy.numbers import is_day
from analyzer.privacy.spans import PrivateKind

_PHONE: Final = (
    r"手机(?!银行|话费|店|壳|卡)|电话(?!费|亭|会议)|座机|固话|传真|热线|联系(?:方式|号码?)"
    r"|拨打|拨|致电|(?<![单户号编书订奖历])号码|[打拨](?=$|[:\s]*$)"
)
_ID: Final = r"身份证|证件号"
_CARD: Final = r"卡号|账号|银行卡|信用卡|储蓄卡|借记卡|存折"
_CUE: Final = re.compile(
    rf"(?:(?P<phone>{_PHONE})|(?P<id>{_ID})|(?P<card>{_CARD}))(?P<gap>[^。！？；;!?]{{0,14}})$"
)
_WORDS: Final = re.compile(rf"{_PHONE}|{_ID}|{_CARD}")
_SOMETHING_ELSE: Final = re.compile(
    r"订单|单号|编号|工号|房|费|元|块|钱|价|积分|流量|年|验证码|密码|地址|户号|金额|[分次]"
)
_TAIL: Final = re.compile(
    r"(?<!单号)(?<!订单)(?:尾号|末尾|(?:最后|[前后末]|中间|前面|后面|开头)(?:数)?[一二三四五六七八1-8]位(?:数字?|号码)?)(?:是|为|[:,\s])*$"
)
_AFTER: Final = re.compile(r"\s?(?:就?是|这是|为)[^。！？；;!?]{0,6}(?:电话|手机|号码)")
_REACH: Final = 40
_SIZES: Final = {PrivateKind.PHONE: (7, 12), PrivateKind.ID: (14, 19), PrivateKind.CARD: (9, 20)}


def cue(text: str) -> PrivateKind | None:
    """The kind of number that the end of a text announces, or None."""
    match = _CUE.search(text.replace("*", "")[-_REACH:])
    if match is None or _SOMETHING_ELSE.search(match["gap"]):
        return None
    return next(kind for kind in _SIZES if match[str(kind)] is not None)


def cued(text: str, run: Run) -> tuple[PrivateKind, int] | None:
    """The kind that the words before a run announce, and how many of its digits belong to the number."""
    kind = cue(_before(text, run)) or (PrivateKind.PHONE if _AFTER.match(text, run.end) else None)
    if kind is None:
        return None
    least, most = _SIZES[kind]
    last = max((end for end in run.ends() if least <= end <= most), default=None)
    return None if last is None or _is_something_else(run.value(0, last), kind) else (kind, last)


def _is_something_else(digits: str, kind: PrivateKind) -> bool:
    """A day, a row of noughts, or a local number that none can be."""
    if not digits.strip("0"):
        return True
    local = kind is PrivateKind.PHONE and len(digits) <= 8
    return local and (digits[0] in "019" or is_day(digits))


def _before(text: str, run: Run) -> str:
    """What stands before a run, as far as a cue may reach, masked numbers included."""
    return text[max(0, run.start - 3 * _REACH) : run.start]


def tail(text: str, run: Run) -> int | None:
    """How many digits at the start of a run are named as a part of a number (尾号8000), or None."""
    if not _TAIL.search(_before(text, run)):
        return None
    return max((end for end in run.ends() if 3 <= end <= 6), default=None)


def announced(text: str) -> str:
    """The last word of a text that announces a number (报一下您的手机号 → 手机), or nothing."""
    words = [match[0] for match in _WORDS.finditer(text)]
    return words[-1] if words else ""
