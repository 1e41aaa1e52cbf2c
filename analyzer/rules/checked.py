"""From a parsed document to a checked spec: pydantic's findings become problems with line, column and advice."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from analyzer.errors import Code
from analyzer.language import Text
from analyzer.rules.yaml_nodes import Document, Place

SpecT = TypeVar("SpecT", bound=BaseModel)

_KINDS = {
    "string": Text("文字", "text"),
    "int": Text("整数", "a whole number"),
    "bool": Text("true 或 false", "true or false"),
    "list": Text("列表（每行以 - 开头）", "a list (lines starting with -)"),
    "tuple": Text("列表（每行以 - 开头）", "a list (lines starting with -)"),
    "dict": Text("键和值", "keys and values"),
    "model": Text("键和值", "keys and values"),
    "float": Text("数", "a number"),
}

_RULES = {
    "needs_any_of": Text("这种规则要有 any_of（说什么算）", "such a rule needs any_of"),
    "all_of_alone": Text(
        "all_of 只用于 required，且不与 any_of、unless 同用",
        "all_of is for required rules, without any_of or unless",
    ),
    "needs_severity": Text(
        "禁用的说法要有 severity（minor/major/critical）", "a forbidden phrase needs a severity"
    ),
    "needs_measure": Text("measured 规则要有 measure", "a measured rule needs measure"),
    "needs_trigger": Text(
        "after / around / before 要有 trigger（什么情形之后）", "this scope needs a trigger"
    ),
    "no_trigger": Text(
        "trigger 只用于 after / around / before", "trigger only goes with after, around, before"
    ),
}


def check(document: Document, spec: type[SpecT]) -> SpecT | None:
    """The document as `spec`, or None with every fault added to the document's problems."""
    if document.problems:
        return None
    try:
        return spec.model_validate(document.value)
    except ValidationError as error:
        for fault in error.errors():
            _add(document, spec, dict(fault))
        return None


def _add(document: Document, spec: type[BaseModel], fault: dict[str, Any]) -> None:
    place = tuple(part for part in fault["loc"])
    kind = str(fault["type"])
    key = str(place[-1]) if place else ""
    if kind == "extra_forbidden":
        legal = "、".join(_legal_keys(spec, place[:-1]))
        message = Text(f"不认识的键“{key}”", f'unknown key "{key}"')
        document.problem(Code.UNKNOWN_KEY, place, message, Text(f"可用的键：{legal}", f"legal keys: {legal}"))
    elif kind == "missing":
        document.problem(Code.MISSING_KEY, place[:-1], Text(f"缺少“{key}”", f'"{key}" is missing'))
    elif kind == "value_error":
        document.problem(Code.WRONG_VALUE, place, _rule_text(str(fault["ctx"]["error"])))
    elif kind.endswith("_type"):
        wanted = _KINDS.get(kind.removesuffix("_type").removesuffix("_parsing"), Text(kind, kind))
        message = Text(f"“{key}”应该是{wanted.zh}", f'"{key}" should be {wanted.en}')
        document.problem(Code.WRONG_TYPE, place, message)
    else:
        document.problem(Code.WRONG_VALUE, place, _value_text(key, kind, fault.get("ctx", {})))


def _rule_text(name: str) -> Text:
    if name.startswith("exactly_one:"):
        names = name.removeprefix("exactly_one:").replace("/", "、")
        return Text(f"{names} 之中要有且只有一个", f"exactly one of {names} is needed")
    return _RULES.get(name, Text(name, name))


def _value_text(key: str, kind: str, context: dict[str, Any]) -> Text:
    bounds = {
        "literal_error": ("只能是：{expected}", "must be one of {expected}"),
        "string_pattern_mismatch": ("写法不对，应符合 {pattern}", "must look like {pattern}"),
        "greater_than_equal": ("不能小于 {ge}", "must be at least {ge}"),
        "less_than_equal": ("不能大于 {le}", "must be at most {le}"),
        "too_short": ("至少要有 {min_length} 项", "needs at least {min_length} items"),
        "string_too_short": ("不能为空", "must not be empty"),
        "string_too_long": ("最多 {max_length} 个字", "must be at most {max_length} characters"),
    }
    zh, en = bounds.get(kind, (f"值不对（{kind}）", f"wrong value ({kind})"))
    return Text(f"“{key}”{zh.format(**context)}", f'"{key}" {en.format(**context)}')


def _legal_keys(spec: type[BaseModel], place: Place) -> list[str]:
    """The keys that the model at `place` knows, by walking the annotations with pydantic's own schema."""
    schema: dict[str, Any] = spec.model_json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    node: dict[str, Any] = schema
    for part in place:
        node = _step(_resolve(node, definitions), part)
    return list(_resolve(node, definitions).get("properties", {}))


def _resolve(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "$ref" in node:
            node = definitions[node["$ref"].rsplit("/", 1)[-1]]
        elif "anyOf" in node:
            node = next((n for n in node["anyOf"] if n.get("type") != "null"), {})
        else:
            return node


def _step(node: dict[str, Any], part: str | int) -> dict[str, Any]:
    if isinstance(part, int):
        found: dict[str, Any] = node.get("items", {})
        return found
    inner: dict[str, Any] = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
    return inner
