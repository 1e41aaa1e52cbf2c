"""Why words that match are no hit: exceptions of the rule, a word border, quotation, mention."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.match.hits import Hit
from analyzer.rules.model import Excuse, Reach, Why
from analyzer.text import TurnView
from analyzer.text.segment import crossing_word

# Somebody else is said to have said it, or it is named as a thing that must not be said. First persons are left
# out on purpose: 我不是说了吗 is no mention; nor is 你跟商家说, which sends away. Folded text, right before the hit.
_MENTION = re.compile(
    r"(?:"
    r"(?<![跟和同找向去对])(?:他们?|人家|别人|客户|用户|顾客|对方|同事|领导|科长|经理|酒店|柜台|窗口|店里|商家|厂家|营业厅|网点|银行|医院|物业"
    r"|前台|师傅|客服|坐席|谁|有人|你们?(?:刚才|刚刚|刚|之前|上次|自己|也|都|不是)|之前|刚才|上次|上回)[^我]{0,6}?(?:说|讲|回答|回复|告诉|嚷|骂|写|丢|扔|甩|喊|问)"
    r"|(?:不能|不该|不应该?|不可以|不会|不许|不准|不要|别)[^我]{0,6}?(?:说|讲|回答|告诉|回)"
    r"|(?:这|那)(?:种|样)话"
    r")(?:给?[你我他]们?)?(?:了|过|的|出)?(?:一?句|什么|是|一声)?(?:这种|那种|类似)?$"
)
_REACH_BACK = 16
# The last characters of a mention: where none of them stands before the hit there is no need to search.
_MENTION_ENDS = frozenset("说讲答复诉嚷骂写丢扔甩喊问回话你我他们了过的出句么是声种似")


def find_excuse(
    hit: Hit, near: Sequence[tuple[int, int, Excuse]], *, border: bool, guarded: bool
) -> tuple[Why, str] | None:
    """The first reason why a hit is none, with the words that show it; None for a true hit.

    `near` holds the exceptions that matched in the hit's turn, with their places.
    """
    view = hit.view
    for start, end, excuse in near:
        if excuse.why is Why.OTHER_WORD and _paused(view, start, end):
            continue
        if excuse.reach is Reach.TURN or (start < hit.end and hit.start < end):
            return excuse.why, view.said(start, end)
    word = crossing_word(view.plain, hit.start, hit.end) if border else None
    if word and not _paused(view, hit.start - 1, hit.start + 1):
        return Why.OTHER_WORD, word
    return _quotation(hit) if guarded else None


def _paused(view: TurnView, start: int, end: int) -> bool:
    """Whether a clause ends inside `[start, end)`: no word runs across a pause (别吃。请您…, 你好，几号)."""
    return any(start < first < end for first, _ in view.clauses)


def _quotation(hit: Hit) -> tuple[Why, str] | None:
    view = hit.view
    for start, end in view.quotes:
        if start <= hit.start and hit.end <= end and (end - start) < len(view.plain):
            return Why.QUOTED, view.said(start, end)
    if hit.start == 0 or view.folded[hit.start - 1] not in _MENTION_ENDS:
        return None
    before = view.folded[max(0, hit.start - _REACH_BACK) : hit.start]
    mention = _MENTION.search(before)
    if mention:
        first = hit.start - len(before) + mention.start()
        return Why.MENTION, view.said(first, hit.end)
    return None
