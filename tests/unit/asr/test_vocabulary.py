"""Which tokens stay, how they are renumbered, and a weights file without the rows of the others."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from analyzer.asr.narrowed import narrow
from analyzer.asr.vocabulary import Vocabulary, mandarin

# Spelt as byte-level BPE spells them: every byte is a letter.
SPELT = {
    "是": "æĺ¯",
    "half of a character": "æĺ",
    " the": "Ġthe",
    "1998": "1998",
    "、": "ãĢģ",
    "kana": "ãģĦ",
    "cyrillic": "Ð¾Ð¶",
    "Something": "Something",
    "VIP": "VIP",
}


@pytest.mark.parametrize(
    ("token", "kept"),
    [
        ("是", True),
        ("half of a character", True),
        ("1998", True),
        ("、", True),
        ("VIP", True),
        (" the", False),
        ("kana", False),
        ("cyrillic", False),
        ("Something", False),
    ],
)
def test_what_writes_mandarin_stays(token: str, kept: bool) -> None:
    assert bool(mandarin([SPELT[token]]).kept) is kept


def test_special_tokens_and_words_of_the_prompt_stay() -> None:
    tokens = [SPELT["Something"], SPELT["kana"], "<|endoftext|>", "<|zh|>", "<|30.00|>"]
    assert mandarin(tokens).kept == (2, 3, 4)
    assert mandarin(tokens, also="热词：Something").kept == (0, 2, 3, 4)


def test_numbers_there_and_back() -> None:
    vocabulary = Vocabulary((0, 3, 7))
    assert vocabulary.inside([3, 4, 7, 0]) == [1, 2, 0]
    assert vocabulary.outside([1, 2, 0]) == [3, 7, 0]


def weights(tables: Sequence[tuple[str, tuple[int, ...], bytes]], version: int = 6) -> bytes:
    """A model file as CTranslate2 writes it."""

    def spelt(name: str) -> bytes:
        return struct.pack("<H", len(name) + 1) + name.encode() + b"\0"

    parts = [struct.pack("<I", version), spelt("WhisperSpec"), struct.pack("<II", 3, len(tables))]
    for name, shape, body in tables:
        parts += [spelt(name), bytes([len(shape)]), struct.pack(f"<{len(shape)}I", *shape)]
        parts += [b"\x01", struct.pack("<I", len(body)), body]
    return b"".join(parts) + b"aliases"


def a_model(folder: Path, version: int = 6) -> None:
    tokens = [SPELT["是"], SPELT["kana"], "<|endoftext|>", "<|zh|>"]
    (folder / "vocabulary.txt").write_text("\n".join([*tokens, ""]), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps({"lang_ids": [3], "suppress_ids": [1, 2], "other": 5}))
    (folder / "tokenizer.json").write_text("{}")
    tables = [("embeddings", (4, 2), b"aabbccdd"), ("scales", (4,), b"1234"), ("other", (2,), b"xy")]
    (folder / "model.bin").write_bytes(weights([*tables, ("scalar", (), b"z")], version))


def test_the_rows_of_other_tokens_are_left_out(tmp_path: Path) -> None:
    a_model(tmp_path)
    narrowed = narrow(tmp_path)
    assert narrowed is not None
    assert narrowed.vocabulary.kept == (0, 2, 3)
    tables = [("embeddings", (3, 2), b"aaccdd"), ("scales", (3,), b"134"), ("other", (2,), b"xy")]
    assert narrowed.files["model.bin"] == weights([*tables, ("scalar", (), b"z")])
    assert json.loads(narrowed.files["config.json"]) == {"lang_ids": [2], "suppress_ids": [1], "other": 5}
    assert narrowed.files["vocabulary.txt"].decode().split() == [SPELT["是"], "<|endoftext|>", "<|zh|>"]
    assert narrowed.files["tokenizer.json"] == b"{}"


def test_a_format_that_is_not_known_stays_whole(tmp_path: Path) -> None:
    a_model(tmp_path, version=7)
    assert narrow(tmp_path) is None
