"""The corpus of `tests/data/banned/corpus.tsv`, and its families: utterances so alike that they must not be parted."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from analyzer.text import fold

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "data" / "banned" / "corpus.tsv"
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


def read_corpus(path: Path = CORPUS) -> list[Utterance]:
    """Every utterance of the corpus, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Utterance(row.pop("label") == "banned", **{k: v or "" for k, v in row.items()}) for row in rows
        ]


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
