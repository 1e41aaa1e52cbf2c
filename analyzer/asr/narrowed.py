"""A CTranslate2 model with fewer tokens, made in memory: rows of the tables that have one for each token are left out."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from analyzer.asr.vocabulary import Vocabulary, mandarin

_KNOWN_VERSION: Final = 6
_TOKEN_LISTS: Final = ("suppress_ids", "suppress_ids_begin", "lang_ids")
_NAME_LENGTH: Final = struct.Struct("<H")
_NUMBER: Final = struct.Struct("<I")

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The files of a model that knows only the tokens of `vocabulary`."""

    vocabulary: Vocabulary
    files: Files


def narrow(folder: Path, also: str = "") -> Narrowed | None:
    """The model of a folder for Mandarin and for the words of `also`.

    None where its format is not the one known here, and it stays whole.
    Format: `ctranslate2.specs.model_spec`, binary version 6.
    """
    spelt = _spelt(folder)
    weights = (folder / "model.bin").read_bytes()
    if spelt is None or _NUMBER.unpack_from(weights)[0] != _KNOWN_VERSION:
        return None
    name, tokens = spelt
    vocabulary = mandarin(tokens, also)
    kept = [tokens[place] for place in vocabulary.kept]
    files = {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.suffix == ".json" and path.name != name
    }
    files["config.json"] = _config(files.get("config.json", b"{}"), vocabulary)
    files[name] = (json.dumps(kept) if name.endswith(".json") else "\n".join([*kept, ""])).encode()
    files["model.bin"] = b"".join(_cut(weights, len(tokens), vocabulary.kept))
    return Narrowed(vocabulary, files)


def _spelt(folder: Path) -> tuple[str, list[str]] | None:
    """The name of the vocabulary file and its tokens."""
    for name in ("vocabulary.json", "vocabulary.txt"):
        path = folder / name
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            return name, json.loads(text) if name.endswith(".json") else text.split("\n")[:-1]
    return None


def _config(config: bytes, vocabulary: Vocabulary) -> bytes:
    known: dict[str, Any] = json.loads(config)
    lists = {name: vocabulary.inside(known[name]) for name in _TOKEN_LISTS if name in known}
    return json.dumps(known | lists).encode()


def _cut(weights: bytes, tokens: int, kept: Sequence[int]) -> Iterator[bytes | memoryview]:
    """The parts of the new weights file: every table of `tokens` rows keeps the rows named."""
    whole = memoryview(weights)
    at = _NUMBER.size
    at += _NAME_LENGTH.size + _NAME_LENGTH.unpack_from(whole, at)[0] + _NUMBER.size
    (tables,) = _NUMBER.unpack_from(whole, at)
    at += _NUMBER.size
    yield whole[:at]
    for _ in range(tables):
        sizes = at + _NAME_LENGTH.size + _NAME_LENGTH.unpack_from(whole, at)[0]
        shape = struct.unpack_from(f"<{whole[sizes]}I", whole, sizes + 1)
        kind = sizes + 1 + _NUMBER.size * len(shape)
        body = kind + 1 + _NUMBER.size
        end = body + _NUMBER.unpack_from(whole, kind + 1)[0]
        if shape and shape[0] == tokens:
            rows = _rows(whole[body:end], tokens, kept)
            yield whole[at : sizes + 1]
            yield struct.pack(f"<{len(shape)}I", len(kept), *shape[1:])
            yield whole[kind : kind + 1]
            yield _NUMBER.pack(len(rows))
            yield rows
        else:
            yield whole[at:end]
        at = end
    yield whole[at:]


def _rows(table: memoryview, tokens: int, kept: Sequence[int]) -> bytes:
    width = len(table) // tokens
    return b"".join(table[row * width : (row + 1) * width] for row in kept)
