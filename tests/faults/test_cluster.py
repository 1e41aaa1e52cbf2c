"""A Ray cluster of several nodes gives the bytes of a local run, whatever dies meanwhile."""

from __future__ import annotations

import gc
import json
import os
import re
import socket
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analyzer.asr.models import FOLDER_VARIABLE
from analyzer.batch import cluster_crew
from analyzer.batch import run as run_module
from analyzer.batch.cluster import _MANNERS, _check_silent, join
from analyzer.batch.cluster_crew import ClusterCrew
from analyzer.batch.limits import TimeLimit
from analyzer.batch.node import kit_for
from analyzer.batch.plan import make_plan
from analyzer.batch.run import RunOptions, Step, Summary, run
from analyzer.batch.work import Item, Settings, worker_for
from analyzer.call import Call, Role, Turn
from analyzer.errors import UsageError
from analyzer.ingest import Kind, Source
from analyzer.store import Why, open_store, unpack
from analyzer.store.records import reason_from_dict
from tests.builders import SHARED
from tests.faults.poison import Poison
from tests.faults.scoring import Pause
from tests.unit.batch.test_crew import gather, told

os.environ.update(_MANNERS)
pytest.importorskip("ray", reason="the extra `cluster` is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")

CALLS = 120


@contextmanager
def nodes(count: int) -> Iterator[Any]:
    """A cluster of nodes with one core each, all of them on this machine."""
    from ray.cluster_utils import Cluster

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
        try:
            for _ in range(count - 1):
                made.add_node(num_cpus=1)
            yield made
        finally:
            made.shutdown()
            gc.collect()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with nodes(3) as made:
        yield made


@contextmanager
def crew(cluster: Any, settings: Settings, limit: Any) -> Iterator[ClusterCrew]:
    prints = worker_for(settings).fingerprints(listens=False)
    made = join(cluster.address, kit_for(settings, prints, limit, listens=False))
    try:
        end = time.monotonic() + 120
        while made.idle() < made.size:
            assert time.monotonic() < end, "it hangs"
            assert not made.wait(0.5)
        yield made
    finally:
        made.close()


def item(name: str) -> Item:
    call = Call(name, (Turn(0, Role.AGENT, "您好，请讲。"), Turn(1, Role.CUSTOMER, "没事了。")), source=name)
    return Item(f"key-{name}", Source(Path(f"{name}.txt"), Kind.TRANSCRIPT), call=call)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Calls in one transcript, each with words of its own, and one file that cannot be read."""
    made = tmp_path_factory.mktemp("calls")
    lines = [
        {
            "call_id": f"c-{n}",
            "turns": [{"role": "agent", "text": f"您好，{n} 号为您服务。" + "谢谢。" * (n % 3)}],
        }
        for n in range(CALLS)
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (made / "a.jsonl").write_text(text, "utf-8")
    (made / "b.txt").write_text("没有说话人的一段话\n", "utf-8")
    return made


def score(folder: Path, settings: Settings, out: Path, cluster: str | None, step: Any = None) -> Summary:
    options = RunOptions(jobs=None if cluster else 1, cluster=cluster)
    return run(make_plan([folder]), settings, out, options, step or (lambda _step: None))


@pytest.fixture(scope="module")
def at_home(folder: Path, small_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    out = tmp_path_factory.mktemp("home")
    score(folder, small_settings, out, None)
    return (out / "reports.jsonl").read_bytes()


def test_a_run_that_is_stopped_and_continued_gives_the_bytes_of_a_local_one(
    cluster: Any, folder: Path, small_settings: Settings, at_home: bytes, tmp_path: Path
) -> None:
    def stop(now: Step) -> None:
        if now.done == CALLS // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score(folder, small_settings, tmp_path, cluster.address, stop)
    assert not (tmp_path / "reports.jsonl").exists()
    done = score(folder, small_settings, tmp_path, cluster.address)
    assert (tmp_path / "reports.jsonl").read_bytes() == at_home
    assert done.scored + done.reused == CALLS
    assert done.reused >= CALLS // 2 - 1
    assert len(done.failed) == 1


@pytest.fixture
def slow_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the results; every item takes a while, so that nodes die in the middle of one."""
    monkeypatch.setattr(run_module, "TimeLimit", lambda _seconds: Pause(0.1, tmp_path / "begun"))
    return tmp_path


def test_a_node_that_dies_in_the_middle_costs_its_running_calls_only(
    cluster: Any,
    folder: Path,
    small_settings: Settings,
    at_home: bytes,
    slow_work: Path,
) -> None:
    doomed = [cluster.add_node(num_cpus=1)]

    def step(now: Step) -> None:
        if now.done == CALLS // 3 and doomed:
            cluster.remove_node(doomed.pop(), allow_graceful=False)

    done = score(folder, small_settings, slow_work, cluster.address, step)
    assert not doomed
    assert (done.scored, len(done.failed)) == (CALLS, 1)
    assert (slow_work / "reports.jsonl").read_bytes() == at_home
    ids = [json.loads(line)["call_id"] for line in at_home.splitlines()]
    assert len(set(ids)) == len(ids) == CALLS + 1
    ((why, words),) = losses(slow_work)
    assert why == str(Why.KILLED)
    assert re.fullmatch(r"和机器 \S+ 失去了联系", words)


def losses(out: Path) -> list[tuple[str, str]]:
    """The attempts that came to nothing: why, and in which words."""
    with closing(open_store(out)) as store, store.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT why, reason FROM attempts").all()
    return [(why, reason_from_dict(unpack(reason)).problem.message.zh) for why, reason in rows]


def test_what_a_process_dies_of_is_lost_and_the_rest_of_its_bundle_is_done(
    cluster: Any, small_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crew(cluster, small_settings, Poison(30.0)) as made:
        assert made.size == 3
        made.give([item("a"), item("abort-1"), item("b")])
        made.give([item("kill-1"), item("c")])
        assert told(gather(made, 5)) == [
            ("key-a", "done"),
            ("key-abort-1", str(Why.CRASHED)),
            ("key-b", "done"),
            ("key-c", "done"),
            ("key-kill-1", str(Why.CRASHED)),
        ]
        monkeypatch.setattr(cluster_crew, "_LOOK_S", 2.0)
        made.give([item("hang-1")])
        assert told(gather(made, 1)) == [("key-hang-1", str(Why.TIME_LIMIT))]


def test_a_machine_that_would_give_other_results_is_named(cluster: Any, small_settings: Settings) -> None:
    prints = replace(worker_for(small_settings).fingerprints(listens=False), judging="other")
    made = join(cluster.address, kit_for(small_settings, prints, TimeLimit(), listens=False))
    try:
        with pytest.raises(UsageError, match=r"cluster 机器 .* 会给出不同的结果"):
            gather(made, 1)
    finally:
        made.close()


@contextmanager
def deaf_port() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    "address", ["somewhere", "ray://10.0.0.1:10001", ":6379", "local", "127.0.0.1:99999", None]
)
def test_a_wrong_address_is_said_at_once(small_settings: Settings, address: str | None) -> None:
    kit = kit_for(
        small_settings, worker_for(small_settings).fingerprints(listens=False), TimeLimit(), listens=False
    )
    with deaf_port() as deaf, pytest.raises(UsageError) as caught:
        join(address or deaf, kit)
    (problem,) = caught.value.problems
    assert problem.code == "cluster"
    assert (address or deaf) in problem.message.zh
    assert problem.hint is not None


def test_without_ray_the_extra_is_named(small_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    kit = kit_for(
        small_settings, worker_for(small_settings).fingerprints(listens=False), TimeLimit(), listens=False
    )
    with pytest.raises(UsageError, match=r"missing-extra .*ray.*\[cluster\]"):
        join("auto", kit)


def test_a_cluster_that_reports_to_others_is_not_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    from ray._common.usage import usage_lib
    from ray.experimental import internal_kv

    for enabled in ("0", "1"):
        monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", enabled)
        told = json.dumps(usage_lib._generate_cluster_metadata(ray_init_cluster=False)).encode()
        monkeypatch.setattr(internal_kv, "_internal_kv_get", lambda *_a, told=told, **_k: told)
        if enabled == "0":
            _check_silent(None)
            continue
        with pytest.raises(UsageError, match="--disable-usage-stats"):
            _check_silent(None)


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.shared
@pytest.mark.parametrize("part", ["dev.jsonl", "audio"])
def test_the_development_calls_give_the_same_bytes_though_a_node_dies(part: str, tmp_path: Path) -> None:
    """One node has no model and is sent it; another dies in the middle."""
    calls = SHARED / "calls" / "dev" / part
    score(calls, Settings(), tmp_path / "home", None)
    with nodes(2) as made:
        made.add_node(num_cpus=1, env_vars={FOLDER_VARIABLE: str(tmp_path / "models")})
        doomed = [made.add_node(num_cpus=1)]

        def step(now: Step) -> None:
            if now.done == 6 and doomed:
                made.remove_node(doomed.pop(), allow_graceful=False)

        score(calls, Settings(), tmp_path / "away", made.address, step)
    assert not doomed
    home, away = ((tmp_path / out / "reports.jsonl").read_bytes().splitlines() for out in ("home", "away"))
    assert len(home) == 24
    assert away == home
    assert bool(list(tmp_path.glob("models/.sent/*/base/model.bin"))) == (part == "audio")
