"""Problems are data with a place; sentences are made from them at the edge."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from analyzer.errors import AnalyzerError, Code, InputError, PackError, Problem, input_error, missing_extra
from analyzer.language import Text, use_language

MESSAGE, HINT = Text("没有轮次", "no turns"), Text("加上说话人", "add speakers")


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem(Code.NO_TURNS, MESSAGE), "no-turns 没有轮次"),
        (Problem(Code.NO_TURNS, MESSAGE, path="a.txt"), "a.txt no-turns 没有轮次"),
        (
            Problem(Code.NO_TURNS, MESSAGE, path="a.txt", line=3, column=7, call="c-1", hint=HINT),
            "a.txt:3:7 [c-1] no-turns 没有轮次 → 加上说话人",
        ),
    ],
)
def test_one_line_for_a_person(problem: Problem, line: str) -> None:
    assert str(problem) == line


def test_a_problem_as_json_is_in_the_language_in_force() -> None:
    problem = Problem(Code.NO_TURNS, MESSAGE, path="a.txt", line=3, hint=HINT)
    with use_language("en"):
        data = problem.to_dict()
    assert list(data) == ["code", "message", "hint", "path", "line", "column", "call"]
    assert (data["message"], data["hint"], data["column"]) == ("no turns", "add speakers", None)


def test_an_error_holds_all_its_problems_and_travels_between_processes() -> None:
    error = PackError(Problem(Code.CYCLE, MESSAGE), Problem(Code.BAD_ID, MESSAGE, path="x.yml"))
    home = pickle.loads(pickle.dumps(error))
    assert type(home) is PackError
    assert home.problems == error.problems
    assert str(home) == "cycle 没有轮次\nx.yml bad-id 没有轮次"


def test_an_error_about_a_whole_file() -> None:
    error = input_error(Code.FILE_EMPTY, MESSAGE, Path("dir") / "a.wav", HINT)
    assert isinstance(error, InputError)
    assert isinstance(error, AnalyzerError)
    assert [problem.path for problem in error.problems] == [str(Path("dir") / "a.wav")]


def test_a_missing_library_names_the_command_that_installs_it() -> None:
    (problem,) = missing_extra("faster-whisper", "listen").problems
    assert problem.code is Code.MISSING_EXTRA
    assert "faster-whisper" in str(problem)
    assert 'pip install "service-call-analyzer[listen]"' in str(problem)


def test_codes_are_words_joined_by_hyphens() -> None:
    assert all(str(code) == code.name.lower().replace("_", "-") for code in Code)
