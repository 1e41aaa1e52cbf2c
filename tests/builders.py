"""Short ways to build what tests need: calls in the notation of rule examples, packs from a few lines of YAML."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from analyzer.call import Call
from analyzer.engine import Engine
from analyzer.evaluate import Finding, Scene
from analyzer.example import parse_example
from analyzer.match import Hit, Matcher, Suppressed
from analyzer.pipeline.judge import judge_call
from analyzer.rules.loader import load_pack
from analyzer.rules.model import (
    Alternative,
    Claim,
    Excuse,
    Kind,
    Pack,
    PhraseSet,
    Reach,
    Rule,
    Scope,
    Scorecard,
    Section,
    Severity,
    Status,
    When,
    Who,
    Why,
)
from analyzer.rules.pattern import parse_phrase
from analyzer.text import view

SHARED = Path(__file__).resolve().parents[2] / "shared"

_CARD = """
    id: card
    title: 评分表
    sections:
      - {name: 一, title: 一, sets: [一], weight: 40}
      - {name: 二, title: 二, sets: [二], weight: 60}
    deductions: {minor: 2, major: 5, critical: 20}
"""


def call(text: str, ended_by: str | None = None, **known: Any) -> Call:
    """A call in the notation of rule examples; `known` sets any other field of it."""
    return replace(parse_example(dedent(text), "test", ended_by), **known)


@cache
def default_engine() -> Engine:
    """The pack that ships with the project, built once for all tests."""
    return Engine(load_pack())


def report(text: str, ended_by: str | None = None, **known: Any) -> dict[str, Any]:
    """The report of a short call by the shipped pack."""
    return judge_call(call(text, ended_by, **known), default_engine()).to_dict()


def mini_pack(rules: Sequence[str], situations: str = "", phrases: str = "", card: str = _CARD) -> Pack:
    """A pack of a few rules; ids `m.r0`, `m.r1`…, set 一 and severity major unless they say otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("phrases", "situations", "scorecards", "packs/m"):
            (root / name).mkdir(parents=True)
        _write(root / "scorecards/card.yml", card)
        (root / "packs/m/pack.yml").write_text(
            '{id: m, title: 小包, version: "1.0", scorecard: card}', "utf-8"
        )
        if phrases:
            _write(root / "phrases/all.yml", "phrases:\n" + indent(dedent(phrases), "  "))
        if situations:
            _write(root / "situations/all.yml", "situations:\n" + indent(dedent(situations), "  "))
        for number, rule in enumerate(rules):
            _write(root / f"packs/m/r{number}.yml", _with_defaults(dedent(rule).strip("\n"), f"m.r{number}"))
        return load_pack("m", root)


def _write(path: Path, text: str) -> None:
    path.write_text(dedent(text).lstrip("\n"), "utf-8")


def _with_defaults(rule: str, rule_id: str) -> str:
    wanted = {"id": rule_id, "title": rule_id, "set": "一", "claim": "required"}
    if "claim: forbidden" in rule:
        wanted["severity"] = "major"
    given = {line.partition(":")[0] for line in rule.splitlines()}
    return "\n".join([*(f"{key}: {value}" for key, value in wanted.items() if key not in given), rule])


def judged(rule: str, text: str | Call, situations: str = "", phrases: str = "", **known: Any) -> Finding:
    """The finding of one small rule about one short call."""
    engine = Engine(mini_pack([rule], situations, phrases))
    heard = text if isinstance(text, Call) else call(text, **known)
    return engine.findings(heard)[0]


def scene(text: str, ended_by: str | None = None) -> Scene:
    """A short call laid out by the shipped pack."""
    return default_engine().scene(call(text, ended_by))


def wording(source: str, kind: Kind = Kind.EXACT, name: str | None = None) -> Alternative:
    """One way to say a thing, in the notation of rule files."""
    return Alternative(name or source, source, parse_phrase(source), kind)


def phrase_set(*wordings: Alternative, unless: Mapping[str, Why] | None = None, **more: Any) -> PhraseSet:
    """A phrase set of these wordings; `unless` maps exceptions to their reason."""
    excuses = tuple(Excuse(wording(source), why, Reach.HIT) for source, why in (unless or {}).items())
    return PhraseSet(more.pop("name", "词组"), wordings, more.pop("excuses", excuses), **more)


def match(
    phrases: PhraseSet, *texts: str, guarded: bool = True
) -> tuple[tuple[Hit, ...], tuple[Suppressed, ...]]:
    """What a phrase set hits in turns of these texts, and what is suppressed."""
    heard = call("\n".join(f"A: {text}" for text in texts))
    matches = Matcher([*phrases.parts, phrases]).read([view(turn) for turn in heard.turns])
    return matches.hits(phrases, guarded=guarded)


def rule(rule_id: str = "m.r", **changes: Any) -> Rule:
    """A compiled rule of set 一 that requires 您好 anywhere, with changes."""
    phrases = phrase_set(wording("您好"), name=rule_id)
    plain = Rule(
        id=rule_id,
        version=1,
        status=Status.STABLE,
        title=rule_id,
        set="一",
        member=rule_id,
        clause=None,
        covers=(),
        claim=Claim.REQUIRED,
        who=Who.AGENT,
        applies=(),
        channels=(),
        metadata={},
        when=When(Scope.ANYWHERE, (), None, 0, None, True, None),
        elements=(phrases,),
        at_least=1,
        undecided_if=(),
        measure=None,
        severity=None,
        brush_off=False,
        meaning=False,
        weight=1,
        gate=False,
        say_instead=None,
        why=None,
        examples=(),
        path="",
    )
    return replace(plain, **changes)


def scorecard(**changes: Any) -> Scorecard:
    """Sections 一 (40) and 二 (60), deductions 2, 5, 20, with changes."""
    plain = Scorecard(
        id="card",
        title="评分表",
        start=0,
        floor=0,
        cap=100,
        sections=(Section("一", "一", ("一",), 40), Section("二", "二", ("二",), 60)),
        deductions={Severity.MINOR: 2, Severity.MAJOR: 5, Severity.CRITICAL: 20},
        repeat_factor=1,
        gate_cap=59,
    )
    return replace(plain, **changes)
