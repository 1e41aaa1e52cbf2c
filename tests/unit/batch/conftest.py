"""Settings with a lexicon of one rule: nobody waits for a thousand phrases to be compiled in every worker."""

from __future__ import annotations

import pytest

from analyzer.batch.work import Settings
from tests.unit.rules.lexicons import write_lexicon


@pytest.fixture(scope="session")
def small_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(packs=("demo",), lexicons=write_lexicon(tmp_path_factory.mktemp("lexicon")))
