"""The special functions behind the statistics: the only door to SciPy."""

from __future__ import annotations

from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analyzer.errors import missing_extra

try:
    from scipy import special
except ImportError as error:
    raise missing_extra("scipy", "report") from error

Numbers: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Truth: TypeAlias = NDArray[np.bool_]


def numbers(values: ArrayLike) -> Numbers:
    """`values` as floating-point numbers."""
    return np.asarray(values, dtype=np.float64)


def normal_quantile(probability: float) -> float:
    """The standard normal deviate below which this probability lies."""
    return NormalDist().inv_cdf(probability)


def log_gamma(x: ArrayLike) -> Numbers:
    """The logarithm of the gamma function."""
    return numbers(special.gammaln(x))


def beta_below(x: ArrayLike, a: ArrayLike, b: ArrayLike) -> Numbers:
    """The probability that a beta variable with shapes `a`, `b` lies below `x`."""
    return numbers(special.betainc(a, b, x))


def beta_quantile(probability: float, a: ArrayLike, b: ArrayLike) -> Numbers:
    """The value below which a beta variable with shapes `a`, `b` lies with this probability."""
    return numbers(special.betaincinv(a, b, probability))


def gamma_below(x: ArrayLike, shape: ArrayLike) -> Numbers:
    """The probability that a gamma variable of scale 1 lies below `x`; 1 where the shape is 0."""
    return numbers(special.gammainc(shape, x))


def gamma_quantile(probability: float, shape: ArrayLike) -> Numbers:
    """The value below which a gamma variable of scale 1 lies with this probability."""
    return numbers(special.gammaincinv(shape, probability))


def student_below(x: ArrayLike, freedom: ArrayLike) -> Numbers:
    """The probability that a Student variable with this freedom lies below `x`."""
    return numbers(special.stdtr(freedom, x))


def student_quantile(probability: float, freedom: ArrayLike) -> Numbers:
    """The value below which a Student variable with this freedom lies with this probability."""
    return numbers(special.stdtrit(freedom, probability))
