"""Scored calls read back from report lines, to be judged or scored again without the recording."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analyzer.call import Call, call_from_dict
from analyzer.errors import Code, InputError, Problem
from analyzer.language import Text

Json = Mapping[str, Any]

_NEEDED = ("call_id", "turns", "findings", "measures", "score", "provenance")


def past_reports(path: Path) -> tuple[Json, ...]:
    """The scored lines of a `reports.jsonl`; lines of calls that could not be scored are left out.

    Raises `InputError` with every line that is no report, or when there is none at all.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = Text(f"结果文件读不了：{error}", f"the file cannot be read: {error}")
        hint = Text(
            "给出 analyzer score 写的 reports.jsonl", "give the reports.jsonl that analyzer score wrote"
        )
        raise InputError(Problem(Code.FILE_UNREADABLE, message, path=str(path), hint=hint)) from error
    read = [_report(line, number, path) for number, line in enumerate(lines, 1) if line.strip()]
    problems = [item for item in read if isinstance(item, Problem)]
    if problems:
        raise InputError(*problems)
    scored = tuple(item for item in read if not isinstance(item, Problem) and item["status"] == "scored")
    if not scored:
        message = Text("里面没有评过分的通话", "there is no scored call in it")
        hint = Text("先运行 analyzer score", "run analyzer score first")
        raise InputError(Problem(Code.NOTHING_FOUND, message, path=str(path), hint=hint))
    return scored


def _report(line: str, number: int, path: Path) -> Json | Problem:
    hint = Text(
        "这要是 analyzer score 写的 reports.jsonl；旧版的请重新评分", "give a reports.jsonl of this version"
    )
    try:
        found = json.loads(line)
    except ValueError as error:
        message = Text(f"这一行不是 JSON：{error}", f"this line is not JSON: {error}")
        return Problem(Code.BAD_JSON, message, path=str(path), line=number, column=1, hint=hint)
    report: Json = found if isinstance(found, dict) else {}
    if report.get("status") == "failed":
        return report
    missing = [key for key in _NEEDED if key not in report]
    if missing or report.get("status") != "scored":
        listed = "、".join(missing) or "status"
        message = Text(f"这一行不是评分结果（没有 {listed}）", f"this line is no report (without {listed})")
        return Problem(Code.BAD_JSON, message, path=str(path), line=number, column=1, hint=hint)
    return report


def past_call(report: Json) -> Call:
    """The call of a report line: its turns and what was known of it; the recogniser's single words are not kept."""
    return call_from_dict({**report, "origin": None})
