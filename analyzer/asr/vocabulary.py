"""Which of Whisper's 51,865 tokens Mandarin calls need: the rest is left out of the decoder, which then works less.

Nearly half of the decoder's multiplications are scores of tokens. A fifth of the tokens write Chinese, digits and short
Latin pieces (from which any foreign word can still be spelt), and no word of another script can be invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_FIRST_SPECIAL: Final = "<|endoftext|>"
_LONGEST_LATIN: Final = 3
_HANZI: Final = ("\u4e00", "\u9fff")
_MARKS: Final = (("\u3000", "\u303f"), ("\uff00", "\uffef"))
_OTHER_MARKS: Final = frozenset("…—“”‘’·")


@dataclass(frozen=True)
class Vocabulary:
    """Some tokens of a model under new numbers; `kept` holds their numbers in the whole model, in order."""

    kept: tuple[int, ...]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {token: place for place, token in enumerate(self.kept)}

    def inside(self, tokens: Iterable[int]) -> list[int]:
        """The new numbers of tokens; those that were left out are skipped."""
        return [self._places[token] for token in tokens if token in self._places]

    def outside(self, tokens: Iterable[int]) -> list[int]:
        """The numbers that tokens have in the whole model."""
        return [self.kept[token] for token in tokens]


def mandarin(tokens: Sequence[str], also: str = "") -> Vocabulary:
    """The tokens that write Mandarin, those that write the text `also`, and all special ones.

    `tokens` are spelt as in the model's vocabulary file.
    """
    spoken = tokens.index(_FIRST_SPECIAL) if _FIRST_SPECIAL in tokens else len(tokens)
    letters = _letters()
    return Vocabulary(
        tuple(
            place
            for place, token in enumerate(tokens)
            if place >= spoken or _is_kept(bytes(letters[char] for char in token), also)
        )
    )


def _is_kept(raw: bytes, also: str) -> bool:
    """Whether the bytes of a token may stand in Chinese text or in `also`: parts of a character always may."""
    try:
        text = raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        return True
    if text in also:
        return True
    if text.isascii():
        return len(raw) <= _LONGEST_LATIN or not text.isalpha()
    return all(char.isascii() or _is_chinese(char) for char in text)


def _is_chinese(char: str) -> bool:
    ranges = (_HANZI, *_MARKS)
    return char in _OTHER_MARKS or any(first <= char <= last for first, last in ranges)


def _letters() -> dict[str, int]:
    """The byte behind each letter of byte-level BPE: printable bytes stand for themselves (GPT-2's table)."""
    printable = {
        *range(ord("!"), ord("~") + 1),
        *range(ord("¡"), ord("¬") + 1),
        *range(ord("®"), ord("ÿ") + 1),
    }
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + i): byte for i, byte in enumerate(others)}
