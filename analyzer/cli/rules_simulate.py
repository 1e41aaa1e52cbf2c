"""`analyzer rules simulate`: how another scorecard would have moved past scores."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli.common import Command, echo_json, late
from analyzer.cli.rule_options import JSON, ON
from analyzer.language import Text
from analyzer.past import past_reports
from analyzer.rules.loader import read_scorecard
from analyzer.simulate import Simulation, simulate


@click.command(
    "simulate",
    cls=Command,
    help=late("换一张评分表，以前的分数会怎么变。", "How another scorecard would have moved past scores."),
)
@click.argument(
    "scorecard", metavar="SCORECARD.yml", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@ON
@JSON
def command(scorecard: Path, reports: Path, as_json: bool) -> None:
    """Simulates."""
    found = simulate(past_reports(reports), read_scorecard(scorecard))
    if as_json:
        echo_json(_json(found))
        return
    click.echo(str(Text("通话\t原来\t换后\t变化", "call\told\tnew\tshift")))
    for move in found.moves:
        old, new = (f"{low / 100:g}–{high / 100:g}" for low, high in (move.old, move.new))
        click.echo(f"{move.call_id}\t{old}\t{new}\t{move.shift:+.2f}")
    total = Text(
        f"{len(found.moves)} 通中 {found.moved} 通的分数不同，平均变化 {found.mean_shift:+.2f} 分",
        f"{found.moved} of {len(found.moves)} scores differ, mean shift {found.mean_shift:+.2f} points",
    )
    click.echo(str(total), err=True)


def _json(found: Simulation) -> dict[str, object]:
    return {
        "calls": len(found.moves),
        "moved": found.moved,
        "mean_shift": round(found.mean_shift, 2),
        "moves": [
            {
                "call_id": move.call_id,
                "old": [value / 100 for value in move.old],
                "new": [value / 100 for value in move.new],
                "shift": round(move.shift, 2),
            }
            for move in found.moves
        ],
    }
