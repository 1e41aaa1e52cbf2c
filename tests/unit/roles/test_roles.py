"""Agent and customer told from words, and unknown where the words do not tell."""

from __future__ import annotations

import pytest

from analyzer.call import Role
from analyzer.roles.channels import AgentChannel, roles_of_channels
from analyzer.roles.cues import weigh
from analyzer.roles.speakers import SpeakerSpan, roles_of_speakers, speaker_at
from analyzer.spans import TimeSpan

AGENT = ["您好，恒源热力客服中心，请问有什么可以帮您？", "请您稍等。", "让您久等了", "祝您生活愉快，再见"]
CUSTOMER = ["喂，我想问一下我家暖气怎么不热", "我姓王", "行，谢谢你啊"]
NOBODY = ["嗯", "好的"]

# left, right, setting, roles
CHANNELS = [
    (AGENT, CUSTOMER, AgentChannel.AUTO, (Role.AGENT, Role.CUSTOMER)),
    (CUSTOMER, AGENT, AgentChannel.AUTO, (Role.CUSTOMER, Role.AGENT)),
    (NOBODY, CUSTOMER, AgentChannel.AUTO, (Role.AGENT, Role.CUSTOMER)),
    (AGENT, [], AgentChannel.AUTO, (Role.AGENT, Role.CUSTOMER)),
    (NOBODY, NOBODY, AgentChannel.AUTO, (Role.UNKNOWN, Role.UNKNOWN)),
    (CUSTOMER, AGENT, AgentChannel.LEFT, (Role.AGENT, Role.CUSTOMER)),
    (AGENT, CUSTOMER, AgentChannel.RIGHT, (Role.CUSTOMER, Role.AGENT)),
]


@pytest.mark.parametrize(("left", "right", "setting", "roles"), CHANNELS)
def test_channels(left: list[str], right: list[str], setting: AgentChannel, roles: tuple[Role, Role]) -> None:
    told = roles_of_channels((left, right), setting)
    assert told.roles == roles
    assert ("setting" in told.basis) == (setting is not AgentChannel.AUTO)
    assert told.basis.startswith("undecided") == (roles[0] is Role.UNKNOWN)


def test_traditional_characters_and_ni_for_nin_count_the_same() -> None:
    assert weigh(["請問有什麼可以幫你"]) == weigh(["请问有什么可以帮您"])
    assert weigh(["请问有什么可以帮您"]).agent >= 3


def test_a_habit_of_speech_counts_once_a_text() -> None:
    assert weigh(["客服客服客服"]).agent == weigh(["客服"]).agent


def test_two_voices() -> None:
    told = roles_of_speakers({"1": AGENT, "2": CUSTOMER})
    assert (told["1"].role, told["2"].role) == (Role.AGENT, Role.CUSTOMER)
    assert told["1"].confidence == 1.0


def test_silent_partner_of_a_clear_agent_is_the_customer() -> None:
    told = roles_of_speakers({"1": AGENT, "2": NOBODY})
    assert told["2"].role is Role.CUSTOMER


def test_third_voice_stands_on_its_own() -> None:
    told = roles_of_speakers(
        {"1": AGENT * 3, "2": CUSTOMER * 3, "3": ["我帮您转接，请您稍等", "很高兴为您服务"], "4": ["到了"]}
    )
    assert told["3"].role is Role.AGENT
    assert told["4"].role is Role.UNKNOWN
    assert told["4"].basis.startswith("undecided")


def test_two_people_taken_for_one_are_unknown() -> None:
    assert roles_of_speakers({"1": AGENT + CUSTOMER})["1"].role is Role.UNKNOWN
    assert roles_of_speakers({"1": AGENT})["1"].role is Role.AGENT


def test_nothing_said_that_tells() -> None:
    told = roles_of_speakers({"1": NOBODY, "2": NOBODY})
    assert {speaker.role for speaker in told.values()} == {Role.UNKNOWN}


SPANS = (SpeakerSpan(TimeSpan(0, 1_000), "a"), SpeakerSpan(TimeSpan(1_200, 3_000), "b"))

# start, end, speaker
AT = [(100, 200, "a"), (900, 1_500, "b"), (1_050, 1_100, "a"), (1_120, 1_190, "b"), (9_000, 9_100, "b")]


@pytest.mark.parametrize(("start", "end", "speaker"), AT)
def test_speaker_at(start: int, end: int, speaker: str) -> None:
    assert speaker_at(SPANS, TimeSpan(start, end)) == speaker


def test_no_speaker_without_spans() -> None:
    assert speaker_at((), TimeSpan(0, 10)) is None
