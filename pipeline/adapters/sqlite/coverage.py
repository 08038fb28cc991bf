"""What a period's watch could and could not see, counted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.rows import to_text, to_time, to_time_or_none
from pipeline.adapters.sqlite.subjects import NEWS
from pipeline.adapters.sqlite.troubles import troubles_in
from pipeline.core.digests import losses
from pipeline.model import Coverage, Downtime, FeedGap, FeedTrouble

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Database
    from pipeline.model import DigestWindow, Tally

_IN_FULL: Final = "'full', 'feed_text'"
_RHYTHM: Final = timedelta(days=14)  # of a feed's past, to estimate what it lost
# The daemon tidies once an hour and keeps a record of it: twice that without any sign of work, and it was not running.
_ASLEEP: Final = timedelta(hours=2)


def coverage_of(db: Database, window: DigestWindow) -> Coverage:
    """What a period's watch could and could not see; for a period of an older release, as it was kept then."""
    old = db.row(
        "SELECT coverage FROM digests WHERE edition = ? AND day = ? AND packed IS NULL AND coverage != ''",
        (window.edition, window.day.isoformat()),
    )
    if old is not None:
        return _of_release_0_1(old[0])
    span = (to_text(window.since), to_text(window.until))
    outcomes = _tally(
        db,
        """SELECT coalesce(outcome, 'pending') AS o, count(*) FROM entries
           WHERE first_seen_at >= ? AND first_seen_at < ?
           AND feed_id NOT IN (SELECT id FROM feeds WHERE url LIKE 'backfill:%') GROUP BY o ORDER BY o""",
        span,
    )
    polled, polls, failed, answering = db.row(
        """SELECT count(DISTINCT feed_id), count(*), sum(outcome = 'failed'),
                  count(DISTINCT CASE WHEN outcome IN ('ok', 'unchanged') THEN feed_id END)
           FROM polls WHERE polled_at >= ? AND polled_at < ?""",
        span,
    ) or (0, 0, 0, 0)
    return Coverage(
        feeds=db.number("SELECT count(*) FROM feeds WHERE state != 'dropped'"),
        feeds_answering=answering,
        feeds_polled=polled,
        polls=polls,
        polls_failed=failed or 0,
        entries=sum(count for _, count in outcomes),
        outcomes=outcomes,
        obstacles=_tally(
            db,
            f"""SELECT obstacle, count(*) FROM articles m WHERE first_seen_at >= ? AND first_seen_at < ?
                AND obstacle != '' AND body_quality NOT IN ({_IN_FULL}) AND {NEWS}
                GROUP BY obstacle ORDER BY obstacle""",  # noqa: S608  (literals)
            span,
        ),
        qualities=_tally(
            db,
            f"""SELECT body_quality, count(*) FROM articles m WHERE first_seen_at >= ? AND first_seen_at < ? AND {NEWS}
                GROUP BY body_quality ORDER BY body_quality""",  # noqa: S608  (literals)
            span,
        ),
        troubles=troubles_in(db, window),
        gaps=_gaps(db, window),
        downtimes=_downtimes(db, window),
    )


def _tally(db: Database, sql: str, span: tuple[str | None, str | None]) -> Tally:
    return tuple((name, count) for name, count in db.rows(sql, span))


def _gaps(db: Database, window: DigestWindow) -> tuple[FeedGap, ...]:
    return tuple(
        _gap(db, feed_id, FeedGap(
            url=url, title=title or url, since=to_time_or_none(before), until=to_time(at), brought=new, lost=None,
            basis="",
        ))
        for feed_id, url, title, at, new, before in db.rows(
            """SELECT f.id, f.url, f.title, p.polled_at, p.new,
                      (SELECT max(polled_at) FROM polls b WHERE b.feed_id = p.feed_id AND b.polled_at < p.polled_at
                       AND b.outcome IN ('ok', 'unchanged'))
               FROM polls p JOIN feeds f ON f.id = p.feed_id
               WHERE p.missed_some AND p.polled_at >= ? AND p.polled_at < ? ORDER BY f.url, p.polled_at""",
            (to_text(window.since), to_text(window.until)),
        )
    )  # fmt: skip


def _gap(db: Database, feed_id: int, gap: FeedGap) -> FeedGap:
    """The gap with an estimate: by the items' own dates where they have any, else by the feed's past."""
    if gap.since is None:
        return gap
    dates = [
        to_time(published)
        for (published,) in db.rows(
            "SELECT published_at FROM entries WHERE first_seen_at = ? AND feed_id = ? AND published_at IS NOT NULL",
            (to_text(gap.until), feed_id),
        )
    ]
    lost = losses.lost_by_dates(dates, gap.since, gap.until) if len(dates) * 2 > gap.brought else None
    if lost is not None:
        return _estimated(gap, lost, "dates")
    oldest = gap.since - _RHYTHM
    row = db.row(
        """SELECT min(polled_at), sum(new) FROM polls
           WHERE feed_id = ? AND outcome IN ('ok', 'unchanged') AND polled_at >= ? AND polled_at <= ?
           AND polled_at > (SELECT min(polled_at) FROM polls WHERE feed_id = ? AND outcome = 'ok')""",
        (feed_id, to_text(oldest), to_text(gap.since), feed_id),
    )
    if row is None or row[0] is None:
        return gap
    lost = losses.lost_by_rhythm(gap.brought, row[1] or 0, gap.since - to_time(row[0]), gap.since, gap.until)
    return gap if lost is None else _estimated(gap, lost, "rhythm")


def _estimated(gap: FeedGap, lost: int, basis: str) -> FeedGap:
    return FeedGap(
        url=gap.url, title=gap.title, since=gap.since, until=gap.until, brought=gap.brought, lost=lost, basis=basis
    )


def _downtimes(db: Database, window: DigestWindow) -> tuple[Downtime, ...]:
    """Spans of two hours and more without any sign of work, within the period and since the watch began.

    Polls and runs are such signs. The last one before the period and the first one after it say how long a span at
    its edge was.
    """
    since, until = to_text(window.since), to_text(window.until)
    last = db.row(
        """SELECT max(at) FROM (SELECT max(polled_at) AS at FROM polls WHERE polled_at < ?
           UNION ALL SELECT max(finished_at) FROM runs WHERE finished_at < ?)""",
        (since, since),
    )
    signs = [
        to_time(at)
        for (at,) in db.rows(
            """SELECT polled_at AS at FROM polls WHERE polled_at >= ? AND polled_at < ?
               UNION SELECT started_at FROM runs WHERE started_at >= ? AND started_at < ?
               UNION SELECT finished_at FROM runs WHERE finished_at >= ? AND finished_at < ? ORDER BY at""",
            (since, until, since, until, since, until),
        )
    ]
    if last is not None and last[0] is not None:
        signs.insert(0, window.since)
    return tuple(
        Downtime(since=one, until=next_one)
        for one, next_one in zip(signs, _ends(db, signs, window), strict=True)
        if next_one - one >= _ASLEEP
    )


def _ends(db: Database, signs: list[datetime], window: DigestWindow) -> list[datetime]:
    """What followed each sign: the next one, or the end of the period when anything at all was done after it."""
    if not signs:
        return []
    after = db.number("SELECT count(*) FROM polls WHERE polled_at >= ?", (to_text(window.until),)) or db.number(
        "SELECT count(*) FROM runs WHERE started_at >= ?", (to_text(window.until),)
    )
    return [*signs[1:], window.until if after else signs[-1]]


def _of_release_0_1(text: str) -> Coverage:
    data = json.loads(text)
    return Coverage(
        feeds=data["feeds"],
        feeds_answering=data["feeds_answering"],
        entries=data["entries"],
        outcomes=tuple(data["outcomes"].items()),
        obstacles=tuple(data["obstacles"].items()),
        troubles=tuple(
            FeedTrouble(url=url, title=title, state=state, since=to_time_or_none(since), detail=detail)
            for url, title, state, since, detail in data["troubles"]
        ),
    )
