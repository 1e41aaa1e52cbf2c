"""The corpus is sound, and training on it gives the weights that ship."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.meaning import dump, shipped
from tests.train.corpus import families, read_corpus


def test_the_corpus_is_sound() -> None:
    utterances = read_corpus()
    assert sum(u.banned for u in utterances) >= 1200
    assert sum(not u.banned for u in utterances) >= 2500
    assert len({(u.before, u.text) for u in utterances}) == len(utterances)
    for utterance in utterances:
        assert utterance.said in utterance.text
        assert (utterance.severity in ("minor", "major", "critical")) == utterance.banned


def test_no_template_explosion() -> None:
    utterances = read_corpus()
    assert len(set(families(utterances))) > 0.95 * len(utterances)


@pytest.mark.slow
def test_training_gives_the_weights_that_ship() -> None:
    pytest.importorskip("sklearn")
    from tests.train.banned import train

    again = replace(train(read_corpus()), to_review=shipped().to_review)
    assert dump(again) == dump(shipped())
