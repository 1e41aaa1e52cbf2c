"""Worker processes do what they are given, and the death of one costs its own item only."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.batch.crew import Alone, Crew, Lost, Pool
from analyzer.batch.limits import TimeLimit
from analyzer.batch.work import Item, Outcome, Settings
from analyzer.call import Call, Role, Turn
from analyzer.errors import PackError
from analyzer.ingest import Kind, Source
from analyzer.store import Why, unpack
from tests.faults.poison import Poison

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")


def item(name: str) -> Item:
    call = Call(
        name, (Turn(0, Role.AGENT, "您好，请讲。"), Turn(1, Role.CUSTOMER, "没事了。")), source=f"{name}.txt"
    )
    return Item(f"key-{name}", Source(Path(f"{name}.txt"), Kind.TRANSCRIPT), call=call)


def gather(crew: Crew, count: int) -> list[Outcome | Lost]:
    found: list[Outcome | Lost] = []
    end = time.monotonic() + 120
    while len(found) < count:
        assert time.monotonic() < end, "it hangs"
        found += crew.wait(1.0)
    return found


def told(events: list[Outcome | Lost]) -> list[tuple[str, str]]:
    return sorted((e.item.key, str(e.why) if isinstance(e, Lost) else "done") for e in events)


@pytest.fixture
def pool(small_settings: Settings) -> Iterator[Pool]:
    made = Pool(2, small_settings, Poison(seconds=30.0))
    yield made
    made.close()


def test_the_same_outcome_from_a_worker_as_from_this_process(pool: Pool, small_settings: Settings) -> None:
    alone = Alone(small_settings)
    alone.give([item("a"), item("b")])
    pool.give([item("a"), item("b")])
    here, there = gather(alone, 2), gather(pool, 2)
    assert here == there
    assert isinstance(here[0], Outcome)
    assert here[0].result is not None
    assert unpack(here[0].result.body)["call_id"] == "a"


def test_a_crew_takes_as_many_bundles_as_it_has_workers(pool: Pool) -> None:
    assert pool.idle() == 2
    pool.give([item("a")])
    pool.give([item("b")])
    assert pool.idle() == 0
    gather(pool, 2)
    assert pool.idle() == 2


def test_a_poisonous_item_costs_itself_only(pool: Pool) -> None:
    pool.give([item("a"), item("abort-1"), item("b")])
    pool.give([item("kill-1"), item("c"), item("leave-1")])
    assert told(gather(pool, 6)) == [
        ("key-a", "done"),
        ("key-abort-1", "crashed"),
        ("key-b", "done"),
        ("key-c", "done"),
        ("key-kill-1", "killed"),
        ("key-leave-1", "crashed"),
    ]


def test_a_worker_that_hangs_is_ended(pool: Pool) -> None:
    pool.give([item("a"), item("hang-1"), item("b")])
    events = gather(pool, 1)
    pool._hands[0].deadline = time.monotonic() + 1
    assert told(events + gather(pool, 2)) == [
        ("key-a", "done"),
        ("key-b", "done"),
        ("key-hang-1", "time-limit"),
    ]


def test_an_item_that_takes_too_long_is_given_up(small_settings: Settings) -> None:
    pool = Pool(1, small_settings, TimeLimit(0.001))
    slow = item("slow")
    assert slow.call is not None
    turns = tuple(Turn(n, Role.AGENT, "您好，请您稍等，我帮您查一下。") for n in range(20_000))
    pool.give([replace(slow, call=replace(slow.call, turns=turns))])
    (event,) = gather(pool, 1)
    pool.close()
    assert isinstance(event, Lost)
    assert event.why is Why.TIME_LIMIT


def test_a_worker_killed_from_outside_is_replaced(pool: Pool) -> None:
    pool.give([item("a")])
    gather(pool, 1)
    for process in pool.processes():
        os.kill(process, signal.SIGKILL)
    pool.give([item("b")])
    events = gather(pool, 1)
    if isinstance(events[0], Lost):
        assert events[0].why is Why.KILLED
        pool.give([events[0].item])
        events = gather(pool, 1)
    assert told(events) == [("key-b", "done")]


def test_settings_that_spoil_everything_stop_the_run(small_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    pool = Pool(1, replace(small_settings, lexicons=tmp_path), TimeLimit())
    pool.give([item("a")])
    with pytest.raises(PackError):
        gather(pool, 1)
    pool.close()


def test_closing_leaves_no_process_behind(pool: Pool) -> None:
    pool.give([item("hang-1")])
    pool.wait(3.0)
    (process,) = pool.processes()
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
