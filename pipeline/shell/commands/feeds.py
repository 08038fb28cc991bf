"""`paris-call feeds`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import config_option, json_option, load_settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pipeline.model import Feed


@click.command("feeds")
@config_option
@json_option
@click.option("--ailing", is_flag=True, help="Only feeds that are failing or gone.")
@click.option("--revive", metavar="URL", help="Poll a feed again that had answered 410 Gone.")
def command(config_file: Path, as_json: bool, ailing: bool, revive: str | None) -> None:
    """List the feeds: health, last poll, next poll and why then."""
    settings = load_settings(config_file)
    from pipeline.adapters import lock  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.database import open_database, open_readonly  # noqa: PLC0415
    from pipeline.adapters.sqlite.feeds import FeedStore  # noqa: PLC0415
    from pipeline.shell.clock import utc_now  # noqa: PLC0415

    if revive:
        with lock.hold(settings.database):
            database = open_database(settings.database)
            if not FeedStore(database).revive(revive, utc_now()):
                raise click.BadParameter(f"no such feed: {revive}; `paris-call feeds` lists them")
            database.close()
    feeds = FeedStore(open_readonly(settings.database)).feeds()
    if ailing:
        feeds = tuple(feed for feed in feeds if feed.state in {"failing", "gone"})
    if as_json:
        click.echo(json.dumps([_as_json(feed) for feed in feeds], indent=2, ensure_ascii=False))
        return
    _table(feeds)


def _table(feeds: tuple[Feed, ...]) -> None:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  (help must not wait)
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from pipeline.shell.terminal import console  # noqa: PLC0415

    colours = {"active": "green", "failing": "yellow", "gone": "red", "dropped": "dim"}
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("feed", overflow="fold", ratio=3)
    table.add_column("state")
    table.add_column("last poll", no_wrap=True)
    table.add_column("next poll", no_wrap=True)
    table.add_column("why", overflow="fold", ratio=3)
    for feed in feeds:
        polled = feed.state in {"active", "failing"}
        why = f"{feed.next_poll_why}; {feed.last_error}" if feed.last_error else feed.next_poll_why
        table.add_row(
            Text(feed.title or feed.url),
            Text(feed.state, style=colours[feed.state]),
            _short(feed.last_polled_at),
            _short(feed.next_poll_at) if polled else "never",
            Text(why),
        )
    console().print(table)


def _short(moment: datetime | None) -> str:
    return f"{moment:%m-%d %H:%M}" if moment else "–"


def _as_json(feed: Feed) -> dict[str, object]:
    return {
        "url": feed.url,
        "location": feed.location,
        "title": feed.title,
        "tags": list(feed.subscription.tags),
        "state": feed.state.value,
        "failures": feed.failures,
        "interval_seconds": feed.interval,
        "last_polled_at": feed.last_polled_at.isoformat() if feed.last_polled_at else None,
        "last_ok_at": feed.last_ok_at.isoformat() if feed.last_ok_at else None,
        "last_new_at": feed.last_new_at.isoformat() if feed.last_new_at else None,
        "next_poll_at": feed.next_poll_at.isoformat(),
        "next_poll_why": feed.next_poll_why,
        "last_error": feed.last_error,
    }
