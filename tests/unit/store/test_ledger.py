"""Who does what: claims, runs that die, attempts, hashes; on SQLite and PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from analyzer.errors import UsageError
from analyzer.store import FileMark, Heard, Ledger, Store, Why, open_store
from analyzer.store.database import ITEMS, RUNS
from analyzer.store.ledger import LEASE_S, STOPPED
from analyzer.store.records import Entry, Finished, State
from tests.unit.store.samples import failed, finished, reason


def states(ledger: Ledger) -> list[str]:
    with ledger.database.reading() as connection:
        rows = connection.execute(ITEMS.select().where(ITEMS.c.run == ledger.run).order_by(ITEMS.c.position))
        return [row.state for row in rows]


def age(ledger: Ledger, seconds: float, **more: object) -> None:
    with ledger.database.writing() as connection:
        now = ledger.database.now(connection)
        connection.execute(RUNS.update().where(RUNS.c.id == ledger.run).values(beat=now - seconds, **more))


def gone_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_every_source_is_in_the_ledger_from_the_start_and_moves_on(store: Store) -> None:
    ledger = store.begin()
    ledger.expect(Entry(number, 0, f"{number}.wav") for number in range(3))
    assert states(ledger) == ["pending"] * 3
    ledger.keep([Finished(Entry(1, 0, "1.wav", State.RUNNING, "b"))])
    assert states(ledger) == ["pending", "running", "pending"]
    ledger.keep([finished(0, "a"), failed(2, "c")])
    assert states(ledger) == ["done", "running", "failed"]


def test_a_key_is_claimed_by_one_run_until_it_is_given_back(store: Store) -> None:
    one, two = store.begin(), store.begin()
    assert one.claim(["x", "y"]) == {"x", "y"}
    assert two.claim(["y", "z"]) == {"z"}
    one.release(["y"])
    assert two.claim(["x", "y"]) == {"y"}


def test_what_is_kept_gives_its_claim_back(store: Store) -> None:
    one, two = store.begin(), store.begin()
    one.claim(["k"])
    one.keep([finished(0, "a", claim="k")])
    assert two.claim(["k"]) == {"k"}


def test_claims_raced_for_go_to_one_each(place: str, tmp_path: Path) -> None:
    stores = [open_store(tmp_path, place) for _ in range(4)]
    ledgers = [each.begin() for each in stores]
    keys = [f"k{number}" for number in range(200)]
    gained: list[set[str]] = [set() for _ in ledgers]

    def grab(which: int) -> None:
        for first in range(0, len(keys), 10):
            gained[which] |= ledgers[which].claim(keys[first : first + 10])

    threads = [Thread(target=grab, args=(which,)) for which in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(key for some in gained for key in some) == sorted(keys)
    for each in stores:
        each.close()


def test_claims_of_a_run_that_is_silent_too_long_are_free(store: Store) -> None:
    silent, other = store.begin(), store.begin()
    silent.claim(["k"])
    age(silent, LEASE_S - 5, host="elsewhere")
    other.beat()
    assert other.claim(["k"]) == set()
    age(silent, LEASE_S + 5)
    other.beat()
    assert other.claim(["k"]) == {"k"}


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the lease decides")
def test_claims_of_a_dead_process_of_this_machine_are_free_at_once(store: Store) -> None:
    dead = store.begin()
    dead.claim(["k"])
    age(dead, 0, pid=gone_process())
    assert store.begin().claim(["k"]) == {"k"}


def test_a_run_that_stops_frees_its_claims(store: Store) -> None:
    one, two = store.begin(), store.begin()
    one.claim(["k"])
    one.stop()
    assert two.claim(["k"]) == {"k"}


def test_a_run_taken_for_dead_may_come_back(store: Store) -> None:
    silent, other = store.begin(), store.begin()
    age(silent, LEASE_S + 5)
    other.beat()
    silent.beat()
    silent.keep([finished(0, "a")])
    silent.finish()
    assert store.latest() == silent.run


def test_a_run_that_was_replaced_meanwhile_says_so(store: Store) -> None:
    silent, other = store.begin(), store.begin()
    age(silent, LEASE_S + 5)
    other.beat()
    other.finish()
    with pytest.raises(UsageError, match="接手"):
        silent.beat()


def test_an_unfinished_run_leaves_the_last_finished_one_as_it_is(store: Store) -> None:
    first = store.begin()
    first.keep([finished(0, "a")])
    first.finish()
    killed = store.begin()
    killed.keep([finished(0, "b")])
    age(killed, LEASE_S + 5)
    assert store.latest() == first.run
    third = store.begin()
    third.keep([finished(0, "c")])
    third.finish()
    with store.database.reading() as connection:
        runs = connection.execute(RUNS.select()).all()
    assert [row.id for row in runs if row.state == STOPPED] == []
    assert [row.id for row in runs] == [third.run]


def test_a_run_beside_keeps_its_results_when_another_finishes(store: Store) -> None:
    slow, quick = store.begin(), store.begin()
    slow.keep([finished(0, "a")])
    quick.keep([finished(0, "b")])
    quick.finish()
    assert slow.results(["key-a"]) == {"key-a"}
    slow.finish()
    assert store.report("a") is not None


def test_call_ids_are_held_within_one_run(store: Store) -> None:
    one, two = store.begin(), store.begin()
    one.keep([finished(0, "a"), failed(1, "b")])
    assert one.holders(["a", "b", "c"]) == {"a": "a.wav"}
    assert two.holders(["a"]) == {}


def test_attempts_are_kept_in_order_until_they_are_forgotten(store: Store) -> None:
    ledger = store.begin()
    ledger.note_attempt("k", Why.KILLED, reason("a"))
    ledger.note_attempt("k", Why.CRASHED, reason("b"))
    assert ledger.attempts(["k", "other"]) == {"k": [(Why.KILLED, reason("a")), (Why.CRASHED, reason("b"))]}
    ledger.forget_failures(["k"])
    assert ledger.attempts(["k"]) == {}


def test_failures_to_hear_are_kept_and_forgotten_and_words_stay(store: Store) -> None:
    ledger = store.begin()
    silent = Finished(Entry(0, 0, "s.wav", State.FAILED, "s"), None, None, Heard("silent", None, reason("s")))
    ledger.keep([silent, finished(1, "a")])
    assert ledger.listenings(["silent"])["silent"] == Heard("silent", None, reason("s"))
    ledger.forget_failures(["silent", "heard-a"])
    assert set(ledger.listenings(["silent", "heard-a"])) == {"heard-a"}


def test_hashes_count_while_size_and_time_stay(store: Store) -> None:
    ledger = store.begin()
    mark = FileMark("a.wav", 10, 123_456_789_000_000_000)
    ledger.keep_hashes({mark: "abc"})
    again = store.begin()
    assert again.hashes([mark]) == {"a.wav": "abc"}
    assert again.hashes([FileMark("a.wav", 11, mark.mtime_ns)]) == {}
    assert again.hashes([FileMark("a.wav", 10, mark.mtime_ns + 1)]) == {}
    ledger.keep_hashes({FileMark("a.wav", 11, mark.mtime_ns): "def"})
    assert again.hashes([FileMark("a.wav", 11, mark.mtime_ns)]) == {"a.wav": "def"}
