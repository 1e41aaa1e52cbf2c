"""Pure views of one turn, all addressed by the same characters, with a map back to the spoken text."""

from analyzer.text.normalize import fold, plain
from analyzer.text.view import TurnView, view

__all__ = ["TurnView", "fold", "plain", "view"]
