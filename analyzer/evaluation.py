"""Results against labelled calls: counts, intervals and every error with its evidence (`analyzer eval`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analyzer.metrics import Counts, accuracy, counts, kappa, wilson
from analyzer.result import POLITE, VOICES

Json = dict[str, Any]
_GOLD_OUTCOME = {"na": "not_applicable"}


@dataclass(frozen=True, slots=True)
class Error:
    """One disagreement: the call, what was judged, what the label says, what we say, and why we say it."""

    call: str
    what: str
    wanted: str
    got: str
    because: str


@dataclass(slots=True)
class Tally:
    """Everything counted over labelled calls."""

    calls: int = 0
    unscored: list[str] = field(default_factory=list)
    polite: list[tuple[str, bool, bool]] = field(default_factory=list)
    applies: list[tuple[str, str, str]] = field(default_factory=list)
    voices: list[tuple[str, str, str]] = field(default_factory=list)
    banned: Counter[str] = field(default_factory=Counter)
    rules: dict[str, Counter[str]] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)

    def add(self, gold: Json, report: Json) -> None:
        """Counts one call: a gold object (`dev.gold.jsonl`) and its report line."""
        call, labels = str(gold.get("call_id") or gold["id"]), gold["gold"]
        if report.get("status") != "scored":
            self.unscored.append(call)
            return
        self.calls += 1
        self._polite(call, labels, report)
        self._voices(call, labels, report)
        self._banned(call, gold, labels["banned"], report)

    def _polite(self, call: str, labels: Json, report: Json) -> None:
        explanations = _explanations(report)
        for family in POLITE:
            ours = report["polite"][family]
            wanted, said = labels["polite"][family] != "no", bool(ours["said"])
            self.polite.append((family, wanted, said))
            if wanted != said:
                self._error(call, family, labels["polite"][family], str(said), explanations.get(family, ""))
            applies = labels["polite_applies"][family]
            self.applies.append((family, applies, ours["applies"]))
            if applies != ours["applies"]:
                self._error(call, f"{family} applies", applies, ours["applies"], explanations.get(family, ""))

    def _voices(self, call: str, labels: Json, report: Json) -> None:
        explanations = _explanations(report)
        for voice in VOICES:
            wanted = _GOLD_OUTCOME.get(labels["voices"][voice], labels["voices"][voice])
            got = report["voices"][voice]["outcome"]
            self.voices.append((voice, wanted, got))
            if wanted != got:
                self._error(call, voice, wanted, got, explanations.get(voice, ""))

    def _banned(self, call: str, gold: Json, labels: Sequence[Json], report: Json) -> None:
        ours = [(hit, _gold_turn(gold, report, hit)) for hit in report["banned"]]
        wanted = {_key(label): label for label in labels}
        found = {turn for hit, turn in ours if hit["status"] == "hit"}
        reviewed = {turn for hit, turn in ours if hit["status"] == "to_review"}
        for turn, label in wanted.items():
            kind = "paraphrase" if label["paraphrase"] else "literal"
            state = "found" if turn in found else "to_review" if turn in reviewed else "missed"
            self.banned[f"{kind}_{state}"] += 1
            if state != "found":
                self._error(call, f"banned {kind}", label["said"], state, f"turn {turn}")
        false_turns = set()
        for hit, turn in ours:
            right = turn in wanted
            self.rules.setdefault(hit["rule"], Counter())["right" if right else "wrong"] += 1
            if not right and hit["status"] == "hit" and turn not in false_turns:
                false_turns.add(turn)
                self.banned["false"] += 1
                self._error(call, "banned false", "nothing", hit["said"], f"{hit['rule']} turn {hit['turn']}")
            if not right and hit["status"] == "to_review":
                self.banned["false_review"] += 1

    def _error(self, call: str, what: str, wanted: str, got: str, because: str) -> None:
        self.errors.append(Error(call, what, wanted, got, because))

    def figures(self) -> Json:
        """The measures, each with its counts."""
        polite = counts((wanted, said) for _, wanted, said in self.polite)
        outcomes = [(wanted, got) for _, wanted, got in self.voices]
        fails = counts((wanted == "fail", got == "fail") for wanted, got in outcomes)
        literal = self._recall("literal")
        paraphrase = self._recall("paraphrase")
        found = literal[0] + paraphrase[0]
        banned = Counts(found, self.banned["false"], literal[1] + paraphrase[1] - found)
        return {
            "calls": self.calls,
            "unscored": self.unscored,
            "polite": _counted(polite),
            "polite_applies_accuracy": accuracy([(wanted, got) for _, wanted, got in self.applies]),
            "voices_accuracy": accuracy(outcomes),
            "voices_kappa": kappa(outcomes),
            "voices_fail": _counted(fails),
            "voices_confusion": {
                f"{voice}: {wanted} → {got}": n
                for (voice, wanted, got), n in sorted(Counter(self.voices).items())
                if wanted != got
            },
            "banned": {**_counted(banned), "false_hits": self.banned["false"]},
            "banned_literal_recall": _ratio(*literal),
            "banned_paraphrase_recall": _ratio(*paraphrase),
            "banned_to_review": {k: v for k, v in sorted(self.banned.items()) if "review" in k},
            "rules": {
                name: {
                    "right": tally["right"],
                    "wrong": tally["wrong"],
                    "precision_95": wilson(tally["right"], tally.total()),
                }
                for name, tally in sorted(self.rules.items())
            },
        }

    def _recall(self, kind: str) -> tuple[int, int]:
        states = [self.banned[f"{kind}_{state}"] for state in ("found", "to_review", "missed")]
        return states[0], sum(states)


def _key(label: Mapping[str, Any]) -> int:
    return int(label["turn"])


def _explanations(report: Json) -> dict[str, str]:
    return {finding["member"]: finding["explanation"] for finding in report["findings"]}


def _gold_turn(gold: Json, report: Json, hit: Json) -> int:
    """The labelled turn that a hit belongs to: the same turn of a text call, the agent turn of that time in sound."""
    turns = gold["turns"]
    if len(turns) == len(report["turns"]) and all(
        a["text"] == b["text"] for a, b in zip(turns, report["turns"], strict=True)
    ):
        return int(turns[hit["turn"]].get("i", hit["turn"])) if "channels" in gold else int(hit["turn"])
    heard = report["turns"][hit["turn"]]
    middle = (heard["start_ms"] + heard["end_ms"]) / 2
    agents = [turn for turn in turns if turn["role"].startswith("agent")]
    best = min(agents, key=lambda t: max(t["start_ms"] - middle, middle - t["end_ms"], 0.0))
    return int(best["i"])


def _counted(counted: Counts) -> Json:
    return {
        "true_positive": counted.true_positive,
        "false_positive": counted.false_positive,
        "false_negative": counted.false_negative,
        "precision": counted.precision,
        "recall": counted.recall,
        "f1": counted.f1,
    }


def _ratio(k: int, n: int) -> Json:
    return {"found": k, "of": n, "recall": k / n if n else None, "interval_95": wilson(k, n)}


def by_id(reports: Iterable[Json]) -> dict[str, Json]:
    """Report lines by call id."""
    return {report["call_id"]: report for report in reports}
