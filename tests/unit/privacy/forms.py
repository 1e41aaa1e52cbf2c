"""The table of forms: what is to be masked, by hand, before the code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FORMS = Path(__file__).resolve().parents[2] / "data" / "privacy" / "forms.tsv"


@dataclass(frozen=True, slots=True)
class Form:
    """One row: its kind, its turns as (role, text), and the same texts masked."""

    kind: str
    turns: tuple[tuple[str, str], ...]
    masked: tuple[str, ...]


def read_forms() -> list[Form]:
    """All rows of the table."""
    lines = FORMS.read_text("utf-8").splitlines()
    return [_form(*line.split("\t")) for line in lines if not line.startswith("#")]


def _form(kind: str, text: str) -> Form:
    marked = (
        text.replace("\\n", "\n").split("|") if text.startswith(("A:", "C:")) else [text.replace("\\n", "\n")]
    )
    split = [turn.partition(":") if turn.startswith(("A:", "C:")) else ("A", ":", turn) for turn in marked]
    roles = ["agent" if role == "A" else "customer" for role, _colon, _words in split]
    words = [words for _role, _colon, words in split]
    plain = [turn.replace("⟦", "").replace("⟧", "") for turn in words]
    return Form(kind, tuple(zip(roles, plain, strict=True)), tuple(map(_masked, words)))


def _masked(marked: str) -> str:
    out, inside = "", False
    for char in marked:
        if char in "⟦⟧":
            inside = char == "⟦"
        else:
            out += "*" if inside else char
    return out
