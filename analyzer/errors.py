"""What can go wrong, where, and what to do: a `Problem` is data; sentences are made from it at the edge."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from analyzer.language import Text


class Code(StrEnum):
    """Every kind of problem, listed with cause and cure in `docs/errors.md`."""

    # usage
    USAGE = "usage"
    MISSING_EXTRA = "missing-extra"
    INTERNAL = "internal"
    # input files
    FILE_MISSING = "file-missing"
    FILE_UNREADABLE = "file-unreadable"
    FILE_EMPTY = "file-empty"
    FILE_TYPE = "file-type"
    FILE_TOO_LARGE = "file-too-large"
    FILE_ENCODING = "file-encoding"
    ARCHIVE = "archive"
    BAD_JSON = "bad-json"
    BAD_TABLE = "bad-table"
    NO_LABELS = "no-labels"
    NO_TURNS = "no-turns"
    BAD_TURN = "bad-turn"
    DUPLICATE_CALL = "duplicate-call"
    NOTHING_FOUND = "nothing-found"
    # manifests
    BAD_MANIFEST = "bad-manifest"
    MANIFEST_FILE = "manifest-file"
    BAD_TEMPLATE = "bad-template"
    # sound
    NOT_AUDIO = "not-audio"
    NO_AUDIO = "no-audio"
    TOO_MANY_CHANNELS = "too-many-channels"
    NO_SPEECH = "no-speech"
    DECODE_FAILED = "decode-failed"
    DECODE_PARTIAL = "decode-partial"
    # models
    MODEL_MISSING = "model-missing"
    MODEL_DAMAGED = "model-damaged"
    MODEL_UNAVAILABLE = "model-unavailable"
    # rule packs
    YAML_SYNTAX = "yaml-syntax"
    DUPLICATE_KEY = "duplicate-key"
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    WRONG_TYPE = "wrong-type"
    WRONG_VALUE = "wrong-value"
    BAD_PATTERN = "bad-pattern"
    BAD_REGEX = "bad-regex"
    UNKNOWN_NAME = "unknown-name"
    DUPLICATE_ID = "duplicate-id"
    BAD_ID = "bad-id"
    CYCLE = "cycle"
    EXAMPLES = "examples"
    # output
    OUTPUT = "output"
    STORE = "store"
    # long runs
    FILE_CHANGING = "file-changing"
    TIME_LIMIT = "time-limit"
    WORKER_DIED = "worker-died"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where (1-based line and column), and what to do about it."""

    code: Code
    message: Text
    path: str | None = None
    line: int | None = None
    column: int | None = None
    call: str | None = None
    hint: Text | None = None

    def where(self) -> str:
        """`path:line:column`, as far as each is known."""
        parts = [self.path or "", *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(part for part in parts if part)

    def __str__(self) -> str:
        """One line for a person: place, code, message, and the hint after an arrow."""
        place = self.where()
        call = f"[{self.call}] " if self.call else ""
        hint = f" → {self.hint}" if self.hint else ""
        return f"{place + ' ' if place else ''}{call}{self.code} {self.message}{hint}"

    def to_dict(self) -> dict[str, object]:
        """The problem as JSON values, in a fixed order, words in the language in force."""
        return {
            "code": str(self.code),
            "message": str(self.message),
            "hint": str(self.hint) if self.hint else None,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "call": self.call,
        }


class AnalyzerError(Exception):
    """A stop with at least one `Problem`; subclasses say whose business it is."""

    def __init__(self, *problems: Problem) -> None:
        self.problems: tuple[Problem, ...] = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def __reduce__(self) -> tuple[type[AnalyzerError], tuple[Problem, ...]]:
        """Worker processes send errors home whole."""
        return (type(self), self.problems)


class UsageError(AnalyzerError):
    """The command or the settings ask for something that cannot be done."""


class InputError(AnalyzerError):
    """A recording, transcript or manifest that cannot be used."""


class ModelError(AnalyzerError):
    """Model weights that are missing, damaged or cannot be fetched."""


class PackError(AnalyzerError):
    """Rule files with faults; all of them at once."""


def input_error(
    code: Code, message: Text, path: Path | str | None = None, hint: Text | None = None
) -> InputError:
    """An `InputError` with one problem about a whole file."""
    return InputError(Problem(code, message, path=str(path) if path is not None else None, hint=hint))


def missing_extra(library: str, extra: str) -> UsageError:
    """The one clear sentence for an optional library that is not installed."""
    return UsageError(
        Problem(
            Code.MISSING_EXTRA,
            Text(f"需要的组件 {library} 没有安装", f"the optional library {library} is not installed"),
            hint=Text(
                f'请运行：pip install "service-call-analyzer[{extra}]"',
                f'run: pip install "service-call-analyzer[{extra}]"',
            ),
        )
    )
