"""`paris-call run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.shell.options import config_option, load_settings

if TYPE_CHECKING:
    from pathlib import Path


@click.command("run")
@config_option
def command(config_file: Path) -> None:
    """Run the daemon: poll, read, match and report until stopped.

    SIGTERM or Ctrl-C lets work in flight finish (30 s at most); a second one stops at once. One daemon per database.
    """
    settings = load_settings(config_file)
    from pipeline.shell import daemon  # noqa: PLC0415  (help must not wait for the scheduler)

    daemon.run(settings)
