"""What the rule commands share: the lexicon folder, the packs named on the command line."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli.common import option
from analyzer.engine import Engine
from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text
from analyzer.rules.loader import Lexicon, build_pack, default_lexicon_root, read_lexicon
from analyzer.rules.model import Pack
from analyzer.rules.overrides import apply_overrides, read_overrides

LEXICONS = option(
    "--lexicons",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    zh="自己的规则文件夹",
    en="a lexicon folder of your own",
)
JSON = option("--json", "as_json", is_flag=True, zh="在标准输出给出 JSON", en="JSON on standard output")
ON = option(
    "--on",
    "reports",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    zh="评过分的通话（reports.jsonl）",
    en="calls scored before (reports.jsonl)",
)
OVERRIDES = option(
    "--overrides",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    zh="本地改动：启停、权重、级别、单位名称、评分数字（overrides.yml）",
    en="local changes: rules, weights, company names, scorecard numbers (overrides.yml)",
)


def lexicon_at(folder: Path | None) -> Lexicon:
    """The lexicon in a folder, or the one that ships with the program."""
    return read_lexicon(folder or default_lexicon_root())


def packs(lexicon: Lexicon, name: str | None, overrides: Path | None = None) -> list[Pack]:
    """One pack or all, with local changes applied. Raises `PackError`."""
    names = (name,) if name else tuple(sorted(lexicon.packs))
    built = [build_pack(lexicon, (each,)) for each in names]
    if overrides is None:
        return built
    changes = read_overrides(overrides)
    return [apply_overrides(pack, changes, lexicon.rules) for pack in built]


def engine_at(place: str) -> Engine:
    """The engine of `FOLDER` or `FOLDER:PACK`; without a pack the default one. Raises `UsageError`, `PackError`."""
    folder, _, pack = (place, "", "") if Path(place).is_dir() else place.rpartition(":")
    if not Path(folder).is_dir() or not folder:
        message = Text(
            f"没有规则文件夹“{folder or place}”", f'there is no lexicon folder "{folder or place}"'
        )
        hint = Text("写成 文件夹 或 文件夹:规则包", "write FOLDER or FOLDER:PACK")
        raise UsageError(Problem(Code.FILE_MISSING, message, path=place, hint=hint))
    return Engine(build_pack(read_lexicon(Path(folder)), (pack or "default",)))
