from __future__ import annotations

import os
from pathlib import Path

import pytest

from analyzer.batch.watch import Look, Watch

GOOD = "坐席：您好，请讲。\n客户：没事了。\n坐席：好的，再见。\n"


def put(path: Path, text: str = GOOD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(look: Look | None) -> list[str] | None:
    return None if look is None else [source.path.name for source in look.plan.sources]


def test_a_file_is_taken_when_two_looks_show_the_same(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    put(tmp_path / "a.txt")
    first = watch.look()
    assert (names(first), first and first.copying) == ([], 1)
    second = watch.look()
    assert (names(second), second and second.copying) == (["a.txt"], 0)


def test_a_file_that_grows_is_left_alone_until_it_rests(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    path = put(tmp_path / "a.txt", GOOD[:10])
    watch.look()
    for part in (20, 30):
        put(path, GOOD[:part])
        assert names(watch.look()) == []
    assert names(watch.look()) == ["a.txt"]


def test_a_file_written_anew_at_the_same_size_is_still_being_copied(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    path = put(tmp_path / "a.txt")
    watch.look()
    os.utime(path, ns=(1, 1))
    assert names(watch.look()) == []
    assert names(watch.look()) == ["a.txt"]


@pytest.mark.parametrize(
    "name", ["a.txt.part", "a.wav.crdownload", "~$a.xlsx", ".a.txt.swp", "a.wav.tmp", "a.wav.PARTIAL"]
)
def test_names_of_half_copied_files_are_passed_over(tmp_path: Path, name: str) -> None:
    put(tmp_path / name).write_bytes(b"RIFF\x00\x00\x00\x00WAVEfmt ")
    watch = Watch(tmp_path)
    watch.look()
    assert names(watch.look()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root opens everything")
def test_a_file_that_cannot_be_opened_waits(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    path.chmod(0)
    watch = Watch(tmp_path)
    watch.look()
    assert names(watch.look()) == []


def test_nothing_new_means_nothing_to_do(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    put(tmp_path / "a.txt")
    watch.look()
    look = watch.look()
    assert look is not None
    assert watch.is_new(look)
    watch.scored(look)
    again = watch.look()
    assert again is not None
    assert not watch.is_new(again)
    put(tmp_path / "sub" / "b.txt")
    watch.look()
    later = watch.look()
    assert later is not None
    assert watch.is_new(later)
    assert names(later) == ["a.txt", "b.txt"]


def test_a_folder_may_vanish_and_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(folder / "a.txt")
    watch = Watch(folder)
    watch.look()
    watch.look()
    folder.rename(tmp_path / "away")
    assert watch.look() is None
    (tmp_path / "in").mkdir()  # a lost network drive leaves its empty folder
    assert watch.look() is None
    (tmp_path / "in").rmdir()
    (tmp_path / "away").rename(folder)
    assert names(watch.look()) == ["a.txt"]


def test_rows_of_a_manifest_may_come_before_their_files(tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.txt")
    manifest = put(tmp_path / "list.csv", "file,agent_id\na.txt,1\nb.txt,2\n")
    watch = Watch(tmp_path / "in", manifest)
    watch.look()
    look = watch.look()
    assert look is not None
    assert look.plan.failures == ()
    assert ["b.txt" in str(problem) for problem in look.plan.problems] == [True]
