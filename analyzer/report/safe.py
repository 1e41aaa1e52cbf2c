"""Making words from outside harmless: visible control marks, spreadsheet cells, file names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

# Marks that reorder or hide what a reader sees although they have no glyph of their own.
_HIDDEN: Final = frozenset("\u061c\u200b\u200e\u200f\u2028\u2029\u2060\ufeff") | frozenset(
    chr(point) for start, end in ((0x202A, 0x202F), (0x2066, 0x206A)) for point in range(start, end)
)
# ASCII and full-width starts of a formula, and the marks that some spreadsheets skip before one.
_FORMULA_START: Final = tuple("=+-@\t\r\n＝＋－\uff20")
_NAME_BYTES: Final = 80
_RESERVED: Final = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE
)


def visible(text: str) -> str:
    r"""The text with every control mark spelt out; tabs and line ends stay.

    >>> visible("a\u202eb")
    'a⟨U+202E⟩b'
    """
    if text.isprintable():
        return text
    return "".join(_spell(char) for char in text)


def _spell(char: str) -> str:
    point = ord(char)
    nothing = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF  # Unicode's noncharacters
    hides = nothing or char in _HIDDEN or unicodedata.category(char) in {"Cc", "Cs"}
    return f"⟨U+{point:04X}⟩" if hides and char not in "\t\n\r" else char


def cell(text: str) -> str:
    """The text as a spreadsheet shows it and never computes it: a formula start gets an apostrophe before it.

    >>> cell("=1+1")
    "'=1+1"
    """
    shown = visible(text)
    return "'" + shown if shown.startswith(_FORMULA_START) else shown


def plain(text: str) -> str:
    """The text of a cell without the apostrophe that `cell` put before a formula start.

    >>> plain("'=1+1"), plain("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_START) else text


def clipped(text: str, limit: int) -> str:
    """The text cut to `limit` characters, with a mark that says so."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


class FileNames:
    """Gives each call id one file name that every system accepts and no other call has."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, call_id: str) -> str:
        """A name without extension, the same for the same sequence of ids."""
        plain = _plain(call_id)
        name = plain if plain == call_id else _with_digest(plain, call_id)
        if name.casefold() in self._taken:
            name = _with_digest(plain, call_id)
        base, number = name, 2
        while name.casefold() in self._taken:
            name, number = f"{base}-{number}", number + 1
        self._taken.add(name.casefold())
        return name


def _plain(call_id: str) -> str:
    kept = "".join(
        char if char.isalnum() or char in "-_." else "_" for char in unicodedata.normalize("NFC", call_id)
    )
    kept = kept.encode("utf-8", "ignore")[:_NAME_BYTES].decode("utf-8", "ignore").strip(".")
    return f"_{kept}" if not kept or _RESERVED.fullmatch(kept) else kept


def _with_digest(plain: str, call_id: str) -> str:
    return f"{plain}-{hashlib.sha256(call_id.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
