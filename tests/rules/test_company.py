"""A company's names from an overrides file count as self-identification in the shipped rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.engine import Engine
from analyzer.example import parse_example
from analyzer.rules.overrides import COMPANY, apply_overrides, read_overrides
from tests.rules.shipped import engine, lexicon

CALL = parse_example("A: 青松阁\nC: 我家暖气不热")
SELF_NAMING = ("自报单位", "话术·自报单位")


@pytest.mark.parametrize("name", SELF_NAMING)
def test_self_identification_takes_in_the_company_names(name: str, tmp_path: Path) -> None:
    path = tmp_path / "overrides.yml"
    path.write_text("company: [青松阁]\n", encoding="utf-8")
    plain = engine("std-000").pack
    local = Engine(apply_overrides(plain, read_overrides(path), lexicon().rules))
    assert COMPANY in plain.phrases
    assert Engine(plain).scene(CALL).turns_with(name) == frozenset()
    assert local.scene(CALL).turns_with(name) == {0}
