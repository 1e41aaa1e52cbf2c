"""Every example of every shipped rule is a test of its own: `rule/example`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from analyzer.errors import PackError
from analyzer.selftest import run_examples
from tests.rules.shipped import engine, lexicon, pack_names


def _examples() -> Iterator[tuple[str, str, int]]:
    """Rule, name and line of each example; nothing where the lexicon cannot be loaded, which fails on its own."""
    try:
        rules = [rule for rule, _ in lexicon().rules.values() if rule.status in ("stable", "trial")]
    except PackError:
        return
    for rule in rules:
        document = lexicon().rules[rule.id][1]
        for i, example in enumerate(rule.examples):
            yield rule.id, example.name, document.at(("examples", i))[0]


EXAMPLES = list(_examples())


@cache
def failures() -> dict[tuple[str, int | None], list[str]]:
    """What does not come out as its author says, by file and line; each rule is run in its own pack."""
    found: dict[tuple[str, int | None], list[str]] = {}
    for pack in pack_names():
        for problem in run_examples(engine(pack)):
            found.setdefault((problem.path or "", problem.line), []).append(str(problem))
    return found


def test_the_lexicon_loads() -> None:
    assert lexicon().rules
    assert EXAMPLES


@pytest.mark.parametrize(
    ("rule", "name", "line"), EXAMPLES, ids=[f"{rule}/{name}" for rule, name, _ in EXAMPLES]
)
def test_example(rule: str, name: str, line: int) -> None:
    path = lexicon().rules[rule][1].path
    assert failures().get((path, line), []) == []


@pytest.mark.parametrize("rule", sorted({rule for rule, _, _ in EXAMPLES}))
def test_rule_runs_in_a_pack(rule: str) -> None:
    assert any(rule == each.id for pack in pack_names() for each in engine(pack).pack.rules)
