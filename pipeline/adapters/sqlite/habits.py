"""What past polls and entries tell: how often a feed has news, and since when nobody answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.rows import to_text, to_time_or_none
from pipeline.core import outage, urls
from pipeline.core.rhythm import Habit

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Database

_UNREACHED: Final = ", ".join(f"'{reason}'" for reason in sorted(outage.UNREACHED_REASONS))
_IN_VAIN: Final = f"(outcome = 'offline' OR outcome = 'failed' AND reason IN ({_UNREACHED}))"
_RECENT: Final = 1_000  # entries: the rhythm of today, and no walk through years of a busy feed
_OLDEST_DATE: Final = 400  # days before it was seen; older items, and later ones, say nothing about the rhythm


def habit_of(db: Database, feed_id: int) -> Habit:
    """The rhythm of a feed's news, and when it last sent a whole document."""
    row = db.row(
        """SELECT max((julianday(max(first_seen_at)) - julianday(min(first_seen_at)))
                      / max(1, count(DISTINCT first_seen_at) - 1),
                      coalesce((julianday(max(dated)) - julianday(min(dated))) / max(1, count(DISTINCT dated) - 1), 0))
           FROM (SELECT first_seen_at, CASE WHEN julianday(first_seen_at) - julianday(published_at) BETWEEN 0 AND ?
                                            THEN published_at END AS dated FROM entries
                 WHERE id IN (SELECT id FROM entries WHERE feed_id = ? ORDER BY id DESC LIMIT ?))""",
        (_OLDEST_DATE, feed_id, _RECENT),
    )
    whole = db.row("SELECT max(polled_at) FROM polls WHERE feed_id = ? AND outcome = 'ok'", (feed_id,))
    days = float(row[0]) if row and row[0] else 0.0
    return Habit(rhythm=timedelta(days=days), last_whole_at=to_time_or_none(whole[0]) if whole else None)


def most_news(db: Database, feed_id: int) -> int:
    """The most new items that any poll of a feed but its first ever brought."""
    return db.number(
        """SELECT max(new) FROM polls WHERE feed_id = ? AND outcome = 'ok'
           AND id > (SELECT min(id) FROM polls WHERE feed_id = ? AND new > 0)""",
        (feed_id, feed_id),
    )


def unreached_hosts(db: Database, now: datetime) -> frozenset[str]:
    """The hosts that polls could not reach since anybody last answered, within the memory for outages."""
    places = db.rows(
        f"SELECT DISTINCT location FROM polls WHERE {_IN_VAIN} AND polled_at > ? AND polled_at <= ?",  # noqa: S608  (literals)
        (_silent_since(db, now), to_text(now)),
    )
    return frozenset(urls.host(location) for (location,) in places)


def charges(db: Database, now: datetime) -> dict[int, int]:
    """How many failures each feed was charged with since anybody last answered, by its id."""
    return dict(
        db.rows(
            f"""SELECT feed_id, count(*) FROM polls WHERE {_IN_VAIN} AND outcome = 'failed'
                AND polled_at > ? AND polled_at <= ? GROUP BY feed_id ORDER BY feed_id""",  # noqa: S608  (literals)
            (_silent_since(db, now), to_text(now)),
        )
    )


def uncharge(db: Database, now: datetime) -> None:
    """Marks what `charges` counted as our own outage; inside a transaction of the caller's."""
    db.execute(
        f"""UPDATE polls SET outcome = 'offline' WHERE {_IN_VAIN} AND outcome = 'failed'
            AND polled_at > ? AND polled_at <= ?""",  # noqa: S608  (literals)
        (_silent_since(db, now), to_text(now)),
    )


def _silent_since(db: Database, now: datetime) -> str:
    """The time of the last answer, as text; polls of one run carry one time, and an answer clears them all."""
    oldest = to_text(now - outage.MEMORY) or ""
    row = db.row(
        f"""SELECT polled_at FROM polls WHERE polled_at > ? AND polled_at <= ? AND outcome != 'offline'
            AND NOT {_IN_VAIN} AND reason NOT IN ('host_closed', 'blocked_address', 'bad_url')
            ORDER BY polled_at DESC LIMIT 1""",  # noqa: S608  (literals)
        (oldest, to_text(now)),
    )
    return str(row[0]) if row else oldest
