"""What a run will do: every source with what its name and a manifest tell of it, and all that cannot be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from analyzer.ingest.template import misfit
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

    def facts(self, source: Source, call_id: str) -> tuple[Metadata, ...]:
        """What is known of a call, later facts outweighing earlier ones: the file's name, then the manifest."""
        named = self.template.read(source.path.stem) if self.template is not None else None
        listed = self.assignment.of(source.path, call_id) if self.assignment is not None else None
        return (*([named[0]] if named is not None else []), *([listed] if listed is not None else []))


def make_plan(paths: Sequence[Path], manifest: Path | None = None, template: str | None = None) -> Plan:
    """The plan for these paths. Raises `InputError` for an unusable manifest, `UsageError` for a bad template."""
    found = find_sources(paths, exclude=[manifest] if manifest is not None else [])
    table = read_manifest(manifest) if manifest is not None else None
    assignment = assign(table, [source.path for source in found.sources]) if table is not None else None
    compiled = compile_template(template) if template is not None else None
    return Plan(
        sources=found.sources,
        skipped=found.skipped,
        failures=(*found.failures, *(assignment.failures if assignment else ())),
        problems=(*(table.problems if table else ()), *_name_problems(found.sources, compiled)),
        assignment=assignment,
        template=compiled,
    )


def _name_problems(sources: Sequence[Source], template: Template | None) -> Iterator[Problem]:
    """File names that the template does not fit, and facts in names that are not understood."""
    for source in sources if template is not None else ():
        read = template.read(source.path.stem) if template is not None else None
        if template is not None and read is None:
            yield misfit(template, str(source.path))
        for fault in read[1] if read is not None else ():
            message = Text(
                f"{fault.field}：{fault.message.zh}，这一项按未知处理",
                f"{fault.field}: {fault.message.en}; left unknown",
            )
            yield Problem(Code.BAD_TEMPLATE, message, path=str(source.path))
