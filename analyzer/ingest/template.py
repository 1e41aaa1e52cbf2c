"""File-name templates such as `{agent_id}_{started_at:%Y%m%d%H%M%S}_{direction}`: facts in a file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from analyzer.errors import Code, Problem, UsageError
from analyzer.ingest.metadata import FIELDS, Metadata, Misread, metadata_of
from analyzer.language import Text

SKIP = "_"
"""A field of this name is read over."""

_FIELD = re.compile(r"\{(?P<name>[^{}:]*)(?::(?P<form>[^{}]*))?\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[\u4e00-\u9fff]+")
_DIRECTIVES = {
    "%Y": r"\d{4}", "%y": r"\d{2}", "%m": r"\d{2}", "%d": r"\d{2}", "%H": r"\d{2}",
    "%M": r"\d{2}", "%S": r"\d{2}", "%f": r"\d{1,6}", "%z": r"(?:Z|[+-]\d{2}:?\d{2})",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template; `names` are its fields in order, `forms` the time format of each that has one."""

    written: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    forms: tuple[str | None, ...]

    def read(self, stem: str) -> tuple[Metadata, tuple[Misread, ...]] | None:
        """The facts in a file name without its extension, or None when the name has another shape."""
        found = self.pattern.fullmatch(stem)
        if found is None:
            return None
        values: dict[str, object] = {}
        for name, form, value in zip(self.names, self.forms, found.groups(), strict=True):
            if name != SKIP:
                values[name] = _moment(value, form) if form else value
        extra = {name: str(value) for name, value in values.items() if name not in FIELDS}
        return metadata_of(values, extra)


def compile_template(written: str) -> Template:
    """The template that a user wrote; raises `UsageError` naming the column of each fault.

    A field never runs over a character that the template uses between fields: a name with one part more or
    less does not fit, instead of being read wrongly.

    >>> compile_template("{agent_id}-{direction}").read("1023-呼入")[0].direction
    'inbound'
    """
    faults = [*_faults(written)]
    if faults:
        raise UsageError(*faults)
    separators = "".join(sorted({c for c in _FIELD.sub("", written) if not c.isalnum()}))
    free = f"[^{re.escape(separators)}]+?" if separators else ".+?"
    names: list[str] = []
    forms: list[str | None] = []
    pattern = ""
    end = 0
    for field in _FIELD.finditer(written):
        pattern += re.escape(written[end : field.start()])
        pattern += f"({_form_pattern(field['form']) if field['form'] else free})"
        names.append(field["name"])
        forms.append(field["form"])
        end = field.end()
    pattern += re.escape(written[end:])
    return Template(written, re.compile(pattern), tuple(names), tuple(forms))


def misfit(template: Template, path: str) -> Problem:
    """The problem of a file whose name the template does not describe: its facts stay unknown."""
    return Problem(
        Code.BAD_TEMPLATE,
        Text(
            f"文件名不合模板 {template.written}，其中的信息没有采用",
            f"the file name does not fit {template.written}; nothing was read from it",
        ),
        path=path,
        hint=Text("请改文件名或模板", "change the name or the template"),
    )


def _faults(written: str) -> Iterator[Problem]:
    rest = _FIELD.sub(lambda field: "\0" * len(field.group()), written)
    for column, char in enumerate(rest, 1):
        if char in "{}":
            yield _fault(column, Text(f"花括号 {char} 不成对", f"the brace {char} has no partner"))
    seen: set[str] = set()
    last: re.Match[str] | None = None
    for field in _FIELD.finditer(written):
        yield from _field_faults(field, seen)
        if last is not None and last.end() == field.start() and not (last["form"] or field["form"]):
            told = Text("两个字段紧挨着，分不清界线", "two fields touch: nothing tells where one ends")
            yield _fault(field.start() + 1, told)
        seen.add(field["name"])
        last = field
    if last is None and not any(char in "{}" for char in rest):
        yield _fault(1, Text("模板里没有字段", "the template has no field"))


def _field_faults(field: re.Match[str], seen: set[str]) -> Iterator[Problem]:
    name, form, column = field["name"], field["form"], field.start() + 1
    if not _NAME.fullmatch(name):
        yield _fault(column, Text(f"字段名不对：{name}", f"not a field name: {name}"))
    if name in seen and name != SKIP:
        yield _fault(column, Text(f"字段重复：{name}", f"the field {name} comes twice"))
    if form is not None and name != "started_at":
        yield _fault(column, Text("只有 started_at 可以写时间格式", "only started_at takes a time format"))
    elif form is not None and _form_pattern(form) is None:
        told = Text(f"时间格式看不懂：{form}", f"the time format is not understood: {form}")
        yield _fault(column, told)


def _form_pattern(form: str | None) -> str | None:
    """A regular expression for a time format; None when a directive is unknown or the day is incomplete."""
    parts = re.findall(r"%.|[^%]", form or "")
    if "".join(parts) != form or any(part[0] == "%" and part not in _DIRECTIVES for part in parts):
        return None
    if not {"%m", "%d"} <= set(parts) or not {"%Y", "%y"} & set(parts):
        return None
    return "".join(_DIRECTIVES.get(part) or re.escape(part) for part in parts)


def _moment(value: str, form: str) -> str:
    """The time in ISO form, or the digits as they stand where the calendar has no such moment."""
    try:
        moment = datetime.strptime(value, form)
    except ValueError:
        return value
    return moment.isoformat() if "%H" in form else moment.date().isoformat()


def _fault(column: int, message: Text) -> Problem:
    return Problem(
        Code.BAD_TEMPLATE,
        message,
        column=column,
        hint=Text(
            "例如 {agent_id}_{started_at:%Y%m%d%H%M%S}_{direction}，字段见 docs/transcripts.md",
            "write for instance {agent_id}_{started_at:%Y%m%d%H%M%S}_{direction}; see docs/transcripts.md",
        ),
    )
