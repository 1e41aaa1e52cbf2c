"""The figures of `docs/meaning.md`: the curve of cross-validation, and labelled calls with and without the model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.call import Role
from analyzer.engine import Engine
from analyzer.evaluate import Finding, Outcome
from analyzer.ingest import Failure, read_calls
from analyzer.meaning import Meaning, probability
from analyzer.rules.loader import load_pack
from analyzer.rules.model import Claim
from tests.train.corpus import ROOT, Utterance
from tests.train.curve import FOLDS, HIT_PRECISION, PRECISION, Point
from tests.train.page import replace_figures

_CALLS = (
    ROOT / ".." / "shared" / "calls" / "dev" / "dev.gold.jsonl",
    ROOT / "tests" / "data" / "calls" / "e.gold.jsonl",
    ROOT / "tests" / "data" / "calls" / "f.gold.jsonl",
)


@dataclass(frozen=True, slots=True)
class Turn:
    """An agent turn of a labelled call: whether it is banned, whether rules convict it, whether the model would ask."""

    banned: bool
    convicted: bool
    alike: bool


def write_figures(
    model: Meaning, utterances: Sequence[Utterance], scores: Sequence[float], points: Sequence[Point]
) -> None:
    """Replaces the figures in the page by those of this training."""
    replace_figures(
        "banned", [_curve(model, utterances, points), _kinds(model, utterances, scores), _calls(model)]
    )


def _curve(model: Meaning, utterances: Sequence[Utterance], points: Sequence[Point]) -> str:
    everything = sum(utterance.banned for utterance in utterances)
    turns = [utterance.banned for utterance in utterances if utterance.call]
    banned = sum(turns)
    lines = [
        f"Corpus: {everything} banned and {len(utterances) - everything} innocent utterances, {FOLDS} folds by author and "
        f"family. The table is of the {banned} banned and {len(turns) - banned} innocent turns of calls among them; "
        f"{model.thresholds.to_review:g} (review) is the lowest threshold with precision {PRECISION:g} or more, "
        f"{model.thresholds.hit:g} (hit) the lowest with {HIT_PRECISION:g}.\n",
        "| threshold | banned found | recall | innocent flagged | precision |",
        "|---|---|---|---|---|",
    ]
    for point in points:
        found, flagged = point.banned, point.innocent
        lines.append(
            f"| {point.threshold:.2f} | {found} | {found / banned:.3f} | {flagged} | {point.precision:.3f} |"
        )
    return "\n".join(lines) + "\n"


def _kinds(model: Meaning, utterances: Sequence[Utterance], scores: Sequence[float]) -> str:
    lines = ["| kind of banned utterance | utterances | found |", "|---|---|---|"]
    above = [probability(score) >= model.thresholds.to_review for score in scores]
    for kind in sorted({utterance.kind for utterance in utterances if utterance.banned}):
        mine = [found for u, found in zip(utterances, above, strict=True) if u.banned and u.kind == kind]
        lines.append(f"| {kind} | {len(mine)} | {sum(mine) / len(mine):.2f} |")
    return "\n".join(lines) + "\n"


def _calls(model: Meaning) -> str:
    lines = [
        "| calls | banned turns | rules find | rules and model find | model alone finds "
        "| innocent turns | rules flag | model flags beyond the rules |",
        "|---|---|---|---|---|---|---|---|",
    ]
    engine = Engine(load_pack("default"))
    for path in (path for path in _CALLS if path.exists()):
        turns = list(_turns(path, engine, model))
        banned = [turn for turn in turns if turn.banned]
        innocent = [turn for turn in turns if not turn.banned]
        counts = (
            len(banned),
            sum(turn.convicted for turn in banned),
            sum(turn.convicted or turn.alike for turn in banned),
            sum(turn.alike for turn in banned),
            len(innocent),
            sum(turn.convicted for turn in innocent),
            sum(turn.alike and not turn.convicted for turn in innocent),
        )
        lines.append(f"| {path.name.split('.')[0]} | {' | '.join(map(str, counts))} |")
    return "\n".join(lines) + "\n"


def _turns(path: Path, engine: Engine, model: Meaning) -> Iterator[Turn]:
    labels = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        labels[item.get("call_id") or item["id"]] = {label["turn"] for label in item["gold"]["banned"]}
    for call in read_calls(path):
        if isinstance(call, Failure):
            raise ValueError(call.problems)
        convicted = {
            hit.turn for finding in engine.findings(call) if _convicts(finding) for hit in finding.hits
        }
        for turn in call.turns:
            if turn.role is Role.AGENT:
                alike = model.judge(turn.text) is not None
                yield Turn(turn.index in labels[call.call_id], turn.index in convicted, alike)


def _convicts(finding: Finding) -> bool:
    banned = finding.rule.claim is Claim.FORBIDDEN and not finding.rule.meaning
    return banned and finding.outcome is Outcome.FAIL
