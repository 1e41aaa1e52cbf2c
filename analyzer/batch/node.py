"""What a machine of a cluster does: it is told once how to work, then does item by item; nothing here knows the cluster."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from analyzer.asr.models import WEIGHTS, find_model, models_folder
from analyzer.audio.files import file_sha256
from analyzer.batch.keys import LIBRARIES, Fingerprints, version_of
from analyzer.batch.work import Item, Outcome, Settings, Worker, worker_for
from analyzer.disk import replacing
from analyzer.errors import AnalyzerError, ModelError
from analyzer.language import use_language
from analyzer.pipeline.listener import Listener
from analyzer.rules.model import Pack
from analyzer.version import __version__

_SENT: Final = ".sent"

Weights = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Kit:
    """What a node is told: settings, rules and keys of the run, the time limit, name and sha256 of the model.

    `model` None: nothing is listened to.
    """

    settings: Settings
    rules: Pack
    prints: Fingerprints
    limit: Callable[[Item], float | None]
    model: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A node that has loaded everything, with its own keys and versions; other keys would give other results."""

    prints: Fingerprints
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether a node has before it what an item needs, and how many seconds the item may take."""

    here: bool
    seconds: float | None = None


def kit_for(
    settings: Settings, prints: Fingerprints, limit: Callable[[Item], float | None], *, listens: bool
) -> Kit:
    """The kit of a run, with the rules and the model that this process has. Raises `ModelError`, `PackError`."""
    worker = worker_for(settings)
    told = replace(settings, lexicons=None, overrides=None)
    return Kit(told, worker.engine.pack, prints, limit, worker.listener.identity() if listens else None)


def weights_of(model: str) -> Weights:
    """The files of a model, the weights last: a folder that has them is whole. Raises `ModelError`."""
    files = sorted(find_model(model).folder.iterdir(), key=lambda path: (path.name == WEIGHTS, path.name))
    return {path.name: path.read_bytes() for path in files if path.is_file()}


def versions() -> tuple[tuple[str, str], ...]:
    """What a result may depend on besides the rules, by name."""
    libraries = ((name, version_of(name)) for name in LIBRARIES)
    return (("analyzer", __version__), ("Python", platform.python_version()), *libraries)


def listens(item: Item) -> bool:
    """Whether there is a recording to hear."""
    return item.call is None and item.heard is None


class Node:
    """One worker on a machine; errors that stop the whole run are answers, so that they come home as they are."""

    def __init__(self) -> None:
        self._copies = ExitStack()
        self._copy: Path | None = None

    def begin(self, kit: Kit, weights: Weights | None = None) -> Ready | AnalyzerError | None:
        """Loads engine and model. None: this machine does not have the model and wants to be sent its `weights`."""
        self._kit = kit
        try:
            place = _model_here(kit, weights)
            if kit.model is not None and place is None and weights is None:
                return None
            self._worker = Worker(replace(kit.settings, model=place or kit.settings.model), kit.rules)
            prints = self._worker.fingerprints(listens=kit.model is not None)
            if prints == kit.prints:
                self._load()
        except AnalyzerError as error:
            return error
        return Ready(prints, versions())

    def look(self, item: Item, body: bytes | None = None) -> Seen:
        """Looks for the item's recording, or takes its `body` that was sent along."""
        self._forget()
        if listens(item) and body is None and not _same(item):
            return Seen(here=False)
        if body is not None:
            self._copy = self._keep(item.source.path.name, body)
        source = replace(item.source, path=self._copy or item.source.path)
        return Seen(here=True, seconds=self._kit.limit(replace(item, source=source)))

    def do(self, item: Item) -> Outcome | AnalyzerError:
        """The outcome of the item that was looked for last."""
        try:
            with use_language(self._kit.settings.language):
                return self._worker.outcome(item, self._copy)
        except AnalyzerError as error:
            return error
        finally:
            self._forget()

    def _load(self) -> None:
        self._worker.engine.matcher  # noqa: B018 - made and kept
        if self._kit.model is not None:
            self._worker.listener.load()

    def _keep(self, name: str, body: bytes) -> Path:
        """A path to the bytes, which lie in memory only: whatever becomes of this process, no recording stays behind."""
        folder = self._copies.enter_context(TemporaryDirectory(prefix="analyzer-"))
        memory = os.memfd_create(name)
        self._copies.callback(os.close, memory)
        with os.fdopen(os.dup(memory), "wb") as file:
            file.write(body)
        path = Path(folder) / name
        path.symlink_to(f"/proc/{os.getpid()}/fd/{memory}")
        return path

    def _forget(self) -> None:
        self._copies.close()
        self._copy = None


def _same(item: Item) -> bool:
    """Whether this machine sees the item's recording where the item says, with the same content."""
    try:
        return file_sha256(item.source.path) == item.sha256
    except OSError:
        return False


def _model_here(kit: Kit, weights: Weights | None) -> str | None:
    """The name or the folder under which this machine has the very model of the run. Raises `UsageError`: disk."""
    if kit.model is None:
        return None
    name, sha256 = kit.model
    sent = models_folder() / _SENT / sha256 / name
    for file, body in (weights or {}).items():
        with replacing(sent / file) as part:
            part.write_bytes(body)
    for place in (kit.settings.model, str(sent)):
        with suppress(ModelError):
            if Listener(place).identity() == kit.model:
                return place
    return None
