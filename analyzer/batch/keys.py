"""What determines a result, as hashes: the same key, the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from analyzer.call import Call, call_to_dict
from analyzer.ingest import Metadata, Source
from analyzer.store import encoded
from analyzer.version import __version__

_HERE: Final = Path(__file__).resolve().parents[1]
_LISTENING_ROOMS: Final = (
    "asr",
    "audio",
    "call.py",
    "pipeline/listen.py",
    "pipeline/listener.py",
    "pipeline/turns.py",
    "pipeline/voices.py",
    "roles",
    "spans.py",
    "text",
)
_NO_PART_IN_RESULTS: Final = ("api.py", "batch", "cli", "months", "report", "sheets", "store")
LIBRARIES: Final = ("av", "ctranslate2", "faster-whisper", "numpy", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Hashes of all that determines what is heard and how it is judged, besides the call itself."""

    listening: str
    judging: str

    def listening_key(self, sha256: str) -> str:
        """The key of what is heard in a file with this content."""
        return digest(self.listening, sha256)

    def recording_key(self, listening_key: str, source: Source, facts: Sequence[Metadata]) -> str:
        """The key of a recording's report: what is heard, the names it goes by, what is known of it."""
        return digest(self.judging, listening_key, str(source.path), repr(facts))

    def call_key(self, call: Call) -> str:
        """The key of a transcript's report."""
        return digest(self.judging, encoded(call_to_dict(call)).decode())


def digest(*parts: str) -> str:
    """One hash of several words, each with its length, so that no two lists run into one."""
    told = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def judging_code() -> str:
    """A hash of the program, as this process runs it, as far as it can change a report of a given call."""
    rooms = sorted(path.name for path in _HERE.iterdir())
    return digest(__version__, _code([room for room in rooms if room not in _NO_PART_IN_RESULTS]))


@lru_cache(maxsize=1)
def listening_code() -> str:
    """A hash of the program, as this process runs it, and of its libraries, as far as they change what is heard."""
    return digest(_code(_LISTENING_ROOMS), *(f"{name} {version_of(name)}" for name in LIBRARIES))


def _code(rooms: Sequence[str]) -> str:
    found = [path for room in rooms for path in _modules(_HERE / room)]
    return digest(*(f"{path.relative_to(_HERE).as_posix()}\0{path.read_text('utf-8')}" for path in found))


def _modules(room: Path) -> Sequence[Path]:
    return sorted(room.rglob("*.py")) if room.is_dir() else [room] if room.suffix == ".py" else []


def version_of(library: str) -> str:
    """The version of a library that is installed, else `none`."""
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
