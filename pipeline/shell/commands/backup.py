"""`paris-call backup`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import config_option, json_option, load_settings

if TYPE_CHECKING:
    from pathlib import Path


@click.command("backup")
@config_option
@json_option
def command(config_file: Path, as_json: bool) -> None:
    """Write a verified copy of the database into `backup.folder`, and delete old ones.

    Safe beside a running daemon. The copy is opened and checked before it gets its name. Kept are the newest copies
    of the last `backup.daily` days and `backup.weekly` weeks that have one. Fit for cron.
    """
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite import backups  # noqa: PLC0415  (help must not wait for what follows)
    from pipeline.shell.clock import utc_now  # noqa: PLC0415

    made = backups.back_up(settings.database, settings.backups, utc_now())
    keep = settings.config.backup
    spent = backups.rotate(settings.backups, settings.database, keep.daily, keep.weekly)
    if as_json:
        told = {
            "backup": str(made.path),
            "bytes": made.path.stat().st_size,
            "deleted": [str(backup.path) for backup in spent],
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    click.echo(f"{made.path}: {made.path.stat().st_size / 1e6:.1f} MB, verified")
    for backup in spent:
        click.echo(f"deleted {backup.path}")
