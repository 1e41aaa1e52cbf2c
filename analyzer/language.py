"""The language of what people read: Chinese unless `ANALYZER_LANG=en` or `--lang en` says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh", "en"]

_chosen: Final[ContextVar[Language | None]] = ContextVar("analyzer_language", default=None)


def language() -> Language:
    """The language in force: the one chosen by `use_language`, else `ANALYZER_LANG`, else Chinese."""
    return _chosen.get() or ("en" if os.environ.get("ANALYZER_LANG", "").lower().startswith("en") else "zh")


@contextmanager
def use_language(chosen: Language) -> Iterator[None]:
    """Words made inside the block are in `chosen`."""
    token = _chosen.set(chosen)
    try:
        yield
    finally:
        _chosen.reset(token)


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages; `str()` gives the one in force."""

    zh: str
    en: str

    def __str__(self) -> str:
        """The words in the language in force."""
        return self.zh if language() == "zh" else self.en
