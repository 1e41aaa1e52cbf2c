"""A report without personal numbers: the same lengths, so that every place in it stays right."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PureWindowsPath
from typing import Any, Final

from analyzer.privacy.find import MASK, find_private, mask
from analyzer.privacy.names import mask_path
from analyzer.privacy.turns import mask_turns

Json = dict[str, Any]

_TOLD: Final = ("message", "hint")
_TAG: Final = 6


def mask_report(report: Json) -> Json:
    """A copy of a line of `reports.jsonl`, scored or failed, with personal numbers masked in words and file names.

    Who is scored stays: agents and teams, and call ids that are not just the file's name.
    """
    out = dict(report)
    for name in _TOLD:
        if out.get(name):
            out[name] = mask(out[name])
    _mask_words(out)
    _mask_names(out)
    return out


def _mask_words(out: Json) -> None:
    """The turns, and all that quotes them or was said beside them."""
    turns = out.get("turns") or []
    masked = mask_turns([(turn["role"], turn["text"]) for turn in turns])
    changed = {place: text for place, text in enumerate(masked) if text != turns[place]["text"]}
    if changed:
        out["turns"] = [{**turn, "text": text} for turn, text in zip(turns, masked, strict=True)]
        for name in ("findings", "banned"):
            out[name] = [_quoted(item, turns, changed) for item in out.get(name, ())]
    if out.get("dropped"):
        words = mask_turns([("unknown", item["text"]) for item in out["dropped"]])
        out["dropped"] = [{**item, "text": text} for item, text in zip(out["dropped"], words, strict=True)]
    if out.get("notes"):
        out["notes"] = [mask(note) for note in out["notes"]]
    if out.get("extra"):
        out["extra"] = {name: _fact(name, value) for name, value in out["extra"].items()}


def _fact(name: str, value: str) -> str:
    """A cell of a manifest; its heading tells what it is (客户电话)."""
    return mask(f"{name}：{value}")[len(name) + 1 :]


def _quoted(item: Json, turns: Sequence[Json], changed: Mapping[int, str]) -> Json:
    """A finding or hit with its quotations of changed turns masked, in its sentences too."""
    quotes = dict(_quotes(item, turns, changed))
    masked: Json = _replaced(item, quotes) if quotes else item
    return masked


def _quotes(item: object, turns: Sequence[Json], changed: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """What is quoted and how it reads masked, wherever evidence from a changed turn stands."""
    if isinstance(item, list):
        for value in item:
            yield from _quotes(value, turns, changed)
    if not isinstance(item, dict):
        return
    turn = item.get("turn")
    if isinstance(turn, int) and turn in changed:
        for words in (item.get("said"), item.get("with")):
            masked = _masked_quote(words, turns[turn]["text"], changed[turn]) if words else ""
            if masked != (words or ""):
                yield str(words), masked
    for value in item.values():
        yield from _quotes(value, turns, changed) if isinstance(value, (dict, list)) else ()


def _masked_quote(words: str, text: str, masked: str) -> str:
    """The quotation as it reads in the masked turn; where it stands there twice, the one with less left."""
    places = [place for place in range(len(text)) if text.startswith(words, place)]
    return min((masked[place : place + len(words)] for place in places), key=_left, default=mask(words))


def _left(words: str) -> int:
    return -words.count(MASK)


def _replaced(value: Any, quotes: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(inner, quotes) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, quotes) for inner in value]
    if isinstance(value, str):
        for words, masked in sorted(quotes.items(), key=lambda quote: -len(quote[0])):
            value = value.replace(words, masked)
    return value


def _mask_names(out: Json) -> None:
    """File names, and a call id that is one: it gets a tag of the call's content so that it stays its own."""
    source, recording, call_id = out.get("source"), out.get("recording"), str(out["call_id"])
    if recording and find_private(recording["name"]):
        out["recording"] = {**recording, "name": mask(recording["name"])}
    if not source:
        return
    out["source"] = mask_path(source)
    if call_id.startswith(PureWindowsPath(source).stem) and find_private(call_id):
        out["call_id"] = f"{mask(call_id)}-{_tag(out)}"


def _tag(masked: Json) -> str:
    """A few digits of a hash of what is shown anyway: nothing masked can be found out from it."""
    known = [
        masked.get(name) for name in ("recording", "turns", "source", "agent_id", "started_at", "message")
    ]
    return hashlib.sha256(json.dumps(known, ensure_ascii=False).encode()).hexdigest()[:_TAG]
