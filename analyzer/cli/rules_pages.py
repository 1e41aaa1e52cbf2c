"""`analyzer rules pages`: a page for every rule."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli.common import Command, late
from analyzer.cli.rule_options import LEXICONS, lexicon_at
from analyzer.language import Text
from analyzer.rulepages import rule_pages, write_pages


@click.command(
    "pages",
    cls=Command,
    help=late("把每条规则写成一页说明，另有目录。", "Writes a page for every rule, and an index."),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@LEXICONS
def command(folder: Path, lexicons: Path | None) -> None:
    """Writes the pages."""
    count, removed = write_pages(rule_pages(lexicon_at(lexicons)), folder)
    done = Text(
        f"写了 {count} 页，删去 {len(removed)} 页过时的", f"{count} pages written, {len(removed)} removed"
    )
    click.echo(f"{done}: {folder}", err=True)
