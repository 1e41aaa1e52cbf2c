"""The columns of the workbook: each is one key of a rule file, by its Chinese name, with its own way to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from analyzer.rules.yaml_nodes import Place

YES = "是"
LIST_MARK = "、"


class Kind(Enum):
    """How a cell holds a value."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    LIST = "list"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title, the key it holds (a path inside the item), and for a choice its words in both forms."""

    title: str
    key: Place
    kind: Kind = Kind.TEXT
    words: tuple[tuple[str, str], ...] = ()

    def write(self, value: object) -> object:
        """A value of a rule file as a cell; None leaves the cell empty."""
        if value is None or value is False:
            return None
        if self.kind is Kind.FLAG:
            return YES
        if self.kind is Kind.LIST and isinstance(value, tuple | list):
            return LIST_MARK.join(map(str, value)) or None
        if self.kind is Kind.CHOICE:
            return dict(self.words)[str(value)]
        return value

    def read(self, cell: object) -> object:
        """A cell as a value of a rule file; what is not understood stays as it is, for the checks to refuse."""
        if self.kind is Kind.FLAG:
            return True if cell == YES else cell
        if self.kind is Kind.LIST:
            return tuple(part for part in str(cell).split(LIST_MARK) if part)
        if self.kind is Kind.CHOICE:
            return {zh: value for value, zh in self.words}.get(str(cell), cell)
        if self.kind is Kind.NUMBER and isinstance(cell, float) and cell.is_integer():
            return int(cell)
        return cell


def _choice(**words: str) -> tuple[tuple[str, str], ...]:
    return tuple(words.items())


_CLAIMS = _choice(required="应该说", forbidden="不准说")
_GRAVITY = _choice(minor="轻微", major="严重", critical="恶劣")
_STATUS = _choice(draft="草稿", trial="试行", stable="正式", retired="停用")
_SCOPES = _choice(anywhere="全程", opening="开头", closing="结尾")
_OUTCOMES = _choice(**{"pass": "通过", "fail": "不通过", "not_applicable": "不适用", "undecided": "不作判断"})
_ENDED = _choice(agent="坐席", customer="客户", cut="中断")
_WHY = _choice(
    other_word="别的词",
    other_sense="别的意思",
    question="疑问",
    negation="否定",
    mention="转述",
    script="规范话术",
    to_other="对别人说",
    unlikely_sound="读音不可能",
)
FORMS = _choice(words="词语", sounds_like="读音", regex="正则", phrase="词组")

OWNER_RULE, OWNER_PHRASE = "规则", "词组"

RULES = (
    Column("规则", ("id",)),
    Column("标题", ("title",)),
    Column("组", ("set",)),
    Column("组内名称", ("member",)),
    Column("要求", ("claim",), Kind.CHOICE, _CLAIMS),
    Column("级别", ("severity",), Kind.CHOICE, _GRAVITY),
    Column("位置", ("when", "scope"), Kind.CHOICE, _SCOPES),
    Column("权重", ("weight",), Kind.NUMBER),
    Column("一票否决", ("gate",), Kind.FLAG),
    Column("推托打发", ("brush_off",), Kind.FLAG),
    Column("按意思判断", ("meaning",), Kind.FLAG),
    Column("不跨词", ("border",), Kind.FLAG),
    Column("状态", ("status",), Kind.CHOICE, _STATUS),
    Column("版本", ("version",), Kind.NUMBER),
    Column("标准", ("clause", "standard")),
    Column("章节", ("clause", "section")),
    Column("条款编号", ("clause", "id")),
    Column("条款原文", ("clause", "text")),
    Column("同时满足", ("covers",), Kind.LIST),
    Column("应该怎么说", ("say_instead",)),
    Column("为什么", ("why",)),
)

PHRASES = (
    Column("词组", ("name",)),
    Column("标题", ("title",)),
    Column("不跨词", ("border",), Kind.FLAG),
    Column("文件", ("file",)),
)

EXAMPLES = (
    Column("规则", ("owner",)),
    Column("名称", ("name",)),
    Column("结果", ("outcome",), Kind.CHOICE, _OUTCOMES),
    Column("命中", ("hit",)),
    Column("易错", ("trap",), Kind.FLAG),
    Column("谁先挂", ("ended_by",), Kind.CHOICE, _ENDED),
    Column("对话", ("call",)),
)

_WORDING = (
    Column("写法", ("form",), Kind.CHOICE, FORMS),
    Column("内容", ("source",)),
    Column("等同说法", ("kind",), Kind.CHOICE, _choice(variant=YES, exact="否")),
    Column("排除", ("not",)),
)

_EXCEPTION = (
    Column("写法", ("form",), Kind.CHOICE, FORMS),
    Column("内容", ("source",)),
    Column("原因", ("why",), Kind.CHOICE, _WHY),
    Column("同一轮就算", ("within",), Kind.CHOICE, _choice(turn=YES, hit="否")),
)


def wordings(owner: str) -> tuple[Column, ...]:
    """The columns of a list of wordings of rules or of phrase sets."""
    return (Column(owner, ("owner",)), *_WORDING)


def exceptions(owner: str) -> tuple[Column, ...]:
    """The columns of a list of exceptions."""
    return (Column(owner, ("owner",)), *_EXCEPTION)


SHEETS: Mapping[str, tuple[Column, ...]] = {
    "规则": RULES,
    "规则说法": wordings(OWNER_RULE),
    "规则例外": exceptions(OWNER_RULE),
    "例子": EXAMPLES,
    "词组": PHRASES,
    "词组说法": wordings(OWNER_PHRASE),
    "词组例外": exceptions(OWNER_PHRASE),
}


def look_up(item: Mapping[str, object], key: Iterable[str | int]) -> object:
    """The value at a path of keys; None where a part is missing."""
    found: object = item
    for part in key:
        found = found.get(str(part)) if isinstance(found, Mapping) else None
    return found
