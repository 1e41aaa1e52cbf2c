"""Rule files written as a person would write them: keys in their order, plain wordings bare, calls as blocks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text

Content = Mapping[str, Any]


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key and writes text of several lines as a block."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists are indented too."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def write_files(folder: Path, contents: Mapping[str, Content], *, overwrite: bool) -> tuple[Path, ...]:
    """Writes each content to its place below a folder, or nothing at all. Raises `UsageError`.

    A place outside the folder is refused, and so is a file that is there already unless `overwrite` is given.
    """
    problems = [problem for name in contents for problem in _faults(folder, name, overwrite)]
    if problems:
        raise UsageError(*problems)
    written = []
    for name, content in sorted(contents.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_yaml(content), encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)


def _faults(folder: Path, name: str, overwrite: bool) -> list[Problem]:
    place = PurePosixPath(name)
    if (
        place.is_absolute()
        or ".." in place.parts
        or place.suffix != ".yml"
        or place.parts[0] not in ("phrases", "packs")
    ):
        hint = Text("写成 phrases/名字.yml", "write phrases/name.yml")
        return [
            Problem(Code.OUTPUT, Text(f"不能写到 {name}", f"cannot write to {name}"), path=name, hint=hint)
        ]
    if (folder / name).exists() and not overwrite:
        hint = Text("确认要覆盖就加 --overwrite", "add --overwrite if you mean it")
        message = Text("文件已经有了", "the file is there already")
        return [Problem(Code.OUTPUT, message, path=str(folder / name), hint=hint)]
    return []


def to_yaml(content: Content) -> str:
    """The content as YAML text."""
    made: str = yaml.dump(_bare(content), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return made


def _bare(value: Any) -> Any:
    """Tuples become lists, and a wording that is nothing but words stands alone."""
    if isinstance(value, Mapping):
        return (
            value["words"] if set(value) == {"words"} else {key: _bare(item) for key, item in value.items()}
        )
    return [_bare(item) for item in value] if isinstance(value, tuple | list) else value
