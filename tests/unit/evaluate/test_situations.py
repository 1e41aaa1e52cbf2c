"""When the shipped situations arise: from words, silences, and the way a call ends."""

from __future__ import annotations

import pytest

from analyzer.evaluate.detect import DETECTORS
from analyzer.rules import detectors
from tests.builders import default_engine, scene


def turns(name: str, text: str, ended_by: str | None = None) -> list[int]:
    return [event.turn for event in scene(text, ended_by).events(name)]


def test_rule_files_may_name_exactly_the_detectors_that_exist() -> None:
    assert sorted(DETECTORS) == sorted(detectors.DETECTORS)


def test_every_shipped_situation_can_be_looked_for_in_an_empty_call() -> None:
    empty = scene("")
    assert {name: empty.events(name) for name in default_engine().pack.situations} == dict.fromkeys(
        default_engine().pack.situations, ()
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            "A@00:01-00:03: 请您稍等\nC@00:04-00:05: 好\nA@00:20: 让您久等了", [2], id="announced, 15 seconds"
        ),
        pytest.param(
            "A@00:01-00:03: 请您稍等\nC@00:04-00:06: 好\nA@00:20: 让您久等了", [], id="announced, 14 seconds"
        ),
        pytest.param("C@00:01-00:04: 查电费\nA@00:40: 一百二", [1], id="silence without a word"),
        pytest.param(
            "A@00:01-00:03: 您填一下这张表\nC@00:04-00:05: 好\nA@00:40: 填好了吗",
            [],
            id="the customer was busy",
        ),
        pytest.param(
            "A@00:01-00:03: 请稍等\nC@00:04-00:05: 好\nC@00:30-00:31: 喂？\nA@00:33: 在",
            [3],
            id="called into the hold",
        ),
        pytest.param("A: 请稍等\nC: 好\nA: 让您久等了", [], id="no times"),
        pytest.param("A@00:01-00:02: 您好\nC@00:20: 我想问一下", [], id="the customer thinks"),
    ],
)
def test_long_absence(text: str, wanted: list[int]) -> None:
    assert turns("长时间等待", text) == wanted


def test_the_return_from_a_hold_does_not_look_back() -> None:
    (event,) = scene("C@00:01-00:04: 查电费\nA@00:40: 一百二").events("长时间等待")
    assert (event.lead, event.certain) == (False, True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("A: 请您稍等，我查一下\nC: 好\nA: 让您久等了，查到了", [2], id="left and came back"),
        pytest.param("A: 您好\nC: 查电费\nA: 让您久等了", [], id="never left"),
        pytest.param("A@00:01: 请稍等\nC@00:03: 好\nA@00:05: 让您久等了", [], id="times tell it better"),
    ],
)
def test_return_without_times(text: str, wanted: list[int]) -> None:
    assert turns("等待不明", text) == wanted
    assert not any(event.certain for event in scene(text).events("等待不明"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("A: 请您稍等", [0], id="announced"),
        pytest.param("A: 请不要挂机", [0], id="hold the line"),
        pytest.param("A: 这就为您转接", [0], id="transfer"),
        pytest.param("A: 请您稍后再拨", [], id="call later is no leaving"),
        pytest.param("C: 你等一下", [], id="the customer leaves"),
        pytest.param(
            "A@00:01-00:03: 我帮您查一下\nC@00:04-00:05: 好\nA@00:12: 查到了", [0], id="look-up and silence"
        ),
        pytest.param("A@00:01-00:03: 我帮您查一下\nA@00:04: 查到了", [], id="look-up without silence"),
    ],
)
def test_leaving(text: str, wanted: list[int]) -> None:
    assert turns("离开", text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("C: 你们几点上班", [0], id="question word"),
        pytest.param("C: 这样行？", [0], id="question mark"),
        pytest.param("C: 我家没水了", [0], id="what the customer comes with"),
        pytest.param("C: 我家没水了\nA: 稍等\nC: 我家住三楼靠东边", [0], id="a later statement"),
        pytest.param("A: 您几点来？", [], id="the agent asks"),
    ],
)
def test_question(text: str, wanted: list[int]) -> None:
    assert turns("客户问话", text) == wanted


def test_a_question_of_somebody_unknown_is_uncertain() -> None:
    (event,) = scene("U: 你们几点上班").events("客户问话")
    assert not event.certain


@pytest.mark.parametrize("text", ["C: 喂？", "C: 喂，听得到吗", "C: 有人吗"])
def test_call_out(text: str) -> None:
    assert turns("客户呼唤", text)[:1] == [0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("A: 您好\nA: 请问您的户号是多少\nC: 三零二一", [2], id="gives what was asked for"),
        pytest.param("A: 您好\nA: 身份证给我看一下\nC: 给您", [2], id="hands over"),
        pytest.param("A: 您好\nA: 请问您的户号是多少\nC: 没带", [], id="has none"),
        pytest.param("A: 您好\nA: 请问您的户号是多少\nC: 要户号干什么", [], id="asks back"),
        pytest.param("A: 请问有什么可以帮您\nC: 查电费", [], id="states the own business"),
        pytest.param("A: 您好\nA: 还有别的需要吗\nC: 没有了", [], id="needs nothing more"),
        pytest.param("C: 三零二一", [], id="nobody asked"),
    ],
)
def test_answer_given(text: str, wanted: list[int]) -> None:
    assert turns("提供信息", text) == wanted


@pytest.mark.parametrize(
    ("text", "ended_by", "cut"),
    [
        pytest.param("A: 您好。\nC: 问一下。\nA: 减免的金额会体现在您下个月的", None, True, id="breaks off"),
        pytest.param("A: 您好。\nC: 问一下。\nA: 下个月会减。", None, False, id="a finished sentence"),
        pytest.param(
            "A: 您好\nC: 问一下\nA: 减免的金额会体现在您下个月的", None, True, id="breaks off, no marks"
        ),
        pytest.param("A: 您好\nC: 问一下\nA: 下个月会减免", None, False, id="finished, no marks"),
        pytest.param("A: 您好\nC: 三零二一\nA: 好的谢谢您", None, False, id="thanks, no marks"),
        pytest.param("A: 您好。\nC: 谢谢。\nA: 再见", None, False, id="goodbye without a full stop"),
        pytest.param("A: 您好。\nC: 我想问", None, True, id="the customer breaks off"),
        pytest.param("A: 您好\nC: 好的", None, False, id="the customer agrees, no marks"),
        pytest.param("A: 再见。", "cut", True, id="the telephone system says so"),
        pytest.param(
            "A: 减免的金额会体现在您下个月的", "agent", False, id="the telephone system says otherwise"
        ),
    ],
)
def test_cut_off(text: str, ended_by: str | None, *, cut: bool) -> None:
    assert bool(turns("录音中断", text, ended_by)) is cut


@pytest.mark.parametrize(
    ("text", "ended_by", "left"),
    [
        pytest.param("A: 要等三天\nC: 那算了", None, True, id="gives up"),
        pytest.param("A: 不能办\nC: 你等着，我投诉你", None, True, id="in anger"),
        pytest.param("A: 再见\nC: 再见", None, False, id="after goodbyes"),
        pytest.param("A: 办好了，再见\nC: 好", None, False, id="after the agent's goodbye"),
        pytest.param("C: 谢谢\nA: 嗯", None, False, id="the agent has the last word"),
        pytest.param("A: 再见", "customer", True, id="the telephone system says so"),
        pytest.param("C: 那算了", "agent", False, id="the telephone system says otherwise"),
    ],
)
def test_customer_left(text: str, ended_by: str | None, *, left: bool) -> None:
    assert bool(turns("客户先挂", text, ended_by)) is left


@pytest.mark.parametrize(
    ("situation", "text"),
    [
        ("请客户重复", "A: 不好意思没听清，请您再说一遍"),
        ("拒绝", "A: 这个不能给您办"),
        ("拒绝", "A: 今天办不了"),
        ("我方过错", "A: 系统出故障了"),
        ("我方过错", "A: 这是我们的疏忽"),
        ("客户报障", "C: 我家又停水了"),
        ("投诉或不满", "C: 我要投诉你们"),
        ("投诉或不满", "C: 什么态度啊"),
        ("称赞建议", "C: 小姑娘态度真好"),
        ("关键时候", "A: 请带好身份证原件"),
        ("关键时候", "A: 二十号之前要交三百块"),
        ("麻烦客户", "A: 今天办不了"),
        ("客户配合", "C: 小姑娘态度真好"),
    ],
)
def test_situations_of_words(situation: str, text: str) -> None:
    assert turns(situation, text)[:1] == [0]


@pytest.mark.parametrize(
    ("situation", "text"),
    [
        ("拒绝", "A: 您看这样行不行"),
        ("拒绝", "A: 不行的话我再帮您"),
        ("我方过错", "A: 不是系统坏了"),
        ("请客户重复", "A: 有不清楚的您随时问"),
        ("投诉或不满", "A: 我要投诉你们"),
        ("关键时候", "A: 您请讲"),
        ("称赞建议", "C: 我家没水了"),
    ],
)
def test_situations_that_only_seem_to_arise(situation: str, text: str) -> None:
    assert turns(situation, text) == []
