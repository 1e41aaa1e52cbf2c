"""A folder that is watched: which of its files have finished copying, and whether there is anything new to do.

It is looked at again and again, for network folders tell nobody of new files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from analyzer.batch.plan import Plan, make_plan
from analyzer.batch.units import mark_of
from analyzer.errors import Code
from analyzer.ingest import Source
from analyzer.store import FileMark

_HALF_COPIED: Final = frozenset(
    {".crdownload", ".download", ".filepart", ".part", ".partial", ".temp", ".tmp"}
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look showed: a plan of the files that are whole, and how many are still being copied."""

    plan: Plan
    marks: frozenset[FileMark]
    copying: int


@dataclass(slots=True)
class Watch:
    """A folder with what the last look at it showed and what was scored last."""

    folder: Path
    manifest: Path | None = None
    template: str | None = None
    _last: dict[Path, FileMark] = field(default_factory=dict)
    _scored: frozenset[FileMark] | None = None

    def look(self) -> Look | None:
        """The files of which two looks show the same size and time and that can be opened; None while the folder is gone.

        Raises `InputError` for an unusable manifest, `UsageError` for a bad template.
        """
        plan = make_plan([self.folder], self.manifest, self.template)
        marks = dict(_marks(plan.sources))
        if self._is_gone(plan, marks):
            return None
        whole = {path for path, mark in marks.items() if self._last.get(path) == mark and _opens(path)}
        self._last = marks
        return Look(
            plan=_only(plan, whole),
            marks=frozenset(marks[path] for path in whole),
            copying=len(marks) - len(whole),
        )

    def is_new(self, look: Look) -> bool:
        """Whether the look shows anything else than was scored last."""
        return look.marks != self._scored

    def scored(self, look: Look) -> None:
        """Remembers that this was scored."""
        self._scored = look.marks

    def _is_gone(self, plan: Plan, marks: dict[Path, FileMark]) -> bool:
        """Whether the folder, or a part of it that held files, cannot be seen: a lost network drive may look empty."""
        if not self.folder.is_dir() or (self._last and not marks):
            return True
        lost = {Path(failure.source) for failure in plan.failures}
        return any(folder in lost for path in self._last for folder in path.parents)


def _marks(sources: Iterable[Source]) -> Iterator[tuple[Path, FileMark]]:
    for source in sources:
        if source.path.suffix.lower() in _HALF_COPIED:
            continue
        try:
            yield source.path, mark_of(source.path)
        except OSError:
            continue


def _opens(path: Path) -> bool:
    """Windows holds a file fast while it is copied."""
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError:
        return False
    return True


def _only(plan: Plan, whole: set[Path]) -> Plan:
    """The plan of these files; rows of the manifest whose files have not come yet are no failures but told as problems."""
    waiting = [failure for failure in plan.failures if failure.problems[0].code is Code.MANIFEST_FILE]
    return replace(
        plan,
        sources=tuple(source for source in plan.sources if source.path in whole),
        failures=tuple(failure for failure in plan.failures if failure not in waiting),
        problems=(*plan.problems, *(problem for failure in waiting for problem in failure.problems)),
    )
