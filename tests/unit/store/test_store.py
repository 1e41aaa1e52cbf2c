"""What is put into the store comes out whole, in order, masked unless asked otherwise; on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import UsageError
from analyzer.language import use_language
from analyzer.store import Result, Store, has_store, open_store, pack, unpack
from analyzer.store.database import FACTS, META
from analyzer.store.packing import dumps, encoded, pack_beside, unpacked_beside
from analyzer.store.records import reason_from_dict, reason_to_dict
from tests.unit.store.samples import failed, finished, reason, report, result

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(st.characters(codec=None)), JSON))
def test_any_json_comes_back_as_it_was_even_half_characters(value: dict[str, object]) -> None:
    assert unpack(pack(value)) == value
    assert b"\n" not in encoded(value)


@given(st.dictionaries(st.text(), JSON), st.dictionaries(st.text(), JSON))
def test_what_is_packed_beside_another_value_comes_back(
    value: dict[str, object], other: dict[str, object]
) -> None:
    like = pack(other)
    assert json.loads(unpacked_beside(pack_beside(value, like), like)) == value


@given(st.text(st.sampled_from('字a"\\\n0'), max_size=300), st.data())
def test_hidden_words_are_packed_beside_what_they_hide(words: str, data: st.DataObject) -> None:
    hidden = "".join("*" if char == "0" and data.draw(st.booleans()) else char for char in words)
    like = pack({"text": words, "n": 1})
    assert json.loads(unpacked_beside(pack_beside({"text": hidden, "n": 1}, like), like)) == {
        "text": hidden,
        "n": 1,
    }


def test_a_masked_report_takes_little_room_beside_the_original() -> None:
    turns = [{"index": n, "text": f"第{n * 7919 % 9973}句，电话1380013{n:04}"} for n in range(2000)]
    masked = [{**turns[0], "text": "第0句，电话***********"}, *turns[1:]]
    assert len(pack_beside({"turns": masked}, pack({"turns": turns}))) < 150


def test_a_reason_comes_back_in_both_languages() -> None:
    assert reason_from_dict(json.loads(dumps(reason_to_dict(reason())))) == reason()


def filled(store: Store, *numbers: int) -> int:
    ledger = store.begin()
    ledger.keep([finished(number, f"c{number}") for number in numbers])
    ledger.finish()
    return ledger.run


def test_lines_come_in_the_order_of_the_plan(store: Store) -> None:
    ledger = store.begin()
    ledger.keep([finished(2, "a"), failed(1, "b"), finished(0, "c")])
    lines = [json.loads(line) for line in store.lines(ledger.run)]
    assert [(line["call_id"], line["status"]) for line in lines] == [
        ("c", "scored"),
        ("b", "failed"),
        ("a", "scored"),
    ]
    assert lines[0] == report("c")
    assert lines[1]["message"] == "没有声音"
    assert lines[1]["agent_id"] == "7"


def test_failed_lines_speak_the_language_in_force(store: Store) -> None:
    ledger = store.begin()
    ledger.keep([failed(0, "b")])
    with use_language("en"):
        (line,) = store.lines(ledger.run)
    assert json.loads(line)["message"] == "no sound"


def test_more_lines_than_one_portion(store: Store) -> None:
    ledger = store.begin()
    ledger.keep([finished(number, f"c{number:04}") for number in range(1201)])
    ids = [json.loads(line)["call_id"] for line in store.lines(ledger.run)]
    assert ids == [f"c{number:04}" for number in range(1201)]
    ledger.finish()
    chunks = list(store.facts(["call_id", "part"], chunk=500))
    assert [len(chunk) for chunk in chunks] == [500, 500, 201]
    assert [row[0] for chunk in chunks for row in chunk] == ids


def test_originals_stay_in_the_store_and_masks_go_out(store: Store) -> None:
    ledger = store.begin()
    line, hidden = report("a", note="13800138000"), report("a", note="***********")
    ledger.keep(
        [finished(0, "a", Result("k", pack(line), pack_beside(hidden, pack(line)), result("a").facts))]
    )
    ledger.finish()
    assert store.report("a") == hidden
    assert store.report("a", masked=False) == line
    assert [json.loads(each) for each in store.lines(ledger.run)] == [hidden]
    assert [json.loads(each) for each in store.lines(ledger.run, masked=False)] == [line]
    assert store.report("nobody") is None


def test_facts_are_those_of_the_last_finished_run_failed_calls_after_the_scored(store: Store) -> None:
    assert list(store.facts(["call_id"])) == []
    filled(store, 1, 2)
    ledger = store.begin()
    ledger.keep([finished(0, "z"), failed(1, "b"), finished(2, "c2")])
    assert [row for chunk in store.facts(["call_id"]) for row in chunk] == [("c1",), ("c2",)]
    ledger.finish()
    rows = [row for chunk in store.facts(["status", "call_id", "agent_id"]) for row in chunk]
    assert rows == [("scored", "c2", "7"), ("scored", "z", "7"), ("failed", "b", "7")]


def test_results_of_nobody_go_and_what_was_heard_stays(store: Store) -> None:
    filled(store, 1, 2)
    ledger = store.begin()
    ledger.keep([finished(0, "c1")])
    ledger.finish()
    assert ledger.results(["key-c1", "key-c2"]) == {"key-c1"}
    assert set(ledger.listenings(["heard-c1", "heard-c2"])) == {"heard-c1", "heard-c2"}


def test_outputs_that_share_a_store_keep_their_own(place: str, tmp_path: Path) -> None:
    one, two = open_store(tmp_path / "one", place), open_store(tmp_path / "two", place)
    first, second = filled(one, 1), filled(two, 2)
    assert (one.latest(), two.latest()) == (first, second)
    assert one.report("c1") is not None
    assert one.report("c2") is None
    one.close()
    two.close()


def test_odd_characters_in_names_are_kept(store: Store) -> None:
    ledger = store.begin()
    ledger.keep([finished(0, "nul\x00half\udc80")])
    assert ledger.holders(["nul\x00half\udc80"]) != {}
    (line,) = store.lines(ledger.run)
    assert json.loads(line)["call_id"] == "nul\x00half\udc80"


def test_facts_of_another_version_are_counted_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    filled(store, 1, 2)
    with store.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE facts DROP COLUMN agent_id")
    store.close()
    again = open_store(tmp_path)
    assert [row for chunk in again.facts(["call_id", "agent_id"]) for row in chunk] == [
        ("c1", "7"),
        ("c2", "7"),
    ]
    again.close()


def test_a_store_of_another_version_is_refused(store: Store, place: str, tmp_path: Path) -> None:
    with store.database.writing() as connection:
        connection.execute(META.update().values(value="0"))
    with pytest.raises(UsageError, match="另一个版本"):
        open_store(tmp_path / "out", place)


def test_a_transaction_is_kept_whole_or_not_at_all(store: Store) -> None:
    ledger = store.begin()
    good, bad = finished(0, "a"), finished(1, "b")
    object.__setattr__(bad.entry, "state", None)
    object.__setattr__(bad.entry, "source", None)
    with pytest.raises(UsageError):
        ledger.keep([good, bad])
    assert ledger.results(["key-a", "key-b"]) == set()
    with store.database.reading() as connection:
        assert connection.execute(FACTS.select()).all() == []


@pytest.mark.skipif(os.name != "posix", reason="POSIX rights")
def test_nobody_else_may_read_the_store(tmp_path: Path) -> None:
    store = open_store(tmp_path / "out")
    filled(store, 1)
    assert has_store(tmp_path / "out")
    assert not has_store(tmp_path)
    assert (tmp_path / "out" / ".store").stat().st_mode & 0o777 == 0o700
    for file in (tmp_path / "out" / ".store").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file
    store.close()


def test_the_file_writes_ahead_and_overwrites_what_is_deleted(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.database.reading() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "secure_delete", "synchronous")
        ]
    assert settings == ["wal", 1, 1]
    store.close()


WRONG_PLACES = [
    ("mysql://x/y", "不能用作存储"),
    ("sqlite://", "不能用作存储"),
    ("nonsense://", "不能用作存储"),
    ("postgresql://nobody@127.0.0.1:1/nothing", "存储不能用"),
]


@pytest.mark.parametrize(("place", "said"), WRONG_PLACES)
def test_a_place_that_is_no_store_is_one_clear_sentence(place: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said):
        open_store(tmp_path, place)


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        open_store(tmp_path, "postgresql://user:secret@127.0.0.1:1/nothing")
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    path.write_text("a letter that is long enough to be no database " * 40)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="损坏"):
        open_store(tmp_path, str(path))
    assert path.read_bytes() == before


def test_a_locked_store_is_one_clear_sentence(tmp_path: Path) -> None:
    store = open_store(tmp_path, wait_s=0.1)
    other = sqlite3.connect(tmp_path / ".store" / "calls.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UsageError, match="正被别的程序占用"):
        store.begin()
    other.execute("ROLLBACK")
    other.close()
    store.begin()
    store.close()
