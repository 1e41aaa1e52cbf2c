"""What the model learns from: utterances written for it, turns of labelled calls, and families that must not be parted."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analyzer.text import fold

ROOT = Path(__file__).parents[2]
_DATA = ROOT / "tests" / "data" / "banned"
CORPORA = (_DATA / "corpus.tsv", *(_DATA / f"corpus{number}.tsv" for number in range(2, 12)))
# Written apart from the corpora, by an author who saw neither them nor the rules: for measuring only.
UNSEEN = _DATA / "unseen.tsv"
# Labelled calls that the rules were tuned on; those of later sets are for measuring only.
_CALLS = tuple(ROOT / "tests" / "data" / "calls" / f"{name}.gold.jsonl" for name in "abcd")
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Utterance:
    """What an agent said; `said` is the banned part where the rest of the turn is innocent."""

    banned: bool
    kind: str
    severity: str
    before: str
    text: str
    said: str

    @property
    def meant(self) -> str:
        """The banned part, or the whole text."""
        return self.said or self.text


def read_corpus() -> list[Utterance]:
    """Everything to learn from, in the order of the files."""
    written = [utterance for path in CORPORA if path.exists() for utterance in read_utterances(path)]
    return [*written, *(turn for path in _CALLS for turn in _turns(path))]


def read_utterances(path: Path) -> list[Utterance]:
    """The utterances of one file."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Utterance(row.pop("label") == "banned", **{k: v or "" for k, v in row.items()}) for row in rows
        ]


def _turns(path: Path) -> Iterator[Utterance]:
    """The agent's turns of labelled calls: the banned words of one, or all of an innocent one."""
    for line in path.read_text(encoding="utf-8").splitlines():
        call = json.loads(line)
        labels = {label["turn"]: label for label in call["gold"]["banned"]}
        for number, turn in enumerate(call["turns"]):
            if turn["role"].startswith("agent"):
                label = labels.get(turn.get("index", number), {})
                kind, said = ("通话", str(label.get("said", "")))
                yield Utterance(bool(label), kind, str(label.get("severity", "")), "", turn["text"], said)


def families(utterances: list[Utterance]) -> list[int]:
    """A number for each utterance; those that share much of their wording share the number."""
    pairs = [_pairs(utterance.meant) for utterance in utterances]
    leader = list(range(len(pairs)))
    holders: dict[str, list[int]] = {}
    for number, mine in enumerate(pairs):
        for other in sorted({other for pair in mine for other in holders.get(pair, ())}):
            if len(mine & pairs[other]) >= _ALIKE * len(mine | pairs[other]):
                leader[_root(leader, number)] = _root(leader, other)
        for pair in mine:
            holders.setdefault(pair, []).append(number)
    return [_root(leader, number) for number in range(len(pairs))]


def _pairs(text: str) -> frozenset[str]:
    folded = f"|{fold(text)}|"
    return frozenset(folded[at : at + 2] for at in range(len(folded) - 1))


def _root(leader: list[int], number: int) -> int:
    while leader[number] != number:
        number = leader[number]
    return number
