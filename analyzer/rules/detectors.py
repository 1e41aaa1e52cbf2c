"""What the built-in detectors read: settings of their situation, and phrase sets and situations of the lexicon.

`evaluate.detect` holds the detectors themselves; tests keep the two lists equal and these names complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ANNOUNCED, LOOK_UP, RETURNED = "离开告知", "查询告知", "返回用语"
QUESTION, CALL_OUT = "提问", "呼唤"
REQUEST, NOT_A_REQUEST, NOTHING_GIVEN = "索取信息", "非索取", "未提供"
CUSTOMER_TASK = "请客户自办"
FAREWELL, SENT_OFF, ACKNOWLEDGED = "道别", "结束用语", "应声"
ASKING_AGAIN = "追问"
LEAVING_IN_ANGER, UNFINISHED = "愤然离去", "话未说完"

ASKS, DISPLEASED, REPEAT, LEAVING = "客户问话", "投诉或不满", "请客户重复", "离开"


@dataclass(frozen=True, slots=True)
class Needs:
    """Names of settings, of phrase sets and of situations; `weighed` says that a model of meaning may weigh its events."""

    settings: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    weighed: bool = False


DETECTORS: Mapping[str, Needs] = {
    "absence": Needs(("seconds",), (ANNOUNCED, LOOK_UP, RETURNED, CALL_OUT, CUSTOMER_TASK)),
    "answer_given": Needs(
        phrases=(REQUEST, NOT_A_REQUEST, NOTHING_GIVEN), situations=(ASKS, REPEAT), weighed=True
    ),
    "banned": Needs(),
    "customer_left": Needs(
        phrases=(LEAVING_IN_ANGER, FAREWELL, SENT_OFF, ACKNOWLEDGED, CALL_OUT), situations=(DISPLEASED,)
    ),
    "cut_off": Needs(phrases=(FAREWELL, UNFINISHED)),
    "look_up": Needs(("seconds",), (ANNOUNCED, LOOK_UP, RETURNED), weighed=True),
    "question": Needs(phrases=(QUESTION,)),
    "untimed_return": Needs(phrases=(ANNOUNCED, LOOK_UP, RETURNED)),
}

# What rules that ask whether the customer was answered read besides their triggers.
ANSWERED = Needs(phrases=(REQUEST, NOT_A_REQUEST, ASKING_AGAIN), situations=(LEAVING,))
