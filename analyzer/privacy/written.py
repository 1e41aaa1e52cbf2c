"""E-mail addresses, account names and half-masked numbers in a levelled text, written or spelt out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from analyzer.privacy.digits import ONE
from analyzer.privacy.spans import PrivateKind, PrivateSpan
from analyzer.spans import CharSpan

_LETTER: Final = rf"[a-z{ONE}]"
_MARK: Final = r"(?:[._+\-]|点|下划线|中划线|横线|减号|杠)"
_AT: Final = r"(?:\s?(?:@|艾特|爱特|圈儿?a|小老鼠|花a|\[at\]|\(at\))\s?| at )"
_DOT: Final = r"\s?(?:\.|点|dot)\s?"
_HOST: Final = rf"(?:(?:{_LETTER} )+{_LETTER}|{_LETTER}[a-z{ONE}\-]*|扣扣|新浪|网易|搜狐)"
_TOP: Final = r"(?:c o m|c n|[a-z]{2,6})"
_KNOWN: Final = (
    r"(?:163|126|139|189|qq|sina|gmail|hotmail|outlook|foxmail|[一幺]六三|[一幺]二六|扣扣|新浪|网易)"
)
_EMAIL: Final = re.compile(
    rf"(?:(?:(?:{_LETTER}|{_MARK}) ){{1,40}}(?:{_LETTER}|{_MARK})|(?:{_LETTER}|{_MARK}){{1,64}}){_AT}"
    rf"(?:{_HOST}(?:{_DOT}{_HOST}){{0,3}}{_DOT}{_TOP}(?:{_DOT}cn)?|{_KNOWN})(?![a-z0-9])"
)
_HAS_AT: Final = re.compile(_AT)
_IS: Final = r"(?:号码?|账号)?(?:就)?(?:是|为|:)?\s?"
_NAME: Final = re.compile(rf"(?:微信|wechat){_IS}(?P<it>[a-z][a-z0-9_\-]{{5,19}})(?![a-z0-9_\-])")
_QQ: Final = re.compile(rf"(?:qq|扣扣){_IS}(?P<it>[{ONE}](?:\s?[{ONE}]){{4,10}})(?!\s?[{ONE}])")
_ABROAD: Final = re.compile(r"\+[1-9]\d{0,2}(?:[\s\-]?\d){7,12}(?!\d)")
_STARRED: Final = re.compile(r"(?<!\d)\d{3,6}[*x某]{3,12}\d{2,4}[0-9x]?(?![0-9*])")


def written(text: str) -> Iterator[PrivateSpan]:
    """What is known by its own letters and marks, kind by kind."""
    for match in _EMAIL.finditer(text) if _HAS_AT.search(text) else ():
        yield PrivateSpan(CharSpan(*match.span()), PrivateKind.EMAIL)
    for pattern in (_NAME, _QQ):
        for match in pattern.finditer(text):
            yield PrivateSpan(CharSpan(*match.span("it")), PrivateKind.ACCOUNT)
    for match in _ABROAD.finditer(text):
        yield PrivateSpan(CharSpan(*match.span()), PrivateKind.PHONE)
    for match in _STARRED.finditer(text):
        yield PrivateSpan(CharSpan(*match.span()), _starred(len(match[0])))


def _starred(length: int) -> PrivateKind:
    """The kind of a number that somebody masked in the middle: what is left of it still points at a person."""
    if length <= 12:
        return PrivateKind.PHONE
    return PrivateKind.ID if length == 18 else PrivateKind.CARD
