"""`analyzer report --month` as a user runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from analyzer.cli import cli
from analyzer.cli.common import run_command
from tests.unit.report import monthly_samples as samples


def run(*arguments: object) -> int:
    return run_command(cli, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scored")
    reports = samples.world(calls_a_month=5, agents=6)
    undated = reports[0] | {"call_id": "undated", "started_at": None}
    lines = [json.dumps(report, ensure_ascii=False) for report in (*reports, undated)]
    (folder / "reports.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_month_has_its_own_page_beside_the_calls_of_the_month(
    scored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("report", scored, "--out", tmp_path, "--month", "2026-11", "--json") == 0
    output = capsys.readouterr()
    made = json.loads(output.out)
    assert (made["calls"], made["undated"]) == (28, 1)
    assert Path(made["monthly"]) == tmp_path / "monthly.html"
    assert Path(made["monthly_workbook"]).is_file()
    assert "1 通没有时间" in output.err
    page = (tmp_path / "monthly.html").read_text(encoding="utf-8")
    assert len(list((tmp_path / "calls").iterdir())) == 28
    assert 'href="calls/2026-11-' in page


def test_the_same_month_gives_the_same_bytes(scored: Path, tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        assert (
            run(
                "report",
                scored,
                "--out",
                tmp_path / name,
                "--month",
                "2026-10",
                "--by",
                "team",
                "--pages",
                "none",
            )
            == 0
        )
        found = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        files.append([(path.relative_to(tmp_path / name), path.read_bytes()) for path in found])
    assert files[0] == files[1]


def test_without_a_month_there_is_no_monthly_page(scored: Path, tmp_path: Path) -> None:
    assert run("report", scored, "--out", tmp_path, "--pages", "none") == 0
    assert (tmp_path / "index.html").is_file()
    assert not (tmp_path / "monthly.html").exists()
    assert not (tmp_path / "calls").exists()


@pytest.mark.parametrize(
    ("month", "words"), [("2026-13", "不是月份"), ("十一月", "不是月份"), ("2020-01", "没有通话")]
)
def test_a_month_that_cannot_be_reported(
    scored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], month: str, words: str
) -> None:
    assert run("report", scored, "--out", tmp_path / "out", "--month", month) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_was_scored_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", tmp_path, "--out", tmp_path / "out") == 2
    assert str(tmp_path) in capsys.readouterr().err.replace("\n", "")
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
