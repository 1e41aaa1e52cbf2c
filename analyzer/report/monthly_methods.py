"""How the figures of the monthly report are made, in the words of its readers."""

from __future__ import annotations

from typing import Final

from analyzer.language import Text

_METHODS: Final = (
    Text(
        "不适用和无法判断的不在分母里，另外列出。得分是范围：无法判断的全不算是下限，全算是上限。",
        "Not applicable and undecided findings leave the denominator and are shown beside it. A score"
        " is a range: everything undecided missed, or met.",
    ),
    Text(
        "比例用 Wilson 区间，每百通处数用 mid-p 泊松区间，平均分用 t 区间，都是 {level}。一通电话"
        "里的几项互相牵连，合计的区间按实际的牵连程度放宽。",
        "Intervals at {level}: Wilson for shares, mid-p Poisson for rates, Student for means. What"
        " is said within one call hangs together; joint intervals are widened by as much as it does.",
    ),
    Text(
        "合并估计：β-二项与 Γ-泊松层次模型（Christiansen 和 Morris 1997），人群的均值和离散程度由"
        "数据估计；少于 5 位不合并。",
        "Pooled: hierarchical beta-binomial and gamma-Poisson models (Christiansen and Morris 1997);"
        " groups under five are not pooled.",
    ),
    Text(
        "分不出高低：两两精确检验，Holm 校正，整张表里有任何一处判错的机会不超过 5%（每个项目各算"
        "一次）。名次范围由此而来（Mogstad 等 2024）。▲▼ 是每位与其余所有人合起来比，按所有人、所"
        "有习惯一起校正：有任何一个错的机会不超过 5%（忌语另算，班组另算）。",
        "Told apart: exact tests of all pairs under Holm’s correction, 5% for any false difference"
        " in one measure; rank ranges follow (Mogstad et al. 2024). ▲▼ compares each with all the"
        " others, corrected for all people and habits together (banned phrases apart, teams apart).",
    ),
    Text(
        "和上月比：Fisher 与条件泊松检验的 mid-p，Benjamini–Hochberg 校正（错误发现率 5%）。每一"
        "面旗子都要人去看，所以控制的是其中错的比例；如果什么都没变，95% 的月份一面旗子也没有。",
        "Changes: mid-p of Fisher’s and the conditional Poisson test, Benjamini–Hochberg at 5%. Each"
        " flag is followed up by itself, so it is the share of false ones that is held down; if nothing"
        " changed, 95 months of 100 show none.",
    ),
    Text(
        "走势：按通话数加权的直线，至少四个月；月与月之间的波动比偶然大时区间放宽。",
        "Trends: a line weighted by counts, at least four months; intervals widen where months scatter"
        " more than chance.",
    ),
)


def method_words(level: float) -> tuple[str, ...]:
    """One paragraph a method, with the confidence level of the intervals."""
    return tuple(str(text).replace("{level}", f"{level:.0%}") for text in _METHODS)
