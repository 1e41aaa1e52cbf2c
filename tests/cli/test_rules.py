"""`analyzer rules …`: what each command prints, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.cli import cli
from analyzer.cli.common import run_command
from analyzer.engine import Engine
from analyzer.example import parse_example
from analyzer.pipeline.judge import judge_call
from analyzer.rules.loader import load_pack
from tests.unit.rules.lexicons import PHRASES, RULE, SCORECARD, write_lexicon

EXAMPLES = """\
examples:
  - {name: 说了, outcome: pass, call: "A: 谢谢您"}
  - {name: 感谢, outcome: pass, call: "A: 感谢来电"}
  - {name: 没说, outcome: fail, call: "A: 好"}
  - {name: 客户说的, outcome: fail, trap: true, call: "C: 谢谢"}
"""
SOUND = {"packs/demo/thanks.yml": RULE + EXAMPLES}


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    return write_lexicon(tmp_path / "lexicon", SOUND)


@pytest.fixture
def reports(lexicons: Path, tmp_path: Path) -> Path:
    engine = Engine(load_pack("demo", lexicons))
    calls = (parse_example("A: 感谢您", "a-1"), parse_example("A: 谢谢", "a-2"))
    path = tmp_path / "reports.jsonl"
    path.write_text(
        "".join(json.dumps(judge_call(call, engine).to_dict()) + "\n" for call in calls), encoding="utf-8"
    )
    return path


def test_check_and_test_of_a_sound_pack(lexicons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(cli, ["rules", "check", "--lexicons", str(lexicons)]) == 0
    assert run_command(cli, ["rules", "test", "--lexicons", str(lexicons)]) == 0
    assert capsys.readouterr().err == "检查了 1 个规则包，0 个问题\n执行了 4 个例子，0 个问题\n"


def test_check_names_thin_rules(lexicons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lexicon(lexicons)
    assert run_command(cli, ["rules", "check", "--lexicons", str(lexicons)]) == 1
    assert "packs/demo/thanks.yml examples 没有标 trap: true 的例子 → " in capsys.readouterr().err


def test_check_stops_at_faults_of_form(lexicons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lexicon(lexicons, {"packs/demo/thanks.yml": RULE + "wieght: 2\n"})
    assert run_command(cli, ["rules", "check", "--json", "--lexicons", str(lexicons)]) == 2
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["code"], problem["line"], problem["hint"]) == ("unknown-key", 7, "是不是想写 weight？")


def test_check_reads_overrides(lexicons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "overrides.yml").write_text("rules:\n  demo.thank: {weight: 2}\n", encoding="utf-8")
    arguments = [
        "rules",
        "check",
        "--lexicons",
        str(lexicons),
        "--overrides",
        str(tmp_path / "overrides.yml"),
    ]
    assert run_command(cli, arguments) == 2
    assert (
        "overrides.yml:2:3 unknown-name 没有规则“demo.thank” → 是不是想写 demo.thanks？"
        in capsys.readouterr().err
    )


def test_test_names_the_example_that_differs(lexicons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lexicon(lexicons, {"packs/demo/thanks.yml": RULE + EXAMPLES.replace("A: 好", "A: 感谢")})
    assert run_command(cli, ["rules", "test", "--lexicons", str(lexicons)]) == 1
    assert "packs/demo/thanks.yml:10:1 examples 例子“没说”应为 fail，实为 pass" in capsys.readouterr().err


@pytest.mark.parametrize("status", ["stable", "draft", "retired"])
def test_show_prints_rules_of_any_status(
    status: str, lexicons: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lexicon(lexicons, {"packs/demo/thanks.yml": f"{RULE}status: {status}\n"})
    assert run_command(cli, ["rules", "show", "demo.thanks", "--lexicons", str(lexicons)]) == 0
    assert capsys.readouterr().out.startswith("# 致谢\n")


def test_show_of_an_unknown_rule_names_a_near_one(lexicons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(cli, ["rules", "show", "demo.thank", "--lexicons", str(lexicons)]) == 2
    assert "没有规则“demo.thank” → 是不是想写 demo.thanks？" in capsys.readouterr().err


def test_show_tells_the_faults_of_the_lexicon(lexicons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lexicon(lexicons, {"packs/demo/thanks.yml": "id: demo.thanks\n"})
    assert run_command(cli, ["rules", "show", "demo.thanks", "--lexicons", str(lexicons)]) == 2
    assert "missing-key 缺少“title”" in capsys.readouterr().err


def test_coverage_lists_what_is_open(lexicons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(cli, ["rules", "coverage", "--list", "--lexicons", str(lexicons)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out == [
        "标准\t类别\t有规则\t看不出\t未处理\t共",
        "000\tpolite_set\t0\t0\t2\t2",
        "合计\t\t0\t0\t2\t2",
        "000-PS-001\tpolite_set",
        "000-PS-002\tpolite_set",
    ]


def test_diff_names_calls_rules_and_words(
    lexicons: Path, reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = write_lexicon(tmp_path / "new", {**SOUND, "phrases/polite.yml": PHRASES.replace(", 感谢", "")})
    assert run_command(cli, ["rules", "diff", f"{lexicons}:demo", f"{new}:demo", "--on", str(reports)]) == 0
    told = capsys.readouterr()
    assert told.out == "a-1\t100 → 0\n  demo.thanks 致谢\tpass “感谢” → fail\n"
    assert told.err.splitlines()[-1] == "2 通中有 1 通的结果不同，多 0 条规则，少 0 条"


def test_diff_as_json(lexicons: Path, reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = f"{lexicons}:demo"
    assert run_command(cli, ["rules", "diff", place, place, "--on", str(reports), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "calls": 2,
        "changed": [],
        "added": [],
        "removed": [],
        "by_rule": {},
    }


@pytest.mark.parametrize("place", ["nowhere", "nowhere:demo", ":demo", ""])
def test_diff_of_no_folder(
    place: str, lexicons: Path, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(cli, ["rules", "diff", place, str(lexicons), "--on", str(reports)]) == 2
    assert "file-missing 没有规则文件夹" in capsys.readouterr().err


def test_simulate_prints_old_new_and_mean(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = tmp_path / "softer.yml"
    card.write_text(SCORECARD + "cap: 80\n", encoding="utf-8")
    assert run_command(cli, ["rules", "simulate", str(card), "--on", str(reports)]) == 0
    told = capsys.readouterr()
    assert told.out == "通话\t原来\t换后\t变化\na-1\t100–100\t80–80\t-20.00\na-2\t100–100\t80–80\t-20.00\n"
    assert told.err == "2 通中 2 通的分数不同，平均变化 -20.00 分\n"


def test_workbook_out_and_in(lexicons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = str(tmp_path / "a.xlsx")
    assert run_command(cli, ["rules", "export-xlsx", "demo", book, "--lexicons", str(lexicons)]) == 0
    assert run_command(cli, ["rules", "import-xlsx", book, str(tmp_path / "out")]) == 0
    assert run_command(cli, ["rules", "import-xlsx", book, str(tmp_path / "out")]) == 2
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 2
    assert "文件已经有了 → 确认要覆盖就加 --overwrite" in told.err


def test_pages(lexicons: Path, tmp_path: Path) -> None:
    assert run_command(cli, ["rules", "pages", str(tmp_path / "pages"), "--lexicons", str(lexicons)]) == 0
    assert (tmp_path / "pages" / "demo.thanks.md").is_file()
