"""Clocks that jump, nights that change them, and days without us: every period once, every feed once."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.adapters.workers import InlineWorkers
from pipeline.core.digests import next_period
from pipeline.core.intervals import PollPolicy
from pipeline.jobs.poll import PollFeeds
from pipeline.jobs.report import Report
from pipeline.model import Delivery, Digest, Edition, Outcome, Standing
from tests.builders import NOW, at, entry, flagged, name, ok_poll, subscription

if TYPE_CHECKING:
    from collections.abc import Iterator

URLS = tuple(f"http://site-{number}.example/feed" for number in range(6))
# What a clock may do between two ticks, in hours: mostly go on, sometimes jump.
STEPS = st.lists(st.sampled_from([1, 1, 2, 5, 9, 24, 72, -1, -3, -24]), min_size=5, max_size=25)


@dataclass
class Letterbox:
    name: str = "letterbox"
    got: list[Digest] = field(default_factory=list)

    def send(self, digest: Digest) -> Delivery:
        self.got.append(digest)
        return Delivery(place="box", sha256="0")


def rss(request: httpx.Request) -> httpx.Response:
    body = "<rss version='2.0'><channel><title>x</title><item><title>One</title><guid>1</guid></item></channel></rss>"
    return httpx.Response(200, content=f"{body}<!-- {request.url} -->".encode())


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    FeedStore(database).subscribe([subscription(url) for url in URLS], 3600, NOW)
    yield database
    database.close()


@pytest.fixture
def poll(db: Database) -> Iterator[PollFeeds]:
    fetcher = HttpFetcher(
        HttpPolicy(user_agent="Monitor/1", host_gap=0, patience=0), transport=httpx.MockTransport(rss)
    )
    yield PollFeeds(
        store=FeedStore(db),
        fetcher=fetcher,
        lanes=ThreadLanes(2, Event()),
        workers=InlineWorkers(),
        policy=PollPolicy(),
    )
    fetcher.close()


def polls_of_each(poll: PollFeeds, *moments: datetime) -> list[int]:
    counts = Counter(event.feed.url for moment in moments for event in poll(moment))
    return [counts[url] for url in URLS]


def test_after_three_days_down_each_feed_is_polled_once(poll: PollFeeds) -> None:
    assert polls_of_each(poll, NOW) == [1] * len(URLS)
    resumed = [at(72) + timedelta(seconds=15 * tick) for tick in range(20)]
    assert polls_of_each(poll, *resumed) == [1] * len(URLS)


def test_a_clock_set_back_an_hour_polls_nobody_twice(poll: PollFeeds) -> None:
    polls_of_each(poll, NOW)
    resumed = [at(-1) + timedelta(minutes=5 * tick) for tick in range(26)]
    assert polls_of_each(poll, *resumed) == [1] * len(URLS)  # in the second hour, when the time has come


@pytest.mark.parametrize("days", [1, 400, 30_000])
def test_a_clock_that_was_ahead_and_is_put_right_leaves_no_feed_waiting(poll: PollFeeds, days: int) -> None:
    polls_of_each(poll, NOW)
    polls_of_each(poll, NOW + timedelta(days=days))
    resumed = [at(0.1) + timedelta(seconds=15 * tick) for tick in range(20)]
    assert polls_of_each(poll, *resumed) == [1] * len(URLS)
    assert {feed.next_poll_at <= at(8) for feed in poll.store.due(at(8))} == {True}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, zone=st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Pacific/Apia"]))
@example(steps=[1, 24, -24, 1, 24, 1, 24, 1], zone="Europe/Paris")  # a day ahead, and put right
@example(steps=[72, 1, -1, 1, 24], zone="UTC")
def test_however_the_clock_jumps_each_day_has_one_digest_and_each_story_is_in_one(steps: list[int], zone: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "monitor.db")
        FeedStore(db).subscribe([subscription()], 3600, NOW)
        box = Letterbox()
        report = Report(store=DigestStore(db), sinks=(box,), timezone=zone, at=time(2, 30))
        now = datetime(2026, 10, 22, 12, tzinfo=UTC)  # the clocks of Paris and New York change within days
        for number, hours in enumerate(steps):
            now += timedelta(hours=hours)
            _story(db, number, now)
            list(report(now))
        # Days of honest time, until the last mistake lies behind.
        for _ in range(3 + sum(hours >= 24 for hours in steps) + sum(hours > 0 for hours in steps) // 24):
            now += timedelta(days=4)
            list(report(now))
        db.close()
    days = [digest.window.day for digest in box.got]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    told = Counter(article.url for digest in box.got for story in digest.stories for article in story.articles)
    assert set(told.values()) == {1}
    assert len(told) == len(steps)


def test_a_story_dated_by_a_clock_years_ahead_is_told_now_not_then(db: Database) -> None:
    box = Letterbox()
    report = Report(store=DigestStore(db), sinks=(box,), timezone="UTC", at=time(6, 30))
    _story(db, 1, NOW)
    _story(db, 2, NOW + timedelta(days=9000))
    list(report(at(26)))
    told = {story.lead.url[-1]: story.standing for story in box.got[0].stories}
    assert told == {"1": Standing.NEW, "2": Standing.LATE}
    list(report(at(50)))
    assert box.got[1].stories == ()


@pytest.mark.parametrize("days", [9, 400, 9000])
def test_a_clock_far_ahead_makes_no_digest_of_unwatched_days_and_right_again_every_day_has_one(
    db: Database, days: int
) -> None:
    box = Letterbox()
    report = Report(store=DigestStore(db), sinks=(box,), timezone="UTC", at=time(6, 30))
    moments = [at(1), at(25), at(49), at(50) + timedelta(days=days), at(75) + timedelta(days=days)]
    moments += [at(51 + 24 * day) for day in range(days + 20 if days < 20 else 20)]  # put right, and past the mistake
    for number, moment in enumerate(moments):
        _story(db, number, moment)
        list(report(moment))
    list(report(moments[-1] + timedelta(days=1)))
    made = [digest.window.day for digest in box.got]
    honest = {moment.date() for moment in moments if moment <= moments[-1]}
    assert sorted(made) == sorted(set(made))
    assert honest <= set(made)
    assert len(made) <= len(honest) + 2
    told = Counter(article.url for digest in box.got for story in digest.stories for article in story.articles)
    assert set(told.values()) == {1}
    assert len(told) == len(moments)


def test_a_short_absence_has_a_digest_of_each_day_and_a_long_one_of_none(db: Database) -> None:
    box = Letterbox()
    report = Report(store=DigestStore(db), sinks=(box,), timezone="UTC", at=time(6, 30))
    for number, day in enumerate((0, 6, 60)):
        _story(db, number, at(24 * day + 1))
        list(report(at(24 * day + 1)))
    list(report(at(24 * 61 + 1)))
    made = [(digest.window.day - NOW.date()).days for digest in box.got]
    assert made == [0, 1, 2, 3, 4, 5, 6, 60]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, edition=st.sampled_from([Edition.WEEKLY, Edition.MONTHLY]))
@example(steps=[1, 24, -24, 1, 72, 72, 72, 1], edition=Edition.WEEKLY)
def test_however_the_clock_jumps_each_week_and_month_has_one_digest_and_each_story_is_in_one(
    steps: list[int], edition: Edition
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "monitor.db")
        FeedStore(db).subscribe([subscription()], 3600, NOW)
        box = Letterbox()
        report = Report(
            store=DigestStore(db), sinks=(box,), timezone="Europe/Paris", at=time(2, 30), editions=(edition,)
        )
        now = datetime(2026, 10, 22, 12, tzinfo=UTC)
        for number, hours in enumerate(steps):
            now += timedelta(hours=hours)
            _story(db, number, now)
            list(report(now))
        for _ in range(30):
            now += timedelta(days=4)
            list(report(now))
        db.close()
    days = [digest.window.day for digest in box.got]
    assert all(next_period(one, edition) == two for one, two in pairwise(days))
    told = Counter(article.url for digest in box.got for story in digest.stories for article in story.articles)
    assert set(told.values()) == {1}
    assert len(told) == len(steps)


def _story(db: Database, number: int, now: datetime) -> None:
    store, pages = FeedStore(db), PageStore(db)
    store.record(store.feeds()[0], ok_poll(1, 1, moment=now), [(entry(number), name(entry(number)))])
    for page in pages.lease(now + timedelta(days=10_000), 10):
        pages.settle(page, flagged(page.url, f"Airbus {number}."), Outcome.MATCHED, "", now)
