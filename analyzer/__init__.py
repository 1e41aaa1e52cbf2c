"""Phrase compliance of Mandarin service calls: every result with its evidence, nothing leaves the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.version import __version__

if TYPE_CHECKING:
    from analyzer.api import (
        demo_recordings,
        example_calls,
        frames,
        load,
        monthly,
        monthly_frames,
        pack,
        rescore,
        score_call,
        score_file,
        score_text,
        waveform,
        wilson,
    )

__all__ = [
    "__version__",
    "demo_recordings",
    "example_calls",
    "frames",
    "load",
    "monthly",
    "monthly_frames",
    "pack",
    "rescore",
    "score_call",
    "score_file",
    "score_text",
    "waveform",
    "wilson",
]


def __getattr__(name: str) -> Any:
    """The public functions, imported when first used: rule tools need none of them."""
    if name in __all__:
        from analyzer import api

        return getattr(api, name)
    raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
