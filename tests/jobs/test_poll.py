"""Polling over real HTTP messages, into a real store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.workers import InlineWorkers
from pipeline.core.intervals import PollPolicy
from pipeline.errors import NoWorkerError
from pipeline.jobs.poll import Polled, PollFeeds
from pipeline.model import FeedState, PollOutcome, Subscription
from tests.builders import NOW, at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

URL = "http://news.example/feed"


def rss(*numbers: int, guids: str = "g") -> bytes:
    items = "".join(
        f"<item><title>Story {n}</title><link>http://news.example/{n}</link><guid isPermaLink='false'>{guids}{n}</guid>"
        f"<description>About {n}</description></item>"
        for n in numbers
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


@dataclass
class Site:
    """What the server answers, by path, and what it was asked."""

    answers: dict[str, httpx.Response | Exception] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers[request.url.path]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    FeedStore(database).subscribe([Subscription(url=URL)], 3600, NOW)
    yield database
    database.close()


@pytest.fixture
def poll(db: Database, site: Site) -> Iterator[PollFeeds]:
    policy = HttpPolicy(user_agent="ParisCallMonitor/0.1 (+https://monitor.example)", host_gap=0, patience=0)
    fetcher = HttpFetcher(policy, transport=httpx.MockTransport(site))
    yield PollFeeds(
        store=FeedStore(db),
        fetcher=fetcher,
        lanes=ThreadLanes(2, Event()),
        workers=InlineWorkers(),
        policy=PollPolicy(),
    )
    fetcher.close()


def one(poll: PollFeeds, hours: float = 0) -> Polled:
    (event,) = poll(at(hours))
    return event


def test_new_items_are_stored_with_the_validators_that_announced_them(
    poll: PollFeeds, site: Site, db: Database
) -> None:
    site.answers["/feed"] = httpx.Response(200, headers={"ETag": '"v1"'}, content=rss(1, 2))
    event = one(poll)
    assert (event.poll.new, event.poll.seen) == (2, 0)
    assert event.feed.etag == '"v1"'
    assert event.feed.title == "News"
    assert db.number("SELECT count(*) FROM pages") == 2


def test_the_next_poll_is_conditional_and_a_304_costs_nothing(poll: PollFeeds, site: Site) -> None:
    site.answers["/feed"] = httpx.Response(200, headers={"ETag": 'W/"v 1"'}, content=rss(1))
    one(poll)
    site.answers["/feed"] = httpx.Response(304)
    event = one(poll, 8)
    assert event.poll.outcome is PollOutcome.UNCHANGED
    assert site.asked[-1].headers["if-none-match"] == 'W/"v 1"'


def test_only_what_is_new_is_taken_even_when_guids_change_at_each_poll(
    poll: PollFeeds, site: Site, db: Database
) -> None:
    site.answers["/feed"] = httpx.Response(200, content=rss(1, 2, guids="a"))
    one(poll)
    site.answers["/feed"] = httpx.Response(200, content=rss(2, 3, guids="b"))
    event = one(poll, 8)
    assert (event.poll.new, event.poll.seen) == (1, 1)
    assert db.number("SELECT count(*) FROM entries") == 3


def test_a_document_without_items_leaves_the_validators_alone(poll: PollFeeds, site: Site) -> None:
    site.answers["/feed"] = httpx.Response(200, headers={"ETag": '"good"'}, content=rss(1))
    one(poll)
    site.answers["/feed"] = httpx.Response(200, headers={"ETag": '"error page"'}, content=b"<html><h1>Oops</h1></html>")
    event = one(poll, 8)
    assert event.poll.outcome is PollOutcome.FAILED
    assert event.feed.etag == '"good"'


def test_a_failing_feed_is_polled_less_often_but_for_ever(poll: PollFeeds, site: Site) -> None:
    site.answers["/feed"] = httpx.ConnectError("refused")
    hours, waits = 0.0, []
    for _ in range(8):
        event = one(poll, hours)
        assert event.feed.state is FeedState.FAILING
        waits.append(event.feed.next_poll_at - at(hours))
        hours = (event.feed.next_poll_at - NOW) / timedelta(hours=1)
    assert waits[0] < waits[3] <= waits[-1] <= timedelta(hours=24)
    site.answers["/feed"] = httpx.Response(200, content=rss(1))
    assert one(poll, hours).feed.state is FeedState.ACTIVE


def test_retry_after_is_obeyed(poll: PollFeeds, site: Site) -> None:
    site.answers["/feed"] = httpx.Response(429, headers={"Retry-After": "36000"})
    assert one(poll).feed.next_poll_at >= at(10)


def test_410_ends_polling_visibly(poll: PollFeeds, site: Site) -> None:
    site.answers["/feed"] = httpx.Response(410)
    assert one(poll).feed.state is FeedState.GONE
    assert list(poll(at(500))) == []


def test_a_permanent_redirect_moves_the_feed_and_keeps_its_history(poll: PollFeeds, site: Site, db: Database) -> None:
    site.answers["/feed"] = httpx.Response(200, content=rss(1))
    one(poll)
    site.answers["/feed"] = httpx.Response(301, headers={"Location": "/new"})
    site.answers["/new"] = httpx.Response(200, content=rss(1, 2))
    event = one(poll, 8)
    assert (event.feed.url, event.feed.location) == (URL, "http://news.example/new")
    assert (event.poll.new, event.poll.seen) == (1, 1)
    asked = len(site.asked)
    one(poll, 20)
    assert [request.url.path for request in site.asked[asked:]] == ["/new"]
    assert db.number("SELECT count(*) FROM feeds") == 1


def test_a_window_that_turned_over_whole_is_noticed(poll: PollFeeds, site: Site) -> None:
    site.answers["/feed"] = httpx.Response(200, content=rss(*range(10)))
    assert not one(poll).poll.missed_some
    site.answers["/feed"] = httpx.Response(200, content=rss(*range(50, 60)))
    assert one(poll, 8).poll.missed_some


def test_one_bad_feed_does_not_disturb_the_others(poll: PollFeeds, site: Site, db: Database) -> None:
    FeedStore(db).subscribe([Subscription(url=f"http://news.example/{name}") for name in ("bad", "good")], 3600, NOW)
    site.answers["/bad"] = httpx.Response(200, content=b"\x00\xff not a feed")
    site.answers["/good"] = httpx.Response(200, content=rss(1))
    outcomes = {event.feed.url.rsplit("/", 1)[1]: event.poll.outcome.value for event in poll(NOW)}
    assert outcomes == {"bad": "failed", "good": "ok"}


def test_entries_and_outcomes_add_up(poll: PollFeeds, site: Site, db: Database) -> None:
    for hours in range(0, 40, 8):
        site.answers["/feed"] = httpx.Response(200, content=rss(*range(hours, hours + 10)))
        one(poll, hours)
    told = db.row("SELECT sum(new), sum(entries) - sum(new) - sum(seen) FROM polls")
    assert told == (db.number("SELECT count(*) FROM entries"), 0)


class Starved(InlineWorkers):
    """A machine on which no worker can be started."""

    def run(self, work: Callable[[Any], Any], task: Any) -> Any:  # noqa: ANN401  (the port's)
        raise NoWorkerError("Cannot allocate memory")


def test_a_feed_for_which_no_worker_could_be_started_stays_due_uncharged(
    db: Database, site: Site, poll: PollFeeds
) -> None:
    site.answers["/feed"] = httpx.Response(200, content=rss(1, 2))
    before = FeedStore(db).feeds()
    with pytest.raises(NoWorkerError):
        list(replace(poll, workers=Starved())(NOW))
    assert FeedStore(db).feeds() == before
    assert [polled.poll.new for polled in poll(NOW)] == [2]
