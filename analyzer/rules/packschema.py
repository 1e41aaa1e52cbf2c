"""The shape of what surrounds the rules: packs, scorecards, coverage lists, local overrides. Strict, like `schema`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from analyzer.rules.schema import Name, Names, RuleId, Slug, Spec


class SectionSpec(Spec):
    """A part of a scorecard."""

    name: Name
    title: str
    sets: Names
    weight: Annotated[int, Field(ge=0, le=100)]


class DeductionSpec(Spec):
    """Points off for each banned hit."""

    minor: Annotated[int, Field(ge=0)]
    major: Annotated[int, Field(ge=0)]
    critical: Annotated[int, Field(ge=0)]


class ScorecardSpec(Spec):
    """`lexicons/scorecards/*.yml`."""

    id: Slug
    title: str
    start: int = 0
    floor: int = 0
    cap: int = 100
    sections: Annotated[tuple[SectionSpec, ...], Field(strict=False, min_length=1)]
    deductions: DeductionSpec
    repeat_factor: Annotated[int, Field(ge=1, le=5)] = 1
    gate_cap: int = 59

    @model_validator(mode="after")
    def _in_order(self) -> ScorecardSpec:
        if not self.floor <= self.start <= self.cap or self.floor == self.cap:
            raise ValueError("bounds_order")
        return self


class PackSpec(Spec):
    """`lexicons/packs/<pack>/pack.yml`."""

    id: Slug
    title: Name
    version: Annotated[str, Field(pattern=r"^\d+\.\d+$")]
    include: Names = ()
    scorecard: str


class UncheckableSpec(Spec):
    """A clause that no call can show, and why."""

    id: str
    reason: Annotated[str, Field(min_length=2)]
    needs: Literal["sound", "metadata", "meaning", "sight", "outside"]


class CoverageFileSpec(Spec):
    """`lexicons/coverage/*.yml`."""

    uncheckable: Annotated[tuple[UncheckableSpec, ...], Field(strict=False)]


class RuleChangeSpec(Spec):
    """What a site may change about a rule without editing it."""

    enabled: bool = True
    weight: Annotated[int, Field(ge=0, le=100)] | None = None
    severity: Literal["minor", "major", "critical"] | None = None


class DeductionChangeSpec(Spec):
    """Other points off for banned hits."""

    minor: Annotated[int, Field(ge=0)] | None = None
    major: Annotated[int, Field(ge=0)] | None = None
    critical: Annotated[int, Field(ge=0)] | None = None


class ScorecardChangeSpec(Spec):
    """Other numbers for the scorecard; sections are changed by name."""

    start: int | None = None
    floor: int | None = None
    cap: int | None = None
    repeat_factor: Annotated[int, Field(ge=1, le=5)] | None = None
    gate_cap: int | None = None
    sections: dict[Name, Annotated[int, Field(ge=0, le=100)]] = Field(default_factory=dict)
    deductions: DeductionChangeSpec = DeductionChangeSpec()


class OverridesSpec(Spec):
    """`overrides.yml`: local changes to rules, the names a company goes by, other scorecard numbers."""

    rules: dict[RuleId, RuleChangeSpec] = Field(default_factory=dict)
    company: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    scorecard: ScorecardChangeSpec = ScorecardChangeSpec()
