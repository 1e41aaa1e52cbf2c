"""From checked specs to compiled rules; every fault of every pattern becomes a problem with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analyzer.errors import Code
from analyzer.language import Text
from analyzer.rules.checked import choices
from analyzer.rules.model import Alternative, Excuse, Kind, PhraseSet, Reach, Why
from analyzer.rules.pattern import PatternError, Phrase, parse_phrase
from analyzer.rules.regex import RegexError, folded_regex, sketch
from analyzer.rules.schema import (
    AlternativeSpec,
    ElementSpec,
    ExceptionSpec,
    PhraseSpec,
    RuleSpec,
    SituationSpec,
)
from analyzer.rules.yaml_nodes import Document, Place


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
            message = Text(f"没有叫“{name}”的词组", f'there is no phrase set "{name}"')
            document.problem(Code.UNKNOWN_NAME, place, message, choices(name, self.specs))
            return None
        if name in self.open:
            circle = " → ".join([*self.open, name])
            message = Text(f"词组互相引用成圈：{circle}", f"phrase sets refer in a circle: {circle}")
            hint = Text("去掉其中一处引用", "remove one of the references")
            document.problem(Code.CYCLE, place, message, hint)
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
    refused = None
    if spec.not_ is not None:
        refused = _regex(spec.not_, document, (*place, "not"))
    if spec.regex is not None:
        regex = _regex(spec.regex, document, (*place, "regex"))
        if regex is None:
            return None
        phrase = Phrase(spec.regex, regex, regex, tree=sketch(regex), sketched=True)
        return Alternative(name, spec.regex, phrase, Kind(spec.kind), refused)
    if spec.words is not None:
        words = _phrase(spec.words, document, (*place, "words"))
        return Alternative(name, spec.words, words, Kind(spec.kind), refused) if words else None
    source = str(spec.sounds_like)
    heard = _phrase(source, document, (*place, "sounds_like"))
    return Alternative(name, source, heard, Kind.PHONETIC, refused) if heard else None


def _phrase(source: str, document: Document, place: Place) -> Phrase | None:
    try:
        return parse_phrase(source)
    except PatternError as error:
        message = Text(
            f"词语“{source}”：{error.zh}（第 {error.at + 1} 个字）",
            f'"{source}": {error.en} (at {error.at + 1})',
        )
        hint = Text("词语的写法见 lexicons/FORMAT.md", "lexicons/FORMAT.md has the notation")
        document.problem(Code.BAD_PATTERN, place, message, hint)
        return None


def _regex(source: str, document: Document, place: Place) -> str | None:
    try:
        return folded_regex(source)
    except RegexError as error:
        document.problem(Code.BAD_REGEX, place, error.message, error.hint)
        return None
