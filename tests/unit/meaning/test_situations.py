"""The models of situations: what they weigh, where their evidence lies, damaged files, and that training gives them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.engine import Engine
from analyzer.errors import ModelError
from analyzer.meaning import likenesses, line_of
from tests.builders import call, default_engine

PARTS = ("bias", "doubt", "sure")
FILE = "set\t拒绝.bias\t-4\nset\t拒绝.doubt\t0.1\nset\t拒绝.sure\t0.6\n拒绝\t没戏\t6\n拒绝\t不会\t-4\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "situations.tsv"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_pauses_and_polite_words_are_not_read() -> None:
    assert line_of("没戏，对吗？ ") == line_of("没戏 对吗") == "|没戏对吗|"
    assert line_of("很抱歉，请您原谅，没戏。") == line_of("非常抱歉，您原谅，没戏") == "|你原谅没戏|"


@pytest.mark.parametrize(
    ("spoken", "likely"),
    [("这事没戏", 0.88), ("没戏，真没戏", 0.88), ("不会没戏", 0.12), ("", 0.02), ("行", 0.02)],
)
def test_each_run_counts_once(file: Path, spoken: str, likely: float) -> None:
    assert likenesses(file)["拒绝"].probability(spoken) == pytest.approx(likely, abs=0.005)


def test_the_evidence_is_the_clause_that_speaks_most(file: Path) -> None:
    model = likenesses(file)["拒绝"]
    assert model.clause("您好，这事没戏，再见") == (2, 6)
    assert model.clause("") == (0, 0)


def test_a_missing_setting_is_named(tmp_path: Path) -> None:
    path = tmp_path / "situations.tsv"
    path.write_text(FILE.replace("set\t拒绝.sure\t0.6\n", ""), encoding="utf-8")
    with pytest.raises(ModelError, match=r"拒绝\.sure"):
        likenesses(path)


@pytest.mark.parametrize(
    ("situation", "text", "said"),
    [
        pytest.param(
            "拒绝", "C: 能插个队吗\nA: 哟，这个口子我可真开不得", "这个口子我可真开不得", id="unlisted"
        ),
        pytest.param("拒绝", "C: 能退吗\nA: 这个退不了", "退不了", id="listed"),
        pytest.param("拒绝", "C: 能退吗\nA: 能退，三天到账", "", id="neither"),
        pytest.param("投诉或不满", "A: 办好了\nC: 小伙子人真好，替我谢谢你们领导", "", id="praise"),
    ],
)
def test_situations_in_calls(situation: str, text: str, said: str) -> None:
    events = default_engine().scene(call(text)).events(situation)
    assert [event.hit.said for event in events if event.hit] == ([said] if said else [])


def test_words_are_doubted_where_the_model_finds_them_unlikely(tmp_path: Path) -> None:
    heard = call("C: 能退吗\nA: 您好，您的单子在这里，退不了的是另外一张")
    path = tmp_path / "situations.tsv"
    names = ("再说", "拒绝", "故障", "关键", "不满")
    settings = [
        f"set\t{name}.{part}\t{v}\n" for name in names for part, v in zip(PARTS, (-9, 0.2, 0.6), strict=True)
    ]
    path.write_text("".join([*settings, *(f"{name}\t没戏\t1\n" for name in names)]), encoding="utf-8")
    engine = Engine(replace(default_engine().pack, likenesses=path))
    assert engine.scene(heard).events("拒绝") == ()


@pytest.mark.slow
def test_training_gives_the_weights_that_ship() -> None:
    pytest.importorskip("sklearn")
    from tests.train.situations import WEIGHTS, trained

    assert trained()[0] == WEIGHTS.read_text(encoding="utf-8")
