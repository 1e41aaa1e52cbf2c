"""Packs from a lexicon folder: everything is read and checked, and all problems are reported at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from analyzer.errors import Code, PackError, Problem
from analyzer.language import Text
from analyzer.resources import resource_folder
from analyzer.rules.build import build_rule, build_scorecard, build_situation
from analyzer.rules.checked import check
from analyzer.rules.compile import PhraseCompiler
from analyzer.rules.model import Pack, Rule, Scorecard, Situation, Status
from analyzer.rules.schema import (
    PackSpec,
    PhraseFileSpec,
    PhraseSpec,
    RuleSpec,
    ScorecardSpec,
    SituationFileSpec,
    SituationSpec,
)
from analyzer.rules.yaml_nodes import Document, Place, read_yaml

SpecT = TypeVar("SpecT", bound=BaseModel)


@dataclass(slots=True)
class Lexicon:
    """Everything under one lexicon folder, checked but not yet cut into packs."""

    root: Path
    documents: list[Document] = field(default_factory=list)
    phrases: dict[str, tuple[PhraseSpec, Document, Place]] = field(default_factory=dict)
    situations: dict[str, tuple[SituationSpec, Document, Place]] = field(default_factory=dict)
    rules: dict[str, tuple[RuleSpec, Document]] = field(default_factory=dict)
    packs: dict[str, tuple[PackSpec, Document]] = field(default_factory=dict)
    scorecards: dict[str, tuple[ScorecardSpec, Document]] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """Every problem found so far, by file, line and column."""
        found = [problem for document in self.documents for problem in document.problems]
        return sorted(found, key=lambda p: (p.path or "", p.line or 0, p.column or 0, p.code))


def default_lexicon_root() -> Path:
    """The lexicons that ship with the package."""
    return resource_folder("lexicons")


def read_lexicon(root: Path | None = None) -> Lexicon:
    """All files of a lexicon folder; faults are collected in `problems`, nothing is raised for them."""
    lexicon = Lexicon(root or default_lexicon_root())
    for folder, reader in (
        ("phrases", _read_phrases),
        ("situations", _read_situations),
        ("scorecards", _read_scorecard),
    ):
        for path in sorted((lexicon.root / folder).glob("*.yml")):
            reader(lexicon, path)
    for path in sorted((lexicon.root / "packs").glob("*/**/*.yml")):
        (_read_pack if path.name == "pack.yml" else _read_rule)(lexicon, path)
    return lexicon


def load_pack(name: str = "default", root: Path | None = None) -> Pack:
    """The compiled pack. Raises `PackError` with every problem of the lexicon folder."""
    return build_pack(read_lexicon(root), (name,))


def load_packs(names: tuple[str, ...], root: Path | None = None) -> Pack:
    """Several packs scored in one pass as one; the first one's scorecard counts."""
    return build_pack(read_lexicon(root), names)


def build_pack(lexicon: Lexicon, names: tuple[str, ...]) -> Pack:
    """The named packs as one closed set of rules. Raises `PackError` with every problem there is."""
    if lexicon.problems:
        raise PackError(*lexicon.problems)
    missing = [name for name in names if name not in lexicon.packs]
    if missing:
        known = "、".join(sorted(lexicon.packs))
        message = Text(f"没有规则包“{missing[0]}”", f'there is no pack "{missing[0]}"')
        raise PackError(
            Problem(Code.UNKNOWN_NAME, message, hint=Text(f"现有：{known}", f"there are: {known}"))
        )
    compiler = PhraseCompiler(lexicon.phrases)
    for phrase_name, (_, document, place) in lexicon.phrases.items():
        compiler.named(phrase_name, document, place)
    situations = {
        key: build_situation(key, spec, compiler, lexicon) for key, spec in lexicon.situations.items()
    }
    rules = _rules(lexicon, names, compiler, situations)
    card = _scorecard(lexicon, names)
    if lexicon.problems or card is None:
        raise PackError(*lexicon.problems)
    spec = lexicon.packs[names[0]][0]
    return Pack(
        id="+".join(names),
        title=" + ".join(lexicon.packs[name][0].title for name in names),
        version=spec.version,
        rules=rules,
        situations=situations,
        phrases=compiler.done,
        scorecard=card,
        sha256=_combined(lexicon.hashes),
    )


def _rules(
    lexicon: Lexicon, names: tuple[str, ...], compiler: PhraseCompiler, situations: dict[str, Situation]
) -> tuple[Rule, ...]:
    built = {
        key: build_rule(spec, document, compiler, situations)
        for key, (spec, document) in lexicon.rules.items()
    }
    chosen: set[str] = set()
    for name in names:
        spec, document = lexicon.packs[name]
        chosen |= {key for key in built if key.startswith(f"{name}.")}
        for i, pattern in enumerate(spec.include):
            found = {key for key in built if fnmatchcase(key, pattern) or key.startswith(f"{pattern}.")}
            if not found:
                message = Text(f"没有规则符合“{pattern}”", f'no rule matches "{pattern}"')
                document.problem(Code.UNKNOWN_NAME, ("include", i), message)
            chosen |= found
    running = (built[key] for key in sorted(chosen))
    return tuple(rule for rule in running if rule.status in (Status.STABLE, Status.TRIAL))


def _scorecard(lexicon: Lexicon, names: tuple[str, ...]) -> Scorecard | None:
    spec, document = lexicon.packs[names[0]]
    if spec.scorecard not in lexicon.scorecards:
        message = Text(f"没有评分表“{spec.scorecard}”", f'there is no scorecard "{spec.scorecard}"')
        document.problem(Code.UNKNOWN_NAME, ("scorecard",), message)
        return None
    return build_scorecard(lexicon.scorecards[spec.scorecard][0])


def _read(lexicon: Lexicon, path: Path, spec: type[SpecT]) -> tuple[SpecT | None, Document]:
    shown = path.relative_to(lexicon.root).as_posix()
    document = read_yaml(path, shown)
    lexicon.documents.append(document)
    lexicon.hashes[shown] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return check(document, spec), document


def _add_named(
    target: dict[str, tuple[SpecT, Document, Place]],
    items: Iterable[tuple[str, SpecT]],
    document: Document,
    top: str,
) -> None:
    for name, item in items:
        if name in target:
            other = target[name][1].path
            message = Text(f"“{name}”在 {other} 里已经有了", f'"{name}" is already defined in {other}')
            document.problem(Code.DUPLICATE_ID, (top, name), message)
        else:
            target[name] = (item, document, (top, name))


def _read_phrases(lexicon: Lexicon, path: Path) -> None:
    spec, document = _read(lexicon, path, PhraseFileSpec)
    if spec:
        _add_named(lexicon.phrases, spec.phrases.items(), document, "phrases")


def _read_situations(lexicon: Lexicon, path: Path) -> None:
    spec, document = _read(lexicon, path, SituationFileSpec)
    if spec:
        _add_named(lexicon.situations, spec.situations.items(), document, "situations")


def _read_scorecard(lexicon: Lexicon, path: Path) -> None:
    spec, document = _read(lexicon, path, ScorecardSpec)
    if spec:
        lexicon.scorecards[spec.id] = (spec, document)


def _read_pack(lexicon: Lexicon, path: Path) -> None:
    spec, document = _read(lexicon, path, PackSpec)
    if spec and _id_fits(spec.id, path.parent.name, document):
        lexicon.packs[spec.id] = (spec, document)


def _read_rule(lexicon: Lexicon, path: Path) -> None:
    spec, document = _read(lexicon, path, RuleSpec)
    wanted = ".".join(path.relative_to(lexicon.root / "packs").with_suffix("").parts)
    if spec and _id_fits(spec.id, wanted, document):
        lexicon.rules[spec.id] = (spec, document)


def _id_fits(given: str, wanted: str, document: Document) -> bool:
    if given == wanted:
        return True
    message = Text(f"id 是“{given}”，与文件位置不符", f'the id "{given}" does not fit the place of the file')
    document.problem(Code.BAD_ID, ("id",), message, Text(f"应写成 id: {wanted}", f"write id: {wanted}"))
    return False


def _combined(hashes: dict[str, str]) -> str:
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
