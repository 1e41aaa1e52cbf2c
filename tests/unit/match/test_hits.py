"""The evidence of a hit: characters, time, confidence, worked out from turn or words."""

from __future__ import annotations

from analyzer.call import Call, Role, Turn, Word
from analyzer.match import Hit, Matcher
from analyzer.spans import CharSpan, TimeSpan
from analyzer.text import view
from tests.builders import phrase_set, wording


def only_hit(turn: Turn, pattern: str = "谢谢") -> Hit:
    phrases = phrase_set(wording(pattern))
    ((hit,), _) = Matcher([phrases]).read([view(turn)]).hits(phrases, guarded=True)
    return hit


def test_characters_are_those_of_the_spoken_text() -> None:
    hit = only_hit(Turn(0, Role.AGENT, "好的，谢、谢。"))
    assert (hit.chars, hit.said) == (CharSpan(3, 6), "谢、谢")


def test_time_is_in_proportion_to_the_characters() -> None:
    hit = only_hit(Turn(0, Role.AGENT, "好的好的谢谢", 1000, 7000))
    assert hit.time == TimeSpan(5000, 7000)


def test_the_words_of_the_recogniser_give_time_and_confidence() -> None:
    words = (
        Word("好的", CharSpan(0, 2), TimeSpan(1000, 1500), 0.4),
        Word("谢", CharSpan(2, 3), TimeSpan(3000, 3200), 0.9),
        Word("谢", CharSpan(3, 4), TimeSpan(3200, 3600), 0.7),
    )
    hit = only_hit(Turn(0, Role.AGENT, "好的谢谢", 1000, 7000, confidence=0.5, words=words))
    assert (hit.time, hit.confidence) == (TimeSpan(3000, 3600), 0.7)


def test_unknown_stays_unknown() -> None:
    hit = only_hit(Turn(0, Role.AGENT, "谢谢"))
    assert (hit.time, hit.confidence) == (None, None)


def test_without_word_confidence_the_turn_speaks() -> None:
    assert only_hit(Turn(0, Role.AGENT, "谢谢", confidence=0.5)).confidence == 0.5


def test_overlap_needs_a_shared_character_of_the_same_turn() -> None:
    phrases = phrase_set(wording("您好"))
    turns = Call("c", (Turn(0, Role.AGENT, "您好您好"), Turn(1, Role.AGENT, "您好您好"))).turns
    hits, _ = Matcher([phrases]).read([view(turn) for turn in turns]).hits(phrases, guarded=True)
    first, second, elsewhere, _ = hits
    assert first.overlaps(first)
    assert not first.overlaps(second)
    assert not first.overlaps(elsewhere)


def test_a_hit_names_its_wording() -> None:
    hit = only_hit(Turn(0, Role.AGENT, "谢谢"))
    assert (hit.pattern, hit.alternative, hit.role) == ("谢谢", "谢谢", Role.AGENT)
