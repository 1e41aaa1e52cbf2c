"""The corpus is sound, and training on it gives the weights that ship."""

from __future__ import annotations

import pytest

from analyzer.meaning import dump, shipped
from tests.train.corpus import CORPORA, families, read_corpus, read_utterances


def test_the_corpus_is_sound() -> None:
    utterances = read_corpus()
    assert sum(u.banned for u in utterances) >= 1200
    assert sum(not u.banned for u in utterances) >= 2500
    written = [u for path in CORPORA for u in read_utterances(path)]
    assert len({(u.before, u.text) for u in written}) > 0.995 * len(written)
    for utterance in utterances:
        assert utterance.said in utterance.text
        assert (utterance.severity in ("minor", "major", "critical")) == utterance.banned


def test_no_template_explosion() -> None:
    written = [utterance for utterance in read_corpus() if not utterance.author]
    assert len(set(families(written))) > 0.95 * len(written)


@pytest.mark.slow
def test_training_gives_the_weights_that_ship() -> None:
    pytest.importorskip("sklearn")
    from tests.train.banned import train

    again = train(read_corpus(), shipped().thresholds)
    assert dump(again) == dump(shipped())
