"""A call from the project's own JSON: checked against the schema, every fault at once, made into values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from analyzer.call import Call, Dropped, Origin, Recording, Role, Turn, Word
from analyzer.errors import Code, InputError, Problem
from analyzer.ingest.callschema import NOBODY, CallIn, TurnIn, WordIn
from analyzer.ingest.metadata import FIELDS, apply_metadata, metadata_of
from analyzer.ingest.settle import Where, bad_turn, settle, turn_of
from analyzer.ingest.speakers import speaker_of
from analyzer.language import Text
from analyzer.spans import CharSpan, TimeSpan

NOBODY_SPOKE = "nobody"
"""`Dropped.reason` of a turn whose role is `none`: ringing, hold music."""

MOST_PROBLEMS = 50
"""Problems listed for one call; the rest are counted."""

_PLAIN_ROLES = frozenset(Role)
_FAULTS = {
    "missing": Text("缺少这一项", "this field is missing"),
    "string_type": Text("应为文字", "must be a string"),
    "int_type": Text("应为整数", "must be a whole number"),
    "float_type": Text("应为数字", "must be a number"),
    "list_type": Text("应为列表", "must be a list"),
    "dict_type": Text("应为对象", "must be an object"),
    "model_type": Text("应为对象", "must be an object"),
    "string_pattern_mismatch": Text("不能有控制字符", "must hold no control characters"),
    "string_too_short": Text("不能为空", "must not be empty"),
    "greater_than_equal": Text("不能小于 0", "must not be negative"),
    "less_than_equal": Text("不能大于 1", "must not exceed 1"),
    "role": Text("应为 agent、customer 或 unknown", "must be agent, customer or unknown"),
}


def call_of(data: Mapping[str, Any], where: Where) -> Call:
    """The call in one JSON object; `where` gives id and source where it names none. Raises `InputError`."""
    try:
        given = CallIn.model_validate(data)
    except ValidationError as error:
        own_id = data.get("call_id", data.get("id"))
        known = own_id if isinstance(own_id, str) else None
        raise InputError(*problems_of(error, where, known)) from error
    return settle(_call(given, where), where.path, [where.line] * len(given.turns))


def _call(given: CallIn, where: Where) -> Call:
    turns, nobody = _turns(given, where)
    metadata, misread = metadata_of({field: getattr(given, field) for field in FIELDS}, given.extra)
    call = Call(
        call_id=where.call_id,
        turns=turns,
        source=given.source or where.source,
        recording=_value(Recording, given.recording) if given.recording else None,
        origin=_origin(given),
        dropped=(*(_value(Dropped, item) for item in given.dropped), *nobody),
        notes=(*given.notes, *_unused_keys(given), *map(str, misread)),
    )
    return apply_metadata(call, metadata)


def _turns(given: CallIn, where: Where) -> tuple[tuple[Turn, ...], list[Dropped]]:
    """The turns somebody speaks, each under its place in the list, and what nobody says."""
    turns: list[Turn] = []
    nobody: list[Dropped] = []
    for index, item in enumerate(given.turns):
        if item.role == NOBODY:
            nobody.append(Dropped(NOBODY_SPOKE, item.text, item.start_ms, item.end_ms))
            continue
        try:
            turns.append(_turn(index, item))
        except ValueError as error:
            fault = Text("words 的起止倒置", f"words: {error}")
            raise InputError(bad_turn(where.path, index, fault, where.line)) from error
    return tuple(turns), nobody


def _turn(index: int, item: TurnIn) -> Turn:
    if item.role in _PLAIN_ROLES:
        role, speaker, basis = Role(item.role), item.speaker, item.role_basis
    else:
        named = turn_of(index, item.text, speaker_of(item.role))
        role, speaker, basis = named.role, item.speaker or named.speaker, item.role_basis or named.role_basis
    return Turn(
        index,
        role,
        item.text,
        start_ms=item.start_ms,
        end_ms=item.end_ms,
        confidence=item.confidence,
        agent_id=item.agent_id or None,
        speaker=speaker,
        channel=item.channel,
        role_basis=basis,
        words=tuple(map(_word, item.words)),
    )


def _word(item: WordIn) -> Word:
    chars, time = CharSpan(item.chars[0], item.chars[1]), TimeSpan(item.start_ms, item.end_ms)
    return Word(item.text, chars, time, item.confidence)


def _origin(given: CallIn) -> Origin | None:
    if given.origin is None:
        return None
    options = tuple(sorted(given.origin.options.items()))
    return Origin(given.origin.recognizer, given.origin.model, given.origin.model_sha256, options)


def _value(kind: type[Recording] | type[Dropped], item: BaseModel) -> Any:
    """The value whose fields have the same names; unknown keys are counted by `_unused_keys`."""
    return kind(**{name: getattr(item, name) for name in kind.__slots__})


def _unused_keys(given: CallIn) -> tuple[str, ...]:
    """One note that names every key nobody reads."""
    keys = set(given.model_extra or ())
    keys |= {f"turns[].{key}" for turn in given.turns for key in turn.model_extra or ()}
    for name in ("recording", "origin"):
        part = getattr(given, name)
        keys |= {f"{name}.{key}" for key in (part.model_extra or ())} if part is not None else set()
    if not keys:
        return ()
    listed = sorted(keys)
    return (str(Text(f"未使用的字段：{'、'.join(listed)}", f"fields not used: {', '.join(listed)}")),)


def problems_of(error: ValidationError, where: Where, call_id: str | None = None) -> list[Problem]:
    """What pydantic found, as problems that name the field; at most `MOST_PROBLEMS` of them and a count."""
    details = error.errors(include_url=False, include_input=False)
    problems = [_problem(detail, where, call_id) for detail in details[:MOST_PROBLEMS]]
    more = len(details) - len(problems)
    if more:
        unlisted = Text(f"另有 {more} 处问题没有列出", f"{more} more problems are not listed")
        problems.append(Problem(Code.BAD_JSON, unlisted, str(where.path), where.line, call=call_id))
    return problems


def _problem(detail: ErrorDetails, where: Where, call_id: str | None) -> Problem:
    place = detail["loc"]
    field = _field(place)
    fault = _FAULTS.get(detail["type"], Text(f"不合要求（{detail['msg']}）", detail["msg"]))
    in_turn = len(place) > 1 and place[0] == "turns"
    return Problem(
        Code.BAD_TURN if in_turn else Code.BAD_JSON,
        Text(f"{field}：{fault.zh}", f"{field}: {fault.en}"),
        path=str(where.path),
        line=where.line,
        call=call_id,
        hint=Text("格式见 analyzer schema calls", "see analyzer schema calls"),
    )


def _field(place: tuple[int | str, ...]) -> str:
    """`turns[3].start_ms` for a place in the data."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".") or "call"
