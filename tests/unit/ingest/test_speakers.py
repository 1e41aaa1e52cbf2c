from __future__ import annotations

import pytest

from analyzer.call import Role
from analyzer.ingest.speakers import AGENT_LABELS, CUSTOMER_LABELS, is_diarized, speaker_of


@pytest.mark.parametrize(
    ("label", "role", "agent_id"),
    [
        ("坐席", Role.AGENT, None),
        ("【客服】", Role.AGENT, None),
        ("\uff21", Role.AGENT, None),
        ("AGENT", Role.AGENT, None),
        ("**客服**", Role.AGENT, None),
        ("客户经理", Role.AGENT, None),
        ("客服小王", Role.AGENT, None),
        ("客服2", Role.AGENT, None),
        ("agent2", Role.AGENT, None),
        ("客服-夜班", Role.AGENT, None),
        ("工号1023", Role.AGENT, "1023"),
        ("工号 1023", Role.AGENT, "1023"),
        ("坐席（1023）", Role.AGENT, "1023"),
        ("客服工号1023", Role.AGENT, "1023"),
        ("坐席KF1023", Role.AGENT, "KF1023"),
        ("客户", Role.CUSTOMER, None),
        ("客户张女士", Role.CUSTOMER, None),
        ("客户1388", Role.CUSTOMER, None),
        ("来电人", Role.CUSTOMER, None),
        ("市民", Role.CUSTOMER, None),
        ("b", Role.CUSTOMER, None),
        ("C", Role.CUSTOMER, None),
        ("Customer 1", Role.CUSTOMER, None),
        ("工号", Role.UNKNOWN, None),
        ("工号小王", Role.UNKNOWN, None),
        ("工号-夜班", Role.UNKNOWN, None),
        ("SPEAKER_00", Role.UNKNOWN, None),
        ("张三", Role.UNKNOWN, None),
        ("用户名称", Role.UNKNOWN, None),
        ("客户需要提供的材料", Role.UNKNOWN, None),
        ("D", Role.UNKNOWN, None),
        ("", Role.UNKNOWN, None),
    ],
)
def test_label_names_role(label: str, role: Role, agent_id: str | None) -> None:
    speaker = speaker_of(label)
    assert (speaker.role, speaker.agent_id) == (role, agent_id)


def test_no_label_is_in_both_tables() -> None:
    assert not set(AGENT_LABELS) & set(CUSTOMER_LABELS)


@pytest.mark.parametrize(
    "label", ["SPEAKER_00", "spk0", "说话人1", "发言人 2", "Speaker A", "左声道", "unknown", "[SPEAKER_1]"]
)
def test_diarized(label: str) -> None:
    assert is_diarized(label)
    assert speaker_of(label).role is Role.UNKNOWN


@pytest.mark.parametrize("label", ["客服", "张三", "地址", "speakerphone"])
def test_not_diarized(label: str) -> None:
    assert not is_diarized(label)
