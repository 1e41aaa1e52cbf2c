"""Measures against published values and against other people's programs."""

from __future__ import annotations

import jiwer
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn import metrics as sklearn

from analyzer.metrics import Counts, accuracy, cer, counts, edit_distance, kappa, wilson

LABELS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40)
ANSWERS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40)
HANZI = st.text(st.sampled_from("您好请稍等再见"), max_size=12)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(k: int, n: int, low: float, high: float) -> None:
    interval = wilson(k, n)
    assert interval is not None
    assert list(interval) == pytest.approx([low, high], abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_mirrors(shares: tuple[int, int]) -> None:
    k, n = shares
    interval, mirrored = wilson(k, n), wilson(n - k, n)
    assert interval is not None
    assert mirrored is not None
    assert 0 <= interval[0] <= k / n + 1e-12
    assert k / n - 1e-12 <= interval[1] <= 1
    assert interval[0] == pytest.approx(1 - mirrored[1], abs=1e-9)


def test_kappa_as_published() -> None:
    """Two readers of 50 proposals: 20 both yes, 15 both no, 5 and 10 apart; kappa 0.4."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert kappa(pairs) == pytest.approx(0.4)


@given(LABELS)
def test_kappa_as_scikit_learn_has_it(pairs: list[tuple[str, str]]) -> None:
    first, second = zip(*pairs, strict=True)
    assume(len({*first, *second}) > 1)
    assert kappa(pairs) == pytest.approx(sklearn.cohen_kappa_score(first, second))


@given(ANSWERS)
def test_precision_recall_and_f1_as_scikit_learn_has_them(pairs: list[tuple[bool, bool]]) -> None:
    wanted, got = zip(*pairs, strict=True)
    ours = counts(pairs)
    if any(got):
        assert ours.precision == pytest.approx(sklearn.precision_score(wanted, got))
    if any(wanted):
        assert ours.recall == pytest.approx(sklearn.recall_score(wanted, got))
    if any(wanted) or any(got):
        assert ours.f1 == pytest.approx(sklearn.f1_score(wanted, got))


@pytest.mark.parametrize(
    ("ours", "precision", "recall", "f1"),
    [
        (Counts(), None, None, None),
        (Counts(0, 0, 3), None, 0.0, 0.0),
        (Counts(0, 3, 0), 0.0, None, 0.0),
        (Counts(3, 1, 2), 3 / 4, 3 / 5, 6 / 9),
    ],
)
def test_what_is_undefined_is_none(
    ours: Counts, precision: float | None, recall: float | None, f1: float | None
) -> None:
    assert (ours.precision, ours.recall, ours.f1) == (precision, recall, f1)


def test_nothing_rated_has_no_measure() -> None:
    assert (accuracy([]), kappa([]), cer([]), wilson(0, 0)) == (None, None, None, None)
    assert kappa([("a", "a")] * 3) is None
    assert cer([("", "多余")]) is None


@given(ANSWERS, ANSWERS)
def test_counts_add_up(first: list[tuple[bool, bool]], second: list[tuple[bool, bool]]) -> None:
    assert counts(first) + counts(second) == counts(first + second)


@pytest.mark.parametrize(
    ("reference", "heard", "distance"),
    [
        ("请稍等", "请稍等", 0),
        ("请稍等", "请稍厚", 1),
        ("请稍等", "请等", 1),
        ("等", "请稍等", 2),
        ("", "请", 1),
    ],
)
def test_edit_distance(reference: str, heard: str, distance: int) -> None:
    assert edit_distance(reference, heard) == distance


@given(HANZI, HANZI, HANZI)
def test_edit_distance_is_a_distance(a: str, b: str, c: str) -> None:
    assert edit_distance(a, b) == edit_distance(b, a)
    assert (edit_distance(a, b) == 0) == (a == b)
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)


@given(st.lists(st.tuples(HANZI.filter(bool), HANZI), min_size=1, max_size=5))
def test_character_error_rate_as_jiwer_has_it(pairs: list[tuple[str, str]]) -> None:
    references, heard = zip(*pairs, strict=True)
    assert cer(pairs) == pytest.approx(jiwer.cer(list(references), list(heard)))


@given(LABELS)
def test_accuracy_as_scikit_learn_has_it(pairs: list[tuple[str, str]]) -> None:
    first, second = zip(*pairs, strict=True)
    assert accuracy(pairs) == pytest.approx(sklearn.accuracy_score(first, second))
