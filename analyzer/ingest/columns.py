"""Column names that tables may use, Chinese and English. What is not listed here is never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

CALL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "call_id": ("call_id", "callid", "id", "通话编号", "通话id", "通话号", "会话id", "会话编号",
                "录音编号", "录音id", "流水号", "呼叫流水号"),
    "agent_id": ("agent_id", "agentid", "工号", "坐席工号", "座席工号", "客服工号", "员工号", "员工编号",
                 "坐席编号"),
    "agent_name": ("agent_name", "agent", "坐席姓名", "座席姓名", "客服姓名", "员工姓名", "坐席",
                   "座席", "客服", "姓名"),
    "team": ("team", "group", "班组", "组别", "团队", "部门", "技能组", "小组"),
    "started_at": ("started_at", "start_time", "call_time", "通话时间", "通话开始时间", "呼叫时间",
                   "来电时间", "接通时间", "录音时间", "日期时间"),
    "channel": ("channel", "渠道", "通道", "服务渠道"),
    "direction": ("direction", "呼叫方向", "方向", "呼叫类型", "呼入呼出"),
    "ended_by": ("ended_by", "hangup", "挂断方", "挂机方", "结束方"),
}  # fmt: skip
"""What a table may say of a whole call."""

MANIFEST_COLUMNS: Mapping[str, tuple[str, ...]] = {
    **CALL_COLUMNS,
    "file": ("file", "filename", "file_name", "path", "文件", "文件名", "录音文件", "录音", "路径"),
    "started_at": (*CALL_COLUMNS["started_at"], "开始时间", "时间", "start"),
}
"""The columns of a manifest; a column beyond these is kept in `Call.extra` under its own name."""

TURN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    **CALL_COLUMNS,
    "started_at": tuple(name for name in CALL_COLUMNS["started_at"] if name != "start_time"),
    "agent_name": ("agent_name", "坐席姓名", "座席姓名", "客服姓名", "员工姓名"),
    "channel": ("channel", "渠道", "服务渠道"),
    "role": ("role", "speaker", "角色", "说话人", "发言人", "讲话人", "身份", "对话角色", "发送方"),
    "text": ("text", "content", "utterance", "sentence", "transcript", "内容", "文本", "话术", "文字",
             "对话内容", "通话内容", "说话内容", "转写文本", "转写内容", "识别文本", "消息内容"),
    "start": ("start", "start_ms", "start_time", "begin", "begin_time", "开始", "开始时间", "起始时间",
              "起始"),
    "end": ("end", "end_ms", "end_time", "结束", "结束时间", "终止时间"),
    "confidence": ("confidence", "置信度"),
}  # fmt: skip
"""The columns of a transcript with one turn a row."""

_UNIT = re.compile(r"[(（\[]?\s*(ms|毫秒|s|sec|秒|seconds)\s*[)）\]]?$")
_SPACES = re.compile(r"[\s_\-]+")


def find_columns(header: Sequence[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Position of each known column; the first of two that mean the same counts.

    >>> find_columns(["角色", "内容", "备注"], TURN_COLUMNS)
    {'role': 0, 'text': 1}
    """
    positions = {_fold(cell): index for index, cell in reversed(list(enumerate(header)))}
    bare = {_fold(_without_unit(cell)): index for index, cell in reversed(list(enumerate(header)))}
    found: dict[str, int] = {}
    for field, aliases in names.items():
        keys = [_fold(alias) for alias in aliases]
        hit = next((where[key] for where in (positions, bare) for key in keys if key in where), None)
        if hit is not None and hit not in found.values():
            found[field] = hit
    return dict(sorted(found.items(), key=lambda item: item[1]))


def counts_milliseconds(cell: str) -> bool:
    """True for a header that names milliseconds: start_ms, 开始时间(毫秒)."""
    folded = unicodedata.normalize("NFKC", cell).strip().casefold()
    return folded.endswith(("_ms", "(ms)", "[ms]", "毫秒", "毫秒)"))


def _without_unit(cell: str) -> str:
    folded = unicodedata.normalize("NFKC", cell).strip().casefold()
    found = _UNIT.search(folded)
    return folded[: found.start()] if found and found.start() else folded


def _fold(cell: str) -> str:
    """Width, case, spaces and underscores make no difference."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", cell).casefold())
