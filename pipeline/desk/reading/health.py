"""How well the watch goes: feeds that answer and feeds that do not, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

_SHOWN: Final = 8  # feeds in trouble
_QUIET: Final = timedelta(days=3)  # without news: a long weekend is no trouble
_DEAD: Final = timedelta(hours=6)  # without any poll: the longest pause between polls is shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """A feed in trouble."""

    id: int
    title: str
    state: str  # failing | gone | quiet
    since: str  # time of its last good answer, or of its last news; empty when there never was any
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The watch at one moment."""

    feeds: int  # watched: without those dropped from feeds.txt
    answering: int
    failing: int
    gone: int
    quiet: int  # among those answering: no news for three days
    last_poll: datetime | None
    since_poll: timedelta | None
    is_stopped: bool  # nothing was polled for so long that the daemon cannot be running
    waiting: int  # pages still to be read
    items_today: int  # entries first seen since midnight, UTC
    troubles: tuple[FeedLine, ...]


def health(connection: sqlite3.Connection, now: datetime) -> Health:
    """How well the watch goes."""
    quiet_before = _text(now - _QUIET)
    row = connection.execute(
        """SELECT count(*), coalesce(sum(state = 'active' AND failures = 0 AND last_ok_at IS NOT NULL), 0),
                  coalesce(sum(state = 'failing' OR (state = 'active' AND failures > 0)), 0),
                  coalesce(sum(state = 'gone'), 0),
                  coalesce(sum(state = 'active' AND failures = 0 AND last_new_at < ?), 0), max(last_polled_at)
           FROM feeds WHERE state != 'dropped'""",
        (quiet_before,),
    ).fetchone()
    last_poll = datetime.fromisoformat(row[5]) if row[5] else None
    since = None if last_poll is None else now - last_poll
    return Health(
        feeds=row[0],
        answering=row[1],
        failing=row[2],
        gone=row[3],
        quiet=row[4],
        last_poll=last_poll,
        since_poll=since,
        is_stopped=since is not None and since > _DEAD,
        waiting=_number(connection, "SELECT count(*) FROM pages WHERE state = 'queued'")
        + _number(connection, "SELECT count(*) FROM pages WHERE state = 'leased'"),
        items_today=connection.execute(
            "SELECT count(*) FROM entries WHERE first_seen_at >= ?", (f"{now:%Y-%m-%d}T00:00:00Z",)
        ).fetchone()[0],
        troubles=_troubles(connection, quiet_before),
    )


def _troubles(connection: sqlite3.Connection, quiet_before: str) -> tuple[FeedLine, ...]:
    rows = connection.execute(
        """SELECT id, coalesce(nullif(title, ''), url),
                  CASE WHEN state = 'gone' THEN 'gone' WHEN failures > 0 OR state = 'failing' THEN 'failing'
                       ELSE 'quiet' END AS trouble,
                  CASE WHEN state = 'active' AND failures = 0 THEN last_new_at ELSE last_ok_at END, last_error
           FROM feeds
           WHERE state IN ('failing', 'gone') OR (state = 'active' AND (failures > 0 OR last_new_at < ?))
           ORDER BY trouble = 'quiet', trouble = 'gone', failures DESC, id LIMIT ?""",
        (quiet_before, _SHOWN),
    )
    return tuple(FeedLine(id=row[0], title=row[1], state=row[2], since=row[3] or "", error=row[4]) for row in rows)


def _number(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
