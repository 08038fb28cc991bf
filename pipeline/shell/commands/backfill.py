"""`paris-call backfill`: warc, urls, sitemap, status."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import Instant, config_option, group_config_option, json_option, load_settings
from pipeline.shell.stopping import stop_on_signals

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Database
    from pipeline.model import Entry, Tier
    from pipeline.shell.backfilling import Backfilling
    from pipeline.shell.settings import Settings
    from pipeline.shell.warc_files import Summary

_AT_ONCE = 500  # entries in a transaction
_SITEMAPS = 1000  # read at most

_since = click.option("--since", type=Instant(), help="Only what was published from then on, where a date is given.")
_until = click.option("--until", type=Instant(), help="Only what was published before, where a date is given.")
_most = click.option("--budget", type=click.IntRange(min=1), metavar="PAGES", help="Stop after so many new pages.")
_queue_only = click.option("--queue-only", is_flag=True, help="Only queue: the daemon reads them after the news.")


@click.group("backfill")
@group_config_option
def command() -> None:
    """Read the past: web archives, sitemaps, lists of addresses, GDELT. What it finds is history: in no digest."""


@command.command("warc")
@config_option
@json_option
@click.option(
    "--tiers", default="call,context", show_default=True, help="What is kept, of call, context and mention, by commas."
)
@click.option("--budget", type=click.IntRange(min=1), metavar="PAGES", help="Stop after so many; the rest another day.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
def warc(config_file: Path, as_json: bool, tiers: str, budget: int | None, files: tuple[Path, ...]) -> None:
    """Read web archives (WARC), such as Common Crawl's CC-NEWS.

    An interrupted file goes on where it was; one read to its end is passed over. Torn and garbled records are told and
    cost only themselves. Exit code 1 when there was such damage.
    """
    settings = load_settings(config_file)
    wanted = _tiers(tiers)
    from pipeline.shell.backfilling import backfilling  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.clock import utc_now  # noqa: PLC0415
    from pipeline.shell.warc_files import read_file  # noqa: PLC0415

    stop = stop_on_signals()
    started = utc_now()
    told = []
    with backfilling(settings, wanted, stop) as running:
        left = budget
        for path in files:
            if stop.is_set() or left == 0:
                break
            summary = read_file(running, path, started, left)
            told.append(summary)
            left = None if left is None else max(0, left - sum(summary.counts.values()))
        _record(running, told, started)
    if as_json:
        click.echo(json.dumps([summary.as_json() for summary in told], indent=2, ensure_ascii=False))
    else:
        for summary in told:
            click.echo(summary.in_words())
    if stop.is_set():
        sys.exit(130)
    sys.exit(1 if any(summary.damages for summary in told) else 0)


@command.command("urls")
@config_option
@_since
@_until
@_most
@_queue_only
@click.argument("source", metavar="FILE|-", type=click.File(encoding="utf-8", errors="replace"))
def urls(
    config_file: Path,
    since: datetime | None,
    until: datetime | None,
    budget: int | None,
    queue_only: bool,
    source: Iterable[str],
) -> None:
    """Read a list of addresses: one a line, GDELT's article lists (JSON lines) or its knowledge graph (tabs)."""
    from pipeline.core.backlogs import entries_of, within  # noqa: PLC0415  (help must not wait)

    name = Path(str(getattr(source, "name", "-"))).name

    def entries() -> Iterator[Entry]:
        for found in entries_of(source):
            if isinstance(found, str):
                click.echo(f"{name}: no address: {found[:100]}", err=True)
            elif within(found, since, until):
                yield found

    _announce(load_settings(config_file), {name: entries()}, budget, queue_only=queue_only)


@command.command("sitemap")
@config_option
@_since
@_until
@_most
@_queue_only
@click.argument("addresses", nargs=-1, required=True, metavar="URL...")
def sitemap(
    config_file: Path,
    since: datetime | None,
    until: datetime | None,
    budget: int | None,
    queue_only: bool,
    addresses: tuple[str, ...],
) -> None:
    """Read all pages that a site's sitemaps list; an index of sitemaps is followed."""
    from pipeline.core.backlogs import within  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.sitemaps import pages_of  # noqa: PLC0415

    settings = load_settings(config_file)
    sources = {
        address: (entry for entry in pages_of(settings, address, since, _SITEMAPS) if within(entry, since, until))
        for address in addresses
    }
    _announce(settings, sources, budget, queue_only=queue_only)


@command.command("status")
@config_option
@json_option
def status(config_file: Path, as_json: bool) -> None:
    """Show what was read of the past: files, and pages month by month."""
    from pipeline.adapters.sqlite.backfill import BackfillLedger  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415
    from pipeline.model import Sift  # noqa: PLC0415
    from pipeline.shell.terminal import table  # noqa: PLC0415

    ledger = BackfillLedger(open_readonly(load_settings(config_file).database))
    files, months = ledger.files(), ledger.months()
    if as_json:
        told = {
            "files": [
                {
                    "name": file.name,
                    "bytes": file.size,
                    "position": file.position,
                    "finished": file.finished,
                    "damages": file.damages,
                    "first_damage": file.first_damage,
                }
                for file in files
            ],
            "months": {month: dict(counts) for month, counts in months},
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    state = [
        (
            file.name,
            "read" if file.finished else f"{file.position / max(1, file.size):.0%}",
            f"{file.damages} damaged: {file.first_damage}" if file.damages else file.first_damage,
        )
        for file in files
    ]
    table(("file", "read", "damage"), state, "nothing was read yet; `paris-call backfill warc FILE`")
    names = [sift.value for sift in Sift]
    rows = [(month, *(f"{dict(counts).get(name, 0):,}" for name in names)) for month, counts in months]
    if rows:
        table(("month", *(name.replace("_", " ") for name in names)), rows, "")


def _tiers(text: str) -> frozenset[Tier]:
    from pipeline.model import Tier  # noqa: PLC0415  (help must not wait)

    try:
        return frozenset(Tier(name.strip()) for name in text.split(","))
    except ValueError as error:
        raise click.BadParameter(f"{error}; write call, context, mention, with commas", param_hint="--tiers") from None


def _announce(
    settings: Settings, sources: Mapping[str, Iterator[Entry]], budget: int | None, *, queue_only: bool
) -> None:
    from pipeline.shell.beside import beside_the_daemon  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.clock import utc_now  # noqa: PLC0415
    from pipeline.shell.following import follow  # noqa: PLC0415
    from pipeline.shell.progress import progress  # noqa: PLC0415
    from pipeline.shell.wiring import plant  # noqa: PLC0415

    stop = stop_on_signals()
    now = utc_now()
    if queue_only:
        with beside_the_daemon(settings) as database:
            _queue(database, sources, budget, now, stop)
    else:
        with plant(settings, now, stop) as running, progress(running, now) as follower:
            _queue(running.database, sources, budget, now, stop)
            if not stop.is_set():
                run = follow("backfill", running.read(now), follower)
                running.ledger.record(run)
                click.echo(", ".join(f"{count} {name}" for name, count in run.counts) or "nothing to read")
    if stop.is_set():
        sys.exit(130)


def _queue(
    database: Database,
    sources: Mapping[str, Iterator[Entry]],
    budget: int | None,
    now: datetime,
    stop: threading.Event,
) -> None:
    from itertools import islice  # noqa: PLC0415  (help must not wait)

    from pipeline.adapters.sqlite.backfill import BackfillLedger  # noqa: PLC0415

    ledger = BackfillLedger(database)
    counts: Counter[str] = Counter()
    for name, entries in sources.items():
        while not stop.is_set() and (budget is None or counts["queued"] < budget):
            room = _AT_ONCE if budget is None else min(_AT_ONCE, budget - counts["queued"])
            batch = tuple(islice(entries, room))
            if not batch:
                break
            counts.update(dict(ledger.announce(name, batch, now)))
    click.echo(f"{counts['queued']} pages queued, {counts['known']} known already")


def _record(running: Backfilling, told: list[Summary], started: datetime) -> None:
    from pipeline.model import Run  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.clock import utc_now  # noqa: PLC0415

    counts: Counter[str] = sum((summary.counts for summary in told), Counter())
    running.runs.record(
        Run(job="backfill", started_at=started, finished_at=utc_now(), counts=tuple(sorted(counts.items())))
    )
