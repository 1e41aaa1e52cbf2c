"""The sensitivity check: which verdicts depend on who is agent and who is customer."""

from __future__ import annotations

from analyzer.call import Role
from analyzer.engine import Engine
from analyzer.roleflip import flipped, role_sensitive
from tests.builders import call, mini_pack

RULES = ("any_of: [您好]", "claim: forbidden\nany_of: [不知道]", "who: anyone\nany_of: [再见]")


def sensitive(text: str) -> tuple[str, ...]:
    return role_sensitive(call(text), Engine(mini_pack(RULES)))


def test_roles_are_exchanged_and_unknown_stays_unknown() -> None:
    roles = [turn.role for turn in flipped(call("A: 一\nC: 二\nU: 三\nB: 四")).turns]
    assert roles == [Role.CUSTOMER, Role.AGENT, Role.UNKNOWN, Role.CUSTOMER]


def test_exchanging_twice_changes_nothing_but_the_agents_numbers() -> None:
    told = call("A: 一\nC: 二\nU: 三")
    assert flipped(flipped(told)) == told
    assert {turn.agent_id for turn in flipped(call("A: 一\nB: 二")).turns} == {None}


def test_verdicts_that_hang_on_the_roles_are_named() -> None:
    assert sensitive("A: 您好\nC: 不知道\nA: 再见") == ("m.r0", "m.r1")


def test_words_that_both_say_hang_on_nobody() -> None:
    assert sensitive("A: 您好\nC: 您好") == ()


def test_a_call_of_unknown_speakers_is_not_sensitive() -> None:
    assert sensitive("U: 您好\nU: 不知道") == ()
