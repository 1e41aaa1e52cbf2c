"""YAML read strictly: every value with its line and column, duplicate keys and silent conversions refused."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from analyzer.errors import Code, Problem
from analyzer.language import Text

# A place inside a document: keys and indices from the top.
Place = tuple[str | int, ...]

_BOOL = {"true": True, "false": False}
_INT = re.compile(r"-?(0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+$")
_LARGEST_FILE = 1_000_000
_SILENT = {
    "bool": ("真假值", "boolean"),
    "int": ("另一个数", "different number"),
    "float": ("另一个数", "different number"),
    "timestamp": ("日期", "date"),
}


@dataclass(slots=True)
class Document:
    """A file as plain values, with the 1-based line and column of every place: of the key, or of the list item."""

    path: str
    value: Any = None
    places: dict[Place, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    sha256: str = ""

    def at(self, place: Place) -> tuple[int, int]:
        """Line and column of the deepest known part of `place`."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.places:
                return self.places[place[:length]]
        return (1, 1)

    def problem(self, code: Code, place: Place, message: Text, hint: Text | None = None) -> Problem:
        """A problem at a place of this document, also kept in `problems`."""
        return self.problem_at(code, self.at(place), message, hint)

    def problem_at(
        self, code: Code, where: tuple[int, int], message: Text, hint: Text | None = None
    ) -> Problem:
        """A problem at a line and column of this document, also kept in `problems`."""
        found = Problem(code, message, path=self.path, line=where[0], column=where[1], hint=hint)
        self.problems.append(found)
        return found

    def problem_within(
        self, code: Code, where: tuple[Place, int], message: Text, hint: Text | None = None
    ) -> Problem:
        """A problem in a line (counted from 1) of the block of text at a place, which begins after the key's line."""
        place, line = where
        row, column = self.at(place)
        return self.problem_at(code, (row + line, 1) if line else (row, column), message, hint)


def read_yaml(path: Path, shown: str) -> Document:
    """The file's values and the problems in them; never raises for what the file holds.

    `shown` is the path as problems name it.
    """
    document = Document(shown)
    text = _text(path, document)
    if text is not None:
        _parse(text, document)
    return document


def _text(path: Path, document: Document) -> str | None:
    """The file's text; what cannot be read is a problem."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        message = Text(f"文件读不了：{reason}", f"the file cannot be read: {reason}")
        hint = Text("检查路径和读取权限", "check the path and its permissions")
        document.problem(Code.FILE_UNREADABLE, (), message, hint)
        return None
    document.sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > _LARGEST_FILE:
        message = Text(f"文件太大：{len(data)} 字节", f"the file is too large: {len(data)} bytes")
        hint = Text("规则文件要小于 1 MB，请拆成几个", "a rule file is under 1 MB: split it")
        document.problem(Code.FILE_TOO_LARGE, (), message, hint)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = Text("请另存为 UTF-8 编码", "save the file as UTF-8")
        message = Text("这一行不是 UTF-8 编码", "this line is not UTF-8")
        document.problem_at(Code.FILE_ENCODING, (line, 1), message, hint)
        return None


def _parse(text: str, document: Document) -> None:
    try:
        root = _compose(text)
        document.value = None if root is None else _value(root, (), document)
        if any(mark in text for mark in "&*!"):
            _refuse_indirection(text, document)
    except (yaml.YAMLError, RecursionError) as error:
        _syntax_problem(error, document)
        return
    if root is None:
        hint = Text("写上内容，或删掉这个文件", "write something, or delete the file")
        document.problem(Code.FILE_EMPTY, (), Text("文件是空的", "the file is empty"), hint)


def _compose(text: str) -> yaml.Node | None:
    """The tree of nodes: by the fast C reader where it is at hand, by the Python one for its messages on a fault."""
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=_reader())
    except yaml.YAMLError:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    return root


def _reader() -> type[yaml.SafeLoader]:
    fast: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return fast


def _refuse_indirection(text: str, document: Document) -> None:
    """Anchors, aliases and tags: what stands in a rule file is what it says, and says no types of its own."""
    for token in yaml.scan(text, Loader=_reader()):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
            where = (token.start_mark.line + 1, token.start_mark.column + 1)
            hint = Text(
                "把内容直接写在这里；文字里有这些符号就加引号",
                "write it out here; quote text with these marks",
            )
            message = Text(
                "不能使用 YAML 的锚点、引用和标签（& * !）", "YAML anchors, aliases and tags are not allowed"
            )
            document.problem_at(Code.YAML_SYNTAX, where, message, hint)


# The causes that rule authors meet, in their own words; the rest keep YAML's own.
_CAUSES = (
    (
        "mapping values are not allowed",
        Text("这里多了一个冒号，或缩进不对", "a colon too many, or wrong indentation"),
    ),
    (
        "could not find expected ':'",
        Text("这里少了冒号，或冒号后没有空格", "a colon or the space after it is missing"),
    ),
    ("found character '\\t'", Text("缩进里有制表符（Tab）", "there is a tab in the indentation")),
    ("expected <block end>", Text("缩进与上面不一致", "the indentation does not fit what is above")),
    ("found unexpected end of stream", Text("引号没有配对", "a quote is not closed")),
    (
        "expected ',' or",
        Text("方括号或花括号没有配对，或少了逗号", "a bracket is not closed or a comma is missing"),
    ),
    (
        "but found another document",
        Text("一个文件里只能有一份内容（多了 ---）", "one document a file (there is a ---)"),
    ),
)


# Faults that show only later in the text: their place is where the thing began.
_SEEN_LATE = ("could not find expected ':'", "found unexpected end of stream", "expected ',' or")


def _syntax_problem(error: Exception, document: Document) -> None:
    detail = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "nested too deeply")
    cause = next((words for start, words in _CAUSES if detail.startswith(start)), Text(detail, detail))
    marks = [getattr(error, f"{name}_mark", None) for name in ("context", "problem")]
    mark = next(filter(None, marks if detail.startswith(_SEEN_LATE) else reversed(marks)), None)
    where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    message = Text(f"YAML 写法有误：{cause.zh}", f"YAML syntax: {cause.en}")
    hint = Text(
        "检查缩进（用空格）、引号和冒号后的空格",
        "check indentation (spaces), quotes, the space after a colon",
    )
    document.problem_at(Code.YAML_SYNTAX, where, message, hint)


def _value(node: yaml.Node, place: Place, document: Document) -> Any:
    document.places.setdefault(place, _mark(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, i), document) for i, item in enumerate(node.value)]
    return _scalar(node, place, document)


def _mark(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _mapping(node: yaml.MappingNode, place: Place, document: Document) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = _key(key_node, document)
        if key is None:
            continue
        here = (*place, key)
        if key in out:
            first = document.at(here)[0]
            message = Text(
                f"“{key}”写了两次（第 {first} 行已有）", f'"{key}" is given twice (line {first} has it)'
            )
            hint = Text("留下一个，删掉另一个", "keep one and delete the other")
            document.problem_at(Code.DUPLICATE_KEY, _mark(key_node), message, hint)
            continue
        document.places[here] = _mark(key_node)
        out[key] = _value(value_node, here, document)
    return out


def _key(node: yaml.Node, document: Document) -> str | None:
    if isinstance(node, yaml.ScalarNode) and node.value:
        return str(node.value)
    hint = Text("写成“键: 值”；含花括号的文字要加引号", "write key: value; quote text that has braces")
    document.problem_at(Code.YAML_SYNTAX, _mark(node), Text("键必须是一个词", "a key must be one word"), hint)
    return None


def _scalar(node: yaml.Node, place: Place, document: Document) -> Any:
    text, tag = str(node.value), node.tag.rsplit(":", 1)[-1]
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"', "|", ">")
    if quoted or tag == "str":
        return text
    if tag == "null":
        return _nothing(place, document)
    for pattern, kind in ((_INT, int), (_FLOAT, float)):
        if tag in ("int", "float") and pattern.match(text):
            return kind(text)
    if tag == "bool" and text in _BOOL:
        return _BOOL[text]
    if tag not in _SILENT:
        return text
    kind_zh, kind_en = _SILENT[tag]
    message = Text(
        f"“{text}”会被 YAML 悄悄改成{kind_zh}", f'YAML would silently turn "{text}" into a {kind_en}'
    )
    hint = Text(
        f'想写文字就加引号："{text}"；真假只写 true 或 false；数字不带多余的零、冒号和下划线',
        f'quote it: "{text}"; booleans are true or false; plain decimal numbers only',
    )
    document.problem(Code.WRONG_TYPE, place, message, hint)
    return text


def _nothing(place: Place, document: Document) -> None:
    """An empty value would silently be the default; whoever wants that leaves the key out."""
    message = Text("这里没有写值", "there is no value here")
    hint = Text("写上值，或删掉这一行", "write a value, or delete the line")
    document.problem(Code.WRONG_VALUE, place, message, hint)
