"""How well and how fast the project listens, beside plain faster-whisper: one command, one table.

    python -m tests.bench.listen [--calls 8] [--systems score ours batched plain] [--noise-minutes 2] [--audio DIR --truth FILE]

The truth file has a line a call: `file`, `channels`, `turns` with `role`, `text`, `start_ms`, `end_ms`.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analyzer.asr.models import Model, find_model
from analyzer.asr.whisper import WhisperSettings, WhisperTranscriber
from analyzer.call import Call, Role
from analyzer.errors import InputError
from analyzer.metrics import edit_distance
from analyzer.pipeline.listen import ListenSettings, listen
from analyzer.text.normalize import plain
from tests.bench.noises import NOISES, write_noise

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "calls" / "dev"
_SPEECH_MS = 400
_EDGE_MS = 150
_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)

Texts = tuple[str, str]
Hear = Callable[[Path], Texts]


@dataclass(frozen=True, slots=True)
class Case:
    """A recording with its truth."""

    path: Path
    turns: tuple[dict[str, Any], ...]

    def text(self, agent: bool) -> str:
        """Everything that one side says."""
        return "".join(plain(turn["text"]) for turn in self.turns if _is_agent(turn) is agent)


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds on the wall and seconds of processor, of this process and of those that it started and that have ended."""

    wall: float
    processor: float

    @classmethod
    def now(cls) -> Clock:
        """The clocks as they stand."""
        return cls(time.perf_counter(), sum(sum(resource.getrusage(who)[:2]) for who in _WHO))

    def since(self) -> Clock:
        """What has passed since then."""
        now = Clock.now()
        return Clock(now.wall - self.wall, now.processor - self.processor)


@dataclass(slots=True)
class Row:
    """One system's sums."""

    seconds: float = 0.0
    processor_seconds: float = 0.0
    sound_seconds: float = 0.0
    errors: list[int] = field(default_factory=lambda: [0, 0])
    characters: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, case: Case, heard: Texts, took: Clock) -> None:
        """Counts one recording; `heard` is (agent's text, customer's text)."""
        self.seconds += took.wall
        self.processor_seconds += took.processor
        self.sound_seconds += max(turn["end_ms"] for turn in case.turns) / 1000
        for side, text in enumerate(heard):
            wanted = case.text(agent=side == 0)
            self.errors[side] += edit_distance(wanted, plain(text))
            self.characters[side] += len(wanted)


@dataclass(slots=True)
class Turns:
    """Turns found and missed, errors of their starts in milliseconds, roles right and wrong."""

    starts: list[int] = field(default_factory=list)
    found: int = 0
    there: int = 0
    roles_right: int = 0
    calls: int = 0

    def add(self, case: Case, call: Call) -> None:
        """Compares the turns of one call with its truth."""
        self.calls += 1
        self.roles_right += all(turn.role is not Role.UNKNOWN for turn in call.turns)
        for turn in case.turns:
            if turn["role"] == "none" or turn["end_ms"] - turn["start_ms"] < _SPEECH_MS:
                continue
            self.there += 1
            role = Role.AGENT if _is_agent(turn) else Role.CUSTOMER
            starts = [
                t.start_ms for t in call.turns if t.role is role and _overlaps(t.start_ms, t.end_ms, turn)
            ]
            if starts:
                self.found += 1
                self.starts.append(min(abs((start or 0) - turn["start_ms"]) for start in starts))


def _is_agent(turn: dict[str, Any]) -> bool | None:
    role = str(turn["role"])
    return None if role == "none" else role.startswith("agent")


def _overlaps(start: int | None, end: int | None, turn: dict[str, Any]) -> bool:
    return bool(min(end or 0, turn["end_ms"]) - max(start or 0, turn["start_ms"]) > _EDGE_MS)


def load_cases(truth: Path, audio: Path, limit: int | None) -> list[Case]:
    """The stereo recordings of a truth file."""
    lines = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    stereo = [item for item in lines if item["channels"] == 2]
    return [Case(audio / Path(item["file"]).name, tuple(item["turns"])) for item in stereo[:limit]]


def plain_whisper(model: Model) -> Hear:
    """faster-whisper as its documentation begins, one channel after the other."""
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(model.folder), device="cpu", compute_type="int8")
    return lambda path: _each_channel(path, lambda samples: whisper.transcribe(samples, language="zh")[0])


def batched_whisper(model: Model) -> Hear:
    """faster-whisper's own batched pipeline, one channel after the other."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    pipeline = BatchedInferencePipeline(WhisperModel(str(model.folder), device="cpu", compute_type="int8"))
    return lambda path: _each_channel(
        path, lambda samples: pipeline.transcribe(samples, language="zh", batch_size=8)[0]
    )


def _each_channel(path: Path, transcribe: Callable[[Any], Any]) -> Texts:
    from faster_whisper.audio import decode_audio

    left, right = decode_audio(str(path), split_stereo=True)
    return tuple("".join(segment.text for segment in transcribe(side)) for side in (left, right))  # type: ignore[return-value]


def our_texts(call: Call) -> Texts:
    """(agent's text, customer's text) by channel, so that a wrong role counts as wrong words."""
    sides = (Role.AGENT, Role.CUSTOMER)
    return tuple("".join(turn.text for turn in call.turns if turn.role is side) for side in sides)  # type: ignore[return-value]


def time_baseline(hear: Hear, cases: Sequence[Case]) -> Row:
    """Runs a baseline over the recordings."""
    row = Row()
    for case in cases:
        began = Clock.now()
        heard = hear(case.path)
        row.add(case, heard, began.since())
    return row


def time_ours(transcriber: WhisperTranscriber, cases: Sequence[Case]) -> tuple[Row, Turns]:
    """Runs the project's own listening over the recordings."""
    row, turns = Row(), Turns()
    for case in cases:
        began = Clock.now()
        call = listen(case.path, ListenSettings(), transcriber)
        row.add(case, our_texts(call), began.since())
        turns.add(case, call)
    return row, turns


def time_score(cases: Sequence[Case]) -> Row:
    """The whole `analyzer score`, from its start to the written report, over all the recordings at once."""
    row = Row()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from analyzer.cli import main; main()", "score", "--no-mask"]
        began = Clock.now()
        subprocess.run([*command, *(str(case.path) for case in cases), "--out", folder], check=True)
        took = began.since()
        lines = [
            json.loads(line) for line in (Path(folder) / "reports.jsonl").read_text("utf-8").splitlines()
        ]
    for case, line in zip(cases, lines, strict=True):
        texts = (
            "".join(t["text"] for t in line["turns"] if t["role"] == side) for side in ("agent", "customer")
        )
        row.add(case, (next(texts), next(texts)), Clock(took.wall / len(cases), took.processor / len(cases)))
    return row


def invented_words(transcriber: WhisperTranscriber, minutes: float) -> dict[str, int]:
    """Characters heard in sounds without speech, by kind of sound."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in NOISES:
            file = write_noise(name, Path(folder) / f"{name}.wav", minutes)
            try:
                call = listen(file, ListenSettings(), transcriber)
                found[name] = sum(len(plain(turn.text)) for turn in call.turns)
            except InputError:
                found[name] = 0
    return found


def render(rows: dict[str, Row]) -> str:
    """The table, a line a system."""
    base = rows.get("plain")
    lines = [
        "| | wall s | of plain | processor s | of plain | CER agent | CER customer |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        errors = [wrong / max(1, there) for wrong, there in zip(row.errors, row.characters, strict=True)]
        share = (
            (row.seconds / base.seconds, row.processor_seconds / base.processor_seconds) if base else (1, 1)
        )
        cells = (f"{row.seconds:.1f}", f"{share[0]:.3f}", f"{row.processor_seconds:.1f}", f"{share[1]:.3f}")
        lines.append(f"| {name} | {' | '.join(cells)} | {errors[0]:.3f} | {errors[1]:.3f} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--calls", type=int, default=None, help="only the first N stereo recordings")
    parser.add_argument("--systems", nargs="+", default=["score", "ours", "batched", "plain"])
    parser.add_argument("--noise-minutes", type=float, default=0.0)
    parser.add_argument("--audio", type=Path, default=_SHARED / "audio")
    parser.add_argument("--truth", type=Path, default=_SHARED / "truth.jsonl")
    parser.add_argument("--beam", type=int, default=WhisperSettings().beam)
    parser.add_argument("--window-ms", type=int, default=WhisperSettings().window_ms)
    chosen = parser.parse_args(arguments)
    cases = load_cases(chosen.truth, chosen.audio, chosen.calls)
    model = find_model("base")
    ours = WhisperTranscriber(model, WhisperSettings(beam=chosen.beam, window_ms=chosen.window_ms))
    rows: dict[str, Row] = {}
    out = sys.stdout.write
    if "ours" in chosen.systems:
        rows["ours"], turns = time_ours(ours, cases)
        out(
            f"turns found {turns.found}/{turns.there}, median error of starts {statistics.median(turns.starts)} ms, "
        )
        out(f"roles told in {turns.roles_right}/{turns.calls} calls, peak memory ")
        out(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB\n")
    if "score" in chosen.systems:
        rows["score"] = time_score(cases)
    for name, make in (("batched", batched_whisper), ("plain", plain_whisper)):
        if name in chosen.systems:
            rows[name] = time_baseline(make(model), cases)
    out(render(rows) + "\n")
    if chosen.noise_minutes:
        for name, characters in invented_words(ours, chosen.noise_minutes).items():
            out(f"invented characters in {chosen.noise_minutes:g} min of {name}: {characters}\n")


if __name__ == "__main__":
    main()
