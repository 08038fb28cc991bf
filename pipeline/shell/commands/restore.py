"""`paris-call restore`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.errors import StoreError
from pipeline.shell.options import config_option, load_settings


@click.command("restore")
@config_option
@click.argument("backup", type=click.Path(path_type=Path, dir_okay=False))
def command(config_file: Path, backup: Path) -> None:
    """Put a verified copy of the file BACKUP in the place of the database.

    Stop the daemon first; while it runs, this refuses with exit code 75. The old database is kept beside the new one.
    Feeds are then polled as the backup remembers them, so what they still carry comes again.
    """
    settings = load_settings(config_file)
    from pipeline.adapters import lock  # noqa: PLC0415  (help must not wait for what follows)
    from pipeline.adapters.sqlite import backups  # noqa: PLC0415
    from pipeline.shell.clock import utc_now  # noqa: PLC0415

    try:
        settings.database.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{settings.database.parent}: {error.strerror}; set `database:` to a folder of yours"
        ) from error
    with lock.hold(settings.database):
        kept = backups.restore(backup, settings.database, utc_now())
    click.echo(f"{settings.database}: restored from {backup}")
    if kept is not None:
        click.echo(f"the database of before is kept as {kept}")
