"""One turn as the matcher sees it: quoted stretches, and the way back to the spoken words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.call import Role, Turn
from analyzer.spans import CharSpan
from analyzer.text import TurnView, view


def seen(text: str) -> TurnView:
    return view(Turn(0, Role.AGENT, text))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("他说“你去投诉好了”就走了", ["你去投诉好了"]),
        ("「不知道」和『没办法』", ["不知道", "没办法"]),
        ('他讲"随便你"', ["随便你"]),
        ("‘等着’", ["等着"]),
        ("没有引号", []),
        ("“只有开头", []),
        ("空的“”不算", []),
        ("“……”也不算", []),
    ],
)
def test_quotes(text: str, quoted: list[str]) -> None:
    turn = seen(text)
    assert [turn.plain[start:end] for start, end in turn.quotes] == quoted


def test_said_gives_the_words_as_spoken_with_what_stands_between_them() -> None:
    turn = seen("好的，請、呃，稍等。")
    start = turn.plain.index("请")
    assert turn.said(start, start + 3) == "請、呃，稍等"
    assert turn.spoken(start, start + 3) == CharSpan(3, 9)


def test_sounds_stand_at_the_places_of_the_text() -> None:
    turn = seen("请您，稍厚！")
    assert len(turn.sounds) == len(turn.plain) == len(turn.back) == 4


@given(st.text(st.sampled_from("您好请“”「」，。a1 呃"), max_size=20))
def test_quoted_stretches_lie_inside_the_turn_and_do_not_overlap(text: str) -> None:
    turn = seen(text)
    places = [place for stretch in turn.quotes for place in stretch]
    assert places == sorted(places)
    assert all(0 <= place <= len(turn.plain) for place in places)
