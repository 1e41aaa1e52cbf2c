"""Files as they come in real life: cut off, bits flipped, wrongly named, oddly encoded, lying about their size.

The same seed gives the same files.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tests.faults.damaged_kinds import (
    absurd_json,
    absurd_subtitles,
    absurd_tables,
    lying_headers,
    odd_encodings,
    wrong_names,
)
from tests.faults.sound_files import Damaged, transcripts

Damage = Callable[[random.Random, bytes], bytes]


def cut(rng: random.Random, data: bytes) -> bytes:
    """The first part only; often hardly more than the header."""
    return data[: rng.choice([rng.randrange(min(64, len(data)) + 1), rng.randrange(len(data) + 1)])]


def beheaded(rng: random.Random, data: bytes) -> bytes:
    """Without the first bytes."""
    return data[rng.randrange(1, min(200, len(data))) :]


def flipped(rng: random.Random, data: bytes) -> bytes:
    """Some bits the other way round."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 4, 32, 256])):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def head_flipped(rng: random.Random, data: bytes) -> bytes:
    """Noise in the first 100 bytes, where sizes and formats are told."""
    out = bytearray(data)
    for _ in range(rng.randrange(1, 12)):
        out[rng.randrange(min(100, len(out)))] = rng.randrange(256)
    return bytes(out)


def blanked(rng: random.Random, data: bytes) -> bytes:
    """A stretch of zero bytes, as after a crash of the disk."""
    start = rng.randrange(len(data))
    length = rng.randrange(1, len(data))
    return (data[:start] + bytes(length) + data[start + length :])[: len(data)]


def doubled(rng: random.Random, data: bytes) -> bytes:
    """Two copies run together, the second cut."""
    return data + data[: rng.randrange(len(data))]


def stuffed(rng: random.Random, data: bytes) -> bytes:
    """Foreign bytes in the middle."""
    place = rng.randrange(len(data))
    return data[:place] + rng.randbytes(rng.randrange(1, 4000)) + data[place:]


_ANYWHERE: Mapping[str, Damage] = {
    "cut": cut,
    "beheaded": beheaded,
    "flipped": flipped,
    "head": head_flipped,
    "blanked": blanked,
    "doubled": doubled,
    "stuffed": stuffed,
}


def damaged_transcripts(seed: int) -> Iterator[Damaged]:
    """Transcripts of every kind of damage, without end: after the fixed ones come random ones."""
    rng = random.Random(seed)
    texts = transcripts()
    yield from absurd_json()
    yield from absurd_tables()
    yield from absurd_subtitles()
    yield from wrong_names(rng, {})
    for suffix, data in texts.items():
        if suffix != ".xlsx":
            yield from odd_encodings(suffix, data)
    while True:
        suffix, name = rng.choice(sorted(texts)), rng.choice(sorted(_ANYWHERE))
        yield Damaged(f"{name}{suffix}", _ANYWHERE[name](rng, texts[suffix]))


def damaged_recordings(seed: int, sounds: Mapping[str, bytes]) -> Iterator[Damaged]:
    """Recordings of every kind of damage, without end; `sounds` are sound recordings by extension."""
    rng = random.Random(seed)
    yield from lying_headers(sounds)
    yield from (item for item in wrong_names(rng, sounds) if not item.name.endswith((".pdf", ".json")))
    while True:
        suffix, name = rng.choice(sorted(sounds)), rng.choice(sorted(_ANYWHERE))
        yield Damaged(f"{name}{suffix}", _ANYWHERE[name](rng, sounds[suffix]))


def write_damaged(folder: Path, items: Iterable[Damaged]) -> list[Path]:
    """The files in a folder, numbered so that no two have one name."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, item in enumerate(items):
        path = folder / f"{number:03d}-{item.name}"
        path.write_bytes(item.data)
        paths.append(path)
    return paths
