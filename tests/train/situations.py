"""Trains the models of situations: `python -m tests.train.situations` writes weights and the figures of `docs/meaning.md`.

Logistic regression, one for each situation, over the runs of characters of whole turns (each counted once). The data are
turns that four authors wrote and labelled apart from the rules (`tests/data/situations/*.jsonl`), and the turns of labelled
calls in which a situation certainly did not arise. Needs scikit-learn.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.meaning import Window, line_of, probability, runs
from analyzer.meaning.tables import SETTINGS, write_tables
from tests.train.corpus import ROOT
from tests.train.page import replace_figures

WEIGHTS = ROOT / "lexicons" / "meaning" / "situations.tsv"
DATA = ROOT / "tests" / "data" / "situations"
PARTIES = {"agent": ("拒绝", "故障", "关键", "再说"), "customer": ("不满",)}
# A voice that does not apply to a labelled call tells what did not arise in it.
RULED_OUT = {"道歉声": ("拒绝", "故障", "再说", "不满"), "提醒声": ("关键",)}
_CALLS = tuple(ROOT / "tests" / "data" / "calls" / f"{name}.gold.jsonl" for name in "abcd")
# Alone a model counts from the lowest probability that has this precision on authors it has not seen. Below DOUBT fewer than
# half of the turns in which a list finds its words are right; 什么？ and 气死我了 say too little else to be doubted for it.
_PRECISION, DOUBT = 0.93, {"再说": 0.02, "不满": 0.05}
_USUAL_DOUBT = 0.2
_STRENGTH = 0.3
_RARE = 2
_NEGLIGIBLE = 0.1


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as an author wrote it: what arises in it, and for which situations that is known."""

    author: str
    role: str
    text: str
    labels: frozenset[str]
    known: frozenset[str]


def read_turns() -> list[Turn]:
    """The turns of all authors and those of labelled calls."""
    everything = frozenset(label for labels in PARTIES.values() for label in labels)
    written = [
        Turn(path.stem, item["role"], item["text"], frozenset(item["labels"]), everything)
        for path in sorted(DATA.glob("*.jsonl"))
        for item in _lines(path)
    ]
    return [*written, *(turn for path in _CALLS for call in _lines(path) for turn in _of_call(call))]


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _of_call(call: Any) -> Iterator[Turn]:
    voices = call["gold"]["voices"]
    absent = frozenset(
        label for voice, labels in RULED_OUT.items() if voices[voice] == "na" for label in labels
    )
    for turn in call["turns"]:
        yield Turn("calls", turn["role"].partition("_")[0], turn["text"], frozenset(), absent)


def features(text: str) -> dict[str, float]:
    """The runs of a turn, each once."""
    line = line_of(text)
    return dict.fromkeys(runs(line, Window(0, len(line) - 1)), 1.0)


@dataclass(frozen=True, slots=True)
class Learned:
    """A model with all its weights."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, text: str) -> float:
        """How likely the situation arises in a turn of these words."""
        return probability(self.bias + sum(self.weights.get(run, 0.0) for run in features(text)))


def train(turns: Sequence[Turn], label: str) -> Learned:
    """The model of a situation; the same turns give the same model."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    counted = [features(turn.text) for turn in turns]
    common = Counter(run for counts in counted for run in counts)
    vectors = DictVectorizer()
    table = vectors.fit_transform(
        [{run: one for run, one in counts.items() if common[run] >= _RARE} for counts in counted]
    )
    # liblinear reads no wider numbers.
    table.indices, table.indptr = table.indices.astype("int32"), table.indptr.astype("int32")
    judge: Any = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=500, random_state=0)
    judge.fit(table, [label in turn.labels for turn in turns])
    weights = dict(zip(vectors.feature_names_, judge.coef_[0].tolist(), strict=True))
    kept = {run: round(w, 2) for run, w in weights.items() if abs(w) >= _NEGLIGIBLE}
    return Learned(round(float(judge.intercept_[0]), 3), kept)


def by_others(turns: Sequence[Turn], label: str) -> list[tuple[bool, float]]:
    """For each turn whether the situation arises, and its probability by a model that saw none of its author's turns."""
    found = []
    for author in sorted({turn.author for turn in turns}):
        model = train([turn for turn in turns if turn.author != author], label)
        found += [
            (label in turn.labels, model.probability(turn.text)) for turn in turns if turn.author == author
        ]
    return found


def doubt(label: str) -> float:
    """Below which probability the words of a list are doubted."""
    return DOUBT.get(label, _USUAL_DOUBT)


def surely(judged: Sequence[tuple[bool, float]]) -> float:
    """From where the model counts alone."""
    for hundredth in range(60, 100):
        above = [arises for arises, p in judged if p >= hundredth / 100]
        if above and sum(above) >= _PRECISION * len(above):
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
            own = [turn for turn in turns if turn.role == role and label in turn.known]
            judged = by_others(own, label)
            sure = surely(judged)
            model = train(own, label)
            tables[label] = model.weights
            settings |= {f"{label}.bias": model.bias, f"{label}.doubt": doubt(label), f"{label}.sure": sure}
            rows.append(_row(label, judged, sure))
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
