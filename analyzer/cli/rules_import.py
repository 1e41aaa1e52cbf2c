"""`analyzer rules import-xlsx`: a workbook back into rule files."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli.common import Command, late, option
from analyzer.language import Text
from analyzer.sheets import import_workbook


@click.command(
    "import-xlsx",
    cls=Command,
    help=late(
        "把 XLSX 里的词组和规则写成规则文件。",
        "Writes the phrase sets and rules of a workbook as rule files.",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@option("--overwrite", is_flag=True, zh="覆盖已有的文件", en="overwrite files that are there already")
def command(file: Path, folder: Path, overwrite: bool) -> None:
    """Imports."""
    done = import_workbook(file, folder, overwrite=overwrite)
    for path in done.files:
        click.echo(str(path))
    click.echo(str(Text(f"写了 {len(done.files)} 个文件", f"{len(done.files)} files written")), err=True)
