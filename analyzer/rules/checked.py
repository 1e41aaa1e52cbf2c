"""From a parsed document to a checked spec: pydantic's findings become problems with line, column and advice."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from analyzer.errors import Code
from analyzer.language import Text
from analyzer.rules.advice import BOUNDS, FORMS, ID_FORM, KINDS, RULES
from analyzer.rules.yaml_nodes import Document, Place

SpecT = TypeVar("SpecT", bound=BaseModel)


def closest(word: str, known: Collection[str]) -> str | None:
    """The known name that is most like a word, where one is close."""
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=0.6)), None)


def nearest(word: str, known: Collection[str]) -> Text | None:
    """`是不是想写 …` where a known name is close."""
    close = closest(word, known)
    return Text(f"是不是想写 {close}？", f"did you mean {close}?") if close else None


def choices(word: str, known: Collection[str], most: int = 30) -> Text:
    """The nearest known name, else the list of all, as far as it is short enough to read."""
    listed = "、".join(sorted(known)[:most]) or "—"
    more = " …" if len(known) > most else ""
    return nearest(word, known) or Text(f"现有：{listed}{more}", f"known: {listed}{more}")


def check(document: Document, spec: type[SpecT]) -> SpecT | None:
    """The document as `spec`, or None with every fault added to the document's problems.

    Where the text itself was at fault, nothing more is said about the same place.
    """
    if document.value is None:
        return None
    told = {(problem.line, problem.column) for problem in document.problems}
    try:
        found = spec.model_validate(document.value)
    except ValidationError as error:
        faults = [_Fault(spec, dict(fault)) for fault in error.errors()]
        meant = {fault.meant() for fault in faults}
        for fault in faults:
            if document.at(fault.place) not in told and fault.place not in meant and not fault.is_echo():
                fault.tell(document)
        return None
    return None if told else found


def _name(place: Place) -> Text:
    """A place as people name it: the key, and which item of it."""
    if not place:
        return Text("整个文件", "the whole file")
    if isinstance(place[-1], str):
        return Text(f"“{place[-1]}”", f'"{place[-1]}"')
    of = _name(place[:-1])
    return Text(f"{of.zh}的第 {place[-1] + 1} 项", f"item {place[-1] + 1} of {of.en}")


class _Fault:
    """One finding of pydantic's, at a place of the document."""

    def __init__(self, spec: type[BaseModel], fault: dict[str, Any]) -> None:
        self.spec, self.fault = spec, fault
        self.kind = str(fault["type"])
        # Pydantic marks a key itself with "[key]"; the document knows the place of the key by its name.
        self.place: Place = tuple(part for part in fault["loc"] if part != "[key]")

    def meant(self) -> Place | None:
        """For an unknown key, the place of the legal key that was probably meant."""
        if self.kind != "extra_forbidden":
            return None
        near = closest(str(self.place[-1]), _legal_keys(self.spec, self.place[:-1]))
        return (*self.place[:-1], near) if near else None

    def is_echo(self) -> bool:
        """A list that is only too short because pydantic left out its faulty items."""
        return self.kind == "too_short" and len(self.fault["input"]) >= self.fault["ctx"]["min_length"]

    def tell(self, document: Document) -> None:
        """The fault as a problem of the document."""
        if self.kind == "extra_forbidden":
            document.problem(Code.UNKNOWN_KEY, self.place, *self._unknown_key())
        elif self.kind == "missing":
            key = str(self.place[-1])
            hint = Text(f"加一行 {key}: …", f"add {key}: …")
            document.problem(
                Code.MISSING_KEY, self.place[:-1], Text(f"缺少“{key}”", f'"{key}" is missing'), hint
            )
        elif self.kind == "value_error":
            key, *words = _rule_text(str(self.fault["ctx"]["error"]))
            document.problem(Code.WRONG_VALUE, (*self.place, key), *words)
        elif self.kind.endswith("_type"):
            document.problem(Code.WRONG_TYPE, self.place, *self._wrong_type())
        else:
            document.problem(Code.WRONG_VALUE, self.place, *self._wrong_value())

    def _unknown_key(self) -> tuple[Text, Text]:
        key, legal = str(self.place[-1]), _legal_keys(self.spec, self.place[:-1])
        listed = "、".join(legal)
        hint = nearest(key, legal) or Text(f"可用的键：{listed}", f"legal keys: {listed}")
        return Text(f"不认识的键“{key}”", f'unknown key "{key}"'), hint

    def _wrong_type(self) -> tuple[Text, Text]:
        kind = self.kind.removesuffix("_type")
        if kind.startswith("model") and self.place[-2:-1] in (("any_of",), ("unless",)):
            kind = "wording"
        wanted, hint = KINDS[kind]
        name = _name(self.place)
        return Text(f"{name.zh}应该是{wanted.zh}", f"{name.en} should be {wanted.en}"), hint

    def _wrong_value(self) -> tuple[Text, Text]:
        name, given, context = _name(self.place), self.fault.get("input"), self.fault.get("ctx", {})
        if self.kind == "literal_error":
            legal = re.findall(r"'([^']*)'", str(context["expected"]))
            listed = "、".join(legal)
            message = Text(f"{name.zh}不能是“{given}”", f'{name.en} cannot be "{given}"')
            return message, nearest(str(given), legal) or Text(f"可用：{listed}", f"one of: {listed}")
        if self.kind == "string_pattern_mismatch":
            message = Text(f"{name.zh}的写法不对：“{given}”", f'{name.en} is badly formed: "{given}"')
            return message, FORMS.get(str(self.place[-1]), ID_FORM)
        bound, hint = BOUNDS[self.kind]
        zh, en = bound.zh.format(**context), bound.en.format(**context)
        return Text(f"{name.zh}{zh}", f"{name.en} {en}"), hint


def _rule_text(name: str) -> tuple[str, Text, Text]:
    """The key a fault is shown at, what is wrong, what to do."""
    if name.startswith("exactly_one:"):
        names = name.removeprefix("exactly_one:").replace("/", "、")
        message = Text(f"{names} 之中要有且只有一个", f"exactly one of {names} is needed")
        return "", message, Text("补上一个，或删掉多余的", "add one, or delete the others")
    return RULES[name]


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
    named: dict[str, Any] | None = node.get("properties", {}).get(part)
    patterns: dict[str, dict[str, Any]] = node.get("patternProperties", {})
    free: dict[str, Any] = node.get("additionalProperties") or next(iter(patterns.values()), {})
    return named or free
