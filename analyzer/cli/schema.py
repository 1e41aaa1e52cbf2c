"""`analyzer schema`: the JSON Schema of what goes in and what comes out."""

from __future__ import annotations

import click

from analyzer.cli.common import Command, echo_json, late
from analyzer.ingest import calls_schema
from analyzer.schemas import reports_schema


@click.command(
    "schema",
    cls=Command,
    help=late("输出 calls 或 reports 的 JSON Schema。", "The JSON Schema of calls or reports."),
)
@click.argument("which", type=click.Choice(["calls", "reports"]))
def command(which: str) -> None:
    """Prints a schema."""
    echo_json(calls_schema() if which == "calls" else reports_schema())
