"""Writes `docs/accuracy.md`: our figures on labelled calls beside those of keyword spotting.

python -m tests.bench.accuracy
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from analyzer.evaluation import Tally
from analyzer.metrics import wilson
from analyzer.result import VOICES
from tests.bench import baseline
from tests.builders import default_engine
from tests.labelled import SETS, figures, gold, identity, tally

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
NAMES = {
    "polite_f1": "十字礼貌用语 F1",
    "applies": "是否适用 准确率",
    "voices": "七声 准确率",
    "fail_f1": "七声“不通过” F1",
    "banned_f1": "服务忌语 F1",
    "literal_recall": "忌语原话 召回率",
    "paraphrase_recall": "忌语换说法 召回率",
}
ABOUT = {
    "dev": "项目给的标注通话，写规则时可以看",
    "a": "自己标注的通话，规则按它改过",
    "b": "自己标注的通话，规则按它改过",
    "c": "自己标注的通话，规则按它改过",
    "d": "自己标注的通话，规则按它改过",
    "e": "自己标注的通话，规则按它改过，后来模型也学了",
    "f": "自己标注的通话，先衡量过，之后有三条规则按它改过，后来模型也学了",
    "g": "自己标注的通话，先衡量过，之后规则按它改过，后来模型也学了",
    "h": "自己标注的通话，先衡量过，之后规则按它改过，后来模型也学了",
    "i": "自己标注的通话，先衡量过，之后规则按它改过，后来模型也学了",
    "j": "自己标注的通话，先衡量过，之后有几处按它改过，后来模型也学了",
    "k": "自己标注的通话，先衡量过，之后有三处按它改过，后来模型也学了",
    "l": "别人另写的，量过之后才有人看，后来模型也学了",
    "m": "同 l",
    "n": "同 l",
    "o": "别人另写的，最后只量一次，之后只改了两处标点、三个说法；模型没有学过",
    "p": "同 o",
}
OUTCOMES = ("pass", "fail", "not_applicable", "undecided")
INTRO = """# 准确率

由 `python -m tests.bench.accuracy` 生成，不要手改。

- 本项目：随包的规则
- 关键词：在坐席的话里找字串，不看情形，每项都当作适用
- 关键词（分词）：同上，但字串的两头须是词的边界

规则按这些通话改过，所以数字偏高；没有见过的通话上会怎样，见 [evaluation.md](evaluation.md)。
"""


def main() -> None:
    """Counts everything and writes the page."""
    parts = [INTRO]
    for name, path in SETS.items():
        ours = tally(path)
        parts += [f"## {name}：{ABOUT[name]}（{ours.calls} 通）", _compared(path, ours)]
        parts += [_confusion(ours), _rules(ours)]
    PAGE.write_text("\n\n".join(part.strip() for part in parts) + "\n", "utf-8")


def _compared(path: Path, ours: Tally) -> str:
    finders = {"关键词": baseline.by_substring, "关键词（分词）": baseline.by_word}
    columns = {"本项目": ours}
    for title, finder in finders.items():
        answer = partial(baseline.report, pack=default_engine().pack, found=finder)
        columns[title] = tally(path, {identity(item): answer(item) for item in gold(path)})
    measured = {title: figures(counted) for title, counted in columns.items()}
    rows = [[label, *(f"{measured[title][key]:.3f}" for title in columns)] for key, label in NAMES.items()]
    rows.append(["误判的忌语（处）", *(str(counted.banned["false"]) for counted in columns.values())])
    return _table(["", *columns], rows)


def _confusion(counted: Tally) -> str:
    pairs = Counter(counted.voices)
    rows = []
    for voice in VOICES:
        for wanted in OUTCOMES:
            line = [pairs[voice, wanted, got] for got in OUTCOMES]
            if any(line):
                rows.append([voice, wanted, *map(str, line)])
    return "七声混淆表（行是标注，列是结果）\n\n" + _table(["", "标注", *OUTCOMES], rows)


def _rules(counted: Tally) -> str:
    rows = []
    for rule, states in sorted(counted.rules.items()):
        bounds = wilson(states["right"], states.total())
        interval = f"{bounds[0]:.2f}–{bounds[1]:.2f}" if bounds else ""
        rows.append([rule, str(states["right"]), str(states["wrong"]), interval])
    return "忌语规则的精确率（95% 区间）\n\n" + _table(["规则", "对", "错", "区间"], rows)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
