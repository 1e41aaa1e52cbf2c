"""The notation of short calls in rule examples and tests.

One turn a line, `A:` agent, `C:` customer, `U:` unknown, `B:` a second agent; `A@01:05:` gives the start, and
`A@01:05-01:08:` start and end. Where starts are given, a missing end is estimated at 200 ms a character.
"""

from __future__ import annotations

import re

from analyzer.call import Call, EndedBy, Role, Turn

_ROLES = {"A": Role.AGENT, "B": Role.AGENT, "C": Role.CUSTOMER, "U": Role.UNKNOWN}
_LINE = re.compile(
    r"\s*(?P<who>[ABCU])(?:@(?P<start>\d+:\d\d)(?:-(?P<end>\d+:\d\d))?)?\s*[:：]\s?(?P<text>.*)$"
)
_MS_A_CHARACTER = 200


class ExampleError(ValueError):
    """A line of an example that cannot be read; `line` counts from 1."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"line {line}: {text}")
        self.line, self.text = line, text


def parse_example(text: str, call_id: str = "example", ended_by: str | None = None) -> Call:
    """The call that the notation describes. Raises `ExampleError`."""
    turns: list[Turn] = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines:
        match = _LINE.match(line)
        if match is None:
            raise ExampleError(number, line.strip())
        turns.append(_turn(len(turns), match))
    return Call(call_id, tuple(turns), ended_by=EndedBy(ended_by) if ended_by else None)


def _turn(index: int, match: re.Match[str]) -> Turn:
    start, end = _milliseconds(match["start"]), _milliseconds(match["end"])
    if start is not None and end is None:
        end = start + _MS_A_CHARACTER * len(match["text"])
    second = "second" if match["who"] == "B" else None
    return Turn(index, _ROLES[match["who"]], match["text"].strip(), start, end, agent_id=second)


def _milliseconds(clock: str | None) -> int | None:
    if clock is None:
        return None
    minutes, seconds = clock.split(":")
    return (int(minutes) * 60 + int(seconds)) * 1000
