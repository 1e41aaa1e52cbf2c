"""The journal keeps what is finished through whatever happens to the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.batch.journal import Journal, write_lines
from analyzer.errors import UsageError


def filled(path: Path, count: int) -> None:
    journal = Journal(path, fresh=True)
    for number in range(count):
        journal.add(f"k{number}", {"call_id": f"通话{number}", "n": number})
    journal.close()


def test_what_was_kept_is_there_when_opened_again(tmp_path: Path) -> None:
    filled(tmp_path / "j", 3)
    journal = Journal(tmp_path / "j", fresh=False)
    assert "k1" in journal
    assert "k9" not in journal
    assert journal.report("k2") == {"call_id": "通话2", "n": 2}
    journal.close()


def test_fresh_forgets(tmp_path: Path) -> None:
    filled(tmp_path / "j", 3)
    journal = Journal(tmp_path / "j", fresh=True)
    assert "k1" not in journal
    journal.close()


@given(cut=st.integers(min_value=0, max_value=400))
def test_a_journal_cut_anywhere_keeps_every_whole_line_and_takes_new_ones(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("journal") / "j"
    filled(path, 5)
    whole = path.read_bytes()
    path.write_bytes(whole[: min(cut, len(whole))])
    kept = path.read_bytes().count(b"\n")
    journal = Journal(path, fresh=False)
    assert [f"k{n}" in journal for n in range(5)] == [n < kept for n in range(5)]
    journal.add("new", {"n": 9})
    journal.close()
    assert [json.loads(line)["key"] for line in path.read_text("utf-8").splitlines()][-1] == "new"


def test_garbage_in_a_journal_ends_what_is_trusted(tmp_path: Path) -> None:
    filled(tmp_path / "j", 2)
    with (tmp_path / "j").open("ab") as file:
        file.write(b"\x00\x00garbage\n")
    journal = Journal(tmp_path / "j", fresh=False)
    assert "k1" in journal
    journal.close()


def test_lines_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "reports.jsonl"
    target.write_text("old\n")

    def lines() -> object:
        yield {"n": 1}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_lines(target, lines())  # type: ignore[arg-type]
    assert target.read_text() == "old\n"


@pytest.fixture
def room_for() -> Iterator[Callable[[int], None]]:
    """Lets files grow to so many bytes and no further, as a full disk does."""
    resource = pytest.importorskip("resource", reason="POSIX only")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_one_clear_sentence_and_leaves_no_half_file(
    tmp_path: Path, room_for: Callable[[int], None]
) -> None:
    target = tmp_path / "reports.jsonl"
    room_for(1000)
    with pytest.raises(UsageError, match="不能写入"):
        write_lines(target, ({"n": "字" * 100} for _ in range(100)))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_keeps_what_was_finished(tmp_path: Path, room_for: Callable[[int], None]) -> None:
    journal = Journal(tmp_path / "j", fresh=True)
    room_for(1000)

    def keep_on() -> None:
        for number in range(100):
            journal.add(f"k{number}", {"n": "字" * 50})

    with pytest.raises(UsageError, match="不能写入"):
        keep_on()
    journal.close()
    again = Journal(tmp_path / "j", fresh=False)
    assert "k0" in again
    assert again.report("k0") == {"n": "字" * 50}
    again.close()
