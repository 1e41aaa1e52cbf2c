"""Files that crash, kill or hang their worker are set aside with a reason; the others are scored."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.batch import crew
from analyzer.batch.plan import make_plan
from analyzer.batch.run import RunOptions, Summary, run
from analyzer.batch.work import Settings
from analyzer.store import open_store
from tests.faults.poison import Poison

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")

GOOD = "坐席：您好，请讲。\n客户：没事了。\n坐席：感谢来电，再见。\n"
NAMES = [*(f"good-{number:02}" for number in range(55)), "abort-1", "kill-1", "leave-1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in NAMES:
        (tmp_path / "in" / f"{name}.txt").write_text(GOOD, "utf-8")
    return tmp_path / "in"


def score(folder: Path, settings: Settings, retry: bool = False) -> Summary:
    options = RunOptions(jobs=2, retry=retry)
    return run(make_plan([folder]), settings, folder.parent / "out", options, lambda _step: None)


def attempts(folder: Path) -> dict[str, int]:
    store = open_store(folder.parent / "out")
    with store.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT source, count(*) FROM attempts GROUP BY source").all()
    store.close()
    return {Path(source).stem: count for source, count in rows}


def test_poison_is_tried_a_few_times_and_set_aside_for_good(
    folder: Path, small_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.batch.run.TimeLimit", lambda _seconds: Poison())
    summary = score(folder, small_settings)
    assert summary.scored == 55
    assert {line["call_id"]: line["code"] for line in summary.failed} == dict.fromkeys(
        ("abort-1", "kill-1", "leave-1"), "worker-died"
    )
    assert attempts(folder) == {"abort-1": 3, "kill-1": 6, "leave-1": 3}
    assert all("崩溃" in str(line["message"]) or "内存" in str(line["message"]) for line in summary.failed)
    again = score(folder, small_settings)
    assert (again.scored, again.reused, len(again.failed)) == (0, 55, 3)
    assert attempts(folder) == {"abort-1": 3, "kill-1": 6, "leave-1": 3}
    monkeypatch.setattr("analyzer.batch.run.TimeLimit", lambda _seconds: Poison(once=folder.parent))
    mended = score(folder, small_settings, retry=True)
    assert (mended.scored, mended.reused, mended.failed) == (3, 55, [])


@pytest.mark.slow
def test_a_call_that_hangs_is_given_up_at_its_limit(
    folder: Path, small_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("abort-1", "kill-1", "leave-1"):
        (folder / f"{name}.txt").unlink()
    (folder / "hang-1.txt").write_text(GOOD, "utf-8")
    monkeypatch.setattr("analyzer.batch.run.TimeLimit", lambda _seconds: Poison(seconds=60.0))
    # The sleeper sleeps before it has a limit of its own: until then the one for starting up counts.
    monkeypatch.setattr(crew, "_START_S", 15.0)
    summary = score(folder, small_settings)
    assert [(line["call_id"], line["code"]) for line in summary.failed] == [("hang-1", "time-limit")]
    assert summary.scored == 55


def test_workers_that_never_start_end_the_run_with_one_sentence(
    folder: Path, small_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analyzer.errors import UsageError

    monkeypatch.setattr(crew, "_serve", os.abort)
    with pytest.raises(UsageError, match="启动不了"):
        score(folder, replace(small_settings, role_check=True))
