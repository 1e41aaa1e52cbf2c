"""Every clause of the five standards is accounted for: cited by a rule that runs, or listed with the reason why not."""

from __future__ import annotations

from collections import Counter

import pytest

from analyzer.coverage import CITED, OPEN, Coverage, coverage
from tests.rules.shipped import lexicon

ALL_CLAUSES = 743


@pytest.fixture(scope="module")
def found() -> Coverage:
    return coverage(lexicon())


def test_no_clause_is_open(found: Coverage) -> None:
    assert [clause.id for clause in found.clauses if clause.state == OPEN] == []
    assert len(found.clauses) == ALL_CLAUSES


def test_only_known_clauses_are_cited(found: Coverage) -> None:
    assert [str(problem) for problem in found.problems] == []


@pytest.mark.parametrize(
    ("category", "least"), [("polite_set", 49), ("voice_set", 30), ("required_phrase", 200)]
)
def test_enough_clauses_have_a_rule(category: str, least: int, found: Coverage) -> None:
    cited = Counter(clause.category for clause in found.clauses if clause.state == CITED)
    assert cited[category] >= least


def test_every_literal_banned_phrase_has_a_rule(found: Coverage) -> None:
    literal = [clause for clause in found.clauses if clause.ban_kind == "literal"]
    assert len(literal) == 55
    assert [clause.id for clause in literal if clause.state != CITED] == []
