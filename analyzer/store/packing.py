"""JSON as bytes: one line for files, compressed for the store."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Final

Json = dict[str, object]

_LEVEL: Final = 3
_PIECE: Final = 32


def dumps(value: object) -> str:
    """JSON on one line, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def encoded(value: object) -> bytes:
    """JSON on one line in UTF-8; half characters, which file names may hold, are escaped."""
    try:
        return dumps(value).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def pack(value: object) -> bytes:
    """JSON, compressed."""
    return zlib.compress(encoded(value), _LEVEL)


def unpacked(packed: bytes) -> bytes:
    """The JSON line that `pack` compressed."""
    return zlib.decompress(packed)


def unpack(packed: bytes) -> Json:
    """The value that `pack` compressed."""
    value: Json = json.loads(unpacked(packed))
    return value


def pack_beside(value: object, like: bytes) -> bytes:
    """JSON, compressed as what differs from a value that is packed already: masks are as long as what they hide."""
    new, old = encoded(value).decode(), unpacked(like).decode()
    differs: object = list(_differences(new, old)) if len(new) == len(old) else new
    return pack(differs)


def unpacked_beside(packed: bytes, like: bytes) -> bytes:
    """The JSON line that `pack_beside` compressed."""
    differs: str | list[tuple[int, str]] = json.loads(unpacked(packed))
    if isinstance(differs, str):
        return differs.encode()
    line, place, parts = unpacked(like).decode(), 0, []
    for start, words in differs:
        parts += [line[place:start], words]
        place = start + len(words)
    return "".join([*parts, line[place:]]).encode()


def _differences(new: str, old: str) -> Iterator[tuple[int, str]]:
    """Where two texts of one length differ, in pieces of a few characters: the place and the new words."""
    for start in range(0, len(new), _PIECE):
        words = new[start : start + _PIECE]
        if words != old[start : start + _PIECE]:
            yield start, words
