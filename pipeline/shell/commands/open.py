"""`paris-call open`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import config_option, load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.shell.settings import Settings


@click.command("open")
@config_option
@click.option("--print", "only_print", is_flag=True, help="Print the address; open nothing.")
@click.argument("what")
def command(config_file: Path, only_print: bool, what: str) -> None:
    """Open WHAT in the browser: a story by its number, or the digest of a day: `digest`, `2026-11-24`.

    A story opens where it was published; its number is shown by `paris-call search`.
    """
    settings = load_settings(config_file)
    address = _digest(settings, what) or _story(settings, what)
    if only_print:
        click.echo(address)
        return
    if click.launch(address) != 0:
        raise click.ClickException(f"no browser could be started; the address is {address}")


def _digest(settings: Settings, what: str) -> str:
    from pipeline.core.digests import local_day  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.clock import utc_now  # noqa: PLC0415

    try:
        yesterday = local_day(utc_now(), settings.config.timezone) - timedelta(days=1)
        day = yesterday if what == "digest" else date.fromisoformat(what)
    except ValueError:
        return ""
    path = settings.digests / f"{day}.html"
    if not path.exists():
        raise click.BadParameter(f"no digest of {day} in {settings.digests}; `paris-call digest {day}` makes one")
    return path.as_uri()


def _story(settings: Settings, which: str) -> str:
    from pipeline.adapters.sqlite.archive import Archive  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415
    from pipeline.core import urls  # noqa: PLC0415
    from pipeline.shell.choosing import chosen  # noqa: PLC0415

    filed = chosen(Archive(open_readonly(settings.database)), which)
    address = urls.canonical(filed.url)
    if not address:
        raise click.BadParameter(f"story {filed.id} came without an address of its own: {filed.title}")
    return address
