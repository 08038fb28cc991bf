"""The queue: leases, retries, outcomes that add up, articles stored whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite.archive import Archive
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.core.evidence import MARK, UNMARK
from pipeline.core.searching import to_query
from pipeline.model import Article, Outcome
from tests.builders import NOW, at, entry, flagged, name, ok_poll, subscription, unflagged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.model import Entry


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    FeedStore(database).subscribe([subscription()], 3600, NOW)
    yield database
    database.close()


@pytest.fixture
def pages(db: Database) -> PageStore:
    return PageStore(db)


def queue(db: Database, *entries: Entry) -> None:
    store = FeedStore(db)
    store.record(store.feeds()[0], ok_poll(1, len(entries)), [(one, name(one)) for one in entries])


def test_a_leased_page_is_not_leased_again_and_its_attempt_is_counted_when_it_begins(
    db: Database, pages: PageStore
) -> None:
    queue(db, entry(1))
    (page,) = pages.lease(NOW, 10)
    assert page.attempts == 0
    assert page.entry.summary == "Summary of story 1."
    assert pages.begin(page).attempts == 1
    assert pages.lease(NOW, 10) == ()


def test_a_lease_takes_turns_among_hosts(db: Database, pages: PageStore) -> None:
    queue(db, *(entry(n, "slow.example") for n in range(5)), entry(7, "quick.example"))
    assert {page.lane for page in pages.lease(NOW, 2)} == {"slow.example", "quick.example"}


def test_a_released_page_has_lost_only_attempts_that_were_begun(db: Database, pages: PageStore) -> None:
    queue(db, entry(1), entry(2))
    first, _ = pages.lease(NOW, 10)
    pages.begin(first)
    assert pages.release() == 2
    assert [page.attempts for page in pages.lease(NOW, 10)] == [1, 0]


def test_a_postponed_page_waits_for_its_time(db: Database, pages: PageStore) -> None:
    queue(db, entry(1))
    (page,) = pages.lease(NOW, 10)
    pages.postpone(pages.begin(page), at(1), "HTTP 503")
    assert pages.lease(at(0.5), 10) == ()
    (again,) = pages.lease(at(1), 10)
    assert again.attempts == 1
    pages.put_back(pages.begin(again), at(2), "host closed")
    assert pages.lease(at(2), 10)[0].attempts == 1


def test_every_entry_of_a_page_ends_and_only_the_first_with_its_outcome(db: Database, pages: PageStore) -> None:
    queue(db, entry(1), replace(entry(1), guid="second", title="Second"))
    (page,) = pages.lease(NOW, 10)
    assert pages.settle(page, flagged(page.url), Outcome.MATCHED, "", NOW) is Outcome.MATCHED
    assert db.rows("SELECT outcome FROM entries ORDER BY id") == [("matched",), ("duplicate",)]
    assert pages.unfinished() == 0


def test_the_same_article_under_another_address_is_one_article(db: Database, pages: PageStore) -> None:
    queue(db, entry(1), entry(2, "amp.example"))
    first, second = sorted(pages.lease(NOW, 10), key=lambda page: page.id)
    canonical = "https://news.example/story-1"
    assert pages.settle(first, flagged(canonical), Outcome.MATCHED, "", NOW) is Outcome.MATCHED
    assert pages.settle(second, flagged(canonical), Outcome.MATCHED, "", NOW) is Outcome.DUPLICATE
    assert db.number("SELECT count(*) FROM articles") == 1
    assert db.number("SELECT count(*) FROM mentions") == 1
    found = Archive(db).article("https://amp.example/story-2")
    assert found is not None
    assert found[0].url == canonical
    assert [sighting.outcome for sighting in Archive(db).sightings(canonical)] == ["matched", "duplicate"]


def test_text_mentions_and_search_index_are_stored_together(db: Database, pages: PageStore) -> None:
    queue(db, entry(1), entry(2))
    first, second = sorted(pages.lease(NOW, 10), key=lambda page: page.id)
    pages.settle(first, flagged(first.url, "Thalès signe l’appel."), Outcome.MATCHED, "", NOW)
    pages.settle(second, unflagged(second.url, "Thales is not in it."), Outcome.UNMATCHED, "", NOW)
    archive = Archive(db)
    (hit,) = archive.search(to_query("thales"), 9)  # without its accent, and only the flagged one
    assert hit.filed.url == first.url
    found = archive.article(second.url)
    assert found is not None
    assert found[0].tier is None
    assert found[1] == "Thales is not in it."  # packed, for rematching
    assert db.rows("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)") == []


def test_of_a_word_that_is_everywhere_the_newest_hits_are_ranked(
    db: Database, pages: PageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(db, *(entry(number) for number in range(6)))
    leased = sorted(pages.lease(NOW, 10), key=lambda page: page.id)
    for page in leased[:4]:
        pages.settle(page, flagged(page.url, "Airbus signed. " * (9 - page.id)), Outcome.MATCHED, "", NOW)
    for page in leased[4:]:  # their titles are in the index, too, and take nobody's place
        pages.settle(page, unflagged(page.url), Outcome.UNMATCHED, "", NOW)
    archive = Archive(db)
    assert len(archive.search(to_query("about"), 9)) == 4
    monkeypatch.setattr("pipeline.adapters.sqlite.archive._RANKED", 2)
    assert {hit.filed.id for hit in archive.search(to_query("about"), 9)} == {3, 4}


def test_a_flagged_article_has_a_row_to_look_at_and_one_for_each_subject(db: Database, pages: PageStore) -> None:
    queue(db, entry(1), entry(2))
    first, second = sorted(pages.lease(NOW, 10), key=lambda page: page.id)
    pages.settle(first, flagged(first.url, "Airbus signs."), Outcome.MATCHED, "", NOW)
    pages.settle(second, unflagged(second.url, "Nothing."), Outcome.UNMATCHED, "", NOW)
    ((match_id, day, tier, sentence, story_id),) = db.rows("SELECT id, day, tier, sentence, story_id FROM matches")
    assert (day, tier, story_id) == (f"{NOW:%Y-%m-%d}", "mention", match_id)
    assert f"{MARK}Airbus{UNMARK}" in sentence
    assert db.rows("SELECT subject, kind, day, match_id FROM match_subjects") == [
        ("Airbus", "signatory", day, match_id)
    ]


def test_the_words_of_the_fullest_entry_stand_in_for_the_page(db: Database, pages: PageStore) -> None:
    queue(db, entry(1), replace(entry(1), guid="full", title="Full", content="A long text. " * 40))
    (page,) = pages.lease(NOW, 10)
    assert page.entry.guid == "full"


def test_equal_words_make_a_duplicate_group_of_what_is_not_flagged(db: Database, pages: PageStore) -> None:
    queue(db, entry(1), entry(2))
    first, second = pages.lease(NOW, 10)
    pages.settle(first, unflagged(first.url, "Nobody  signed\n\nit."), Outcome.UNMATCHED, "", NOW)
    pages.settle(second, unflagged(second.url, "Nobody signed it."), Outcome.UNMATCHED, "", NOW)
    one, two = Archive(db).everything()
    assert one.duplicate_group == two.duplicate_group != ""


def test_an_article_without_text_is_in_no_group(db: Database, pages: PageStore) -> None:
    queue(db, entry(1))
    (page,) = pages.lease(NOW, 10)
    empty = replace(unflagged(page.url), article=Article(url=page.url, title="T", text=""))
    pages.settle(page, empty, Outcome.FAILED, "timeout", NOW)
    (filed,) = Archive(db).everything()
    assert filed.duplicate_group == ""


def test_the_counts_of_the_status_add_up(db: Database, pages: PageStore) -> None:
    queue(db, *(entry(n) for n in range(5)))
    for page in pages.lease(NOW, 3):
        pages.settle(page, flagged(page.url), Outcome.MATCHED, "", NOW)
    status = Archive(db).status(NOW)
    assert dict(status.entries) == {"matched": 3, "pending": 2}
    assert dict(status.articles) == {"mention": 3}
    assert status.pages_due == 2
