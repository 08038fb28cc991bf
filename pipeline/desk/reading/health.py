"""How well the watch goes: feeds that answer and feeds that do not, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

_SHOWN: Final = 8  # feeds in trouble
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
class DayWatched:
    """What was watched on a day that is over."""

    asked: int  # feeds; 0 too when the polls of that day are no longer kept
    answered: int
    items: int  # entries first seen


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


# Quiet by the feed's own last poll: while nothing is polled at all, no feed can be blamed for having no news.
_IS_QUIET: Final = "state = 'active' AND failures = 0 AND julianday(last_new_at) < julianday(last_polled_at) - 3"
_IS_FAILING: Final = "(state = 'failing' OR (state = 'active' AND failures > 0))"


def health(connection: sqlite3.Connection, now: datetime) -> Health:
    """How well the watch goes."""
    row = connection.execute(
        f"""SELECT count(*), coalesce(sum(state = 'active' AND failures = 0 AND last_ok_at IS NOT NULL), 0),
                   coalesce(sum({_IS_FAILING}), 0), coalesce(sum(state = 'gone'), 0), coalesce(sum({_IS_QUIET}), 0),
                   max(last_polled_at)
            FROM feeds WHERE state != 'dropped'"""  # noqa: S608  (our own conditions)
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
        items_today=_items_on(connection, now.date()),
        troubles=_troubles(connection),
    )


def _troubles(connection: sqlite3.Connection) -> tuple[FeedLine, ...]:
    rows = connection.execute(
        f"""SELECT id, coalesce(nullif(title, ''), url),
                   CASE WHEN state = 'gone' THEN 'gone' WHEN {_IS_FAILING} THEN 'failing' ELSE 'quiet' END AS trouble,
                   CASE WHEN {_IS_QUIET} THEN last_new_at ELSE last_ok_at END, last_error
            FROM feeds WHERE state = 'gone' OR {_IS_FAILING} OR {_IS_QUIET}
            ORDER BY trouble = 'quiet', trouble = 'gone', failures DESC, id LIMIT ?""",  # noqa: S608  (our own conditions)
        (_SHOWN,),
    )
    return tuple(FeedLine(id=row[0], title=row[1], state=row[2], since=row[3] or "", error=row[4]) for row in rows)


def watched(connection: sqlite3.Connection, day: date) -> DayWatched:
    """What was watched on a day, as far as polls are still kept."""
    row = connection.execute(
        """SELECT count(DISTINCT feed_id), count(DISTINCT CASE WHEN outcome IN ('ok', 'unchanged') THEN feed_id END)
           FROM polls WHERE polled_at >= ? AND polled_at < ?""",
        _hours(day),
    ).fetchone()
    return DayWatched(asked=row[0], answered=row[1], items=_items_on(connection, day))


def _items_on(connection: sqlite3.Connection, day: date) -> int:
    row = connection.execute(
        """SELECT count(*) FROM entries WHERE first_seen_at >= ? AND first_seen_at < ?
           AND feed_id NOT IN (SELECT feed_id FROM backfill_files)""",
        _hours(day),
    ).fetchone()
    return int(row[0])


def _hours(day: date) -> tuple[str, str]:
    return f"{day}T00:00:00Z", f"{day + timedelta(days=1)}T00:00:00Z"


def _number(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])
