"""What the monthly report says about agents whose habits are known."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from analyzer.language import use_language
from analyzer.report.monthly_figures import (
    Figure,
    between_words,
    difference_words,
    figures,
    interval_words,
    measure_words,
    value_words,
)
from analyzer.report.monthly_pages import shade
from analyzer.report.monthly_view import MonthlyView, Unit, monthly_view, reason_words
from tests.unit.report import monthly_samples as samples


@pytest.fixture(scope="module")
def view() -> MonthlyView:
    return monthly_view(samples.sample_month())


def agent(view: MonthlyView, number: str) -> Unit:
    return next(unit for unit in view.agents if unit.words.endswith(number))


def test_every_figure_is_the_one_that_was_counted() -> None:
    panel = samples.sample_month().agents
    for at in range(len(panel.units)):
        found = figures(panel, at)
        assert list(found) == [*panel.shares.names, *panel.rates.names]
        for measured, rate in ((panel.shares, False), (panel.rates, True)):
            for place, name in enumerate(measured.names):
                figure, k, n = found[name], measured.k[at, -1, place], measured.n[at, -1, place]
                assert (figure.k, figure.n, figure.rate) == (k, n, rate)
                if n:
                    assert figure.value == pytest.approx((100 if rate else 1) * k / n)
                    assert figure.low is not None
                    assert figure.high is not None
                    assert figure.low <= (figure.value or 0) <= figure.high
                else:
                    assert figure.value is figure.low is figure.shrunk is None


def test_the_agent_who_got_worse_is_behind_changed_and_coached_first(view: MonthlyView) -> None:
    worse = agent(view, "1001")
    assert worse.side == -1
    assert worse.figures["七声"].changed
    assert worse.figures["七声"].versus == -1
    assert view.needs[0].unit is worse
    assert view.needs[0].certain >= 1
    flagged = {change.unit.words for change in view.changes if change.unit.kind == "agent"}
    assert worse.words in flagged
    assert len(flagged) <= 3, "agents whose habits did not change are hardly ever flagged"


def test_the_good_agent_stands_out_and_the_ordinary_do_not(view: MonthlyView) -> None:
    assert agent(view, "1002").side == 1
    for standings in view.standings:
        assert agent(view, "1001").words in standings.worse
        assert agent(view, "1001").words not in standings.better
        assert 0 < len(standings.bands) < standings.size
    ordinary = [unit for unit in view.agents if unit.side == 0]
    assert len(ordinary) > len(view.agents) / 2


def test_ranks_are_ranges_with_the_best_first_for_banned_phrases_too(view: MonthlyView) -> None:
    good, worse = agent(view, "1002"), agent(view, "1001")
    for name in ("十字", "七声", "all"):
        assert good.ranks[name][0] == 1
        assert worse.ranks[name][0] > good.ranks[name][0]
        assert good.ranks[name][0] <= good.ranks[name][1]


def test_few_calls_are_shown_but_never_compared(view: MonthlyView) -> None:
    few = agent(view, "1004")
    assert few.calls == 3
    assert few.figures["请"].value is not None
    assert set(few.ranks.values()) == {(-1, -1)}
    assert not any(figure.versus or figure.changed for figure in few.figures.values())
    assert shade(dataclasses.replace(few.figures["请"], value=0.0, n=3)) <= 2


def test_a_badly_heard_agent_is_said_to_be(view: MonthlyView) -> None:
    assert [unit.words for unit in view.deaf] == [agent(view, "1003").words]


def test_teams_can_be_compared_instead() -> None:
    view = monthly_view(samples.sample_month(), "team")
    assert view.units == view.teams
    assert {unit.words for unit in view.units} >= {"一班", "二班", "三班"}
    assert view.standings[0].size <= len(view.teams)


def test_the_share_of_the_undecided_is_that_of_the_findings(view: MonthlyView) -> None:
    assert view.undecided_share == view.overall.undecided / view.overall.findings


@pytest.mark.parametrize(
    ("value", "rate", "words"),
    [(None, False, "—"), (0.624, False, "62%"), (1.0, False, "100%"), (3.25, True, "3.2")],
)
def test_values_in_words(value: float | None, rate: bool, words: str) -> None:
    assert value_words(value, rate=rate) == words


@pytest.mark.parametrize(
    ("value", "rate", "words"),
    [
        (None, False, "—"),
        (0.074, False, "+7 个百分点"),
        (-0.2, False, "\N{MINUS SIGN}20 个百分点"),
        (-0.001, False, "0 个百分点"),
        (-3.0, True, "\N{MINUS SIGN}3.0"),
    ],
)
def test_differences_in_words(value: float | None, rate: bool, words: str) -> None:
    assert difference_words(value, rate=rate) == words


def test_intervals_in_words() -> None:
    assert interval_words(0.574, 0.66, rate=False) == "57–66%"
    assert interval_words(None, None, rate=True) == "—"
    assert between_words(-0.018, 0.003, rate=False, digits=1) == "\N{MINUS SIGN}1.8 到 +0.3 个百分点"
    with use_language("en"):
        assert between_words(-1.0, 2.0, rate=True) == "\N{MINUS SIGN}1.0 to +2.0"


def test_measures_and_reasons_in_words() -> None:
    assert [measure_words(name) for name in ("您好", "七声", "all")] == ["您好", "七声服务", "服务忌语"]
    assert reason_words(("critical", 3)) == "严重忌语 ×3"
    assert reason_words(("gate", 1)) == "一票否决"


def test_darker_is_less(view: MonthlyView) -> None:
    figure = agent(view, "1002").figures["请"]
    steps = [shade(dataclasses.replace(figure, value=float(value))) for value in np.linspace(1, 0, 21)]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 9)
    assert shade(dataclasses.replace(figure, value=None)) == 0


def test_a_figure_knows_which_way_is_better(view: MonthlyView) -> None:
    good: dict[str, Figure] = view.overall.figures
    assert (good["请"].good, good["all"].good) == (1, -1)
