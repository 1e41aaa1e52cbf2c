"""What one machine of a cluster does: recordings that were sent along, models that were sent once, what would differ."""

from __future__ import annotations

import os
import pickle
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.asr.models import FOLDER_VARIABLE
from analyzer.audio.files import file_sha256
from analyzer.batch.limits import TimeLimit
from analyzer.batch.node import Kit, Node, Ready, Seen, kit_for, versions, weights_of
from analyzer.batch.work import Item, Outcome, Settings, Worker, worker_for
from analyzer.errors import ModelError
from analyzer.ingest import Kind, Source
from analyzer.pipeline.listener import Listener
from analyzer.store import unpack
from tests.ears import Ears, borrow_ears, recording

pytestmark = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="clusters are made of Linux machines")


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Ears:
    monkeypatch.setattr(Listener, "load", lambda _self: None)
    return borrow_ears(monkeypatch)


@pytest.fixture
def kit(ears: Ears, small_settings: Settings) -> Kit:
    prints = worker_for(small_settings).fingerprints(listens=True)
    made: Kit = pickle.loads(pickle.dumps(kit_for(small_settings, prints, TimeLimit(9.0), listens=True)))
    return made


def begun(kit: Kit) -> Node:
    node = Node()
    assert node.begin(kit) == Ready(kit.prints, versions())
    return node


def item_of(path: Path) -> Item:
    return Item("key", Source(path, Kind.RECORDING), listening="heard", sha256=file_sha256(path))


WORDS = ["您好，感谢来电，再见。", "无声"]


@pytest.mark.parametrize("words", WORDS)
def test_a_recording_that_was_sent_along_gives_what_it_gives_at_home(
    kit: Kit, small_settings: Settings, tmp_path: Path, words: str
) -> None:
    path = recording(tmp_path / "坐席 一.wav", words)
    item, body, node = item_of(path), path.read_bytes(), begun(kit)
    at_home = Worker(small_settings).outcome(item)
    path.unlink()
    assert node.look(item) == Seen(here=False)
    assert node.look(item, body) == Seen(here=True, seconds=9.0)
    assert node.do(item) == at_home
    assert (at_home.result is None) == (words == "无声")


def test_a_recording_that_the_machine_sees_is_not_asked_for(kit: Kit, tmp_path: Path) -> None:
    item, node = item_of(recording(tmp_path / "a.wav", "您好。")), begun(kit)
    assert node.look(item) == Seen(here=True, seconds=9.0)
    outcome = node.do(item)
    assert isinstance(outcome, Outcome)
    assert outcome.result is not None
    assert unpack(outcome.result.body)["source"] == str(item.source.path)


def test_another_file_in_the_same_place_is_not_taken_for_it(kit: Kit, tmp_path: Path) -> None:
    path = recording(tmp_path / "a.wav", "您好。")
    item, node = item_of(path), begun(kit)
    recording(path, "再见。")
    assert node.look(item) == Seen(here=False)


def test_nothing_of_a_recording_touches_the_disk(
    kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recording(tmp_path / "a.wav", "您好。")
    item, node = item_of(path), begun(kit)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    node.look(item, path.read_bytes())
    (copy,) = tmp_path.glob("analyzer-*/*")
    assert (copy.name, copy.is_symlink(), copy.read_text("utf-8")) == ("a.wav", True, "您好。")
    node.do(item)
    assert not list(tmp_path.glob("analyzer-*"))


def test_other_rules_or_another_program_are_told_from_ours(kit: Kit) -> None:
    odd = replace(kit, prints=replace(kit.prints, judging="other"))
    ready = Node().begin(odd)
    assert isinstance(ready, Ready)
    assert ready.prints != odd.prints


def test_a_model_is_sent_once_and_found_the_next_time(
    small_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Listener, "load", lambda _self: None)
    monkeypatch.setattr(Listener, "voices_identity", lambda _self: "none")
    for name in ("config.json", "model.bin"):
        recording(tmp_path / "own" / name, name)
    settings = replace(small_settings, model=str(tmp_path / "own"))
    prints = worker_for(settings).fingerprints(listens=True)
    weights = weights_of(settings.model)
    assert list(weights) == ["config.json", "model.bin"]
    elsewhere = kit_for(settings, prints, TimeLimit(), listens=True)
    (tmp_path / "own").rename(tmp_path / "gone")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "node"))
    assert Node().begin(elsewhere) is None
    assert Node().begin(elsewhere, weights) == Ready(prints, versions())
    assert Node().begin(elsewhere) == Ready(prints, versions())


def test_a_missing_model_at_home_is_said_before_anybody_begins(
    small_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(ModelError, match="model-missing"):
        kit_for(
            small_settings, worker_for(small_settings).fingerprints(listens=False), TimeLimit(), listens=True
        )
