"""Own outages, floods and servers that lie, over real HTTP messages and into a real store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING

import httpx
import pytest

from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.adapters.workers import InlineWorkers
from pipeline.core import digests
from pipeline.core.intervals import PollPolicy
from pipeline.core.outage import PAUSE, PROBES
from pipeline.jobs.poll import Polled, PollFeeds
from pipeline.model import FeedState, Flood, PollOutcome, Subscription
from tests.builders import NOW, at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.model import Feed, FeedTrouble

HOSTS = tuple(f"site-{number:02}.example" for number in range(12))


def rss(numbers: Sequence[int], host: str = "site-00.example", names: str = "") -> bytes:
    items = "".join(
        f"<item><title>Story {n}</title><link>http://{host}/{names}{n}</link>"
        f"<guid isPermaLink='false'>{names}g{n}</guid></item>"
        for n in numbers
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>".encode()


@dataclass
class World:
    """Every host, and the line to them."""

    down: bool = False
    dead: set[str] = field(default_factory=set)
    bodies: dict[str, bytes] = field(default_factory=dict)
    etag: str = ""
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        host = request.url.host
        if self.down or host in self.dead:
            raise httpx.ConnectError("no route to host")
        if self.etag and request.headers.get("if-none-match") == self.etag:
            return httpx.Response(304)
        headers = {"ETag": self.etag} if self.etag else {}
        return httpx.Response(200, headers=headers, content=self.bodies.get(host) or rss((1, 2), host))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    yield database
    database.close()


@pytest.fixture
def poll(db: Database, world: World) -> Iterator[PollFeeds]:
    fetcher = HttpFetcher(
        HttpPolicy(user_agent="Monitor/1", host_gap=0, patience=0), transport=httpx.MockTransport(world)
    )
    yield PollFeeds(
        store=FeedStore(db),
        fetcher=fetcher,
        lanes=ThreadLanes(4, Event()),
        workers=InlineWorkers(),
        policy=PollPolicy(jitter=0),
    )
    fetcher.close()


def subscribe(db: Database, *hosts: str) -> None:
    FeedStore(db).subscribe([Subscription(url=f"http://{host}/feed") for host in hosts], 3600, NOW)


def feeds(db: Database) -> dict[str, Feed]:
    return {feed.url.split("/")[2]: feed for feed in FeedStore(db).feeds()}


def troubles(db: Database, moment: datetime) -> dict[str, FeedTrouble]:
    window = digests.window_of(moment.date(), "UTC")
    return {trouble.state: trouble for trouble in DigestStore(db).material(window).coverage.troubles}


def tally(events: Sequence[Polled]) -> dict[str, int]:
    outcomes = [event.outcome for event in events]
    return {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}


def test_when_nobody_answers_we_are_offline_and_no_feed_is_charged(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, *HOSTS)
    list(poll(NOW))
    before = feeds(db)
    world.down = True
    events = list(poll(at(8)))
    assert set(tally(events)) == {"offline"}
    for host, feed in feeds(db).items():
        assert (feed.state, feed.failures, feed.last_error) == (FeedState.ACTIVE, 0, "")
        assert (feed.etag, feed.last_ok_at, feed.interval) == (
            before[host].etag, before[host].last_ok_at, before[host].interval,
        )  # fmt: skip
        assert feed.next_poll_at <= at(8) + PAUSE
    assert all("we were offline" in event.feed.next_poll_why for event in events)


def test_while_offline_only_a_few_are_asked_and_once_back_everybody_is(
    db: Database, poll: PollFeeds, world: World
) -> None:
    subscribe(db, *HOSTS)
    list(poll(NOW))
    world.down = True
    list(poll(at(8)))
    asked = len(world.asked)
    list(poll(at(8.5)))
    assert len(world.asked) - asked == PROBES
    world.down = False
    back = list(poll(at(8.5) + PAUSE))
    assert tally(back) == {"ok": len(HOSTS)}
    assert {feed.failures for feed in feeds(db).values()} == {0}


def test_the_digest_says_from_when_to_when_we_were_offline(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, *HOSTS)
    list(poll(NOW))
    world.down = True
    for hours in (8, 8.5, 9):
        list(poll(at(hours)))
    world.down = False
    list(poll(at(9.25)))
    trouble = troubles(db, at(9))["offline"]
    assert trouble.since == at(8)
    assert "1 h 15 min" in trouble.detail
    assert f"{len(HOSTS)} feeds" in trouble.detail


def test_an_outage_that_lasts_into_the_night_is_told_to_the_end_of_the_day(
    db: Database, poll: PollFeeds, world: World
) -> None:
    subscribe(db, *HOSTS)
    list(poll(NOW))
    world.down = True
    list(poll(at(8)))
    assert "10 h 0 min" in troubles(db, NOW)["offline"].detail


def test_a_dead_host_among_the_living_is_charged(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, *HOSTS)
    world.dead = set(HOSTS[:3])
    assert tally(list(poll(NOW))) == {"failed": 3, "ok": 9}
    assert {host for host, feed in feeds(db).items() if feed.failures} == world.dead


def test_four_dead_hosts_are_charged_for_they_may_well_be_dead(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, *HOSTS[:4])
    world.down = True
    assert tally(list(poll(NOW))) == {"failed": 4}


def test_many_feeds_of_one_host_are_one_host(db: Database, poll: PollFeeds, world: World) -> None:
    FeedStore(db).subscribe([Subscription(url=f"http://{HOSTS[0]}/{n}") for n in range(9)], 3600, NOW)
    world.down = True
    assert tally(list(poll(NOW))) == {"failed": 9}


def test_errors_that_servers_send_are_theirs_however_many(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, *HOSTS)
    world.bodies = dict.fromkeys(HOSTS, b"<html>Bad gateway</html>")
    assert tally(list(poll(NOW))) == {"failed": len(HOSTS)}


def test_feeds_that_come_due_one_by_one_get_their_failures_back_once_it_shows(
    db: Database, poll: PollFeeds, world: World
) -> None:
    subscribe(db, *HOSTS)
    list(poll(NOW))
    world.down = True
    # As in the daemon: a feed or two are due at each tick.
    with db.writing():
        for number, host in enumerate(HOSTS):
            db.execute(
                "UPDATE feeds SET next_poll_at = ? WHERE url LIKE ?",
                (f"2026-11-24T08:{number:02}:00Z", f"%{host}%"),
            )
    outcomes = [tally(list(poll(at(2) + timedelta(minutes=number)))) for number in range(8)]
    assert outcomes[:4] == [{"failed": 1}] * 4
    assert all("failed" not in told for told in outcomes[4:])
    assert {feed.failures for feed in feeds(db).values()} == {0}
    assert {feed.state for feed in feeds(db).values()} == {FeedState.ACTIVE}
    world.down = False
    list(poll(at(2) + timedelta(minutes=30)))
    assert troubles(db, NOW)["offline"].since == at(2)


def test_failures_from_before_the_outage_stay(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, *HOSTS)
    world.dead = {HOSTS[0]}
    list(poll(NOW))
    world.down = True
    list(poll(at(30)))
    assert feeds(db)[HOSTS[0]].failures == 1
    assert feeds(db)[HOSTS[0]].state is FeedState.FAILING


def test_a_run_broken_off_charges_nobody(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, *HOSTS)
    world.dead = set(HOSTS[:9])
    events = poll(NOW)
    next(events)
    events.close()  # type: ignore[attr-defined]  # a generator
    assert {feed.failures for feed in feeds(db).values()} == {0}


def test_new_addresses_for_known_items_are_told_in_the_digest(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, HOSTS[0])
    world.bodies[HOSTS[0]] = rss(range(10))
    list(poll(NOW))
    world.bodies[HOSTS[0]] = rss(range(2, 12), names="new-")
    (event,) = poll(at(8))
    assert event.poll.flood is Flood.RENAMED
    assert "known items new addresses" in troubles(db, at(8))["flood"].detail


def test_a_surge_is_taken_in_whole_and_read_in_pieces(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, HOSTS[0])
    list(poll(NOW))
    world.bodies[HOSTS[0]] = rss(range(1200))
    (event,) = poll(at(8))
    assert (event.poll.flood, event.poll.new) == (Flood.SURGE, 1198)
    pages = PageStore(db)
    assert len(pages.lease(at(8), 5000)) == 502
    assert len(pages.lease(at(9), 5000)) == 698
    assert "1198 items at once" in troubles(db, at(8))["flood"].detail


def test_an_etag_repeated_over_new_items_is_seen_through_and_not_believed_again(
    db: Database, poll: PollFeeds, world: World
) -> None:
    subscribe(db, HOSTS[0])
    world.etag = '"stuck"'
    list(poll(NOW))
    world.bodies[HOSTS[0]] = rss((1, 2, 3))  # news, under the old ETag
    unconditional = [
        (hours / 24, event.poll.new)
        for hours in range(6, 24 * 12, 6)
        for event in poll(at(hours))
        if "if-none-match" not in world.asked[-1].headers
    ]
    day, news = unconditional[0]
    assert day == 8
    assert news == 1
    (stuck,) = FeedStore(db).feeds()
    assert (stuck.validators, stuck.distrusted) == ("", '"stuck"')
    assert len(unconditional) > 1  # from now on, every time
    assert "asked for everything" in troubles(db, at(24 * 11))["mistaken"].detail
    world.etag = '"moving again"'
    for event in poll(at(24 * 13)):
        assert event.feed.etag == '"moving again"'
    assert "mistaken" not in troubles(db, at(24 * 13))


def test_a_quiet_feed_is_asked_for_everything_once_a_week_at_most(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, HOSTS[0])
    world.etag = '"honest"'
    for hours in range(0, 24 * 30, 6):
        list(poll(at(hours)))
    whole = [request for request in world.asked if "if-none-match" not in request.headers]
    assert len(whole) == 1 + 3  # at first, and after 8, 16 and 24 days
    assert FeedStore(db).feeds()[0].distrusted == ""
    assert "silent" in troubles(db, at(24 * 5))


def test_a_monthly_feed_is_not_called_silent_after_its_first_document(
    db: Database, poll: PollFeeds, world: World
) -> None:
    subscribe(db, HOSTS[0])
    items = "".join(
        f"<item><title>Issue {month}</title><link>http://{HOSTS[0]}/{month}</link>"
        f"<pubDate>{month:02} {name} 2026 08:00:00 GMT</pubDate></item>"
        for month, name in enumerate(("Jun", "Jul", "Aug", "Sep", "Oct", "Nov"), 1)
    )
    world.bodies[HOSTS[0]] = (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()
    )
    list(poll(NOW))
    for day in range(1, 20):
        list(poll(at(24 * day)))
    assert "silent" not in troubles(db, at(24 * 20))


def test_an_error_page_in_place_of_a_feed_costs_nothing_but_time(db: Database, poll: PollFeeds, world: World) -> None:
    subscribe(db, HOSTS[0])
    world.etag = '"good"'
    list(poll(NOW))
    world.etag = ""
    world.bodies[HOSTS[0]] = b"<!DOCTYPE html><html><h1>Error establishing a database connection</h1></html>"
    (event,) = poll(at(8))
    assert (event.poll.outcome, event.poll.reason) == (PollOutcome.FAILED, "parse")
    assert event.feed.etag == '"good"'
    list(poll(at(40)))
    assert troubles(db, at(40))["failing"].since == NOW
    world.bodies[HOSTS[0]] = rss((1, 2, 3))
    (well,) = poll(at(99))
    assert (well.feed.state, well.poll.new) == (FeedState.ACTIVE, 1)
