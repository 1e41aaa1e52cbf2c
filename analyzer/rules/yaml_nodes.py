"""YAML read strictly: every value with its line and column, duplicate keys and silent conversions refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


@dataclass(slots=True)
class Document:
    """A YAML file as plain values, with the 1-based line and column of every place."""

    path: str
    value: Any = None
    places: dict[Place, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, place: Place) -> tuple[int, int]:
        """Line and column of the deepest known part of `place`."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.places:
                return self.places[place[:length]]
        return (1, 1)

    def problem(self, code: Code, place: Place, message: Text, hint: Text | None = None) -> Problem:
        """A problem at a place of this document, also kept in `problems`."""
        line, column = self.at(place)
        found = Problem(code, message, path=self.path, line=line, column=column, hint=hint)
        self.problems.append(found)
        return found


def read_yaml(path: Path, shown: str) -> Document:
    """The file's values and the problems in them; never raises for what the file holds.

    `shown` is the path as problems name it.
    """
    document = Document(shown)
    try:
        data = path.read_bytes()
        if len(data) > _LARGEST_FILE:
            raise ValueError(f"{len(data)} bytes")
        text = data.decode("utf-8")
    except (OSError, ValueError) as error:
        message = Text(f"文件读不了：{error}", f"the file cannot be read: {error}")
        hint = Text("请存成 UTF-8 编码、小于 1 MB 的文件", "save it as UTF-8, under 1 MB")
        document.problem(Code.FILE_UNREADABLE, (), message, hint)
        return document
    _parse(text, document)
    return document


def _parse(text: str, document: Document) -> None:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        _syntax_problem(error, document)
        return
    if root is None:
        message = Text("文件是空的", "the file is empty")
        document.problem(Code.FILE_EMPTY, (), message)
        return
    if _has_alias(text):
        message = Text("不能使用 YAML 的锚点和引用（& 和 *）", "YAML anchors and aliases are not allowed")
        document.problem(Code.YAML_SYNTAX, (), message)
        return
    document.value = _value(root, (), document)


def _has_alias(text: str) -> bool:
    return any(isinstance(token, yaml.AliasToken | yaml.AnchorToken) for token in _tokens(text))


def _tokens(text: str) -> Iterator[Any]:
    return iter(yaml.scan(text, Loader=yaml.SafeLoader))


def _syntax_problem(error: Exception, document: Document) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    detail = getattr(error, "problem", None) or str(error)
    document.problems.append(
        Problem(
            Code.YAML_SYNTAX,
            Text(f"YAML 写法有误：{detail}", f"YAML syntax: {detail}"),
            path=document.path,
            line=line,
            column=column,
            hint=Text(
                "检查缩进、引号和冒号后的空格", "check indentation, quotes and the space after a colon"
            ),
        )
    )


def _value(node: yaml.Node, place: Place, document: Document) -> Any:
    document.places[place] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, i), document) for i, item in enumerate(node.value)]
    return _scalar(node, place, document)


def _mapping(node: yaml.MappingNode, place: Place, document: Document) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else None
        here = (*place, key or "?")
        if key is None or key in out:
            first = document.at(here)[0] if key else 0
            document.places[here] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            message = (
                Text(
                    f"“{key}” 写了两次（第 {first} 行已有）", f'"{key}" is given twice (line {first} has it)'
                )
                if key
                else Text("键必须是一个词", "a key must be one word")
            )
            document.problem(Code.DUPLICATE_KEY if key else Code.YAML_SYNTAX, here, message)
            continue
        out[key] = _value(value_node, here, document)
        document.places[here] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
    return out


def _scalar(node: yaml.Node, place: Place, document: Document) -> Any:
    text, tag = str(node.value), node.tag.rsplit(":", 1)[-1]
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"', "|", ">")
    if quoted or tag == "str":
        return text
    if tag == "null":
        return None
    for pattern, kind in ((_INT, int), (_FLOAT, float)):
        if tag in ("int", "float") and pattern.match(text):
            return kind(text)
    if tag == "bool" and text in _BOOL:
        return _BOOL[text]
    message = Text(
        f"“{text}” 会被 YAML 悄悄改成别的值（{tag}）", f'YAML would silently turn "{text}" into a {tag}'
    )
    hint = Text(
        f'想写文字就加引号："{text}"；真假只写 true 或 false',
        f'quote it: "{text}"; booleans are true or false',
    )
    document.problem(Code.WRONG_TYPE, place, message, hint)
    return text
