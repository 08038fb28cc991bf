"""`paris-call once`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import Instant, config_option, json_option, load_settings
from pipeline.shell.stopping import stop_on_signals

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pipeline.model import Run


@click.command("once")
@config_option
@json_option
@click.option("--now", type=Instant(), help="Run as if it were this moment, to simulate days.")
def command(config_file: Path, as_json: bool, now: datetime | None) -> None:
    """Do everything that is due, until the queues are empty, then stop.

    Polls every feed that is due, reads and judges every page that is due, looks again at flagged stories, writes the
    digests of past days, tidies up, and says what it did. Fit for cron. Shows progress on a terminal.
    """
    settings = load_settings(config_file)
    from pipeline.shell.clock import utc_now  # noqa: PLC0415  (help must not wait for what follows)
    from pipeline.shell.one_pass import one_pass  # noqa: PLC0415
    from pipeline.shell.progress import progress  # noqa: PLC0415
    from pipeline.shell.wiring import plant  # noqa: PLC0415

    stop = stop_on_signals()
    moment = now or utc_now()
    with plant(settings, moment, stop) as running, progress(running, moment) as follower:
        runs = one_pass(running, moment, follower)
    if as_json:
        click.echo(json.dumps(_as_json(runs, moment), indent=2))
    else:
        for run in runs:
            click.echo(_in_words(run))
    if stop.is_set():
        sys.exit(130)


def _as_json(runs: tuple[Run, ...], moment: datetime) -> dict[str, object]:
    return {
        "now": moment.isoformat(),
        "runs": [
            {
                "job": run.job,
                "seconds": round((run.finished_at - run.started_at).total_seconds(), 3),
                "counts": dict(run.counts),
            }
            for run in runs
        ],
    }


def _in_words(run: Run) -> str:
    seconds = (run.finished_at - run.started_at).total_seconds()
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in run.counts if count) or "nothing to do"
    return f"{run.job:<12} {counts}  ({seconds:.1f} s)"
