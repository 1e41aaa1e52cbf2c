"""Where phrases stand in a call: one pass over the characters, then regular expressions only where words were seen."""

from analyzer.match.hits import Hit, Suppressed, by_meaning, in_order
from analyzer.match.matcher import Matcher, Matches
from analyzer.match.suppress import find_excuse

__all__ = ["Hit", "Matcher", "Matches", "Suppressed", "by_meaning", "find_excuse", "in_order"]
