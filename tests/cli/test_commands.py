"""Every command is documented, helps in both languages, and the small ones do what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.cli import cli
from analyzer.cli.common import run_command
from analyzer.errors import Code
from tests import sounds
from tests.docs.commands import names

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize(("language", "heading"), [("zh", "用法："), ("en", "Usage: ")])
def test_help_speaks_the_language(
    name: str, language: str, heading: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(cli, ["--lang", language, *name.split(), "--help"]) == 0
    told = capsys.readouterr().out
    assert heading in told
    has_hanzi = any(
        "\u4e00" <= char <= "\u9fff" for char in told.replace("十字礼貌用语", "").replace("七声服务", "")
    )
    assert has_hanzi == (language == "zh")


@pytest.mark.parametrize("name", names())
def test_every_command_is_documented(name: str) -> None:
    assert f"analyzer {name}" in (DOCS / "commands.md").read_text("utf-8")


@pytest.mark.parametrize("code", list(Code))
def test_every_error_code_is_documented(code: Code) -> None:
    assert f"`{code}`" in (DOCS / "errors.md").read_text("utf-8")


@pytest.mark.parametrize("which", ["calls", "reports"])
def test_schema_is_a_json_schema(which: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(cli, ["schema", which]) == 0
    assert "$defs" in json.loads(capsys.readouterr().out)


def test_models_list_says_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(cli, ["models", "list", "--json"]) == 0
    assert "base" in [model["name"] for model in json.loads(capsys.readouterr().out)]


def test_a_missing_model_is_one_sentence_with_the_command_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANALYZER_MODELS", str(tmp_path / "models"))
    sounds.write(tmp_path / "a.wav", [sounds.tone(1)])
    assert run_command(cli, ["score", str(tmp_path / "a.wav"), "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "analyzer models install base" in told
    assert "Traceback" not in told


def test_interruption_has_its_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a.txt").write_text("坐席：您好\n客户：喂\n", encoding="utf-8")
    monkeypatch.setattr("analyzer.cli.score.run", interrupted)
    assert run_command(cli, ["score", str(tmp_path / "a.txt"), "--out", str(tmp_path / "o")]) == 130
