"""Meaning that no list of words can hold: linear models over short runs of characters, applied in pure Python."""

from analyzer.meaning.banned import (
    GRAVITIES,
    MAJOR,
    Judged,
    Meaning,
    Thresholds,
    dump,
    load,
    model_of,
    probability,
    shipped,
)
from analyzer.meaning.lines import BORDER, LONGEST_GRAM, Line, Window, runs, size, sounding
from analyzer.meaning.situations import BEFORE, Likeness, Likenesses, end_of, likenesses, line_of

__all__ = [
    "BEFORE",
    "BORDER",
    "GRAVITIES",
    "LONGEST_GRAM",
    "MAJOR",
    "Judged",
    "Likeness",
    "Likenesses",
    "Line",
    "Meaning",
    "Thresholds",
    "Window",
    "dump",
    "end_of",
    "likenesses",
    "line_of",
    "load",
    "model_of",
    "probability",
    "runs",
    "shipped",
    "size",
    "sounding",
]
