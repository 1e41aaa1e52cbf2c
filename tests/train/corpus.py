"""What the model learns from: utterances written for it, turns of labelled calls, and families that must not be parted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analyzer.text import fold
from tests.train.talks import Talk, read_talks

ROOT = Path(__file__).parents[2]
_DATA = ROOT / "tests" / "data" / "banned"
CORPORA = (_DATA / "corpus.tsv", *(_DATA / f"corpus{number}.tsv" for number in range(2, 19)))
# Written apart from the corpora, by an author who saw neither them nor the rules: for measuring only.
UNSEEN = _DATA / "unseen.tsv"
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Utterance:
    """What an agent said; `said` is the banned part where the rest of the turn is innocent.

    One that stands in a call or scene has that one's author; `call` says that it is a call's.
    """

    banned: bool
    kind: str
    severity: str
    before: str
    text: str
    said: str
    author: str = ""
    call: bool = False

    @property
    def meant(self) -> str:
        """The banned part, or the whole text."""
        return self.said or self.text


def read_corpus() -> list[Utterance]:
    """Everything to learn from, in the order of the files."""
    written = [utterance for path in CORPORA if path.exists() for utterance in read_utterances(path)]
    return [*written, *(turn for talk in read_talks() for turn in _turns(talk))]


def read_utterances(path: Path) -> list[Utterance]:
    """The utterances of one file."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Utterance(
                banned=row["label"] == "banned",
                kind=row["kind"] or "",
                severity=row["severity"] or "",
                before=row["before"] or "",
                text=row["text"] or "",
                said=row["said"] or "",
            )
            for row in rows
        ]


def _turns(talk: Talk) -> Iterator[Utterance]:
    """The agent's turns of a call or scene: the banned words of one, or all of an innocent one."""
    for turn in talk.turns:
        if turn.role == "agent":
            rude = turn.banned
            said, severity = (rude.said, rude.severity) if rude else ("", "")
            kind = "通话" if talk.call else "场景"
            yield Utterance(
                rude is not None, kind, severity, turn.before, turn.text, said, talk.author, talk.call
            )


def groups(utterances: list[Utterance]) -> list[str]:
    """What folds must not part: an author's calls and scenes, a family of utterances written alone."""
    alike = families(utterances)
    return [utterance.author or str(family) for utterance, family in zip(utterances, alike, strict=True)]


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
