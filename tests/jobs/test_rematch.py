"""Judging again what is stored: nothing fetched, nothing lost, nothing done twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite.archive import Archive
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.adapters.sqlite.rematching import RematchTable
from pipeline.adapters.workers import InlineWorkers
from pipeline.core.outcomes import outcome_of
from pipeline.core.searching import to_query
from pipeline.errors import StoreError, WorkerError
from pipeline.jobs.rematch import Rematch
from pipeline.model import Article, BodyQuality, Findings, Match, Obstacle, Reading, Tier
from tests.builders import NOW, at, entry, mention, name, ok_poll, subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pipeline.core.rejudging import Rejudged

TEXTS = ("Airbus signed.", "Nobody signed.", "Orange signed.", "Airbus and Orange signed.")


@dataclass(frozen=True)
class Judge:
    """Flags what names anybody on its list."""

    names: tuple[str, ...]
    version: str = "1"

    def __call__(self, article: Article) -> Reading:
        found = tuple(mention(article.text, each, each) for each in self.names if each in article.text)
        tier = Tier.CONTEXT if len(found) > 1 else Tier.MENTION
        match = Match(tier=tier, score=len(found), subjects=(), reasons=("named",)) if found else None
        return Reading(
            article=article,
            findings=Findings(mentions=found),
            match=match,
            matcher_version="1",
            gazetteer_version=self.version,
        )


OLD = Judge(names=("Airbus",))
NEW = Judge(names=("Orange",), version="2")
BOTH = Judge(names=("Airbus", "Orange"), version="2")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    FeedStore(database).subscribe([subscription()], 3600, NOW)
    yield database
    database.close()


def store(db: Database, *articles: Article, moment: datetime = NOW) -> None:
    """Puts articles into the store as the read job does, judged by the old list."""
    feeds, pages = FeedStore(db), PageStore(db)
    first = db.number("SELECT count(*) FROM entries")
    entries = [entry(first + number) for number in range(len(articles))]
    feeds.record(feeds.feeds()[0], ok_poll(1, len(entries), moment=moment), [(one, name(one)) for one in entries])
    for page, article in zip(sorted(pages.lease(moment, 10_000), key=lambda page: page.id), articles, strict=True):
        reading = OLD(replace(article, url=page.url))
        pages.settle(page, reading, outcome_of(reading), "", moment)


def texts(*words: str) -> list[Article]:
    return [Article(url="", title=f"Story {number}", text=text) for number, text in enumerate(words)]


def job(
    db: Database,
    judge: Callable[[Article], Reading] = NEW,
    stop: Event | None = None,
    task: str = "new",
) -> Rematch:
    return Rematch(
        store=RematchTable(db),
        lanes=ThreadLanes(2, stop or Event()),
        workers=InlineWorkers(),
        judge=judge,
        task=task,
    )


def effects(events: Iterator[Rejudged]) -> list[str]:
    return [event.effect.value for event in events]


def dump(db: Database) -> list[tuple[object, ...]]:
    tables = ("articles", "mentions", "entries", "settings", "articles_fts")
    return [row for table in tables for row in db.rows(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608  (literals)


def outcomes(db: Database) -> list[str]:
    return [row[0] for row in db.rows("SELECT outcome FROM entries ORDER BY id")]


def test_a_changed_list_gains_loses_and_moves_stories(db: Database) -> None:
    store(db, *texts(*TEXTS))
    events = list(job(db, BOTH)(None, at(1)))
    assert [event.effect for event in events] == ["confirmed", "confirmed", "gained", "tier_changed"]
    assert [event.gained for event in events[2:]] == [("Orange",), ("Orange",)]
    filed = list(Archive(db).everything())
    assert [one.tier for one in filed] == [Tier.MENTION, None, Tier.MENTION, Tier.CONTEXT]
    assert {one.gazetteer_version for one in filed} == {"2"}
    assert filed[2].signatories == ("Orange",)


def test_a_second_run_changes_nothing(db: Database) -> None:
    store(db, *texts(*TEXTS))
    assert effects(job(db)(None, at(1))) == ["lost", "confirmed", "gained", "subjects_changed"]
    before = dump(db)
    assert effects(job(db)(None, at(2))) == ["unchanged"] * 4
    assert dump(db) == before


def test_search_and_outcomes_follow_the_verdict(db: Database) -> None:
    store(db, *texts(*TEXTS))
    assert outcomes(db) == ["matched", "unmatched", "unmatched", "matched"]
    list(job(db)(None, at(1)))
    assert outcomes(db) == ["unmatched", "unmatched", "matched", "matched"]
    archive = Archive(db)
    assert {hit.filed.title for hit in archive.search(to_query("signed"), 9)} == {"Story 2", "Story 3"}
    assert db.rows("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)") == []
    assert db.number("SELECT count(*) FROM articles WHERE (text IS NULL) = (packed_text IS NULL)") == 0


def test_a_story_lost_keeps_its_text_and_can_be_gained_again(db: Database) -> None:
    store(db, *texts(*TEXTS))
    list(job(db)(None, at(1)))
    assert effects(job(db, OLD, task="old")(None, at(2))) == ["gained", "confirmed", "lost", "subjects_changed"]
    assert outcomes(db) == ["matched", "unmatched", "unmatched", "matched"]


def test_an_entry_that_was_blocked_is_blocked_again_when_its_story_is_lost(db: Database) -> None:
    blocked = Article(
        url="", title="T", text="Airbus", body_quality=BodyQuality.FEED_SUMMARY, obstacle=Obstacle.PAYWALL
    )
    store(db, blocked)
    list(job(db)(None, at(1)))
    assert outcomes(db) == ["blocked"]


def test_duplicates_stay_duplicates(db: Database) -> None:
    feeds, pages = FeedStore(db), PageStore(db)
    one, two = entry(1), replace(entry(1), guid="second", title="Second")
    feeds.record(feeds.feeds()[0], ok_poll(1, 2), [(one, name(one)), (two, name(two))])
    (page,) = pages.lease(NOW, 9)
    reading = OLD(Article(url=page.url, title="T", text="Orange signed."))
    pages.settle(page, reading, outcome_of(reading), "", NOW)
    list(job(db)(None, at(1)))
    assert outcomes(db) == ["matched", "duplicate"]


def test_an_article_whose_text_is_no_longer_kept_is_counted_and_stands(db: Database) -> None:
    store(db, *texts(*TEXTS))
    Ledger(db).forget(at(0), at(1))
    events = list(job(db)(None, at(2)))
    assert [event.effect for event in events] == ["lost", "no_text", "no_text", "subjects_changed"]
    assert [one.gazetteer_version for one in Archive(db).everything()] == ["2", "1", "1", "2"]


def test_an_article_that_never_had_a_body_is_judged_by_its_title(db: Database) -> None:
    store(db, Article(url="", title="Orange", text="", body_quality=BodyQuality.TITLE_ONLY))
    Ledger(db).forget(at(0), at(1))
    assert effects(job(db)(None, at(2))) == ["confirmed"]


def test_only_articles_since_a_moment_are_judged(db: Database) -> None:
    store(db, *texts("Orange signed."))
    store(db, *texts("Orange signed."), moment=at(5))
    assert effects(job(db)(at(5), at(6))) == ["gained"]
    assert [one.tier for one in Archive(db).everything()] == [None, Tier.MENTION]


def test_a_preview_tells_the_same_and_stores_nothing(db: Database) -> None:
    store(db, *texts(*TEXTS))
    before = dump(db)
    told = effects(job(db).preview(None))
    assert dump(db) == before
    assert told == effects(job(db)(None, at(1)))


def test_an_interrupted_run_goes_on_where_it_was(db: Database) -> None:
    store(db, *texts(*TEXTS * 60))
    events = job(db)(None, at(1))
    told = [next(events).effect.value for _ in range(3)]
    events.close()  # type: ignore[attr-defined]  # a generator
    rest = effects(job(db)(None, at(2)))
    assert told == ["lost", "confirmed", "gained"]
    assert rest == ["lost", "confirmed", "gained", "subjects_changed"] * 10  # behind the first batch of 200
    assert effects(job(db)(None, at(3))) == ["unchanged"] * 240


def test_another_list_starts_from_the_beginning(db: Database) -> None:
    store(db, *texts(*TEXTS * 60))
    events = job(db)(None, at(1))
    next(events)
    events.close()  # type: ignore[attr-defined]  # a generator
    assert len(effects(job(db, BOTH, task="both")(None, at(2)))) == 240


def test_told_to_stop_it_leaves_a_whole_batch_for_the_next_time(db: Database) -> None:
    store(db, *texts(*TEXTS * 60))
    stop = Event()
    events = job(db, stop=stop)(None, at(1))
    next(events)
    stop.set()
    assert len(effects(events)) == 199
    assert len(effects(job(db)(None, at(2)))) == 40


def test_a_store_that_refuses_keeps_a_batch_whole(db: Database) -> None:
    store(db, *texts(*TEXTS))
    before = dump(db)
    db.execute(
        """CREATE TRIGGER full BEFORE UPDATE ON articles WHEN new.id = 3
           BEGIN SELECT raise(ABORT, 'database or disk is full'); END"""
    )
    with pytest.raises(StoreError, match="free some space"):
        list(job(db)(None, at(1)))
    assert dump(db) == before
    db.execute("DROP TRIGGER full")
    assert effects(job(db)(None, at(2))) == ["lost", "confirmed", "gained", "subjects_changed"]


def test_an_article_that_kills_its_worker_keeps_its_verdict_and_holds_up_nobody(db: Database) -> None:
    def deadly(article: Article) -> Reading:
        if article.title == "Story 0":
            raise WorkerError("died", "signal 11")
        return NEW(article)

    store(db, *texts(*TEXTS))
    events = list(job(db, deadly)(None, at(1)))
    assert [event.effect for event in events] == ["failed", "confirmed", "gained", "subjects_changed"]
    assert next(Archive(db).everything()).tier is Tier.MENTION
    assert events[0].why == "worker died: signal 11"


def test_an_empty_store_has_nothing_to_judge(db: Database) -> None:
    assert effects(job(db)(None, at(1))) == []
    assert db.rows("SELECT * FROM settings") == []
