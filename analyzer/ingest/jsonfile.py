"""`.json` and `.jsonl` files: our own calls and other recognisers' results, told apart by their keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from analyzer.call import Call
from analyzer.errors import Code, InputError, Problem
from analyzer.ingest.calljson import call_of
from analyzer.ingest.failure import Failure, Item
from analyzer.ingest.files import MAX_BYTES, empty, read_text, too_large, unreadable
from analyzer.ingest.recognizers import funasr_call, is_funasr, is_whisper, whisper_call
from analyzer.ingest.settle import Where
from analyzer.language import Text

_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


_Maker: TypeAlias = Callable[[Mapping[str, Any], Where], Call]


def read_json(path: Path) -> Iterator[Item]:
    """The calls of a JSON file: one object, or a list whose items fail one by one; raises `InputError`."""
    decoded = read_text(path)
    data = _parse(decoded.text, path, 1)
    if not isinstance(data, list):
        yield _call(data, Where(path, path.stem, str(path)))
        return
    if not data:
        raise empty(path)
    for index, item in enumerate(data):
        several = len(data) > 1
        call_id = f"{path.stem}-{index + 1}" if several else path.stem
        source = f"{path}#{index + 1}" if several else str(path)
        yield _attempt(item, Where(path, call_id, source))


def read_jsonl(path: Path) -> Iterator[Item]:
    """The calls of a JSON Lines file, read line by line; a bad line is a `Failure` and the next goes on.

    Raises `InputError` where the file cannot be opened or holds nothing.
    """
    found = False
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(iter(lambda: file.readline(MAX_BYTES + 1), b""), 1):
                if raw.strip(b"\xef\xbb\xbf \t\r\n"):
                    found = True
                    yield _line(raw, number, path)
                if len(raw) > MAX_BYTES:
                    return
    except OSError as error:
        raise unreadable(path, error) from error
    if not found:
        raise empty(path)


def _line(raw: bytes, number: int, path: Path) -> Item:
    source = f"{path}:{number}"
    if len(raw) > MAX_BYTES:
        return _failed(replace(too_large(path).problems[0], line=number), source)
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        return _failed(_not_utf8(path, number, error.start + 1), source)
    try:
        data = _parse(text, path, number)
    except InputError as error:
        return Failure(source, error.problems)
    return _attempt(data, Where(path, f"{path.stem}-{number}", source, number))


def _attempt(data: object, where: Where) -> Item:
    """One call, or the reasons why not under the id that it names for itself."""
    try:
        return _call(data, where)
    except InputError as error:
        own = data.get("call_id", data.get("id")) if isinstance(data, dict) else None
        return Failure(where.source, error.problems, own if isinstance(own, str) and own else where.call_id)


def _call(data: object, where: Where) -> Call:
    maker = _maker(data)
    if maker is None or not isinstance(data, dict):
        raise InputError(_unknown_shape(data, where))
    return maker(data, where)


def _maker(data: object) -> _Maker | None:
    if not isinstance(data, dict):
        return None
    if is_whisper(data):
        return whisper_call
    if is_funasr(data):
        return funasr_call
    return call_of if "turns" in data or "call_id" in data else None


def _parse(text: str, path: Path, first_line: int) -> object:
    """The JSON value; NaN, which some recognisers write, is read as null. Raises `InputError`."""
    try:
        data = json.loads(text.rstrip(), parse_constant=lambda _: None)
        if _HALF_CHARACTER.search(text):
            json.dumps(data, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        raise InputError(_syntax(path, first_line + error.lineno - 1, error.colno, error.msg)) from error
    except UnicodeEncodeError as error:
        raise InputError(_syntax(path, first_line, None, "half of a surrogate pair")) from error
    except (ValueError, RecursionError) as error:
        raise InputError(_syntax(path, first_line, None, str(error))) from error
    return data


def _failed(problem: Problem, source: str) -> Failure:
    return Failure(source, (problem,))


def _syntax(path: Path, line: int, column: int | None, reason: str) -> Problem:
    return Problem(
        Code.BAD_JSON,
        Text(f"不是合法的 JSON：{reason}", f"not valid JSON: {reason}"),
        path=str(path),
        line=line,
        column=column,
        hint=Text(
            "请检查这一行的引号、逗号和括号是否完整", "check the quotes, commas and brackets of this line"
        ),
    )


def _not_utf8(path: Path, line: int, column: int) -> Problem:
    return Problem(
        Code.FILE_ENCODING,
        Text(f"第 {column} 个字节起不是 UTF-8", f"not UTF-8 from byte {column} on"),
        path=str(path),
        line=line,
        hint=Text(".jsonl 必须用 UTF-8 编码，请另存后再试", ".jsonl must be UTF-8: save it so and try again"),
    )


def _unknown_shape(data: object, where: Where) -> Problem:
    keys = "、".join(sorted(data)[:8]) if isinstance(data, dict) else type(data).__name__
    return Problem(
        Code.BAD_JSON,
        Text(f"认不出这种 JSON（字段：{keys}）", f"unknown kind of JSON (fields: {keys})"),
        path=str(where.path),
        line=where.line,
        hint=Text(
            "支持：本程序的通话（turns）、openai-whisper 和 whisperX（segments）、FunASR（sentence_info）",
            "readable are our calls (turns), openai-whisper and whisperX (segments), FunASR (sentence_info)",
        ),
    )
