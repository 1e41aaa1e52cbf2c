"""A call that could not be read: kept with its reasons, beside the calls that could."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from analyzer.call import Call
from analyzer.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Failure:
    """One call, or one whole file, that cannot be scored; `call_id` is None where it never became known."""

    source: str
    problems: tuple[Problem, ...]
    call_id: str | None = None

    def error(self) -> InputError:
        """The same problems as an exception, for callers that stop at the first failure."""
        return InputError(*self.problems)


Item: TypeAlias = Call | Failure
"""What every reader yields: nothing that was in a file is lost between the two."""
