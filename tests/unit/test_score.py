"""The ledger: lines add up to the total, what does not apply leaves it, and doubt widens it to an interval."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.evaluate import Applies, Finding, Outcome, Reason
from analyzer.match import Hit
from analyzer.rules.model import Claim, Clause, Kind, Severity, Status
from analyzer.score import Line, Score, score
from tests.builders import match, phrase_set, rule, scorecard, wording

_APPLIES = {
    Outcome.PASS: Applies.YES,
    Outcome.FAIL: Applies.YES,
    Outcome.UNDECIDED: Applies.UNDECIDED,
    Outcome.NOT_APPLICABLE: Applies.NO,
}


def finding(name: str, outcome: Outcome, hits: int = 0, **changes: Any) -> Finding:
    return Finding(rule(name, **changes), outcome, _APPLIES[outcome], Reason.FOUND, _said()[:hits])


@cache
def _said() -> tuple[Hit, ...]:
    return match(phrase_set(wording("不知道")), *["不知道"] * 6)[0]


def banned(
    name: str, severity: Severity, hits: int = 1, outcome: Outcome = Outcome.FAIL, **changes: Any
) -> Finding:
    return finding(name, outcome, hits, set="忌语", claim=Claim.FORBIDDEN, severity=severity, **changes)


def by_rule(ledger: Score) -> dict[str, Line]:
    return {line.rule: line for line in ledger.lines}


def total(*findings: Finding, **card: Any) -> tuple[float, float]:
    ledger = score(findings, scorecard(**card))
    return ledger.low / 100, ledger.high / 100


PASS, FAIL, UNDECIDED, NOT = Outcome.PASS, Outcome.FAIL, Outcome.UNDECIDED, Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        pytest.param([PASS], [PASS], 100, 100, id="everything passed"),
        pytest.param([PASS], [FAIL], 40, 40, id="a section lost"),
        pytest.param([PASS, FAIL], [PASS], 80, 80, id="half a section lost"),
        pytest.param([PASS, NOT], [PASS], 100, 100, id="what does not apply leaves its section"),
        pytest.param([NOT], [PASS, FAIL], 50, 50, id="an empty section leaves the ledger"),
        pytest.param([PASS], [UNDECIDED], 40, 100, id="doubt is an interval"),
        pytest.param([NOT], [NOT], 0, 0, id="nothing applies"),
    ],
)
def test_sections(first: list[Outcome], second: list[Outcome], low: float, high: float) -> None:
    findings = [finding(f"a.r{i}", outcome) for i, outcome in enumerate(first)]
    findings += [finding(f"b.r{i}", outcome, set="二") for i, outcome in enumerate(second)]
    assert total(*findings) == (low, high)


def test_weights_share_a_section() -> None:
    ledger = score([finding("a.r", PASS, weight=3), finding("a.s", FAIL, weight=1)], scorecard())
    assert {name: (line.weight, line.low) for name, line in by_rule(ledger).items()} == {
        "a.r": (7500, 7500),
        "a.s": (2500, 0),
    }


def test_what_does_not_apply_is_listed_with_no_weight() -> None:
    line = by_rule(score([finding("a.r", NOT), finding("a.s", PASS)], scorecard()))["a.r"]
    assert (line.outcome, line.weight, line.low, line.high) == ("not_applicable", 0, 0, 0)


def test_a_rule_on_trial_weighs_nothing_and_costs_nothing() -> None:
    trial = Status.TRIAL
    on_trial = [finding("a.r", FAIL, status=trial), banned("j.r", Severity.CRITICAL, status=trial)]
    assert total(*on_trial, finding("a.s", PASS)) == (100, 100)


@pytest.mark.parametrize(
    ("hits", "factor", "off"), [(1, 1, 5), (3, 1, 15), (3, 2, 35), (6, 2, 5 * (1 + 2 + 4 + 8 + 8 + 8))]
)
def test_each_hit_costs_and_repeats_may_cost_more(hits: int, factor: int, off: int) -> None:
    found = [finding("a.r", PASS), banned("j.r", Severity.MAJOR, hits)]
    assert total(*found, floor=-1000, repeat_factor=factor) == (100 - off, 100 - off)


@pytest.mark.parametrize(("severity", "off"), [(Severity.MINOR, 2), (Severity.MAJOR, 5)])
def test_severity_sets_the_price(severity: Severity, off: int) -> None:
    assert total(finding("a.r", PASS), banned("j.r", severity)) == (100 - off, 100 - off)


def test_an_undecided_banned_phrase_costs_only_at_the_low_end() -> None:
    assert total(finding("a.r", PASS), banned("j.r", Severity.MAJOR, 2, UNDECIDED)) == (90, 100)


def test_a_critical_violation_caps_the_call_and_names_its_rule() -> None:
    ledger = score([finding("a.r", PASS), banned("j.r", Severity.CRITICAL)], scorecard())
    assert (ledger.gate, ledger.low, ledger.high) == ("j.r", 5900, 5900)
    assert [line.low for line in ledger.lines if line.section == "gate"] == [5900 - 8000]


def test_a_gate_above_the_total_takes_nothing() -> None:
    ledger = score([finding("a.r", FAIL), banned("j.r", Severity.CRITICAL)], scorecard())
    assert (ledger.gate, ledger.low, ledger.high) == ("j.r", 0, 0)


def test_an_uncertain_gate_caps_the_low_end_only() -> None:
    ledger = score([finding("a.r", PASS), banned("j.r", Severity.CRITICAL, 1, UNDECIDED)], scorecard())
    assert (ledger.gate, ledger.low, ledger.high) == ("j.r", 5900, 10000)


def test_a_certain_gate_is_named_before_an_uncertain_one() -> None:
    doubt, sure = banned("j.a", Severity.CRITICAL, 1, UNDECIDED), banned("j.b", Severity.CRITICAL)
    assert score([doubt, sure], scorecard()).gate == "j.b"


def test_any_rule_may_be_a_gate() -> None:
    assert total(finding("a.r", FAIL, gate=True), finding("a.s", PASS, weight=9), gate_cap=30) == (30, 30)


@pytest.mark.parametrize(
    ("findings", "card", "points"),
    [
        pytest.param([banned("j.r", Severity.MAJOR)], {}, 0, id="floor"),
        pytest.param([banned("j.r", Severity.MAJOR)], {"floor": -100}, -5, id="a floor below nothing"),
        pytest.param([finding("a.r", PASS)], {"cap": 90}, 90, id="cap"),
        pytest.param([finding("a.r", FAIL)], {"start": 30}, 30, id="start"),
        pytest.param([finding("a.r", PASS)], {"start": 30}, 100, id="start and all the rest"),
    ],
)
def test_bounds(findings: list[Finding], card: dict[str, int], points: float) -> None:
    assert total(*findings, **card) == (points, points)


def test_a_line_names_its_clause() -> None:
    clause = Clause("002", "四.2.8", "用户进门有问候声", "002-VS-010")
    (line,) = score([finding("a.r", PASS, clause=clause)], scorecard()).lines
    assert line.clause == "002 四.2.8"


OUTCOMES = st.sampled_from(Outcome)
REQUIRED = st.builds(
    lambda outcome, weight, section, gate: ("required", outcome, weight, section, gate),
    OUTCOMES,
    st.integers(0, 9),
    st.sampled_from("一二"),
    st.booleans(),
)
FORBIDDEN = st.builds(
    lambda outcome, hits, severity: ("forbidden", outcome, hits, severity),
    st.sampled_from([PASS, FAIL, UNDECIDED]),
    st.integers(1, 4),
    st.sampled_from(Severity),
)
CARDS = st.builds(
    lambda start, floor, cap, factor: scorecard(start=start, floor=floor, cap=cap, repeat_factor=factor),
    st.integers(0, 50),
    st.integers(-100, 20),
    st.integers(59, 120),
    st.integers(1, 5),
)


def _finding(number: int, drawn: tuple[Any, ...]) -> Finding:
    if drawn[0] == "required":
        _, outcome, weight, section, gate = drawn
        return finding(f"a.r{number}", outcome, weight=weight, set=section, gate=gate)
    _, outcome, hits, severity = drawn
    return banned(f"j.r{number}", severity, hits if outcome is not PASS else 0, outcome)


FINDINGS = st.lists(REQUIRED | FORBIDDEN, max_size=8).map(
    lambda drawn: [_finding(number, one) for number, one in enumerate(drawn)]
)


@given(FINDINGS, CARDS)
def test_low_never_exceeds_high_and_both_keep_the_bounds(findings: list[Finding], card: Any) -> None:
    ledger = score(findings, card)
    assert 100 * card.floor <= ledger.low <= ledger.high <= 100 * card.cap


@given(FINDINGS, CARDS)
def test_the_lines_add_up(findings: list[Finding], card: Any) -> None:
    ledger = score(findings, card)
    assert ledger.low == sum(line.low for line in ledger.lines)
    assert ledger.high == sum(line.high for line in ledger.lines)
    weights = sum(line.weight for line in ledger.lines)
    assert weights in (0, 100 * (card.cap - card.start))


@given(FINDINGS, CARDS, st.randoms(use_true_random=False))
def test_the_order_of_rules_is_irrelevant(findings: list[Finding], card: Any, random: Any) -> None:
    shuffled = random.sample(findings, len(findings))
    first, second = score(findings, card), score(shuffled, card)
    assert (first.low, first.high, first.gate) == (second.low, second.high, second.gate)


@given(FINDINGS, CARDS)
def test_a_rule_that_does_not_apply_leaves_the_score_alone(findings: list[Finding], card: Any) -> None:
    ledger, more = score(findings, card), score([*findings, finding("z.z", NOT, weight=5)], card)
    assert (ledger.low, ledger.high) == (more.low, more.high)


@given(FINDINGS, CARDS)
def test_settling_a_doubt_stays_inside_the_interval(findings: list[Finding], card: Any) -> None:
    ledger = score(findings, card)
    for outcome in (PASS, FAIL):
        settled = [
            replace(f, outcome=outcome, applies=Applies.YES) if f.outcome is UNDECIDED else f
            for f in findings
        ]
        result = score(settled, card)
        assert ledger.low <= result.low <= result.high <= ledger.high


def test_what_was_found_by_sound_only_costs_nothing_and_gates_nothing() -> None:
    (hit,), _ = match(phrase_set(wording("不知道", Kind.PHONETIC)), "布织到")
    critical = rule("j.r", claim=Claim.FORBIDDEN, severity=Severity.CRITICAL)
    by_sound = Finding(critical, UNDECIDED, Applies.YES, Reason.LOW_CONFIDENCE, (hit,))
    ledger = score([finding("a.r", PASS), by_sound], scorecard())
    assert (ledger.gate, ledger.low, ledger.high) == (None, 10000, 10000)
