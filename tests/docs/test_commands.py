"""The command reference says what the commands say."""

from __future__ import annotations

from tests.docs.commands import DOCUMENT, reference


def test_the_reference_is_fresh() -> None:
    assert DOCUMENT.read_text("utf-8") == reference(), "run: python -m tests.docs.commands"
