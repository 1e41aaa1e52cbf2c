"""The words of the codes that results consist of, for every way of showing them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from analyzer.language import Text

OUTCOME: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "pass": Text("达到", "pass"),
        "fail": Text("未达到", "fail"),
        "not_applicable": Text("不适用", "not applicable"),
        "undecided": Text("无法判断", "undecided"),
    }
)
ROLE: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "agent": Text("坐席", "agent"),
        "customer": Text("客户", "customer"),
        "unknown": Text("角色未知", "role unknown"),
        "anyone": Text("双方", "either party"),
    }
)
SEVERITY: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "minor": Text("轻微", "minor"),
        "major": Text("较重", "major"),
        "critical": Text("严重", "critical"),
    }
)
