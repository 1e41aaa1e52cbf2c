"""Two channels are two speakers: which one is the agent is a setting, or is told from what each says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from analyzer.call import Role
from analyzer.roles.cues import weigh

DECIDED_MARGIN: Final = 1.0


class AgentChannel(StrEnum):
    """Where the agent is: known beforehand, or to be told from the words."""

    AUTO = "auto"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class ChannelRoles:
    """A role for each channel, with what it rests on."""

    roles: tuple[Role, ...]
    basis: str


def roles_of_channels(texts: Sequence[Sequence[str]], agent: AgentChannel) -> ChannelRoles:
    """The roles of the two channels, given what was said on each in time order. Unknown when nothing tells them apart."""
    if agent is not AgentChannel.AUTO:
        left = agent is AgentChannel.LEFT
        return ChannelRoles(_roles(left), f"channel {agent} is the agent by setting")
    first, second = (weigh(own) for own in texts)
    margin = first.lean - second.lean
    told = f"words of agent and customer: left {first.agent:g}/{first.customer:g}, right {second.agent:g}/{second.customer:g}"
    if abs(margin) < DECIDED_MARGIN:
        return ChannelRoles((Role.UNKNOWN, Role.UNKNOWN), f"undecided, {told}")
    return ChannelRoles(_roles(margin > 0), told)


def _roles(agent_is_left: bool) -> tuple[Role, ...]:
    return (Role.AGENT, Role.CUSTOMER) if agent_is_left else (Role.CUSTOMER, Role.AGENT)
