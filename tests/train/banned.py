"""Trains the model of banned meaning: `python -m tests.train.banned` writes its weights and the figures of `docs/meaning.md`.

Logistic regression over the runs of characters and syllables that `analyzer.meaning` reads, over hand-made classes of
words (`tests/data/banned/classes.txt`) and over a few cues of politeness in the turn. A class is a feature in training
only: its weight is given to each of its words. Needs scikit-learn (extra `train`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from analyzer.meaning import (
    BORDER,
    GRAVITIES,
    MAJOR,
    Line,
    Meaning,
    Thresholds,
    Window,
    dump,
    runs,
    size,
    sounding,
)
from analyzer.text import fold
from analyzer.text.phonetic import sounds
from tests.train.corpus import ROOT, Utterance, groups, read_corpus
from tests.train.curve import FOLDS, HIT_PRECISION, PRECISION, curve, operating_point
from tests.train.figures import write_figures

WEIGHTS = ROOT / "lexicons" / "meaning" / "banned.tsv"
CLASSES = ROOT / "tests" / "data" / "banned" / "classes.txt"
CUES = (
    *("抱歉", "对不起", "不好意思", "请", "帮你", "给你", "为你", "我来", "谢谢"),
    *("再见", "你好", "放心", "别着急", "没关系", "建议", "可以"),
)
_STRENGTH = 4.0
_CLASS_SHARE, _CUE_SHARE = 2.0, 0.5
# What is judged later are turns of calls: an utterance in one counts more than one that was written alone.
_SHARE_OF_TALKS = 6.0
_RARE = 2
_NEGLIGIBLE = 0.3
_TELLING = 0.8

Features = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Row:
    """A window to learn from: its features, what it is, how much it counts."""

    features: Features
    banned: bool
    share: float


@cache
def word_classes() -> dict[str, tuple[str, ...]]:
    """For each listed word, folded, the classes it belongs to."""
    found: dict[str, tuple[str, ...]] = {}
    for line in CLASSES.read_text(encoding="utf-8").splitlines():
        name, _, words = line.partition(": ")
        for word in sorted(set(map(fold, words.split())) - {""}):
            found[word] = (*found.get(word, ()), name)
    return found


@cache
def _longest_word() -> int:
    return max(map(len, word_classes()))


def features(line: Line, window: Window, turn: str) -> Features:
    """The features of a window in a turn; `turn` is the whole turn's folded text."""
    text = line.text[window.start : window.end + 1]
    counted: Counter[tuple[str, str]] = Counter(("characters", run) for run in runs(line.text, window))
    counted.update(("syllables", sounds(run)) for run in sounding(line.text, window))
    values = {key: count / size(window) for key, count in counted.items()}
    for name, count in _classes(text).items():
        values["class", name] = _CLASS_SHARE * count / size(window)
    values.update((("cue", cue), _CUE_SHARE) for cue in CUES if cue in turn)
    return values


def _classes(text: str) -> Counter[str]:
    words, longest = word_classes(), _longest_word()
    return Counter(
        name
        for start in range(len(text))
        for end in range(start + 1, min(len(text), start + longest) + 1)
        for name in words.get(text[start:end], ())
    )


def rows(utterance: Utterance) -> Iterator[Row]:
    """What to learn from an utterance: the banned part, with and without its pauses; every window of an innocent one."""
    turn = Line.of(utterance.text).text
    share = _SHARE_OF_TALKS if utterance.author else 1.0
    if not utterance.banned:
        line = Line.of(utterance.text)
        yield from (Row(features(line, window, turn), False, share) for window in line.windows())
        return
    meant = Line.of(utterance.meant)
    lines = {meant.text: meant, (joined := meant.text.replace(BORDER, "")): Line(f"{BORDER}{joined}{BORDER}")}
    if f"{BORDER}{joined}{BORDER}" == meant.text:
        del lines[joined]
    for line in lines.values():
        whole = Window(0, len(line.text) - 1)
        yield Row(features(line, whole, turn), True, share / len(lines))


class Lesson:
    """Utterances as a table of features, from which models of all or some of them are learnt."""

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        from sklearn.feature_extraction import DictVectorizer

        numbered = [(number, row) for number, u in enumerate(utterances) for row in rows(u)]
        self.owners = [number for number, _ in numbered]
        self.rows = _respelled([row for _, row in numbered], _spellings(utterances))
        common = Counter(key for row in self.rows for key in row.features)
        vectors = DictVectorizer()
        self.table = vectors.fit_transform(
            [{key: value for key, value in row.features.items() if common[key] >= _RARE} for row in self.rows]
        )
        self.names: list[tuple[str, str]] = list(vectors.feature_names_)

    def learn(self, chosen: Collection[int], thresholds: Thresholds) -> Meaning:
        """The model of the utterances with these numbers; the same utterances give the same model."""
        from sklearn.linear_model import LogisticRegression

        places = [place for place, owner in enumerate(self.owners) if owner in chosen]
        table, mine = self.table[places], [self.rows[place] for place in places]
        # liblinear reads no wider numbers.
        table.indices, table.indptr = table.indices.astype("int32"), table.indptr.astype("int32")
        judge = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=500, random_state=0)
        judge.fit(table, [row.banned for row in mine], sample_weight=[row.share for row in mine])
        weights = dict(zip(self.names, judge.coef_[0].tolist(), strict=True))
        return _model(weights, float(judge.intercept_[0]), thresholds)


_UNSET = Thresholds(0.5, 0.9)


def train(utterances: Sequence[Utterance], thresholds: Thresholds = _UNSET) -> Meaning:
    """The model of these utterances with severities."""
    model = Lesson(utterances).learn(range(len(utterances)), thresholds)
    return replace(model, gravity=learn_gravity(utterances))


def learn_gravity(utterances: Sequence[Utterance]) -> dict[str, dict[str, float]]:
    """What runs of characters weigh for each severity against `major`, learnt from banned utterances."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    banned = [utterance for utterance in utterances if utterance.banned and utterance.severity]
    counts = [_runs_of(utterance.meant) for utterance in banned]
    common = Counter(run for counted in counts for run in counted)
    vectors = DictVectorizer()
    table = vectors.fit_transform(
        [{run: n for run, n in counted.items() if common[run] >= _RARE} for counted in counts]
    )
    judge = LogisticRegression(C=_STRENGTH, max_iter=2000, random_state=0)
    judge.fit(table, [utterance.severity for utterance in banned])
    place = {name: at for at, name in enumerate(judge.classes_)}
    against = judge.coef_ - judge.coef_[place[MAJOR]], judge.intercept_ - judge.intercept_[place[MAJOR]]
    return {
        name: {
            "": round(float(against[1][place[name]]), 2),
            **_worth_keeping(
                dict(zip(vectors.feature_names_, against[0][place[name]].tolist(), strict=True))
            ),
        }
        for name in GRAVITIES
    }


def _runs_of(text: str) -> dict[str, float]:
    line = Line.of(text).text
    window = Window(0, len(line) - 1)
    return {run: count / size(window) for run, count in Counter(runs(line, window)).items()}


def _worth_keeping(weights: dict[str, float]) -> dict[str, float]:
    return {run: round(weight, 2) for run, weight in weights.items() if abs(weight) >= _TELLING}


def _respelled(learned: Sequence[Row], spelled: dict[str, str]) -> list[Row]:
    """The rows with syllables written in characters: the codes of syllables differ from run to run."""
    return [
        replace(
            row,
            features={
                (table, spelled[name] if table == "syllables" else name): value
                for (table, name), value in row.features.items()
            },
        )
        for row in learned
    ]


def _spellings(utterances: Sequence[Utterance]) -> dict[str, str]:
    """For each run of syllables the first characters that sound so: sounds are stored as characters."""
    spelled: dict[str, str] = {}
    for utterance in utterances:
        text = BORDER + fold(utterance.text)
        for run in sounding(text, Window(0, len(text) - 1)):
            spelled.setdefault(sounds(run), run)
    return spelled


def _model(weights: dict[tuple[str, str], float], bias: float, thresholds: Thresholds) -> Meaning:
    tables: dict[str, dict[str, float]] = {name: {} for name in ("characters", "syllables", "cue")}
    classes = {name: weight for (table, name), weight in weights.items() if table == "class"}
    for (table, name), weight in weights.items():
        if table != "class":
            tables[table][name] = weight * (_CUE_SHARE if table == "cue" else 1)
    for word, names in word_classes().items():
        shared = _CLASS_SHARE * sum(classes.get(name, 0.0) for name in names)
        tables["characters"][word] = tables["characters"].get(word, 0.0) + shared
    kept = {
        table: {name: round(w, 2) for name, w in items.items() if abs(w) >= _NEGLIGIBLE}
        for table, items in tables.items()
    }
    return Meaning(round(bias, 3), thresholds, kept["characters"], kept["syllables"], kept["cue"], {})


def cross_validate(lesson: Lesson, utterances: Sequence[Utterance]) -> list[float]:
    """The score of each utterance by a model that saw neither it nor its group."""
    from sklearn.model_selection import GroupKFold

    scores = [0.0] * len(utterances)
    folds = GroupKFold(FOLDS, shuffle=True, random_state=1)
    for seen, unseen in folds.split(utterances, groups=groups(list(utterances))):
        model = lesson.learn({*seen.tolist()}, _UNSET)
        for i in unseen:
            scores[i] = model.score(utterances[i].text)
    return scores


def main() -> None:
    """Cross-validates, trains on everything, writes the weights and the figures."""
    utterances = read_corpus()
    lesson = Lesson(utterances)
    scores = cross_validate(lesson, utterances)
    points = curve(utterances, scores)
    thresholds = Thresholds(
        operating_point(points, PRECISION).threshold, operating_point(points, HIT_PRECISION).threshold
    )
    model = lesson.learn(range(len(utterances)), thresholds)
    model = replace(model, gravity=learn_gravity(utterances))
    WEIGHTS.parent.mkdir(exist_ok=True)
    WEIGHTS.write_text(dump(model), encoding="utf-8", newline="\n")
    write_figures(model, utterances, scores, points)


if __name__ == "__main__":
    main()
