"""Words that tell an agent from a customer, with open weights: the sum of the weights is the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from analyzer.text.normalize import fold

# Weights are judged, not trained: 3 = hardly anybody else says it, 1 = one side says it clearly more often.
_AGENT: Final = {
    "有什么可以帮": 3.0,
    "有什么能帮": 3.0,
    "什么可以帮到": 3.0,
    "为你服务": 3.0,
    "感谢你的来电": 3.0,
    "感谢来电": 3.0,
    "感谢你拨打": 3.0,
    "客服": 2.0,
    "服务中心": 2.0,
    "服务热线": 2.0,
    "工号": 2.0,
    "请你稍等": 2.5,
    "请稍等": 2.5,
    "你稍等": 1.5,
    "请稍后": 2.0,
    "让你久等": 2.5,
    "不要挂机": 2.5,
    "请不要挂": 2.0,
    "请问你": 1.5,
    "请问还有": 2.0,
    "还有其他": 1.5,
    "贵姓": 1.5,
    "帮你查": 2.0,
    "给你查": 2.0,
    "为你查": 2.0,
    "帮你": 1.0,
    "给你登记": 1.5,
    "为你": 1.0,
    "核实": 1.0,
    "核对": 0.5,
    "系统显示": 1.5,
    "提醒你": 2.0,
    "请注意": 1.0,
    "祝你": 2.5,
    "请慢走": 2.0,
    "很抱歉": 1.0,
    "非常抱歉": 1.5,
    "请你": 0.7,
    "请讲": 1.5,
    "请带": 0.8,
    "办理": 0.3,
    "你的": 0.3,
    "先生": 0.5,
    "女士": 0.7,
    "下一位": 2.0,
    "不客气": 0.7,
    "工作日": 0.5,
    "转接": 1.0,
    "工作人员": 0.5,
    "什么事": 1.0,
    "是多少": 0.5,
    "需要你": 1.0,
    "给你": 0.5,
    "你这": 0.3,
    "你看": 0.3,
    "你先": 0.5,
    "你拿": 0.5,
    "查到了": 0.7,
    "身份证": 0.3,
    "窗口": 0.3,
    "规定": 0.7,
    "收费": 0.3,
    "办不了": 0.5,
    "不能办": 0.7,
    "带上": 0.3,
    "我们这边": 0.7,
    "你好这里": 2.0,
}
_CUSTOMER: Final = {
    "我想问": 2.0,
    "我问一下": 2.0,
    "问一下": 0.7,
    "我想": 1.0,
    "我要投诉": 2.0,
    "我家": 1.5,
    "我姓": 2.0,
    "我叫": 1.5,
    "我是": 0.5,
    "我的": 0.7,
    "我这个": 1.0,
    "我们家": 1.5,
    "我们小区": 2.0,
    "你们": 1.0,
    "怎么回事": 1.5,
    "咋": 0.7,
    "给我": 0.7,
    "帮我": 1.0,
    "我也": 0.5,
    "我要": 0.5,
    "我就": 0.7,
    "我记": 0.5,
    "谢谢你": 0.5,
    "喂": 0.5,
    "知道了": 0.7,
    "晓得了": 0.7,
    "没别的": 1.0,
    "那我": 0.8,
    "我拿": 0.7,
    "我看看": 0.5,
    "免贵": 2.5,
    "我妈": 1.5,
    "我爸": 1.5,
    "我儿子": 1.5,
    "我女儿": 1.5,
    "我老公": 1.5,
    "我今天": 0.7,
    "我昨天": 1.0,
    "我上": 0.7,
    "我前": 0.7,
    "我住": 1.0,
    "我在": 0.5,
    "我买": 0.7,
    "我办": 0.7,
    "我来": 0.5,
    "我这": 0.7,
    "我自己": 0.5,
    "为什么": 0.5,
    "怎么办": 1.0,
    "多少钱": 0.7,
    "要带什么": 1.0,
    "能不能": 0.5,
    "可不可以": 0.5,
    "是吧": 0.3,
    "谢谢啊": 0.5,
    "你给": 0.7,
    "你帮": 1.0,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much of one speaker's words sounds like an agent and how much like a customer."""

    agent: float
    customer: float

    @property
    def lean(self) -> float:
        """Above zero: more like an agent."""
        return self.agent - self.customer


def weigh(texts: Iterable[str]) -> Evidence:
    """The evidence in everything that one speaker said."""
    folded = [fold(text) for text in texts]
    return Evidence(_sum(folded, _AGENT), _sum(folded, _CUSTOMER))


def _sum(folded: list[str], cues: dict[str, float]) -> float:
    """Every cue counts once a text, so that a habit of speech does not outweigh the rest."""
    return round(sum(weight for text in folded for cue, weight in cues.items() if cue in text), 3)
