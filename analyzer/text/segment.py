"""Word borders by jieba, asked only around a candidate: reading a whole call costs a hundred times the matching.

A private `jieba.Tokenizer` is used: the module-level one is shared by the whole process, and a rule's phrase added
to a dictionary would hide the shorter words in it.
"""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any

_REACH = 10


@cache
def _tokenizer() -> Any:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(_cache_folder())
    tokenizer.cache_file = "jieba.cache"
    return tokenizer


def _cache_folder() -> Path:
    """A folder of this user's for the parsed dictionary; where none can be made, the shared one will do."""
    folder = Path.home() / ".cache" / "service-call-analyzer"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(gettempdir())
    return folder


def words(plain_text: str) -> list[tuple[str, int, int]]:
    """The words of plain text with their places, `(word, start, end)`."""
    return list(_tokenizer().tokenize(plain_text))


def crossing_word(plain_text: str, start: int, end: int) -> str | None:
    """The word that begins before `start` and runs into `[start, end)`, if the segmenter sees one.

    >>> crossing_word("我来申请补卡", 3, 4)
    '申请'
    """
    if start == 0 or not _dictionary_crosses(plain_text, start):
        return None
    left, right = max(0, start - _REACH), min(len(plain_text), end + _REACH)
    for word, first, last in words(plain_text[left:right]):
        if first + left < start < last + left:
            return word
    return None


def _dictionary_crosses(plain_text: str, at: int) -> bool:
    """Whether any dictionary word spans the border before `at`; without one there is no need to segment."""
    tokenizer = _tokenizer()
    tokenizer.check_initialized()
    known = tokenizer.FREQ
    return any(
        known.get(plain_text[first:last])
        for first in range(max(0, at - 3), at)
        for last in range(at + 1, min(len(plain_text), at + 3) + 1)
    )
