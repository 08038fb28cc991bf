"""Feeds, polls and the entries they bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite import habits
from pipeline.adapters.sqlite.batches import in_groups
from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.entries import Arrival, Destination, add_entries, destinations, move
from pipeline.adapters.sqlite.rows import to_text, to_time, to_time_or_none
from pipeline.core import floods, schedule
from pipeline.model import EntryName, Feed, FeedState, Outcome, Subscription

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Row
    from pipeline.core.rhythm import Habit
    from pipeline.model import Entry, Poll

_FEED = """id, url, location, title, tags, language, every, user_agent, state, etag, last_modified, body_hash,
    interval, next_poll_at, next_poll_why, failures, last_polled_at, last_ok_at, last_new_at, last_error, distrusted"""


@dataclass(frozen=True, slots=True)
class FeedStore:
    """Implements ports.PollStore."""

    db: Database

    def subscribe(self, subscriptions: Sequence[Subscription], interval: int, now: datetime) -> None:
        """Makes the table say what feeds.txt says: adds, updates, drops and takes back, never deleting history."""
        wanted = {subscription.url: subscription for subscription in subscriptions}
        with self.db.writing():
            known: dict[str, str] = {url: state for url, state in self.db.rows("SELECT url, state FROM feeds")}  # noqa: C416  (typed)
            for url, sub in wanted.items():
                options = (" ".join(sub.tags), sub.language, sub.every, sub.user_agent, sub.title)
                if url not in known:
                    self.db.execute(
                        """INSERT INTO feeds (url, location, tags, language, every, user_agent, title, state, interval,
                           next_poll_at, next_poll_why, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, ?)""",
                        (url, url, *options, sub.every or interval, to_text(now), "first poll", to_text(now)),
                    )
                    continue
                self.db.execute(
                    """UPDATE feeds SET tags = ?, language = ?, every = ?, user_agent = ?,
                       title = CASE WHEN ? = '' THEN title ELSE ? END WHERE url = ?""",
                    (*options, sub.title, url),
                )
                if known[url] == FeedState.DROPPED:
                    self._revive(url, now, "back in feeds.txt")
            for url in known.keys() - wanted.keys():
                self.db.execute(
                    "UPDATE feeds SET state = 'dropped', next_poll_why = 'not in feeds.txt' WHERE url = ?", (url,)
                )

    def revive(self, url: str, now: datetime) -> bool:
        """Polls a feed again that had answered 410; false when there is no such feed."""
        with self.db.writing():
            return self._revive(url, now, "revived by the operator") > 0

    def _revive(self, url: str, now: datetime, why: str) -> int:
        return self.db.execute(
            """UPDATE feeds SET state = 'active', failures = 0, last_error = '', location = url, etag = '',
               last_modified = '', next_poll_at = ?, next_poll_why = ? WHERE url = ?""",
            (to_text(now), why, url),
        )

    def due(self, now: datetime) -> tuple[Feed, ...]:
        """The feeds to poll now, longest overdue first; those with times from a clock gone wrong last."""
        polled = self.db.rows(
            f"""SELECT {_FEED} FROM feeds WHERE state IN ('active', 'failing')
                AND (next_poll_at <= ? OR next_poll_at > ? OR last_polled_at > ?) ORDER BY next_poll_at, id""",  # noqa: S608  (constant column list)
            (to_text(now), to_text(now + timedelta(seconds=schedule.LONGEST_PAUSE)), to_text(now)),
        )
        return tuple(feed for feed in map(_feed, polled) if schedule.is_due(feed, now))

    def feeds(self) -> tuple[Feed, ...]:
        """All feeds, in the order they were added."""
        return tuple(_feed(row) for row in self.db.rows(f"SELECT {_FEED} FROM feeds ORDER BY id"))  # noqa: S608  (constant column list)

    def known(self, feed_id: int, names: Sequence[EntryName]) -> tuple[EntryName, ...]:
        """The stored names of this feed's entries that share at least one name with `names`."""
        found: set[tuple[str, str, str, str | None]] = set()
        for column, values in (
            ("guid", {name.guid for name in names}),
            ("url_key", {name.url_key for name in names}),
            ("title_key", {name.title_key for name in names}),
        ):
            for marks, chunk in in_groups(sorted(values - {""})):
                found.update(
                    (guid, url_key, title_key, published)
                    for guid, url_key, title_key, published in self.db.rows(
                        f"""SELECT guid, url_key, title_key, published_at FROM entries
                            WHERE feed_id = ? AND {column} IN ({marks})""",  # noqa: S608  (column is one of three literals)
                        (feed_id, *chunk),
                    )
                )
        return tuple(
            EntryName(guid=guid, url_key=url_key, title_key=title_key, published=to_time_or_none(published))
            for guid, url_key, title_key, published in found
        )

    def record(
        self,
        feed: Feed,
        poll: Poll,
        novel: Sequence[tuple[Entry, EntryName]],
        renamed: Collection[EntryName] = frozenset(),
    ) -> None:
        """One poll, whole: the entries it brought, the feed's next state with its validators, and the poll's row.

        Together or not at all: validators saved without the entries they announced would hide those for good.
        Those of its entries that are `renamed` are old items, known by title and date; they are not read again.
        """
        with self.db.writing():
            self.db.execute(
                """INSERT INTO polls (feed_id, polled_at, outcome, location, status, entries, new, seen, missed_some,
                   detail, reason, flood) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    poll.feed_id, to_text(poll.polled_at), poll.outcome.value, poll.location, poll.status,
                    poll.entries, poll.new, poll.seen, int(poll.missed_some), poll.detail,
                    poll.reason, poll.flood.value,
                ),
            )  # fmt: skip
            self._update(feed)
            self._add(feed, poll, novel, self._earlier(feed, renamed))

    def _add(
        self, feed: Feed, poll: Poll, novel: Sequence[tuple[Entry, EntryName]], earlier: Mapping[EntryName, int]
    ) -> None:
        arrivals = [
            Arrival(entry, name, poll.polled_at + floods.wait_for(place)) for place, (entry, name) in enumerate(novel)
        ]
        to_read = [arrival for arrival in arrivals if arrival.name not in earlier]
        leading = iter(destinations(self.db, feed.id, to_read))
        leads = [
            Destination(None, earlier[arrival.name], Outcome.DUPLICATE, "a known item under a new address")
            if arrival.name in earlier
            else next(leading)
            for arrival in arrivals
        ]
        known = list(zip(arrivals, leads, strict=True))
        add_entries(self.db, feed.id, known, poll.polled_at, feed.subscription.language)
        for entry, name, _ in arrivals:
            if name in earlier:
                move(self.db, earlier[name], name.url_key, entry.url, poll.polled_at)

    def habit(self, feed_id: int) -> Habit:
        """How often a feed has news, and when it last sent a whole document."""
        return habits.habit_of(self.db, feed_id)

    def most_news(self, feed_id: int) -> int:
        """The most new items that any poll of a feed but its first ever brought."""
        return habits.most_news(self.db, feed_id)

    def unreached(self, now: datetime) -> frozenset[str]:
        """The hosts that polls could not reach since anybody last answered."""
        return habits.unreached_hosts(self.db, now)

    def charged(self, now: datetime) -> tuple[tuple[Feed, int], ...]:
        """The feeds charged with failures since anybody last answered, each with how many."""
        charges = habits.charges(self.db, now)
        return tuple((feed, charges[feed.id]) for feed in self.feeds() if feed.id in charges)

    def forgive(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Stores the feeds that `charged` named as they stand without the charges, which become our own outage."""
        with self.db.writing():
            habits.uncharge(self.db, now)
            for feed in feeds:
                self._update(feed)

    def _update(self, feed: Feed) -> None:
        self.db.execute(
            """UPDATE feeds SET location = ?, title = ?, state = ?, etag = ?, last_modified = ?, body_hash = ?,
               interval = ?, next_poll_at = ?, next_poll_why = ?, failures = ?, last_polled_at = ?, last_ok_at = ?,
               last_new_at = ?, last_error = ?, distrusted = ? WHERE id = ?""",
            (
                feed.location, feed.title, feed.state.value, feed.etag, feed.last_modified, feed.body_hash,
                feed.interval, to_text(feed.next_poll_at), feed.next_poll_why, feed.failures,
                to_text(feed.last_polled_at), to_text(feed.last_ok_at), to_text(feed.last_new_at),
                feed.last_error, feed.distrusted, feed.id,
            ),
        )  # fmt: skip

    def _earlier(self, feed: Feed, renamed: Collection[EntryName]) -> dict[EntryName, int]:
        """The article behind the item that each renamed item was before.

        One that has not been read, or could not be, is left out: the new address may be the one that works.
        """
        read: dict[EntryName, int] = {}
        for name in renamed:
            article = self.db.number(
                """SELECT max(article_id) FROM entries WHERE feed_id = ? AND title_key = ?
                   AND outcome IN ('matched', 'unmatched', 'duplicate')""",
                (feed.id, name.title_key),
            )
            if article:
                read[name] = article
        return read


def _feed(row: Row) -> Feed:
    (
        feed_id, url, location, title, tags, language, every, user_agent, state, etag, last_modified, body_hash,
        interval, next_poll_at, next_poll_why, failures, last_polled_at, last_ok_at, last_new_at, last_error,
        distrusted,
    ) = row  # fmt: skip
    return Feed(
        id=feed_id,
        subscription=Subscription(
            url=url, title=title, tags=tuple(tags.split()), language=language, every=every, user_agent=user_agent
        ),
        location=location,
        state=FeedState(state),
        title=title,
        etag=etag,
        last_modified=last_modified,
        body_hash=body_hash,
        interval=interval,
        next_poll_at=to_time(next_poll_at),
        next_poll_why=next_poll_why,
        failures=failures,
        last_polled_at=to_time_or_none(last_polled_at),
        last_ok_at=to_time_or_none(last_ok_at),
        last_new_at=to_time_or_none(last_new_at),
        last_error=last_error,
        distrusted=distrusted,
    )
