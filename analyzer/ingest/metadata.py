"""What a manifest, a file name or a table column says of a call, in the call's own terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from analyzer.call import Call, EndedBy
from analyzer.language import Text

CHANNELS: Mapping[str, str] = {
    "phone": "phone", "电话": "phone", "热线": "phone", "语音": "phone",
    "window": "window", "窗口": "window", "柜台": "window", "大厅": "window", "现场": "window",
    "chat": "chat", "在线": "chat", "聊天": "chat",
    "文字": "chat", "微信": "chat",
}  # fmt: skip
DIRECTIONS: Mapping[str, str] = {
    "inbound": "inbound", "in": "inbound", "呼入": "inbound",
    "来电": "inbound", "进线": "inbound",
    "outbound": "outbound", "out": "outbound", "呼出": "outbound",
    "外呼": "outbound", "去电": "outbound",
}  # fmt: skip
ENDINGS: Mapping[str, str] = {
    "agent": "agent", "坐席": "agent", "座席": "agent", "客服": "agent",
    "customer": "customer", "客户": "customer", "用户": "customer",
    "cut": "cut", "中断": "cut", "掉线": "cut", "断线": "cut", "系统": "cut",
}  # fmt: skip

_DATED = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?[分秒]?)?"
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T_-]?(\d{2})(\d{2})(\d{2})?)?")
_ISO_START = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:|$)")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Known facts of one call; None is unknown. `extra` holds what has no field."""

    call_id: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    team: str | None = None
    started_at: str | None = None
    channel: str | None = None
    direction: str | None = None
    ended_by: EndedBy | None = None
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Misread:
    """A value that could not be understood: it stays in `Metadata.extra`, its field stays unknown."""

    field: str
    message: Text

    def __str__(self) -> str:
        """The note that a call keeps of it."""
        return str(Text(f"{self.field}：{self.message.zh}", f"{self.field}: {self.message.en}"))


FIELDS = ("call_id", "agent_id", "agent_name", "team", "started_at", "channel", "direction", "ended_by")


def metadata_of(
    values: Mapping[str, object], extra: Mapping[str, str] | None = None
) -> tuple[Metadata, tuple[Misread, ...]]:
    """Raw values by field as `Metadata`, and those that could not be understood."""
    known: dict[str, str] = {}
    misread: list[Misread] = []
    kept = dict(extra or {})
    for field in FIELDS:
        raw = values.get(field)
        if raw is None or not str(raw).strip():
            continue
        value, fault = _read(field, raw)
        if value is not None:
            known[field] = value
        if fault is not None:
            kept[field] = str(raw).strip()
            misread.append(Misread(field, fault))
    ended_by = EndedBy(known.pop("ended_by")) if "ended_by" in known else None
    return Metadata(**known, ended_by=ended_by, extra=tuple(kept.items())), tuple(misread)


def apply_metadata(call: Call, metadata: Metadata) -> Call:
    """The call with every fact that the metadata knows; facts it does not know stay as they were."""
    known = {field: value for field in FIELDS if (value := getattr(metadata, field)) is not None}
    extra = tuple(sorted({**dict(call.extra), **dict(metadata.extra)}.items()))
    return replace(call, **known, extra=extra)


def _read(field: str, raw: object) -> tuple[str | None, Text | None]:
    reader = _READERS.get(field)
    text = str(raw).strip()
    if reader is None:
        return text, None
    value = reader(raw)
    return value, None if value is not None else Text(
        f"“{text[:40]}”看不懂", f'"{text[:40]}" is not understood'
    )


def moment(raw: object) -> str | None:
    """An ISO time, kept as given where it is one; a zone is never added. None when it is no time.

    >>> moment("2026-11-03T09:12:00+08:00"), moment("2026/11/3 9:12"), moment("明天")
    ('2026-11-03T09:12:00+08:00', '2026-11-03T09:12:00', None)
    """
    if isinstance(raw, datetime | date):
        return raw.isoformat()
    text = str(raw).strip()
    found = _DIGITS.fullmatch(text) or _DATED.fullmatch(text)
    try:
        if found is None:
            return text if not text.isdigit() and datetime.fromisoformat(text) else None
        year, month, day, hour, minute, second = (
            None if group is None else int(group) for group in found.groups()
        )
        whole = date(year or 0, month or 0, day or 0)
        if hour is not None:
            whole = datetime.combine(whole, time(hour, minute or 0, second or 0))
    except ValueError:
        return None
    return text if _ISO_START.match(text) else whole.isoformat()


def _from(table: Mapping[str, str]) -> Callable[[object], str | None]:
    return lambda raw: table.get(str(raw).strip().casefold())


_READERS: Mapping[str, Callable[[object], str | None]] = {
    "started_at": moment,
    "channel": _from(CHANNELS),
    "direction": _from(DIRECTIONS),
    "ended_by": _from(ENDINGS),
}
