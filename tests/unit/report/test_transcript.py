"""Marks, pieces, silences and the timeline of a call."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.transcript import Mark, marks, pieces, timeline, turn_views
from tests.unit.report import samples


def mark(start: int, end: int, look: str = "hit") -> Mark:
    return Mark(0, start, end, look, look[0], f"{look} {start}-{end}", None, None)


MARKS = st.lists(
    st.builds(
        mark,
        st.integers(-3, 25),
        st.integers(-3, 25),
        st.sampled_from(["banned", "hit", "nearest", "suppressed"]),
    ),
    max_size=8,
)


@given(text=st.text(max_size=20), found=MARKS)
def test_the_pieces_joined_are_the_text_again(text: str, found: list[Mark]) -> None:
    assert "".join(piece.text for piece in pieces(text, found)) == text


@given(text=st.text(min_size=1, max_size=20), found=MARKS)
def test_a_character_is_marked_exactly_when_a_mark_covers_it(text: str, found: list[Mark]) -> None:
    looks = [piece.look for piece in pieces(text, found) for _ in piece.text]
    covered = [any(m.start <= at < m.end for m in found) for at in range(len(text))]
    assert [bool(look) for look in looks] == covered


def test_the_strongest_mark_gives_the_look_and_all_are_named() -> None:
    plain, both, hit = pieces("abcdef", [mark(1, 6), mark(1, 3, "banned")])
    assert (plain.text, plain.look) == ("a", "")
    assert (both.text, both.look) == ("bc", "banned")
    assert both.tip == "hit 1-6\nbanned 1-3"
    assert [m.look for m in both.ends] == ["banned"]
    assert (hit.text, hit.look, [m.look for m in hit.ends]) == ("def", "hit", ["hit"])


def test_a_mark_past_the_end_of_the_text_still_ends() -> None:
    assert [m.look for m in pieces("abc", [mark(1, 99, "banned")])[-1].ends] == ["banned"]


def looks(report: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(m.turn, m.look, report["turns"][m.turn]["text"][m.start : m.end]) for m in marks(report)]


def test_hits_suppressed_hits_and_nearest_misses_are_marked() -> None:
    found = looks(samples.good_call())
    assert (0, "hit", "您好") in found
    assert (8, "suppressed", "不知道") in found
    assert (9, "nearest", "没别的事了") in found


def test_a_banned_hit_is_marked_once_and_one_to_review_looks_different() -> None:
    banned = [entry for entry in looks(samples.rude_call()) if entry[1] in {"banned", "review", "hit"}]
    assert banned == [
        (2, "banned", "我不管，你问别人去"),
        (2, "banned", "大概"),
        (4, "banned", "你去投诉好了"),
        (4, "review", "快点说"),
    ]


def test_only_a_long_silence_is_shown() -> None:
    views = turn_views(samples.good_call(), ())
    assert {view.index: view.pause_ms for view in views if view.pause_ms} == {6: 52900 - 33900}


def test_a_turn_says_its_own_agent_and_an_unknown_speaker_keeps_the_label() -> None:
    assert [view.who for view in turn_views(samples.rude_call(), ())][-1] == "坐席 2048"
    assert [view.who for view in turn_views(samples.doubtful_call(), ())] == [
        "角色未知 S1",
        "角色未知 S2",
        "角色未知 S1",
    ]


def test_the_timeline_lies_within_its_width() -> None:
    report = samples.good_call()
    line = timeline(report, marks(report))
    assert line is not None
    assert line.duration_ms == 93400
    assert len(line.bars) == len(report["turns"])
    assert all(0 <= bar.x <= bar.x + bar.width <= 1001.5 for bar in line.bars)
    assert {flag.look for flag in line.flags} == {"hit"}


def test_a_call_without_times_has_no_timeline() -> None:
    assert timeline(samples.doubtful_call(), ()) is None


def test_a_forbidden_hit_that_nobody_is_convicted_of_is_no_praise() -> None:
    report = samples.rude_call()
    report["banned"] = []
    assert {look for _, look, _ in looks(report)} == {"banned", "review", "nearest"}


def test_a_nearest_miss_that_was_suppressed_is_marked_once_with_its_reason() -> None:
    report = samples.rude_call()
    nearest = report["findings"][0]["nearest"] | {"why": None}
    report["findings"][0] |= {"nearest": nearest, "suppressed": [nearest | {"by": "by_customer", "with": ""}]}
    (mark_,) = [m for m in marks(report) if m.turn == 1]
    assert (mark_.look, mark_.tip) == ("nearest", "最接近“问候声”：是客户说的")
