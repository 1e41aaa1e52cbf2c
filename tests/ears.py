"""A recogniser for tests of whole runs: the words of a recording are what its file says."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from analyzer.batch import run as run_module
from analyzer.batch.crew import Alone
from analyzer.call import Call, Recording, Role, Turn
from analyzer.errors import Code, input_error
from analyzer.language import Text
from analyzer.pipeline.listen import Listened
from analyzer.pipeline.listener import Listener

_OLD_NS = time.time_ns() - 10**12


def recording(path: Path, words: str) -> Path:
    """A file that the listener below reads; old, as recordings mostly are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, "utf-8")
    os.utime(path, ns=(_OLD_NS, _OLD_NS))
    return path


@dataclass(slots=True)
class Ears:
    """Stands in for the recogniser: the words of a recording are what its file says. Counts what it hears."""

    heard: list[str] = field(default_factory=list)
    model: str = "sha"
    while_listening: str = ""

    def listen(self, path: Path) -> Any:
        try:
            words = path.read_text("utf-8")
        except OSError as error:
            raise input_error(Code.FILE_MISSING, Text("不见了", "gone"), path) from error
        self.heard.append(path.name)
        if self.while_listening:
            path.write_text(words + self.while_listening, "utf-8")
        if words.startswith("无声"):
            raise input_error(Code.NO_SPEECH, Text("没有人说话", "nobody speaks"), path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        turns = (Turn(0, Role.AGENT, words, 0, 900), Turn(1, Role.CUSTOMER, "没事了。", 1000, 1900))
        sound = Recording(path.name, sha256, 2000, 8000, 2, "pcm")
        return Listened(Call(path.stem, turns, source=path.name, recording=sound), {"duration_ms": 2000.0})


def borrow_ears(monkeypatch: pytest.MonkeyPatch) -> Ears:
    """Recordings are heard in this process, by these ears."""
    made = Ears()
    monkeypatch.setattr(Listener, "listen", lambda _self, path: made.listen(path))
    monkeypatch.setattr(Listener, "identity", lambda _self: ("base", made.model))
    monkeypatch.setattr(Listener, "voices_identity", lambda _self: "none")
    monkeypatch.setattr(run_module, "_crew", lambda settings, *_a, **_k: (Alone(settings), 2))
    return made
