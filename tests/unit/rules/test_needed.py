"""What a pack needs of its lexicon: all that judging asks for, and nothing that no rule leans on."""

from __future__ import annotations

import pytest

from analyzer.evaluate import Event, Scene
from analyzer.evaluate.detect import DETECTORS
from analyzer.ingest import Failure, read_calls
from analyzer.rules.detectors import DETECTORS as NEEDS
from analyzer.rules.needed import needed_sets
from tests.builders import call, default_engine, mini_pack, scene
from tests.labelled import SETS

PHRASES = """
    甲: {any_of: [您好]}
    乙: {any_of: [{phrase: 甲}, 早上好]}
    丙: {any_of: [再见]}
"""
SITUATIONS = """
    来了: {title: 来了, who: customer, any_of: [{phrase: 甲}, 来了]}
    走了: {title: 走了, who: customer, any_of: [走了]}
    来或走: {title: 来或走, situations: [来了, 走了]}
    没用: {title: 没用, who: customer, any_of: [没用]}
"""


@pytest.mark.parametrize(
    ("rule", "sets"),
    [
        ("any_of: [{phrase: 乙}]", ["甲", "乙", "m.r0"]),
        ("any_of: [{phrase: 丙}]\napplies: {situation: [走了]}", ["走了", "丙", "m.r0"]),
        ("any_of: [谢谢]\nundecided_if: [来或走]", ["走了", "甲", "来了", "m.r0"]),
    ],
)
def test_needed_sets(rule: str, sets: list[str]) -> None:
    assert [each.name for each in needed_sets(mini_pack([rule], SITUATIONS, PHRASES))] == sets


def test_sets_that_no_rule_leans_on_are_read_when_somebody_asks() -> None:
    engine = default_engine()
    needed = {each.name for each in needed_sets(engine.pack)}
    spare = next(each for name, each in sorted(engine.pack.phrases.items()) if name not in needed)
    heard = engine.scene(call(f"A: 好的。{spare.wordings()[0].source}"))
    assert heard.matches.hits(spare, guarded=False) is heard.matches.hits(spare, guarded=False)


def test_judging_asks_for_needed_sets_only() -> None:
    engine = default_engine()
    needed = {each.name for each in needed_sets(engine.pack)}
    for item in read_calls(SETS["a"]):
        assert not isinstance(item, Failure)
        judged = engine.scene(item)
        for situation in ("麻烦客户", "客户先挂", "录音中断"):
            judged.events(situation)
        assert {name for name, _ in judged.matches._kept} <= needed


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_detectors_ask_for_what_they_say(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    situation = next(each for each in default_engine().pack.situations.values() if each.detect == name)
    calls = [
        scene(text)
        for text in (
            "A@00:00-00:01: 您好\nC@00:02-00:03: 查电费\nA@00:40-00:41: 让您久等了\nC@00:42-00:43: 气死我了",
            "A@00:01-00:02: 请稍等\nC@00:04-00:05: 好\nA@00:20: 在",
            "C@00:01-00:04: 查电费\nA@00:40-00:41: 一百二\nC@01:20-01:21: 喂",
            "A: 我帮您查一下\nA: 让您久等了\nC: 我的电费还没查到",
            "A: 您好\nC: 查电费\nA: 请说户号\nC: 一二三\nA: 我帮您查一下\nC: 好\nA: 查到了，那个",
            "C@00:01-00:02: 查电费\nA@00:40-00:41: 让您久等了\nC@00:42-00:43: 我的电费还没查到",
            "",
        )
    ]
    asked: dict[str, set[str]] = {"phrases": set(), "situations": set()}
    phrase = Scene.phrase

    def events(self: Scene, name: str) -> tuple[Event, ...]:
        asked["situations"].add(name)
        return (Event(name, 1),) if len(self.call.turns) > 1 else ()

    def recorded(self: Scene, name: str, *who: object) -> object:
        asked["phrases"].add(name)
        return phrase(self, name, *who)  # type: ignore[arg-type]

    monkeypatch.setattr(Scene, "events", events)
    monkeypatch.setattr(Scene, "phrase", recorded)
    for each in calls:
        DETECTORS[name](each, situation)
    assert asked == {"phrases": set(NEEDS[name].phrases), "situations": set(NEEDS[name].situations)}
