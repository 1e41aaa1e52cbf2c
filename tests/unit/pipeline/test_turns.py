"""Turns made of utterances."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.asr.transcriber import Heard
from analyzer.call import Role
from analyzer.pipeline.turns import Voice, make_turns, split_by_speaker
from analyzer.pipeline.voices import voices_of_channels, voices_of_speakers, voices_unknown
from analyzer.roles.channels import AgentChannel
from analyzer.roles.speakers import SpeakerSpan
from analyzer.spans import TimeSpan
from tests.unit.asr.samples import heard

VOICES = (Voice(Role.AGENT, "set", "channel-0"), Voice(Role.CUSTOMER, "set", "channel-1"))


def by_channel(item: Heard) -> Voice:
    return VOICES[item.utterance.channel]


def texts(*items: Heard, pause: int = 1_500) -> list[tuple[Role, str]]:
    return [(turn.role, turn.text) for turn in make_turns(items, by_channel, pause)]


def test_short_pause_joins_with_a_comma() -> None:
    assert texts(heard("您好", 0), heard("请讲", 1_000)) == [(Role.AGENT, "您好，请讲")]


def test_mark_at_the_joint_needs_no_comma() -> None:
    assert texts(heard("您好。", 0), heard("请讲", 1_000)) == [(Role.AGENT, "您好。请讲")]


def test_long_pause_begins_a_new_turn() -> None:
    assert texts(heard("请稍等", 0), heard("久等了", 20_000)) == [
        (Role.AGENT, "请稍等"),
        (Role.AGENT, "久等了"),
    ]


def test_somebody_in_between_begins_a_new_turn() -> None:
    found = texts(heard("您稍等", 0), heard("嗯", 650, channel=1), heard("我查一下", 900))
    assert [role for role, _ in found] == [Role.AGENT, Role.CUSTOMER, Role.AGENT]


def test_turn_keeps_times_channel_and_basis() -> None:
    (turn,) = make_turns([heard("您好", 500), heard("请讲", 1_000)], by_channel, 1_500)
    assert (turn.start_ms, turn.end_ms, turn.channel, turn.speaker) == (500, 1_400, 0, "channel-0")
    assert (turn.role_basis, turn.confidence) == ("set", 0.8)


def test_unknown_confidence_stays_unknown() -> None:
    (turn,) = make_turns([heard("您好", 0), heard("请讲", 1_000, confidence=None)], by_channel, 1_500)
    assert turn.confidence is None


def test_unknown_speakers_are_not_joined() -> None:
    voiced = voices_unknown([heard("您好", 0), heard("你好", 600)])
    turns = make_turns(voiced.heard, voiced.voice_of, 1_500)
    assert [(turn.role, turn.text, turn.role_basis) for turn in turns] == [
        (Role.UNKNOWN, "您好", "mono"),
        (Role.UNKNOWN, "你好", "mono"),
    ]


def test_speech_cut_without_a_pause_is_one_turn_even_of_unknown_speakers() -> None:
    voiced = voices_unknown([heard("您好", 0), heard("请讲", 400)])
    assert len(make_turns(voiced.heard, voiced.voice_of, 1_500)) == 1


def test_channels_get_roles_from_words() -> None:
    items = [heard("您好，客服中心，请问有什么可以帮您", 0), heard("我想问一下我家暖气", 5_000, channel=1)]
    voiced = voices_of_channels(items, AgentChannel.AUTO)
    assert [voiced.voice_of(item).role for item in items] == [Role.AGENT, Role.CUSTOMER]


def test_an_utterance_of_two_speakers_is_split_between_words() -> None:
    item = heard("有什么可以帮您，我家暖气不热")
    border = 8 * 200
    spans = (SpeakerSpan(TimeSpan(0, border), "1"), SpeakerSpan(TimeSpan(border, 9_000), "2"))
    voiced = voices_of_speakers([item], spans)
    turns = make_turns(voiced.heard, voiced.voice_of, 1_500)
    assert [(turn.role, turn.text) for turn in turns] == [
        (Role.AGENT, "有什么可以帮您，"),
        (Role.CUSTOMER, "我家暖气不热"),
    ]
    assert turns[0].end_ms == turns[1].start_ms == border


def test_without_any_span_everything_is_one_unknown_voice() -> None:
    voiced = voices_of_speakers([heard("嗯", 0), heard("好", 5_000)], ())
    assert {voiced.voice_of(item).speaker for item in voiced.heard} == {None}


@given(
    st.text("您好请问，。", min_size=1, max_size=20),
    st.lists(st.sampled_from("ab"), min_size=20, max_size=20),
)
def test_splitting_loses_nothing(text: str, speakers: list[str]) -> None:
    item = heard(text)
    parts = split_by_speaker(item, lambda time: speakers[time.start // 200])
    assert "".join(part.text for part in parts) == text
    assert sum(len(part.words) for part in parts) == len(item.words)
    assert all(
        part.text[word.chars.start : word.chars.end] == word.text for part in parts for word in part.words
    )
    assert parts[0].utterance.time.start == item.utterance.time.start
    assert parts[-1].utterance.time.end == item.utterance.time.end


@given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 1)), min_size=1, max_size=12))
def test_turns_are_in_time_order_and_words_index_their_text(starts: list[tuple[int, int]]) -> None:
    turns = make_turns(
        [heard("您好，请讲", at, channel=channel) for at, channel in starts], by_channel, 1_500
    )
    assert [turn.index for turn in turns] == list(range(len(turns)))
    assert [turn.start_ms for turn in turns] == sorted(turn.start_ms or 0 for turn in turns)
    assert all(
        turn.text[word.chars.start : word.chars.end] == word.text for turn in turns for word in turn.words
    )
