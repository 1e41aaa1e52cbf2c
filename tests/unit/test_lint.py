"""Lint of wordings and of whole packs: each fault is found, and its harmless likeness is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.engine import Engine
from analyzer.lint import lint
from analyzer.rules.loader import load_pack
from analyzer.selftest import check_pack, run_examples
from tests.unit.rules.lexicons import RULE, write_lexicon

BAN = (
    RULE.replace("demo.thanks", "demo.ban").replace("required", "forbidden").replace("phrase: 谢谢", "{}")
    + "severity: minor\n"
)


def told(folder: Path, files: dict[str, str]) -> list[str]:
    return [str(problem.message) for problem in lint(load_pack("demo", write_lexicon(folder, files)))]


def rule_with(*wordings: str, more: str = "") -> dict[str, str]:
    listed = "".join(f"  - {wording}\n" for wording in wordings)
    return {"packs/demo/thanks.yml": RULE.replace("  - phrase: 谢谢\n", listed) + more}


@pytest.mark.parametrize(
    ("wordings", "more", "found"),
    [
        (("谢",), "", 1),
        (("(谢谢|谢)",), "", 1),
        (("哪儿",), "", 1),
        (("谢$",), "", 0),
        (("^谢",), "", 0),
        (("谢",), "border: true\n", 0),
        (("谢",), "unless: [谢绝]\n", 0),
        (("谢…您",), "", 0),
    ],
)
def test_too_short(wordings: tuple[str, ...], more: str, found: int, tmp_path: Path) -> None:
    assert sum("只有一个字" in line for line in told(tmp_path, rule_with(*wordings, more=more))) == found


@pytest.mark.parametrize(
    ("wordings", "found"),
    [
        (("(谢谢|多谢)", "多谢"), 1),
        (("谢谢", "谢谢"), 1),
        (("谢谢(您|你)?", "谢谢您"), 1),
        (("谢谢", "谢谢您"), 0),
        (("^谢谢", "谢谢"), 0),
        (("谢谢", "{words: 谢谢, kind: variant}"), 0),
        (("谢谢", "谢谢…您"), 0),
    ],
)
def test_said_twice(wordings: tuple[str, ...], found: int, tmp_path: Path) -> None:
    assert sum("已经包含在" in line for line in told(tmp_path, rule_with(*wordings))) == found


@pytest.mark.parametrize(("words", "found"), [("谢谢", 1), ("谢什么谢", 0)])
def test_contradictions(words: str, found: int, tmp_path: Path) -> None:
    assert len(told(tmp_path, {"packs/demo/ban.yml": BAN.format(words)})) == found


EXAMPLES = """\
examples:
  - {name: 说了, outcome: pass, call: "A: 谢谢您"}
  - {name: 多谢, outcome: pass, call: "A: 多谢"}
  - {name: 没说, outcome: fail, call: "A: 好"}
  - {name: 客户说的, outcome: fail, trap: true, call: "C: 谢谢"}
"""


def faults(folder: Path, files: dict[str, str]) -> list[str]:
    engine = Engine(load_pack("demo", write_lexicon(folder, files)))
    return [str(problem.message) for problem in (*check_pack(engine), *run_examples(engine))]


def test_a_sound_rule_has_none(tmp_path: Path) -> None:
    assert faults(tmp_path, rule_with("谢谢", "多谢", more=EXAMPLES)) == []


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            rule_with("谢谢", more=EXAMPLES.replace("多谢", "谢谢").replace("A: 好", "A: 谢谢")),
            "例子“没说”应为 fail，实为 pass（found）",
        ),
        (rule_with("谢谢", "多谢", "感谢", more=EXAMPLES), "说法“感谢”在任何例子里都不是唯一命中的"),
        (rule_with("谢谢", "多谢", more=EXAMPLES.replace("trap: true, ", "")), "没有标 trap: true 的例子"),
        (
            rule_with("谢谢", "多谢", more=EXAMPLES.replace("outcome: fail", "outcome: not_applicable", 1)),
            "只有 1 个结果为 fail 的例子，至少要 2 个",
        ),
        (
            rule_with("谢谢", "多谢", more=EXAMPLES.replace("说了, ", "说了, hit: 谢谢您, ")),
            "例子“说了”应命中“谢谢您”，实际命中 ['谢谢']",
        ),
        (
            {
                **rule_with("谢谢", "多谢", more=EXAMPLES),
                "packs/demo/twin.yml": RULE.replace("demo.thanks", "demo.twin").replace(
                    "phrase: 谢谢", "谢谢\n  - 多谢"
                ),
            },
            "与 demo.thanks 说的是同一件事",
        ),
        (
            {**rule_with("谢谢", "多谢", more=EXAMPLES), "packs/demo/ban.yml": BAN.format("谢谢您")},
            "规范说法的例子“说了”里，“谢谢您”触发了 demo.ban",
        ),
    ],
    ids=["outcome", "dead", "no-trap", "thin", "hit", "twin", "collision"],
)
def test_each_fault_of_a_pack_is_found(files: dict[str, str], message: str, tmp_path: Path) -> None:
    assert message in faults(tmp_path, files)
