"""`analyzer rules export-xlsx`: word lists and simple rules as a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli.common import Command, late
from analyzer.cli.rule_options import LEXICONS, lexicon_at
from analyzer.language import Text
from analyzer.rules.loader import build_pack
from analyzer.sheets import export_pack


@click.command(
    "export-xlsx",
    cls=Command,
    help=late("把一个包的词组和简单规则写成 XLSX。", "Writes a pack's phrase sets and simple rules as XLSX."),
)
@click.argument("pack")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@LEXICONS
def command(pack: str, file: Path, lexicons: Path | None) -> None:
    """Exports."""
    lexicon = lexicon_at(lexicons)
    build_pack(lexicon, (pack,))
    done = export_pack(lexicon, pack, file)
    for rule in done.left_out:
        told = Text(f"{rule} 不是简单规则，没有写进去", f"{rule} is not simple and was left out")
        click.echo(str(told), err=True)
    total = Text(
        f"写了 {len(done.phrases)} 个词组、{len(done.rules)} 条规则",
        f"{len(done.phrases)} phrase sets, {len(done.rules)} rules written",
    )
    click.echo(f"{total}: {file}", err=True)
