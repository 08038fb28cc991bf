"""`paris-call status`."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import config_option, json_option, load_settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pipeline.model import Status, Tally

_ALIVE = timedelta(seconds=90)  # six missed heartbeats


@click.command("status")
@config_option
@json_option
def command(config_file: Path, as_json: bool) -> None:
    """Show how the monitor is doing: the daemon, the feeds, the queue, what was found."""
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.archive import Archive  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415
    from pipeline.shell.clock import utc_now  # noqa: PLC0415

    now = utc_now()
    status = Archive(open_readonly(settings.database)).status(now)
    if as_json:
        click.echo(json.dumps(_as_json(status, now), indent=2, ensure_ascii=False))
        return
    for name, value in _lines(status, now):
        click.echo(f"{name:<12} {value}")


def _alive(status: Status, now: datetime) -> bool:
    return status.heartbeat is not None and now - status.heartbeat.beat_at < _ALIVE


def _lines(status: Status, now: datetime) -> list[tuple[str, str]]:
    beat = status.heartbeat
    if beat is None:
        daemon = "has never run"
    elif _alive(status, now):
        daemon = f"running since {beat.started_at:%Y-%m-%d %H:%M} UTC, process {beat.pid} on {beat.host}"
    else:
        daemon = f"not running; last sign of life {beat.beat_at:%Y-%m-%d %H:%M} UTC"
    span = "nothing yet"
    if status.first_seen and status.last_seen:
        span = f"{status.first_seen:%Y-%m-%d %H:%M} to {status.last_seen:%Y-%m-%d %H:%M} UTC"
    lines = [
        ("daemon", daemon),
        ("feeds", f"{_words(status.feeds)}; {status.feeds_due} due now"),
        ("entries", f"{_words(status.entries)}; seen {span}"),
        ("articles", _words(status.articles)),
        ("queue", f"{status.pages_due} pages to read now, {status.pages_waiting} waiting for a later try"),
        ("last digest", status.last_digest.isoformat() if status.last_digest else "none yet"),
        ("file", f"{status.file_bytes / 1e6:.1f} MB, write-ahead log {status.wal_bytes / 1e6:.1f} MB"),
    ]
    if status.dispatches:
        look = {"unsure", "failed", "failing"} & {state for state, _ in status.dispatches}
        lines.append(("mail, push", _words(status.dispatches) + ("; see `paris-call deliver list`" if look else "")))
    for run in status.runs:
        seconds = (run.finished_at - run.started_at).total_seconds()
        ended = f"FAILED: {run.error}" if run.error else _words(run.counts)
        lines.append((run.job, f"{run.finished_at:%Y-%m-%d %H:%M} UTC, {seconds:.1f} s: {ended}"))
    return lines


def _words(tally: Tally) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in tally if count) or "nothing to do"


def _as_json(status: Status, now: datetime) -> dict[str, object]:
    beat = status.heartbeat
    return {
        "daemon": {
            "alive": _alive(status, now),
            "pid": beat.pid if beat else None,
            "host": beat.host if beat else None,
            "started_at": beat.started_at.isoformat() if beat else None,
            "beat_at": beat.beat_at.isoformat() if beat else None,
        },
        "feeds": dict(status.feeds),
        "feeds_due": status.feeds_due,
        "entries": dict(status.entries),
        "articles": dict(status.articles),
        "pages_due": status.pages_due,
        "pages_waiting": status.pages_waiting,
        "first_seen": status.first_seen.isoformat() if status.first_seen else None,
        "last_seen": status.last_seen.isoformat() if status.last_seen else None,
        "last_digest": status.last_digest.isoformat() if status.last_digest else None,
        "dispatches": dict(status.dispatches),
        "file_bytes": status.file_bytes,
        "wal_bytes": status.wal_bytes,
        "runs": [
            {
                "job": run.job,
                "finished_at": run.finished_at.isoformat(),
                "seconds": (run.finished_at - run.started_at).total_seconds(),
                "counts": dict(run.counts),
                "error": run.error,
            }
            for run in status.runs
        ],
    }
