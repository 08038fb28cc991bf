"""Polls are stored whole or not at all, and entries find their page or their article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.errors import StoreError
from pipeline.model import Entry, EntryName, FeedState, Outcome
from tests.builders import NOW, at, entry, feed, flagged, name, ok_poll, subscription

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.model import Feed


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    yield database
    database.close()


@pytest.fixture
def store(db: Database) -> FeedStore:
    store = FeedStore(db)
    store.subscribe([subscription()], 3600, NOW)
    return store


def take(store: FeedStore, entries: list[Entry], of: Feed | None = None) -> None:
    subject = of or store.feeds()[0]
    store.record(subject, ok_poll(subject.id, len(entries)), [(one, name(one)) for one in entries])


def test_a_new_subscription_is_due_at_once(store: FeedStore) -> None:
    (due,) = store.due(NOW)
    assert due.url == "https://news.example/feed"
    assert due.subscription.tags == ("cyber",)
    assert due.next_poll_why == "first poll"


def test_a_feed_taken_off_the_list_is_dropped_and_comes_back_with_its_history(store: FeedStore) -> None:
    take(store, [entry(1)])
    store.subscribe([], 3600, at(1))
    assert store.feeds()[0].state is FeedState.DROPPED
    assert store.due(at(9)) == ()
    store.subscribe([subscription()], 3600, at(2))
    (back,) = store.due(at(2))
    assert back.state is FeedState.ACTIVE
    assert store.known(back.id, [name(entry(1))]) == (name(entry(1)),)


def test_a_feed_that_is_gone_is_polled_again_only_when_revived(store: FeedStore) -> None:
    gone = replace(store.feeds()[0], state=FeedState.GONE)
    store.record(gone, ok_poll(gone.id, 0), [])
    assert store.due(at(100)) == ()
    assert not store.revive("https://other.example/feed", at(1))
    assert store.revive(gone.url, at(1))
    assert [one.url for one in store.due(at(1))] == [gone.url]


def test_what_a_poll_learned_about_a_feed_comes_back(store: FeedStore) -> None:
    learned = replace(
        store.feeds()[0],
        location="https://news.example/new-feed",
        title="News",
        etag='W/"a b"',
        last_modified="Tue, 24 Nov 2026 06:00:00 GMT",
        body_hash="abc",
        interval=900,
        next_poll_at=at(0.25),
        next_poll_why="half of it was new",
        failures=2,
        state=FeedState.FAILING,
        last_polled_at=NOW,
        last_ok_at=at(-1),
        last_new_at=at(-2),
        last_error="timeout",
    )
    store.record(learned, ok_poll(learned.id, 0), [])
    (stored,) = store.feeds()
    assert replace(stored, subscription=learned.subscription) == learned


def test_known_names_are_those_that_share_at_least_one(store: FeedStore) -> None:
    take(store, [entry(1), entry(2), entry(3)])
    asked = [
        EntryName(guid="guid-1", url_key="", title_key=""),
        EntryName(guid="", url_key="news.example/story-2", title_key="other"),
        EntryName(guid="guid-9", url_key="", title_key=""),
    ]
    assert set(store.known(1, asked)) == {name(entry(1)), name(entry(2))}
    assert store.known(2, asked) == ()


def test_many_names_are_looked_up_in_pieces(store: FeedStore) -> None:
    entries = [entry(number) for number in range(1500)]
    take(store, entries)
    assert len(store.known(1, [name(one) for one in entries])) == 1500


def test_a_poll_is_stored_whole_or_not_at_all(store: FeedStore, db: Database) -> None:
    broken = replace(entry(2), title="lone surrogate \ud800")
    changed = replace(store.feeds()[0], etag="new")
    with pytest.raises((StoreError, UnicodeEncodeError)):
        store.record(changed, ok_poll(1, 2), [(entry(1), name(entry(1))), (broken, name(broken))])
    assert store.feeds()[0].etag == ""
    assert db.number("SELECT count(*) FROM entries") == 0
    assert db.number("SELECT count(*) FROM polls") == 0
    take(store, [entry(1)])
    assert db.number("SELECT count(*) FROM entries") == 1


def test_two_feeds_with_the_same_story_share_one_page(store: FeedStore, db: Database) -> None:
    other = "https://other.example/feed"
    store.subscribe([subscription(), subscription(other)], 3600, NOW)
    take(store, [entry(1)])
    take(store, [entry(1)], of=replace(feed(2, other), id=2))
    assert db.number("SELECT count(*) FROM pages") == 1
    assert db.number("SELECT count(*) FROM entries WHERE outcome IS NULL") == 2


def test_an_entry_whose_article_is_known_ends_at_once_as_a_duplicate(store: FeedStore, db: Database) -> None:
    pages = PageStore(db)
    take(store, [entry(1)])
    (page,) = pages.lease(NOW, 10)
    pages.settle(page, flagged(page.url), Outcome.MATCHED, "", NOW)
    again = replace(entry(1), guid="another", title="Another title")
    take(store, [again])
    assert db.rows("SELECT outcome, article_id FROM entries ORDER BY id") == [("matched", 1), ("duplicate", 1)]


def test_an_entry_with_nothing_in_it_is_rejected_and_counted(store: FeedStore, db: Database) -> None:
    empty = Entry(guid="only-a-guid")
    store.record(store.feeds()[0], ok_poll(1, 1), [(empty, EntryName(guid="only-a-guid", url_key="", title_key=""))])
    assert db.rows("SELECT outcome FROM entries") == [("rejected",)]
    assert db.number("SELECT count(*) FROM pages") == 0


def test_entries_without_links_are_pages_of_their_own(store: FeedStore, db: Database) -> None:
    silent = [Entry(guid=f"g{n}", title=f"T{n}", summary="Airbus") for n in (1, 2)]
    store.record(
        store.feeds()[0],
        ok_poll(1, 2),
        [(one, EntryName(guid=one.guid, url_key="", title_key=one.title)) for one in silent],
    )
    assert db.number("SELECT count(*) FROM pages") == 2
    assert [page.url for page in PageStore(db).lease(NOW, 9)] == ["", ""]
