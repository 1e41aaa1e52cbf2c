"""What must hold for any input: calls survive the trip through JSON, and no bytes crash a reader."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.call import Call, Dropped, EndedBy, Origin, Recording, Role, Turn, Word, call_to_dict
from analyzer.errors import AnalyzerError
from analyzer.ingest import Failure, read_calls, read_manifest
from analyzer.ingest.calljson import call_of
from analyzer.ingest.files import Decoded
from analyzer.ingest.plaintext import parse
from analyzer.ingest.settle import Where
from analyzer.spans import CharSpan, TimeSpan

HANZI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)
NAMES = st.none() | st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
SHARES = st.none() | st.floats(0, 1)
PAIRS = st.lists(st.tuples(HANZI, HANZI), max_size=3, unique_by=lambda pair: pair[0])


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """A call as the analyzer itself may hold one, with all its fields in use."""
    texts = draw(st.lists(HANZI, min_size=1, max_size=5))
    turns: list[Turn] = []
    clock = 0
    for index, text in enumerate(texts):
        start = clock + draw(st.integers(0, 5_000))
        clock = start + draw(st.integers(0, 5_000))
        word = Word(text[:1], CharSpan(0, 1), TimeSpan(start, clock), draw(SHARES))
        turns.append(
            Turn(
                index,
                draw(st.sampled_from(Role)),
                text,
                start,
                clock,
                draw(SHARES),
                draw(NAMES),
                draw(st.none() | st.just("SPEAKER_00")),
                draw(st.none() | st.integers(0, 1)),
                draw(NAMES),
                draw(st.sampled_from([(), (word,)])),
            )
        )
    recording = Recording("a.wav", "0" * 64, clock, 8000, 2, "pcm_s16le", draw(st.integers(0, 9)))
    return Call(
        draw(HANZI),
        tuple(turns),
        draw(st.just("a.wav")),
        draw(st.just("1023")),
        draw(NAMES),
        draw(NAMES),
        draw(st.none() | st.datetimes().map(lambda moment: moment.isoformat())),
        draw(st.sampled_from([None, "phone", "window", "chat"])),
        draw(st.sampled_from([None, "inbound", "outbound"])),
        draw(st.none() | st.sampled_from(EndedBy)),
        draw(st.sampled_from([None, recording])),
        draw(st.sampled_from([None, Origin("whisper", "base", "1" * 64, (("beam", "1"),))])),
        tuple(Dropped(text, text, 0, None) for text in draw(st.lists(HANZI, max_size=2))),
        tuple(draw(st.lists(HANZI, max_size=2))),
        tuple(sorted(draw(PAIRS))),
    )


@given(calls())
def test_a_call_survives_the_trip_through_json(call: Call) -> None:
    data = json.loads(json.dumps(call_to_dict(call), ensure_ascii=False))
    assert call_of(data, Where(Path("x.json"), "other", "other")) == call


@given(calls(), st.randoms(use_true_random=False))
def test_the_order_of_timed_turns_in_a_file_does_not_matter(call: Call, random: object) -> None:
    spread = tuple(replace(turn, start_ms=20_000 * turn.index, end_ms=None, words=()) for turn in call.turns)
    data = call_to_dict(replace(call, turns=spread))
    shuffled = list(data["turns"])  # type: ignore[call-overload]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    read = call_of({**data, "turns": shuffled}, Where(Path("x.json"), "x", "x"))
    assert read.turns == spread


SPEAKERS = st.sampled_from(["坐席", "客服", "客户", "用户", "工号1023", "A", "B"])


@given(st.lists(st.tuples(SPEAKERS, HANZI, st.integers(0, 3599)), min_size=1, max_size=6))
def test_text_that_was_written_is_read_back(lines: list[tuple[str, str, int]]) -> None:
    ordered = sorted(lines, key=lambda line: line[2])
    text = "\n".join(
        f"[{second // 60:02}:{second % 60:02}] {label}：{words}" for label, words, second in ordered
    )
    call = parse(Decoded(text, "utf-8"), Path("a.txt"))
    assert [(turn.speaker, turn.text, turn.start_ms) for turn in call.turns] == [
        (label, words, second * 1000) for label, words, second in ordered
    ]


SUFFIXES = ["txt", "json", "jsonl", "srt", "vtt", "csv", "tsv", "xlsx"]
SCRAPS = [
    "坐席：", "客户:", "[00:12]", "12:61", "-->", "\n", "\n\n", "{", "}", "[", "]", '"', ",", '"turns"',
    '"segments":', "角色,内容,开始\n", "WEBVTT", "<v 客户>", "2026-02-30 09:00", "\ufeff", "\u202e", "\x00",
    "-1", "1e999", "null", "您好",
]  # fmt: skip
TEXTS = st.text(max_size=200) | st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join)
CONTENTS = st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("utf-8", "replace"))


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=150, deadline=None)
@given(content=CONTENTS)
def test_no_bytes_crash_a_reader(suffix: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{suffix}"
        path.write_bytes(content)
        items = list(read_calls(path))
        assert items
        for item in items:
            if isinstance(item, Failure):
                assert item.problems
            else:
                assert [turn.index for turn in item.turns] == list(range(len(item.turns)))
                assert all(turn.text.strip() for turn in item.turns)
                json.dumps(call_to_dict(item), ensure_ascii=False).encode("utf-8")
        try:
            read_manifest(path)
        except AnalyzerError as error:
            assert error.problems  # noqa: PT017


KEYS = st.sampled_from(["turns", "role", "text", "segments", "start", "words", "sentence_info", "id"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_no_json_crashes_the_reader(value: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        assert list(read_calls(path))
