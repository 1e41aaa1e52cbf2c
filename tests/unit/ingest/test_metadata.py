from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.call import Call, EndedBy, Role, Turn
from analyzer.errors import Code, UsageError
from analyzer.ingest.metadata import Metadata, apply_metadata, metadata_of, moment
from analyzer.ingest.template import compile_template, misfit


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-11-03T09:12:00+08:00", "2026-11-03T09:12:00+08:00"),
        ("2026-11-03T09:12:00Z", "2026-11-03T09:12:00Z"),
        ("2026-11-03 09:12:00", "2026-11-03 09:12:00"),
        ("2026-11-03", "2026-11-03"),
        ("2026/11/3 9:12", "2026-11-03T09:12:00"),
        ("2026/11/3", "2026-11-03"),
        ("2026年11月3日 9时12分", "2026-11-03T09:12:00"),
        ("20261103091205", "2026-11-03T09:12:05"),
        ("20261103_091205", "2026-11-03T09:12:05"),
        ("20261103", "2026-11-03"),
        (datetime(2026, 11, 3, 9, 12), "2026-11-03T09:12:00"),
        (date(2026, 11, 3), "2026-11-03"),
        ("20261399", None),
        ("2026-11-03 25:00", None),
        ("1762132320", None),
        ("20261103109", None),
        ("昨天", None),
    ],
)
def test_moment(raw: object, expected: str | None) -> None:
    assert moment(raw) == expected


def test_values_are_read_in_the_terms_of_the_contract() -> None:
    metadata, misread = metadata_of(
        {"channel": "热线", "direction": "外呼", "ended_by": "掉线", "team": " 一组 "}
    )
    assert metadata == Metadata(channel="phone", direction="outbound", ended_by=EndedBy.CUT, team="一组")
    assert misread == ()


def test_what_is_not_understood_stays_unknown_and_is_kept() -> None:
    metadata, misread = metadata_of({"channel": "传真", "agent_id": ""}, {"备注": "复核"})
    assert metadata == Metadata(extra=(("备注", "复核"), ("channel", "传真")))
    assert [(item.field, item.message.zh) for item in misread] == [("channel", "“传真”看不懂")]


def test_metadata_adds_and_never_erases() -> None:
    call = Call("a", (Turn(0, Role.AGENT, "您好"),), agent_id="1", team="一组", extra=(("x", "1"),))
    changed = apply_metadata(call, Metadata(call_id="b", agent_id="2", extra=(("w", "0"), ("x", "2"))))
    assert (changed.call_id, changed.agent_id, changed.team) == ("b", "2", "一组")
    assert changed.extra == (("w", "0"), ("x", "2"))
    assert apply_metadata(call, Metadata()) == call


def test_template() -> None:
    template = compile_template("{agent_id}_{started_at:%Y%m%d%H%M%S}_{direction}")
    assert template.read("1023_20261103091205_呼入") == (
        Metadata(agent_id="1023", started_at="2026-11-03T09:12:05", direction="inbound"),
        (),
    )


@pytest.mark.parametrize(
    ("written", "stem", "expected"),
    [
        ("{call_id}", "a-1", Metadata(call_id="a-1")),
        ("{_}-{agent_id}", "x-7", Metadata(agent_id="7")),
        ("坐席{agent_id}-{phone}", "坐席7-138", Metadata(agent_id="7", extra=(("phone", "138"),))),
        ("{agent_id}{started_at:%Y-%m-%d}", "K72026-11-03", Metadata(agent_id="K7", started_at="2026-11-03")),
        (
            "{started_at:%y%m%d_%H%M}.{team}",
            "261103_0912.一组",
            Metadata(started_at="2026-11-03T09:12:00", team="一组"),
        ),
        ("{agent_id}_{team}", "1023", None),
        ("{agent_id}_{team}", "10_23_一组", None),
        ("{agent_id}_{started_at:%Y%m%d}", "1_2026110", None),
        ("{team}_{agent_id}", "_7", None),
    ],
)
def test_template_reads(written: str, stem: str, expected: Metadata | None) -> None:
    found = compile_template(written).read(stem)
    assert (found[0] if found else None) == expected


def test_a_day_that_is_none_stays_unknown() -> None:
    found = compile_template("{started_at:%Y%m%d}").read("20261399")
    assert found is not None
    metadata, misread = found
    assert (metadata.started_at, metadata.extra) == (None, (("started_at", "20261399"),))
    assert [item.field for item in misread] == ["started_at"]


@pytest.mark.parametrize(
    ("written", "column", "message"),
    [
        ("{agent_id", 1, "花括号 { 不成对"),
        ("a}b{team}", 2, "花括号 } 不成对"),
        ("{}", 1, "字段名不对："),
        ("{a b}", 1, "字段名不对：a b"),
        ("{team}_{team}", 8, "字段重复：team"),
        ("{team}{agent_id}", 7, "两个字段紧挨着，分不清界线"),
        ("{team:%Y}", 1, "只有 started_at 可以写时间格式"),
        ("{started_at:%Q}", 1, "时间格式看不懂：%Q"),
        ("{started_at:%H%M}", 1, "时间格式看不懂：%H%M"),
        ("录音", 1, "模板里没有字段"),
    ],
)
def test_bad_templates(written: str, column: int, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        compile_template(written)
    (problem,) = caught.value.problems
    assert (problem.code, problem.column, problem.message.zh) == (Code.BAD_TEMPLATE, column, message)


def test_misfit_names_the_template() -> None:
    problem = misfit(compile_template("{team}_{agent_id}"), "a.wav")
    assert problem.message.zh == "文件名不合模板 {team}_{agent_id}，其中的信息没有采用"


@given(st.text(max_size=40))
def test_any_template_compiles_or_is_refused(written: str) -> None:
    with suppress(UsageError):
        compile_template(written).read(written)


@given(agent=st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True), when=st.datetimes(datetime(1970, 1, 1)))
def test_what_a_template_writes_it_reads(agent: str, when: datetime) -> None:
    stem = f"{agent}_{when:%Y%m%d%H%M%S}"
    found = compile_template("{agent_id}_{started_at:%Y%m%d%H%M%S}").read(stem)
    assert found is not None
    assert found[0] == Metadata(agent_id=agent, started_at=when.replace(microsecond=0).isoformat())
