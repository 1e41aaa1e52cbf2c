"""A lexicon's own model of banned meaning judges its calls, not the one that ships."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from analyzer.engine import Engine
from tests.builders import call, mini_pack

WEIGHTS = "set\tbias\t-4\nset\tto_review\t0.5\nset\thit\t0.99\ncharacters\t木瓜\t20\n"
RULE = "claim: forbidden\nmeaning: true\nstatus: trial"


def test_the_words_of_its_own_model_are_found(tmp_path: Path) -> None:
    path = tmp_path / "banned.tsv"
    path.write_text(WEIGHTS, encoding="utf-8")
    pack = mini_pack([RULE])
    heard = call("A: 木瓜")
    (shipped,) = Engine(pack).findings(heard)
    (own,) = Engine(replace(pack, weights=path)).findings(heard)
    assert (str(shipped.outcome), str(own.outcome)) == ("pass", "fail")
