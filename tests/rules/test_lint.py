"""Every shipped pack is free of lint: examples enough, no dead wording, no twins, no collisions."""

from __future__ import annotations

import pytest

from analyzer.selftest import check_pack
from tests.rules.shipped import engine, pack_names


@pytest.mark.parametrize("pack", pack_names())
def test_pack_has_no_lint(pack: str) -> None:
    assert [str(problem) for problem in check_pack(engine(pack))] == []
