"""What a run will do: every source with what a manifest or its name tells of it, and all that cannot be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.errors import Code, Problem
from analyzer.ingest import (
    Assignment,
    Failure,
    Metadata,
    Skipped,
    Source,
    Template,
    assign,
    compile_template,
    find_sources,
    read_manifest,
)
from analyzer.language import Text


@dataclass(frozen=True, slots=True)
class Plan:
    """Sources to score in order, what was left aside, and problems that spoil no call."""

    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]
    failures: tuple[Failure, ...]
    problems: tuple[Problem, ...]
    assignment: Assignment | None
    template: Template | None

    def metadata(self, source: Source, call_id: str) -> Metadata | None:
        """What the manifest says of a call, else what the file's name says."""
        if self.assignment is not None and (found := self.assignment.of(source.path, call_id)) is not None:
            return found
        read = self.template.read(source.path.stem) if self.template is not None else None
        return read[0] if read is not None else None


def make_plan(paths: Sequence[Path], manifest: Path | None = None, template: str | None = None) -> Plan:
    """The plan for these paths. Raises `InputError` for an unusable manifest, `UsageError` for a bad template."""
    found = find_sources(paths, exclude=[manifest] if manifest is not None else [])
    table = read_manifest(manifest) if manifest is not None else None
    assignment = assign(table, [source.path for source in found.sources]) if table is not None else None
    compiled = compile_template(template) if template is not None else None
    unnamed = _names_that_do_not_fit(found.sources, compiled)
    return Plan(
        sources=found.sources,
        skipped=found.skipped,
        failures=(*found.failures, *(assignment.failures if assignment else ())),
        problems=(*(table.problems if table else ()), *unnamed),
        assignment=assignment,
        template=compiled,
    )


def _names_that_do_not_fit(sources: Sequence[Source], template: Template | None) -> tuple[Problem, ...]:
    if template is None:
        return ()

    message = Text(
        f"文件名不符合模板 {template.written}，其中的信息按未知处理", "the name does not fit the template"
    )
    blank = Problem(Code.BAD_TEMPLATE, message)
    return tuple(replace(blank, path=str(s.path)) for s in sources if template.read(s.path.stem) is None)
