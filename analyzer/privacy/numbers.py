"""What a string of digits can be: telephone, identity or bank card number. Pure rules of the numbering plans."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from analyzer.privacy.spans import PrivateKind

_MOBILE: Final = re.compile(r"(?:(?:00)?86|0|17951|12593)?1[3-9]\d{9}|09\d{8}")
_LANDLINE: Final = re.compile(r"(?:0|(?:00)?860?)(?:(?:10|2\d)[2-9]\d{7}|[3-9]\d\d[2-9]\d{6,7})")
_SERVICE: Final = re.compile(r"[48]00\d{7}")
_REGION: Final = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_CARD: Final = re.compile(r"(?:[3-6]|9[05]|10[03]|2[2-7](?=\d{14}$))\d+")


def number_kind(digits: str) -> PrivateKind | None:
    """The kind of number that the digits are by themselves, without a word that says so."""
    if is_id(digits):
        return PrivateKind.ID
    if _MOBILE.fullmatch(digits) or is_landline(digits) or _SERVICE.fullmatch(digits):
        return PrivateKind.PHONE
    return PrivateKind.CARD if is_card(digits) else None


def tiles(digits: str) -> tuple[tuple[PrivateKind, int], ...]:
    """The kinds and lengths of numbers that make up the digits without rest, or nothing."""
    for size in (18, 11, 19, 16):
        kind = number_kind(digits[:size]) if len(digits) >= size else None
        if kind is not None and (len(digits) == size or (rest := tiles(digits[size:]))):
            return ((kind, size), *(rest if len(digits) > size else ()))
    return ()


def is_landline(digits: str) -> bool:
    """Area code and subscriber number; the country code may come first."""
    return _LANDLINE.fullmatch(digits) is not None


def is_id(digits: str) -> bool:
    """Region and birthday of an identity number in order. One misheard check digit hides nobody, so it may be wrong."""
    if _REGION.match(digits) is None:
        return False
    if len(digits) == 18 and digits[:17].isdecimal():
        return is_day(digits[6:14])
    return len(digits) == 15 and digits.isdecimal() and is_day("19" + digits[6:12])


def begins_id(digits: str) -> bool:
    """Region and birthday, with more said after them than one number takes: 零零九……零零九二."""
    return _REGION.match(digits) is not None and is_day(digits[6:14]) and 15 <= len(digits) <= 24


def is_day(digits: str) -> bool:
    """Whether eight digits are a day from 1900 to 2100."""
    if len(digits) != 8 or not digits.isdecimal():
        return False
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if not 1900 <= year <= 2100:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_card(digits: str) -> bool:
    """16 to 19 digits with an issuer's beginning and a right check digit (Luhn).

    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    if not 16 <= len(digits) <= 19 or not digits.isdecimal() or not _CARD.fullmatch(digits):
        return False
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
