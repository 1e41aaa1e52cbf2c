"""Text in, report out, on a machine that has none of the heavy libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from textwrap import dedent

import pytest

HEAVY = (
    "faster_whisper",
    "ctranslate2",
    "av",
    "numpy",
    "pandas",
    "sklearn",
    "onnxruntime",
    "jinja2",
    "openpyxl",
    "xlsxwriter",
)

_PROGRAM = """
import json, sys
for name in sys.argv[1:]:
    sys.modules[name] = None
from analyzer.engine import Engine
from analyzer.example import parse_example
from analyzer.pipeline.judge import judge_call
from analyzer.rules.loader import load_pack

call = parse_example("A: 您好，请问有什么可以帮您\\nC: 没事了，谢谢\\nA: 好的，再见")
print(json.dumps(judge_call(call, Engine(load_pack())).to_dict()))
"""


def _run(*blocked: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", dedent(_PROGRAM), *blocked]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_the_core_scores_a_call_without_heavy_libraries() -> None:
    done = _run(*HEAVY)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["status"] == "scored"
    assert report["polite"]["您好"]["said"] is True
    assert report["voices"]["道别声"]["outcome"] == "pass"


@pytest.mark.parametrize("needed", ["yaml", "ahocorasick", "pypinyin"])
def test_blocking_a_library_that_is_needed_is_noticed(needed: str) -> None:
    assert _run(needed).returncode != 0
