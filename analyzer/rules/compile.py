"""From checked specs to compiled rules; every fault of every pattern becomes a problem with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analyzer.errors import Code
from analyzer.language import Text
from analyzer.rules.model import Alternative, Excuse, Kind, PhraseSet, Reach, Why
from analyzer.rules.pattern import PatternError, Phrase, parse_phrase
from analyzer.rules.schema import (
    AlternativeSpec,
    ElementSpec,
    ExceptionSpec,
    PhraseSpec,
    RuleSpec,
    SituationSpec,
)
from analyzer.rules.yaml_nodes import Document, Place
from analyzer.text import fold

_NESTED = re.compile(r"[*+}]\)?[*+{]|\([^()]*[*+][^()]*\)[*+{]")
_UNBOUNDED = re.compile(r"(?<!\\)[*+]|\{\d+,\}")


@dataclass(slots=True)
class PhraseCompiler:
    """Compiles phrase sets that may take in one another; each named set once."""

    specs: Mapping[str, tuple[PhraseSpec, Document, Place]]
    done: dict[str, PhraseSet] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)

    def named(self, name: str, document: Document, place: Place) -> PhraseSet | None:
        """The set called `name`, compiled; a missing name or a circle is a problem at `place`."""
        if name in self.done:
            return self.done[name]
        if name not in self.specs:
            known = "、".join(sorted(self.specs)[:30])
            message = Text(f"没有叫“{name}”的词组", f'there is no phrase set "{name}"')
            document.problem(Code.UNKNOWN_NAME, place, message, Text(f"现有：{known}", f"known: {known}"))
            return None
        if name in self.open:
            circle = " → ".join([*self.open, name])
            message = Text(f"词组互相引用成圈：{circle}", f"phrase sets refer in a circle: {circle}")
            document.problem(Code.CYCLE, place, message)
            return None
        self.open.append(name)
        spec, home, here = self.specs[name]
        self.done[name] = self.compile(name, spec, home, here)
        self.open.pop()
        return self.done[name]

    def compile(
        self,
        name: str,
        spec: PhraseSpec | SituationSpec | RuleSpec | ElementSpec,
        document: Document,
        place: Place,
    ) -> PhraseSet:
        """The phrase set of a spec's `any_of` and `unless`."""
        wordings: list[Alternative] = []
        excuses: list[Excuse] = []
        parts: list[PhraseSet] = []
        for i, item in enumerate(spec.any_of or ()):
            here = (*place, "any_of", i)
            if item.phrase:
                inner = self.named(item.phrase, document, (*here, "phrase"))
                parts += [inner] if inner else []
            elif (made := _alternative(f"{name}[{i}]", item, document, here)) is not None:
                wordings.append(made)
        for i, excuse in enumerate(spec.unless):
            excuses += self._excuses(f"{name}.unless[{i}]", excuse, document, (*place, "unless", i))
        return PhraseSet(name, tuple(wordings), tuple(excuses), spec.border, tuple(parts))

    def _excuses(self, name: str, spec: ExceptionSpec, document: Document, place: Place) -> Sequence[Excuse]:
        why, reach = Why(spec.why), Reach(spec.within)
        if spec.phrase:
            inner = self.named(spec.phrase, document, (*place, "phrase"))
            return [Excuse(item, why, reach) for item in inner.wordings()] if inner else []
        made = _alternative(name, AlternativeSpec(words=spec.words, regex=spec.regex), document, place)
        return [Excuse(made, why, reach)] if made else []


def _alternative(name: str, spec: AlternativeSpec, document: Document, place: Place) -> Alternative | None:
    if spec.regex is not None:
        return _from_regex(name, spec, document, (*place, "regex"))
    source = spec.words if spec.words is not None else str(spec.sounds_like)
    try:
        phrase = parse_phrase(source)
    except PatternError as error:
        message = Text(
            f"词语“{source}”：{error.zh}（第 {error.at + 1} 个字）",
            f'"{source}": {error.en} (at {error.at + 1})',
        )
        document.problem(Code.BAD_PATTERN, (*place, "words" if spec.words else "sounds_like"), message)
        return None
    kind = Kind.PHONETIC if spec.sounds_like is not None else Kind(spec.kind)
    return Alternative(name, source, phrase, kind, spec.not_)


def _from_regex(name: str, spec: AlternativeSpec, document: Document, place: Place) -> Alternative | None:
    """A regular expression over folded text; only bounded repetition is let in, so none can run away."""
    source = str(spec.regex)
    fault = _regex_fault(source)
    if fault is not None:
        document.problem(Code.BAD_REGEX, place, fault)
        return None
    regex = fold_regex(source)
    return Alternative(name, source, Phrase(source, regex, regex, frozenset()), Kind(spec.kind), spec.not_)


def _regex_fault(source: str) -> Text | None:
    try:
        matches_nothing = re.compile(source).match("") is not None
    except (re.error, OverflowError, RecursionError) as error:
        return Text(f"正则写错了：{error}", f"not a regular expression: {error}")
    if matches_nothing:
        return Text("正则可以什么都不匹配", "the regular expression can match nothing at all")
    if _UNBOUNDED.search(re.sub(r"\[[^\]]*\]", "", source)) or _NESTED.search(source):
        return Text(
            "正则不能无限重复：把 * 和 + 换成 {0,8} 这样的上限",
            "no unbounded repetition: use {0,8} instead of * or +",
        )
    return None


def fold_regex(source: str) -> str:
    """The expression over folded text: traditional becomes simplified, 您 becomes 你; the notation is untouched."""
    return "".join(fold(char) or char if ord(char) > 0x2E7F else char for char in source)
