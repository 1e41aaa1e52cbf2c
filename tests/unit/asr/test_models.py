"""Weights: found, missing, damaged, fetched and checked. No test here touches a network."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from analyzer.asr import install, models
from analyzer.asr.install import install_model, unpack_wheels
from analyzer.asr.models import (
    ModelEntry,
    ModelFile,
    ModelState,
    catalogue,
    find_model,
    is_installed,
    list_models,
    verify_model,
)
from analyzer.errors import Code, ModelError
from analyzer.language import Text

CONTENT = {"model.bin": b"weights", "config.json": b"{}"}


def entry(name: str = "tiny-test", wheels: tuple[str, ...] = ("some-wheel",)) -> ModelEntry:
    files = tuple(
        ModelFile(file, len(data), hashlib.sha256(data).hexdigest()) for file, data in CONTENT.items()
    )
    return ModelEntry(name, "试验", "MIT", "owner/name", "main", files, wheels)


def put(folder: Path, content: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty models folder, and a catalogue of one small model."""
    monkeypatch.setenv("ANALYZER_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(models, "catalogue", lambda: (entry(),))
    return tmp_path / "models"


def test_the_real_catalogue_is_complete() -> None:
    (base,) = [item for item in catalogue() if item.name == "base"]
    assert {file.name for file in base.files} == {
        "model.bin",
        "config.json",
        "tokenizer.json",
        "vocabulary.txt",
    }
    assert all(len(file.sha256) == 64 and file.bytes > 0 for file in base.files)
    assert (base.licence, len(base.wheels)) == ("MIT", 2)


def test_the_voices_are_in_the_catalogue() -> None:
    (voices,) = [item for item in catalogue() if item.name == "voices"]
    assert (voices.weights, voices.licence, voices.repository) == (
        "campplus_cn_en_common.pt",
        "Apache-2.0",
        "",
    )
    assert voices.wheel_folder != "data"


def test_missing_model_says_what_to_run(folder: Path) -> None:
    with pytest.raises(ModelError) as caught:
        find_model("tiny-test")
    (problem,) = caught.value.problems
    assert problem.code is Code.MODEL_MISSING
    assert problem.hint is not None
    assert problem.hint.zh == "请运行：analyzer models install tiny-test"


def test_whole_model_is_found(folder: Path) -> None:
    put(folder / "tiny-test", CONTENT)
    model = find_model("tiny-test")
    assert (model.name, model.sha256) == ("tiny-test", hashlib.sha256(b"weights").hexdigest())
    assert verify_model("tiny-test").state is ModelState.WHOLE


def test_installed_means_that_the_weights_are_there(folder: Path) -> None:
    assert not is_installed("tiny-test")
    put(folder / "tiny-test", {"model.bin": b"weigh"})
    assert is_installed("tiny-test")


def test_damaged_weights_are_refused(folder: Path) -> None:
    put(folder / "tiny-test", {**CONTENT, "model.bin": b"weigh"})
    with pytest.raises(ModelError) as caught:
        find_model("tiny-test")
    assert caught.value.problems[0].code is Code.MODEL_DAMAGED
    status = verify_model("tiny-test")
    assert (status.state, status.faults) == (ModelState.DAMAGED, ("model.bin",))


def test_a_missing_side_file_is_a_fault(folder: Path) -> None:
    put(folder / "tiny-test", {"model.bin": b"weights"})
    assert verify_model("tiny-test").faults == ("config.json",)


def test_any_folder_with_weights_is_a_model(folder: Path, tmp_path: Path) -> None:
    put(tmp_path / "mine", {"model.bin": b"other"})
    assert find_model(str(tmp_path / "mine")).name == "mine"
    assert verify_model(str(tmp_path / "mine")).state is ModelState.UNCHECKED


def test_list_has_the_catalogue_and_what_lies_there(folder: Path) -> None:
    put(folder / "aaa", {"model.bin": b"other"})
    assert [(status.name, status.state) for status in list_models()] == [
        ("tiny-test", ModelState.MISSING),
        ("aaa", ModelState.UNCHECKED),
    ]


def sources(monkeypatch: pytest.MonkeyPatch, *contents: dict[str, bytes] | None) -> None:
    """Sources that give these files, or fail for None."""

    def source(content: dict[str, bytes] | None) -> install.Source:
        def fetch(target: Path) -> None:
            if content is None:
                raise OSError("no route")
            put(target, content)

        return fetch

    made = [(Text(f"来源{n}", f"source {n}"), source(content)) for n, content in enumerate(contents)]
    monkeypatch.setattr(install, "_sources", lambda name, known: made)


def test_the_second_source_is_tried_when_the_first_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources(monkeypatch, None, CONTENT)
    said: list[Text] = []
    assert install_model("tiny-test", said.append).folder == folder / "tiny-test"
    assert [text.en.split()[0] for text in said] == ["fetching", "fetching", "the"]
    assert sorted(path.name for path in folder.iterdir()) == ["tiny-test"]


def test_wrong_bytes_are_never_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources(monkeypatch, {**CONTENT, "model.bin": b"evil"}, None)
    with pytest.raises(ModelError) as caught:
        install_model("tiny-test", lambda text: None)
    (problem,) = caught.value.problems
    assert problem.code is Code.MODEL_UNAVAILABLE
    assert "sha256 ≠ (model.bin)" in problem.message.zh
    assert "no route" in problem.message.zh
    assert list(folder.iterdir()) == []


def test_a_whole_model_is_not_fetched_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder / "tiny-test", CONTENT)
    sources(monkeypatch)
    said: list[Text] = []
    install_model("tiny-test", said.append)
    assert len(said) == 1
    assert "已经装好" in said[0].zh


def test_a_damaged_model_is_repaired(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder / "tiny-test", {"model.bin": b"half"})
    sources(monkeypatch, CONTENT)
    install_model("tiny-test", lambda text: None)
    assert verify_model("tiny-test").state is ModelState.WHOLE


def test_parts_in_wheels_are_joined_in_order(tmp_path: Path) -> None:
    members = {
        "a": {"pkg/data/model.bin.part2": b"-two", "pkg/data/config.json": b"{}", "pkg/__init__.py": b""}
    }
    members["b"] = {"pkg/data/model.bin.part1": b"one", "pkg/data/model.bin.part10": b"-ten"}
    wheels = []
    for name, files in members.items():
        wheels.append(tmp_path / f"{name}.whl")
        with zipfile.ZipFile(wheels[-1], "w") as archive:
            for member, data in files.items():
                archive.writestr(member, data)
    out = tmp_path / "out"
    out.mkdir()
    unpack_wheels(wheels, out)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == {
        "model.bin": b"one-two-ten",
        "config.json": b"{}",
    }


def test_the_catalogue_is_read_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "models.toml"
    file.write_text(
        '[[model]]\nname = "x"\ntitle = "t"\nlicence = "MIT"\nrepository = "o/x"\nrevision = "main"\n'
        '[[model.file]]\nname = "model.bin"\nbytes = 1\nsha256 = "00"\n',
        encoding="utf-8",
    )
    assert catalogue(file) == (
        ModelEntry("x", "t", "MIT", "o/x", "main", (ModelFile("model.bin", 1, "00"),), ()),
    )
