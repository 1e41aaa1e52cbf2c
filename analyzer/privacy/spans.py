"""What was found: a kind of personal number or address, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.spans import CharSpan


class PrivateKind(StrEnum):
    """The kinds that are masked."""

    PHONE = "phone"
    ID = "id"
    CARD = "card"
    EMAIL = "email"
    PLATE = "plate"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, order=True)
class PrivateSpan:
    """One personal number or address: from its first character to its last, with what stands between."""

    span: CharSpan
    kind: PrivateKind
