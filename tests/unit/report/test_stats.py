"""Intervals against published values and against their defining properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.stats import poisson_rate, wilson

# k, n, level, low, high. Newcombe (1998), Statistics in Medicine 17:857–872, table I, method 3.
NEWCOMBE = [
    (81, 263, 0.95, 0.2553, 0.3662),
    (15, 148, 0.95, 0.0624, 0.1605),
    (0, 20, 0.95, 0.0, 0.1611),
    (1, 29, 0.95, 0.0061, 0.1718),
]

# k, low, high. Exact 95 % limits of a Poisson mean: Garwood (1936), as tabulated by Pearson and Hartley.
GARWOOD = [
    (0, 0.0, 3.689),
    (1, 0.0253, 5.572),
    (2, 0.242, 7.225),
    (5, 1.623, 11.668),
    (10, 4.795, 18.39),
    (50, 37.11, 65.92),
]

# k, low, high. Garwood's definition at 90 %, chi2.ppf(0.05, 2k) / 2 and so on, by SciPy 1.17.1.
CHI_SQUARE = [
    (0, 0, 2.995732274),
    (1, 0.05129329439, 4.743864518),
    (7, 3.285315692, 13.1481138),
    (99, 83.22182205, 116.9971344),
    (1234, 1176.793104, 1293.367285),
    (100000, 99480.42075, 100521.7189),
]


@pytest.mark.parametrize(("k", "n", "level", "low", "high"), NEWCOMBE)
def test_wilson_gives_the_published_limits(k: int, n: int, level: float, low: float, high: float) -> None:
    share = wilson(k, n, level)
    assert share.value == k / n
    assert [share.low, share.high] == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize(("k", "low", "high"), GARWOOD)
def test_poisson_gives_the_published_limits(k: int, low: float, high: float) -> None:
    rate = poisson_rate(k, 100)
    assert [rate.low, rate.high] == pytest.approx([low, high], abs=6e-3)


@pytest.mark.parametrize(("k", "low", "high"), CHI_SQUARE)
def test_poisson_limits_are_the_chi_square_quantiles(k: int, low: float, high: float) -> None:
    rate = poisson_rate(k, 100, 0.9)
    assert [rate.low, rate.high] == pytest.approx([low, high], rel=1e-7)


def test_nothing_observed_is_nothing_known() -> None:
    assert wilson(0, 0).value is None
    assert poisson_rate(0, 0).per_100 is None


def test_a_rate_is_per_hundred() -> None:
    assert poisson_rate(3, 50).per_100 == 6


@pytest.mark.parametrize(
    ("k", "n", "level"), [(2, 1, 0.95), (-1, 1, 0.95), (1, -1, 0.95), (1, 2, 0.0), (1, 2, 1.0)]
)
def test_impossible_counts_are_refused(k: int, n: int, level: float) -> None:
    with pytest.raises(ValueError, match=r"negative|exceed|level"):
        wilson(k, n, level)


@given(n=st.integers(1, 5000), data=st.data(), level=st.floats(0.5, 0.999))
def test_wilson_holds_the_share_and_mirrors(n: int, data: st.DataObject, level: float) -> None:
    k = data.draw(st.integers(0, n))
    share, mirror = wilson(k, n, level), wilson(n - k, n, level)
    assert share.value is not None
    assert share.low is not None
    assert share.high is not None
    assert 0 <= share.low <= share.value <= share.high <= 1
    assert mirror.high == pytest.approx(1 - share.low)


@given(k=st.integers(0, 60))
def test_poisson_limits_grow_with_the_count(k: int) -> None:
    fewer, more = poisson_rate(k, 100), poisson_rate(k + 1, 100)
    assert fewer.low is not None
    assert fewer.high is not None
    assert more.low is not None
    assert more.high is not None
    assert fewer.low <= k <= fewer.high
    assert fewer.low < more.low
    assert fewer.high < more.high
