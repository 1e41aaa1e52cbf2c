"""From matches to findings: situations, windows, applicability, outcomes, each with its evidence."""

from analyzer.evaluate.finding import Applies, Event, Finding, Outcome, Reason, Search
from analyzer.evaluate.judge import evaluate
from analyzer.evaluate.plan import Plan
from analyzer.evaluate.scene import Scene

__all__ = ["Applies", "Event", "Finding", "Outcome", "Plan", "Reason", "Scene", "Search", "evaluate"]
