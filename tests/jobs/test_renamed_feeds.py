"""Feeds that give all their items new guids and addresses: nothing is told twice, and above all nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.adapters.sqlite.revisits import RevisitStore
from pipeline.adapters.workers import InlineWorkers
from pipeline.core.intervals import PollPolicy
from pipeline.core.revisions.schedule import RevisitPolicy
from pipeline.jobs.poll import PollFeeds
from pipeline.model import Flood, Outcome, Subscription
from tests.builders import NOW, at, flagged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.model import PendingPage, Poll

HOST = "http://site.example"
WINDOW = 8


@dataclass(frozen=True)
class Story:
    number: int  # its page is /NAMES/NUMBER, and its text says so
    title: str
    hour: float | None = None  # of its date


def stories(numbers: Sequence[int]) -> list[Story]:
    return [Story(number, f"Story {number}", hour=number) for number in numbers]


def undated(numbers: Sequence[int]) -> list[Story]:
    return [Story(number, f"Story {number}") for number in numbers]


@dataclass
class Site:
    """A site, its feed, and a monitor that polls and reads it."""

    db: Database
    hours: float = 0
    body: bytes = b""
    edited: set[str] = field(default_factory=set)  # addresses at which the text is another one

    def __post_init__(self) -> None:
        FeedStore(self.db).subscribe([Subscription(url=f"{HOST}/feed")], 3600, NOW)
        transport = httpx.MockTransport(lambda _: httpx.Response(200, content=self.body))
        self.fetcher = HttpFetcher(HttpPolicy(user_agent="Monitor/1", host_gap=0, patience=0), transport=transport)
        self.polling = PollFeeds(
            store=FeedStore(self.db),
            fetcher=self.fetcher,
            lanes=ThreadLanes(1, Event()),
            workers=InlineWorkers(),
            policy=PollPolicy(jitter=0),
        )

    def poll(self, shown: Sequence[Story], names: str) -> Poll:
        items = "".join(
            f"<item><title>{one.title}</title><link>{HOST}/{names}/{one.number}</link>"
            f"<guid isPermaLink='false'>{names}-{one.number}</guid>{_date(one)}</item>"
            for one in shown
        )
        self.body = f"<rss version='2.0'><channel><title>Site</title>{items}</channel></rss>".encode()
        self.hours += 24
        (event,) = self.polling(at(self.hours))
        return event.poll

    def read(self, order: Callable[[Sequence[PendingPage]], Sequence[PendingPage]] = tuple) -> list[Outcome]:
        """Reads all that is queued."""
        pages = PageStore(self.db)
        return [
            pages.settle(page, flagged(page.url, self._text(page.url)), Outcome.MATCHED, "", at(self.hours))
            for page in order(pages.lease(at(self.hours), 1000))
        ]

    def told(self) -> list[int]:
        """The numbers of the stories that articles tell, as often as they do."""
        rows = self.db.rows("SELECT text FROM articles ORDER BY id")
        return [int(text.split()[-1]) for (text,) in rows]

    def _text(self, url: str) -> str:
        edited = " once more" if url in self.edited else ""
        return f"Airbus signed{edited} in {url.rsplit('/', 1)[1]}"


def newest_first(pages: Sequence[PendingPage]) -> Sequence[PendingPage]:
    return sorted(pages, key=lambda page: page.id, reverse=True)


def _date(story: Story) -> str:
    return "" if story.hour is None else f"<pubDate>{format_datetime(at(story.hour))}</pubDate>"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    database = open_database(tmp_path / "monitor.db")
    opened = Site(database)
    yield opened
    opened.fetcher.close()
    database.close()


def test_dated_items_under_new_addresses_are_known_and_not_read_again(site: Site) -> None:
    site.poll(stories(range(10)), "old")
    site.read()
    poll = site.poll(stories(range(2, 12)), "new")
    assert (poll.flood, poll.new, poll.seen, poll.missed_some) == (Flood.RENAMED, 10, 0, False)
    assert site.read() == [Outcome.MATCHED] * 2
    assert site.told() == list(range(12))
    assert site.db.number("SELECT count(*) FROM entries WHERE outcome = 'duplicate' AND article_id IS NOT NULL") == 8
    again = site.poll(stories(range(2, 12)), "new")
    assert (again.new, again.flood) == (0, Flood.NONE)


def test_so_they_are_when_most_of_the_document_is_news_of_an_outage(site: Site) -> None:
    site.poll(stories(range(10)), "old")
    site.read()
    poll = site.poll(stories(range(7, 30)), "new")
    assert (poll.flood, poll.missed_some) == (Flood.RENAMED, False)
    assert site.read() == [Outcome.MATCHED] * 20
    assert site.told() == list(range(30))


def test_undated_items_are_read_at_their_new_addresses_and_known_by_their_texts(site: Site) -> None:
    site.poll(undated(range(10)), "old")
    site.read()
    assert site.poll(undated(range(5, 15)), "new").flood is Flood.RENAMED
    assert sorted(site.read()) == [Outcome.DUPLICATE] * 5 + [Outcome.MATCHED] * 5
    assert site.told() == list(range(15))


def test_an_undated_title_over_another_text_is_another_story(site: Site) -> None:
    site.poll(undated(range(10)), "old")
    site.read()
    site.edited = {f"{HOST}/new/3"}
    assert site.poll(undated(range(10)), "new").flood is Flood.RENAMED
    assert sorted(site.read()) == [Outcome.DUPLICATE] * 9 + [Outcome.MATCHED]
    assert site.told() == [*range(10), 3]


def test_a_renamed_item_whose_old_address_was_never_read_is_read_at_both_and_told_once(site: Site) -> None:
    site.poll(stories(range(10)), "old")
    site.poll(stories(range(10)), "new")
    assert sorted(site.read()) == [Outcome.DUPLICATE] * 10 + [Outcome.MATCHED] * 10
    assert site.told() == list(range(10))


@pytest.mark.parametrize("made", [stories, undated])
def test_an_article_is_looked_at_again_at_its_new_address_and_known_there(
    site: Site, made: Callable[[Sequence[int]], list[Story]]
) -> None:
    site.poll(made(range(6)), "old")
    site.read()
    assert RevisitStore(site.db).enrol(at(site.hours), RevisitPolicy(after=(timedelta(days=2),))) == 6
    site.poll(made(range(6)), "new")
    site.read()
    new = [f"{HOST}/new/{number}" for number in range(6)]
    assert [url for (url,) in site.db.rows("SELECT url FROM revisits ORDER BY article_id")] == new
    assert [url for (url,) in site.db.rows("SELECT read_from FROM articles ORDER BY id")] == new
    assert site.db.number("SELECT count(*) FROM locations") == 12


def test_the_old_address_read_last_does_not_take_the_place_of_the_new_one(site: Site) -> None:
    site.poll(undated(range(6)), "old")
    site.poll(undated(range(6)), "new")
    site.read(newest_first)
    assert site.told() == list(reversed(range(6)))
    assert {url.split("/")[3] for (url,) in site.db.rows("SELECT read_from FROM articles")} == {"new"}


def test_outside_a_renaming_the_same_words_are_told_as_often_as_the_feed_tells_them(site: Site) -> None:
    site.poll(undated([1, 2, 3]), "old")
    site.read()
    site.poll([*undated([1]), *undated([2, 3])], "old")
    poll = site.poll([Story(1, "Story 1"), *undated([4, 5, 6, 7])], "new")
    assert poll.flood is Flood.NONE
    assert site.read() == [Outcome.MATCHED] * 5


def test_the_horoscopes_of_each_day_are_read(site: Site) -> None:
    signs = ("Aries", "Taurus", "Gemini", "Cancer", "Leo", "Virgo")
    for day in range(4):
        poll = site.poll([Story(10 * day + n, sign, hour=24 * day) for n, sign in enumerate(signs)], f"day-{day}")
        assert poll.flood is Flood.NONE
        assert site.read() == [Outcome.MATCHED] * 6


def test_the_horoscopes_of_each_day_are_read_without_dates_too(site: Site) -> None:
    signs = ("Aries", "Taurus", "Gemini", "Cancer", "Leo", "Virgo")
    for day in range(4):
        site.poll([Story(10 * day + n, sign) for n, sign in enumerate(signs)], f"day-{day}")
        assert site.read() == [Outcome.MATCHED] * 6


@dataclass(frozen=True)
class Step:
    titles: tuple[str, ...]  # published since the last poll; "" for one that never comes again
    renames: bool
    reads: bool


def steps(titles: st.SearchStrategy[str]) -> st.SearchStrategy[list[Step]]:
    published = st.lists(titles, max_size=WINDOW - 2).map(tuple)
    return st.lists(st.builds(Step, titles=published, renames=st.booleans(), reads=st.booleans()), max_size=5)


def play(taken: Sequence[Step], *, dated: bool) -> tuple[set[int], list[int]]:
    """The numbers of the stories shown, and of those told."""
    everything = [Story(number, f"First {number}", hour=number if dated else None) for number in range(2)]
    shown: set[int] = set()
    version = 0
    with TemporaryDirectory() as folder:
        site = Site(open_database(Path(folder) / "monitor.db"))
        for step in (Step((), renames=False, reads=True), *taken):
            for title in step.titles:
                number = len(everything)
                everything.append(Story(number, title or f"Story {number}", hour=number if dated else None))
            version += step.renames
            window = everything[-WINDOW:]
            site.poll(window, f"v{version}")
            shown |= {story.number for story in window}
            if step.reads:
                site.read()
        site.hours += 1
        site.read()
        told = site.told()
        site.fetcher.close()
        site.db.close()
    return shown, told


RECURRING = st.sampled_from(["", "", "Morning briefing", "Weather"])


@settings(max_examples=40)
@given(steps(RECURRING), st.booleans())
def test_whatever_titles_come_again_and_whenever_all_is_renamed_no_story_is_lost(
    taken: list[Step], dated: bool
) -> None:
    shown, told = play(taken, dated=dated)
    assert set(told) == shown


@settings(max_examples=40)
@given(steps(st.just("")))
def test_dated_stories_of_their_own_titles_are_told_once_however_often_all_is_renamed(taken: list[Step]) -> None:
    shown, told = play(taken, dated=True)
    assert sorted(told) == sorted(shown)
