"""Which turns count: opening, closing, and the surroundings of an event."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.call import Call, Role
from analyzer.engine import Engine
from analyzer.evaluate import Scene
from analyzer.evaluate.windows import windows
from analyzer.rules.model import Pack, Scope, When, Who
from tests.builders import call, mini_pack

OPENING = When(Scope.OPENING, (), 2, 0, 15, True, None)
CLOSING = When(Scope.CLOSING, (), 2, 0, None, True, None)
TALK = "A: 一\nC: 二\nA: 三\nC: 四\nA: 五\nC: 六"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return mini_pack(["any_of: [好]"], situations="求助: {title: 求助, who: customer, any_of: [帮我]}")


def turns(pack: Pack, heard: Call | str, when: When, who: Who = Who.AGENT) -> list[list[int]]:
    scene: Scene = Engine(pack).scene(heard if isinstance(heard, Call) else call(heard))
    events = scene.events("求助") if when.triggers else ()
    return [sorted(window.turns) for window in windows(scene, when, who, events)]


def around(scope: Scope = Scope.AFTER, **changes: object) -> When:
    plain = When(scope, ("求助",), None, 0, None, True, None)
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(TALK, [0, 2], id="the agent's first two turns"),
        pytest.param("C: 喂\nA: 一\nC: 二\nA: 三\nA: 四", [1, 3], id="counted from the agent's first word"),
        pytest.param("A: 一", [0], id="fewer turns than that"),
        pytest.param("C: 喂", [], id="no agent at all"),
        pytest.param("A: 一\nU: 二\nA: 三", [0, 1], id="whoever may be the agent counts"),
        pytest.param(
            "A@00:00: 一\nA@00:05: 二\nA@00:14: 三\nA@00:15: 四", [0, 1, 2], id="or the first 15 seconds"
        ),
        pytest.param(
            "A@01:00: 一\nA@01:05: 二\nA@01:14: 三\nA@01:16: 四", [0, 1, 2], id="of talk, not of recording"
        ),
        pytest.param("A@00:00: 一\nC@00:30: 二\nA@01:00: 三", [0, 2], id="two turns count however late"),
        pytest.param("A: 一\nC: 二\nB: 三", [0], id="the agent who opens, not a second one"),
    ],
)
def test_opening(pack: Pack, text: str, wanted: list[int]) -> None:
    (window,) = turns(pack, text, OPENING)
    mine = [index for index in window if call(text).turns[index].role is not Role.CUSTOMER]
    assert mine == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(TALK, [2, 4], id="the agent's last two turns"),
        pytest.param("A: 一", [0], id="fewer turns than that"),
        pytest.param("A: 一\nA: 二\nC: 三\nC: 四\nC: 五", [0, 1], id="however much the customer says after"),
        pytest.param("A: 一\nA: 二\nU: 三", [1, 2], id="whoever may be the agent counts"),
    ],
)
def test_closing(pack: Pack, text: str, wanted: list[int]) -> None:
    assert turns(pack, text, CLOSING) == [wanted]


def test_anywhere_is_every_turn(pack: Pack) -> None:
    assert turns(pack, TALK, When(Scope.ANYWHERE, (), None, 0, None, True, None)) == [[0, 1, 2, 3, 4, 5]]


ASK = "A: 零\nA: 一\nC: 帮我\nA: 三\nC: 四\nA: 五\nA: 六"
TWICE = "C: 帮我\nA: 一\nC: 帮我\nA: 三\nC: 帮我\nA: 五"


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        pytest.param(around(), [3, 5, 6], id="after: to the end"),
        pytest.param(around(turns=2), [3, 5], id="after: so many agent turns"),
        pytest.param(around(Scope.AROUND, turns=2, before=1), [1, 3, 5], id="around: one before as well"),
        pytest.param(around(Scope.AROUND, turns=1, before=2), [0, 1, 3], id="around: two before"),
        pytest.param(around(Scope.BEFORE), [1], id="before: the last agent turn"),
        pytest.param(around(Scope.BEFORE, turns=2), [0, 1], id="before: the last two"),
    ],
)
def test_surroundings_of_what_the_customer_said(pack: Pack, when: When, wanted: list[int]) -> None:
    assert turns(pack, ASK, when) == [wanted]


@pytest.fixture(scope="module")
def own_words() -> Pack:
    return mini_pack(["any_of: [好]"], situations="求助: {title: 求助, who: agent, any_of: [帮我]}")


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        pytest.param(
            around(Scope.AROUND, turns=1, before=1), [0, 1, 3], id="around: own turn, one before, one after"
        ),
        pytest.param(around(Scope.AFTER, turns=1), [1, 3], id="after: own turn and one more"),
        pytest.param(around(Scope.BEFORE), [1], id="before: the turn itself announces it"),
    ],
)
def test_surroundings_of_what_the_agent_said(own_words: Pack, when: When, wanted: list[int]) -> None:
    assert turns(own_words, "A: 零\nA: 帮我\nC: 二\nA: 三\nA: 四", when) == [wanted]


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        pytest.param(around(turns=1), [[1], [3], [5]], id="every time"),
        pytest.param(around(every=False), [[1, 3, 5]], id="once, from the first time on"),
        pytest.param(around(turns=1, nth=2), [[3]], id="the second time"),
        pytest.param(around(turns=1, nth=9), [], id="a time that never came"),
    ],
)
def test_one_window_for_each_event(pack: Pack, when: When, wanted: list[list[int]]) -> None:
    assert turns(pack, TWICE, when) == wanted


def test_seconds_after_an_event_count_from_its_end(pack: Pack) -> None:
    timed = "C@00:01-00:03: 帮我\nA@00:10: 一\nA@00:18: 二\nA@00:19: 三"
    assert turns(pack, timed, around(seconds=15)) == [[1, 2]]


def test_without_times_seconds_exclude_nothing(pack: Pack) -> None:
    assert turns(pack, "C: 帮我\nA: 一\nA: 二", around(seconds=15)) == [[1, 2]]


def test_a_window_without_turns_stands_at_its_event(pack: Pack) -> None:
    scene = Engine(pack).scene(call("A: 零\nC: 一\nC: 帮我"))
    (window,) = windows(scene, around(), Who.AGENT, scene.events("求助"))
    assert (window.turns, window.first, window.last) == (frozenset(), 2, 2)
