"""Trains the models of situations: `python -m tests.train.situations` writes weights and the figures of `docs/meaning.md`.

Logistic regression, one for each situation, over the runs of characters of whole turns (each counted once). The data are
turns that authors wrote and labelled apart from the rules (`tests/data/situations/*.jsonl`), and the turns of labelled
calls and scenes (`tests.train.talks`), which count more: they are what is judged later. Needs scikit-learn.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.meaning import BEFORE, Window, end_of, line_of, runs
from analyzer.meaning.tables import SETTINGS, write_tables
from tests.train.corpus import ROOT
from tests.train.page import replace_figures
from tests.train.talks import read_talks

WEIGHTS = ROOT / "lexicons" / "meaning" / "situations.tsv"
DATA = ROOT / "tests" / "data" / "situations"
PARTIES = {"agent": ("拒绝", "故障", "关键", "再说", "离开"), "customer": ("不满", "配合")}
# What was asked for stands in the turn before; for the other situations reading it changed nothing.
READ_BEFORE = ("配合",)
# Alone a model counts from the lowest probability that has this precision in calls it has not seen. An apology is owed for
# every refusal and complaint, so one that is none fails a good call, where a missed one seldom changes anything.
_USUAL_PRECISION, _PRECISION = 0.9, {"拒绝": 0.95, "故障": 0.95, "不满": 0.97, "离开": 0.98}
# Below it fewer than half of the turns in which a list finds its words are right; 什么？ and 气死我了 say too little else to be
# doubted for it.
DOUBT = {"再说": 0.02, "不满": 0.1, "离开": 0.1}
_USUAL_DOUBT = 0.2
_STRENGTH = 0.3
_SHARE_OF_TALKS = 3.0
_FOLDS = 5
_RARE = 2
_NEGLIGIBLE = 0.1


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as an author wrote it and what arises in it; it counts `share` times, and `judged` says that it is in a call."""

    author: str
    role: str
    before: str
    text: str
    labels: frozenset[str]
    share: float
    judged: bool


def read_turns() -> list[Turn]:
    """The turns of all authors: single ones, and those of calls and scenes."""
    written = [
        Turn(path.stem, i["role"], i["before"], i["text"], frozenset(i["labels"]), 1.0, judged=False)
        for path in sorted(DATA.glob("*.jsonl"))
        for i in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]
    spoken = [
        Turn(talk.author, said.role, said.before, said.text, said.situations, _SHARE_OF_TALKS, talk.call)
        for talk in read_talks()
        for said in talk.turns
    ]
    return [*written, *spoken]


def own_turns(turns: Sequence[Turn], role: str, label: str) -> list[Turn]:
    """The turns that teach a situation: of its party, by authors who used the label; nobody else was asked to."""
    asked = {turn.author for turn in turns if label in turn.labels}
    return [turn for turn in turns if turn.role == role and turn.author in asked]


Feature = tuple[str, str]


def features(turn: Turn, label: str) -> list[Feature]:
    """The runs of a turn, each once, and for some situations those of the end of the turn before, by their table."""
    own = [(label, run) for run in _runs(line_of(turn.text))]
    return [*own, *((label + BEFORE, run) for run in _runs(end_of(turn.before)) if label in READ_BEFORE)]


def _runs(line: str) -> list[str]:
    return list(dict.fromkeys(runs(line, Window(0, len(line) - 1))))


class Lesson:
    """The turns that teach a situation, as a table of features."""

    def __init__(self, turns: Sequence[Turn], label: str) -> None:
        from sklearn.feature_extraction import DictVectorizer

        self.turns = turns
        self.arises = [label in turn.labels for turn in turns]
        found = [features(turn, label) for turn in turns]
        common = Counter(feature for own in found for feature in own)
        vectors = DictVectorizer()
        self.table = vectors.fit_transform(
            [{feature: 1.0 for feature in own if common[feature] >= _RARE} for own in found]
        )
        self.names: list[Feature] = list(vectors.feature_names_)

    def learn(self, rows: Sequence[int]) -> Any:
        """The regression over some of the turns; the same turns give the same one."""
        from sklearn.linear_model import LogisticRegression

        table = self.table[rows]
        # liblinear reads no wider numbers.
        table.indices, table.indptr = table.indices.astype("int32"), table.indptr.astype("int32")
        judge = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=500, random_state=0)
        shares = [self.turns[row].share for row in rows]
        return judge.fit(table, [self.arises[row] for row in rows], sample_weight=shares)

    def by_others(self) -> list[tuple[bool, float]]:
        """For each turn of a call whether the situation arises, and its probability by a model without its author's turns."""
        authors = sorted({turn.author for turn in self.turns if turn.judged})
        found: list[tuple[bool, float]] = []
        for unseen in (authors[first::_FOLDS] for first in range(_FOLDS)):
            mine = [row for row, turn in enumerate(self.turns) if turn.author in unseen]
            judge = self.learn([row for row, turn in enumerate(self.turns) if turn.author not in unseen])
            likely = judge.predict_proba(self.table[mine])[:, 1].tolist()
            found += [(self.arises[row], p) for row, p in zip(mine, likely, strict=True)]
        return found

    def tables(self) -> tuple[float, dict[str, dict[str, float]]]:
        """The bias and the weights that are worth keeping, by table, learnt from all turns."""
        judge = self.learn(range(len(self.turns)))
        tables: dict[str, dict[str, float]] = {}
        for (table, run), weight in zip(self.names, judge.coef_[0].tolist(), strict=True):
            if abs(weight) >= _NEGLIGIBLE:
                tables.setdefault(table, {})[run] = round(weight, 2)
        return round(float(judge.intercept_[0]), 3), tables


def doubt(label: str) -> float:
    """Below which probability the words of a list are doubted."""
    return DOUBT.get(label, _USUAL_DOUBT)


def surely(judged: Sequence[tuple[bool, float]], label: str) -> float:
    """From where the model counts alone."""
    for hundredth in range(60, 100):
        above = [arises for arises, p in judged if p >= hundredth / 100]
        if above and sum(above) >= _PRECISION.get(label, _USUAL_PRECISION) * len(above):
            break
    return hundredth / 100


def trained() -> tuple[str, list[str]]:
    """The weights file of everything learnt, and the rows of figures: validated author by author."""
    turns = read_turns()
    tables: dict[str, Mapping[str, float]] = {}
    settings: dict[str, float] = {}
    rows = []
    for role, labels in PARTIES.items():
        for label in labels:
            lesson = Lesson(own_turns(turns, role, label), label)
            judged = lesson.by_others()
            bias, weights = lesson.tables()
            tables |= weights
            settings |= {
                f"{label}.bias": bias,
                f"{label}.doubt": doubt(label),
                f"{label}.sure": surely(judged, label),
            }
            rows.append(_row(label, judged, surely(judged, label)))
    return write_tables([(SETTINGS, settings), *tables.items()]), rows


def main() -> None:
    """Writes the weights and the figures."""
    weights, rows = trained()
    WEIGHTS.write_text(weights, encoding="utf-8", newline="\n")
    replace_figures("situations", [*_HEAD, *rows])


_HEAD = (
    "| situation | turns with it | without it | sure from | recall | precision | doubted below | with it | without it |",
    "|---|---|---|---|---|---|---|---|---|",
)


def _row(label: str, judged: Sequence[tuple[bool, float]], sure: float) -> str:
    there = [p for arises, p in judged if arises]
    absent = [p for arises, p in judged if not arises]
    right, wrong = (sum(p >= sure for p in group) for group in (there, absent))
    low = [sum(p < doubt(label) for p in group) / len(group) for group in (there, absent)]
    shares = (f"{share:.2f}" for share in (right / len(there), right / max(1, right + wrong)))
    cells = (len(there), len(absent), sure, *shares, doubt(label), *(f"{share:.2f}" for share in low))
    return f"| {label} | {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
