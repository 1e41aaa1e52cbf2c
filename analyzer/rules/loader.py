"""Packs from a lexicon folder: everything is read and checked, and all problems are reported at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from analyzer.errors import Code, PackError, Problem
from analyzer.language import Text
from analyzer.meaning import likenesses
from analyzer.resources import resource_folder
from analyzer.rules.build import build_rule, build_scorecard, build_situations
from analyzer.rules.checked import check, choices
from analyzer.rules.compile import PhraseCompiler
from analyzer.rules.model import Pack, PhraseSet, Rule, Scorecard, Situation, Status
from analyzer.rules.packschema import PackSpec, ScorecardSpec
from analyzer.rules.schema import PhraseFileSpec, PhraseSpec, RuleSpec, SituationFileSpec, SituationSpec
from analyzer.rules.yaml_nodes import Document, Place, read_yaml

SpecT = TypeVar("SpecT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Linked:
    """Everything of a lexicon compiled, every name resolved."""

    rules: Mapping[str, Rule]
    situations: Mapping[str, Situation]
    phrases: Mapping[str, PhraseSet]


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
    linked: Linked | None = None

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
    packs = lexicon.root / "packs"
    for path in sorted(packs.glob("*/**/*.yml")):
        (_read_pack if path.parent.parent == packs and path.name == "pack.yml" else _read_rule)(lexicon, path)
    _find_strays(lexicon)
    for name in (_BANNED, _SITUATIONS):
        weights = own_model(lexicon, name) or default_lexicon_root() / name
        lexicon.hashes[name] = hashlib.sha256(weights.read_bytes()).hexdigest()
    return lexicon


_BANNED, _SITUATIONS = "meaning/banned.tsv", "meaning/situations.tsv"


def own_model(lexicon: Lexicon, name: str) -> Path | None:
    """The lexicon's own weights, None where it has none: then those that ship are used."""
    path = lexicon.root / name
    return path if path.is_file() else None


def _find_strays(lexicon: Lexicon) -> None:
    """Files that look like rules and would silently not be read, and rules that no pack can hold."""
    packs = lexicon.root / "packs"
    for path in sorted([*lexicon.root.glob("**/*.yaml"), *packs.glob("*.yml")]):
        message = Text("这个文件不会被读取", "this file would not be read")
        hint = Text("规则放在 packs/<包>/ 里，文件名以 .yml 结尾", "rules are packs/<pack>/….yml")
        _new_document(lexicon, path).problem(Code.FILE_TYPE, (), message, hint)
    for folder in sorted({packs / key.partition(".")[0] for key in lexicon.rules}):
        if not (folder / "pack.yml").is_file():
            message = Text("这个文件夹里有规则，但没有 pack.yml", "this folder has rules but no pack.yml")
            hint = Text("加一个 pack.yml（id、title、version、scorecard）", "add a pack.yml")
            _new_document(lexicon, folder / "pack.yml").problem(Code.FILE_MISSING, (), message, hint)


def _new_document(lexicon: Lexicon, path: Path) -> Document:
    document = Document(path.relative_to(lexicon.root).as_posix())
    lexicon.documents.append(document)
    return document


def load_pack(name: str = "default", root: Path | None = None) -> Pack:
    """The compiled pack. Raises `PackError` with every problem of the lexicon folder."""
    return build_pack(read_lexicon(root), (name,))


def load_packs(names: tuple[str, ...], root: Path | None = None) -> Pack:
    """Several packs scored in one pass as one; the first one's scorecard counts."""
    return build_pack(read_lexicon(root), names)


def build_pack(lexicon: Lexicon, names: tuple[str, ...]) -> Pack:
    """The named packs as one closed set of rules. Raises `PackError` with every problem there is."""
    linked = link(lexicon)
    missing = [name for name in names if name not in lexicon.packs]
    if missing:
        message = Text(f"没有规则包“{missing[0]}”", f'there is no pack "{missing[0]}"')
        raise PackError(Problem(Code.UNKNOWN_NAME, message, hint=choices(missing[0], lexicon.packs)))
    chosen = {key for name in names for key in pack_members(lexicon, name)}
    running = (linked.rules[key] for key in sorted(chosen))
    spec = lexicon.packs[names[0]][0]
    return Pack(
        id="+".join(names),
        title=" + ".join(lexicon.packs[name][0].title for name in names),
        version=spec.version,
        rules=tuple(rule for rule in running if rule.status in (Status.STABLE, Status.TRIAL)),
        situations=linked.situations,
        phrases=linked.phrases,
        scorecard=build_scorecard(lexicon.scorecards[spec.scorecard][0]),
        sha256=_combined(lexicon.hashes),
        weights=own_model(lexicon, _BANNED),
        likenesses=own_model(lexicon, _SITUATIONS),
    )


def link(lexicon: Lexicon) -> Linked:
    """The lexicon compiled, once. Raises `PackError` with every problem of form and of reference.

    Where a file could not be read, what it may have defined is not called unknown.
    """
    if lexicon.linked is None:
        unread = bool(lexicon.problems)
        linked = _compile(lexicon)
        _check_packs(lexicon)
        problems = [p for p in lexicon.problems if not (unread and p.code is Code.UNKNOWN_NAME)]
        if problems:
            raise PackError(*problems)
        lexicon.linked = linked
    return lexicon.linked


def _compile(lexicon: Lexicon) -> Linked:
    compiler = PhraseCompiler(lexicon.phrases)
    for name, (_, document, place) in lexicon.phrases.items():
        compiler.named(name, document, place)
    models = likenesses(own_model(lexicon, _SITUATIONS))
    situations = build_situations(lexicon.situations, compiler, models)
    rules = {
        key: build_rule(spec, document, compiler, lexicon.situations)
        for key, (spec, document) in lexicon.rules.items()
    }
    return Linked(rules, situations, compiler.done)


def _check_packs(lexicon: Lexicon) -> None:
    """What a pack includes exists, and so does its scorecard."""
    for spec, document in lexicon.packs.values():
        for i, pattern in enumerate(spec.include):
            if not _matching(lexicon, pattern):
                message = Text(f"没有规则符合“{pattern}”", f'no rule matches "{pattern}"')
                packs = {key.partition(".")[0] for key in lexicon.rules}
                document.problem(Code.UNKNOWN_NAME, ("include", i), message, choices(pattern, packs))
        if spec.scorecard not in lexicon.scorecards:
            message = Text(f"没有评分表“{spec.scorecard}”", f'there is no scorecard "{spec.scorecard}"')
            hint = choices(spec.scorecard, lexicon.scorecards)
            document.problem(Code.UNKNOWN_NAME, ("scorecard",), message, hint)


def pack_members(lexicon: Lexicon, pack: str) -> set[str]:
    """The ids of the rules of a pack: its own and those that it includes."""
    patterns = (pack, *lexicon.packs[pack][0].include)
    return {key for pattern in patterns for key in _matching(lexicon, pattern)}


def _matching(lexicon: Lexicon, pattern: str) -> set[str]:
    return {key for key in lexicon.rules if fnmatchcase(key, pattern) or key.startswith(f"{pattern}.")}


def _read(lexicon: Lexicon, path: Path, spec: type[SpecT]) -> tuple[SpecT | None, Document]:
    shown = path.relative_to(lexicon.root).as_posix()
    document = read_yaml(path, shown)
    lexicon.documents.append(document)
    lexicon.hashes[shown] = document.sha256
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
            hint = Text("换一个名字，或合并成一个", "use another name, or make them one")
            document.problem(Code.DUPLICATE_ID, (top, name), message, hint)
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
    if spec and _id_fits(spec.id, path.stem, document):
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


def read_scorecard(path: Path) -> Scorecard:
    """A scorecard file that lies anywhere, by any name. Raises `PackError` with all its problems."""
    document = read_yaml(path, path.name)
    spec = check(document, ScorecardSpec)
    if spec is None:
        raise PackError(*document.problems)
    return build_scorecard(spec)
