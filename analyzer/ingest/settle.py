"""The last step of every reader: turns as read become turns to be trusted, or problems that name the turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.call import Call, Dropped, Role, Turn
from analyzer.errors import Code, InputError, Problem
from analyzer.ingest.speakers import Speaker, is_diarized
from analyzer.language import Text

EMPTY = "empty"
"""`Dropped.reason` of a turn without words."""

MOST_CHARACTERS = 20_000
"""The longest turn: more than an hour of talk. Longer ones are whole calls whose speakers were lost, or damage."""

BASIS = "label"
"""`Turn.role_basis` of a role that the transcript's own speaker label gives."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a call stands in a file of calls, and the id that it has where it names none itself."""

    path: Path
    call_id: str
    source: str
    line: int | None = None


def turn_of(index: int, text: str, speaker: Speaker | None) -> Turn:
    """A turn by the speaker that a label named; role unknown without one."""
    if speaker is None:
        return Turn(index, Role.UNKNOWN, text)
    basis = BASIS if speaker.known else None
    return Turn(index, speaker.role, text, agent_id=speaker.agent_id, speaker=speaker.label, role_basis=basis)


def settle(call: Call, path: Path, lines: Sequence[int | None] = ()) -> Call:
    """The call with empty turns dropped, times checked, turns in time order, numbered; raises `InputError`.

    `Turn.index` and `lines` count the turns as they stand in the file.
    """
    problems = [problem for turn in call.turns for problem in _time_problems(turn, path, lines)]
    if problems:
        raise InputError(*(replace(problem, call=call.call_id) for problem in problems))
    spoken = [turn for turn in call.turns if turn.text.strip()]
    if not spoken:
        raise InputError(_no_turns(path, call.call_id))
    ordered = _in_time_order(spoken)
    notes = [*call.notes]
    if ordered != spoken:
        notes.append(
            str(Text("话轮不按时间先后，已重新排序", "turns were out of time order and have been sorted"))
        )
    notes += _unknown_speakers(ordered)
    empty = (
        Dropped(EMPTY, turn.text, turn.start_ms, turn.end_ms) for turn in call.turns if not turn.text.strip()
    )
    turns = tuple(replace(turn, index=index) for index, turn in enumerate(ordered))
    return _with_agent(replace(call, turns=turns, dropped=(*call.dropped, *empty), notes=tuple(notes)))


def _in_time_order(turns: Sequence[Turn]) -> list[Turn]:
    """By start; a turn without a start stays behind the turn it followed."""
    starts: list[int] = []
    for turn in turns:
        starts.append(turn.start_ms if turn.start_ms is not None else (starts[-1] if starts else 0))
    return [turn for _, turn in sorted(zip(starts, turns, strict=True), key=lambda pair: pair[0])]


def _with_agent(call: Call) -> Call:
    """One employee number in the labels is the call's agent; several stay on their turns."""
    numbers = {turn.agent_id for turn in call.turns if turn.agent_id}
    if call.agent_id is not None or len(numbers) != 1:
        return call
    return replace(call, agent_id=numbers.pop())


def _unknown_speakers(turns: Sequence[Turn]) -> list[str]:
    unknown = {turn.speaker for turn in turns if turn.role is Role.UNKNOWN and turn.speaker}
    names = sorted(name for name in unknown if not is_diarized(name))
    if not names:
        return []
    return [
        str(
            Text(
                f"这些称呼看不出是坐席还是客户，角色按未知处理：{'、'.join(names)}",
                f"labels that name neither agent nor customer, role unknown: {', '.join(names)}",
            )
        )
    ]


def _time_problems(turn: Turn, path: Path, lines: Sequence[int | None]) -> list[Problem]:
    """What is impossible about one turn's times and words."""
    line = lines[turn.index] if turn.index < len(lines) else None
    faults: list[Text] = []
    for name, value in (("start_ms", turn.start_ms), ("end_ms", turn.end_ms)):
        if value is not None and value < 0:
            faults.append(Text(f"{name} 是负数（{value}）", f"{name} is negative ({value})"))
    if turn.start_ms is not None and turn.end_ms is not None and turn.end_ms < turn.start_ms:
        faults.append(
            Text(
                f"结束时间 {turn.end_ms} 毫秒早于开始时间 {turn.start_ms} 毫秒",
                f"it ends at {turn.end_ms} ms, before it starts at {turn.start_ms} ms",
            )
        )
    if any(
        word.chars.start < 0 or word.chars.end > len(turn.text) or word.time.start < 0 for word in turn.words
    ):
        faults.append(Text("words 的字位或时间超出这一轮", "its words reach beyond the turn"))
    if len(turn.text) > MOST_CHARACTERS:
        faults.append(
            Text(
                f"有 {len(turn.text)} 个字，超过 {MOST_CHARACTERS} 个字（多半是少了说话人标签或换行）",
                f"it has {len(turn.text)} characters, over {MOST_CHARACTERS} (are the speakers' labels missing?)",
            )
        )
    return [bad_turn(path, turn.index, fault, line) for fault in faults]


def bad_turn(path: Path, index: int, fault: Text, line: int | None = None) -> Problem:
    """A problem with one turn, counted from 1 for people and named `turns[i]` for programs."""
    return Problem(
        Code.BAD_TURN,
        Text(
            f"第 {index + 1} 轮（turns[{index}]）：{fault.zh}",
            f"turn {index + 1} (turns[{index}]): {fault.en}",
        ),
        path=str(path),
        line=line,
        hint=Text("请更正这一轮后再试", "correct this turn and try again"),
    )


def _no_turns(path: Path, call_id: str) -> Problem:
    return Problem(
        Code.NO_TURNS,
        Text("里面一句话也没有", "there is not a single spoken turn in it"),
        path=str(path),
        call=call_id,
        hint=Text("请检查导出是否完整", "check that the export is complete"),
    )
