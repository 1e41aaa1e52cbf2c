"""Every fault that a rule author can make, each in a file of `tests/data/broken`, with the exact lines it is told.

A case is a text file: a comment that says what is wrong, the files that differ from the sound little lexicon of
`lexicons.BASE`, and the lines expected. `pytest tests/unit/rules/test_broken.py --update-golden` writes the lines
anew; read the difference before you keep it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from analyzer.errors import Code
from tests.unit.rules.lexicons import problems_of, write_lexicon

FOLDER = Path(__file__).parents[2] / "data" / "broken"
CASES = sorted(FOLDER.glob("*.txt"))
_SECTION = re.compile(r"^=== (?P<name>.+)\n", re.MULTILINE)
_EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Case:
    """What is wrong, in which files, and what is said about it."""

    comment: str
    files: dict[str, str]
    expected: str

    def text(self) -> str:
        """The case as its file holds it."""
        files = "".join(f"=== {name}\n{text}" for name, text in self.files.items())
        return f"{self.comment}{files}=== {_EXPECTED}\n{self.expected}"


def read_case(path: Path) -> Case:
    comment, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    return Case(comment, {k: v for k, v in sections.items() if k != _EXPECTED}, sections.get(_EXPECTED, ""))


def test_sound_lexicon_has_no_problems(tmp_path: Path) -> None:
    assert problems_of(write_lexicon(tmp_path)) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_exact_problem_lines(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    case = read_case(path)
    found = problems_of(write_lexicon(tmp_path, case.files))
    lines = "".join(f"{problem}\n" for problem in found)
    if request.config.getoption("--update-golden"):
        path.write_text(Case(case.comment, case.files, lines).text(), encoding="utf-8")
    else:
        assert lines == case.expected
    assert lines, "a broken lexicon without a problem"
    assert all(problem.hint and problem.line and problem.column for problem in found)
    assert all(problem.message.en and problem.hint and problem.hint.en for problem in found)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


def test_every_code_of_rule_files_has_a_case() -> None:
    said = {word for path in CASES for word in read_case(path).expected.split()}
    codes = (
        Code.YAML_SYNTAX,
        Code.DUPLICATE_KEY,
        Code.UNKNOWN_KEY,
        Code.MISSING_KEY,
        Code.WRONG_TYPE,
        Code.WRONG_VALUE,
        Code.BAD_PATTERN,
        Code.BAD_REGEX,
        Code.UNKNOWN_NAME,
        Code.DUPLICATE_ID,
        Code.BAD_ID,
        Code.CYCLE,
        Code.EXAMPLES,
        Code.FILE_EMPTY,
        Code.FILE_TYPE,
        Code.FILE_MISSING,
    )
    assert [code for code in codes if code not in said] == []
