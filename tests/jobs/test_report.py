"""Each past day has one digest, each sink gets it once, and every flagged article is in exactly one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sinks.files import FileSink
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.core.digests import window_of
from pipeline.core.rendering import FORMATS
from pipeline.errors import DeliveryError
from pipeline.jobs.report import Report, Reported
from pipeline.model import (
    Delivery,
    Digest,
    DigestWindow,
    Edition,
    FeedState,
    Outcome,
    Poll,
    PollOutcome,
    Standing,
    Tier,
)
from tests.builders import NOW, at, entry, flagged, name, ok_poll, subscription

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


# NOW is Tuesday 24 November 2026, 06:00 UTC: 07:00 in Paris.


@dataclass
class Letterbox:
    """A sink whose moods a test decides."""

    name: str = "letterbox"
    broken: bool = False
    got: list[Digest] = field(default_factory=list)

    def send(self, digest: Digest) -> Delivery:
        if self.broken:
            raise DeliveryError(self.name, "jammed")
        self.got.append(digest)
        return Delivery(place="box", sha256="0")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    FeedStore(database).subscribe([subscription()], 3600, at(-100))
    yield database
    database.close()


def see(db: Database, number: int, seen: datetime) -> None:
    """An entry comes by."""
    store = FeedStore(db)
    store.record(store.feeds()[0], ok_poll(1, 1, moment=seen), [(entry(number), name(entry(number)))])


def read(db: Database, moment: datetime) -> None:
    """Every page in the queue is read and flagged."""
    pages = PageStore(db)
    for page in pages.lease(moment, 100):
        pages.settle(page, flagged(page.url), Outcome.MATCHED, "", moment)


def report(db: Database, *sinks: FileSink | Letterbox) -> Report:
    return Report(store=DigestStore(db), sinks=sinks, timezone="Europe/Paris", at=time(6, 30))


def urls(digest: Digest) -> list[str]:
    return [story.lead.url.rsplit("-", 1)[1] for story in digest.stories]


def test_yesterdays_digest_is_written_once(db: Database, tmp_path: Path) -> None:
    see(db, 1, at(-20))
    read(db, at(-20))
    sink = FileSink(tmp_path / "digests")
    assert [event.outcome for event in report(db, sink)(NOW)] == ["delivered"]
    written = {path.name: path.read_bytes() for path in (tmp_path / "digests").iterdir()}
    assert set(written) == {"2026-11-23.md", "2026-11-23.html"}
    assert list(report(db, sink)(at(1))) == []
    assert {path.name: path.read_bytes() for path in (tmp_path / "digests").iterdir()} == written


def test_a_digest_made_again_is_the_same_to_the_byte(db: Database, tmp_path: Path) -> None:
    see(db, 1, at(-20))
    read(db, at(-20))
    list(report(db, FileSink(tmp_path / "first"))(NOW))
    see(db, 2, at(1))
    read(db, at(1))
    FileSink(tmp_path / "again").send(report(db).digest(date(2026, 11, 23)))
    assert (tmp_path / "first/2026-11-23.html").read_bytes() == (tmp_path / "again/2026-11-23.html").read_bytes()


def test_days_missed_are_made_up_for_one_digest_each(db: Database) -> None:
    for number, hours in enumerate((-92, -68, -44, -20)):
        see(db, number, at(hours))
    read(db, NOW)
    box = Letterbox()
    events = list(report(db, box)(NOW))
    assert [event.day.day for event in events] == [20, 21, 22, 23]
    assert [urls(digest) for digest in box.got] == [["0"], ["1"], ["2"], ["3"]]


def test_an_article_read_after_its_day_was_reported_comes_in_the_next_marked_late(db: Database) -> None:
    see(db, 1, at(-20))
    box = Letterbox()
    list(report(db, box)(NOW))
    see(db, 2, at(2))
    read(db, at(3))
    list(report(db, box)(at(24)))
    assert [urls(digest) for digest in box.got] == [[], ["1", "2"]] or [urls(d) for d in box.got] == [[], ["2", "1"]]
    assert {story.lead.url[-1]: story.standing for story in box.got[1].stories} == {
        "1": Standing.LATE,
        "2": Standing.NEW,
    }


def test_a_sink_that_fails_gets_its_digest_later_and_the_other_does_not_get_it_twice(db: Database) -> None:
    see(db, 1, at(-20))
    read(db, at(-20))
    good, bad = Letterbox(name="good"), Letterbox(name="bad", broken=True)
    events: list[Reported] = list(report(db, good, bad)(NOW))
    assert [(event.sink, event.outcome) for event in events] == [("good", "delivered"), ("bad", "failed")]
    assert "jammed" in events[1].why
    bad.broken = False
    assert [event.sink for event in report(db, good, bad)(at(1))] == ["bad"]
    assert (len(good.got), len(bad.got)) == (1, 1)
    assert urls(bad.got[0]) == ["1"]


def test_a_day_in_progress_can_be_looked_at_and_stays_open(db: Database) -> None:
    see(db, 1, at(-1))
    read(db, at(-1))
    assert urls(report(db).digest(date(2026, 11, 24))) == ["1"]
    box = Letterbox()
    list(report(db, box)(at(24)))
    assert [urls(digest) for digest in box.got] == [["1"]]


def test_coverage_counts_every_entry_of_the_day_once(db: Database) -> None:
    for number in range(5):
        see(db, number, at(-20))
    pages = PageStore(db)
    for page in pages.lease(NOW, 3):
        pages.settle(page, flagged(page.url), Outcome.MATCHED, "", NOW)
    coverage = report(db).digest(date(2026, 11, 23)).coverage
    assert coverage.entries == 5
    assert dict(coverage.outcomes) == {"matched": 3, "pending": 2}
    assert (coverage.feeds, coverage.feeds_answering) == (1, 1)


def test_feeds_that_fail_are_owned_up_to(db: Database) -> None:
    store = FeedStore(db)
    failing = replace(store.feeds()[0], state=FeedState.FAILING, failures=4, last_error="HTTP 503", last_ok_at=at(-90))
    store.record(failing, ok_poll(1, 0, moment=at(-20)), [])
    (trouble,) = report(db).digest(date(2026, 11, 23)).coverage.troubles
    assert (trouble.state, trouble.detail, trouble.since) == ("failing", "HTTP 503", at(-90))


def test_a_feed_silent_against_its_own_rhythm_is_owned_up_to(db: Database) -> None:
    for number in range(10):
        see(db, number, at(-100 - number))
    store = FeedStore(db)
    store.record(replace(store.feeds()[0], last_new_at=at(-100)), ok_poll(1, 0, moment=at(-20)), [])
    (trouble,) = report(db).digest(date(2026, 11, 23)).coverage.troubles
    assert trouble.state == "silent"


def test_a_folder_that_cannot_be_written_is_a_failed_delivery(db: Database, tmp_path: Path) -> None:
    (tmp_path / "digests").write_text("a file where the folder should be")
    see(db, 1, at(-20))
    (event,) = report(db, FileSink(tmp_path / "digests"))(NOW)
    assert event.outcome == "failed"
    assert str(tmp_path / "digests") in event.why


def test_nothing_half_written_is_left_in_the_folder(db: Database, tmp_path: Path) -> None:
    see(db, 1, at(-20))
    read(db, NOW)
    list(report(db, FileSink(tmp_path / "digests"))(NOW + timedelta(hours=1)))
    assert all(not path.name.startswith(".") for path in (tmp_path / "digests").iterdir())


def test_a_digest_stays_as_it_was_told_whatever_becomes_of_its_stories(db: Database, tmp_path: Path) -> None:
    for number in range(6):
        see(db, number, at(-20))
    read(db, at(-19))
    list(report(db, FileSink(tmp_path / "first", FORMATS))(NOW))
    with db.writing():
        db.execute("UPDATE matches SET story_id = 1, title = 'Corrected', tier = 'call'")  # grouped, and corrected
        db.execute("UPDATE articles SET title = 'Corrected', tier = 'call', text = 'Changed'")
        db.execute("DELETE FROM matches WHERE id = 2")  # a rematch no longer flags it
        db.execute("UPDATE articles SET tier = NULL WHERE id = 2")
        db.execute("DELETE FROM polls")
    FileSink(tmp_path / "again", FORMATS).send(report(db).digest(date(2026, 11, 23)))
    names = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert names == [f"2026-11-23.{form}" for form in sorted(FORMATS)]
    assert [(tmp_path / "first" / one).read_bytes() for one in names] == [
        (tmp_path / "again" / one).read_bytes() for one in names
    ]


def test_one_story_is_told_once_with_its_outlets_and_later_only_what_came_since(db: Database) -> None:
    for number in (1, 2):
        see(db, number, at(-20 + number))
    read(db, at(-17))
    with db.writing():
        db.execute("UPDATE matches SET story_id = 1, site = 'Paper ' || id, language = iif(id = 1, 'en', 'fr')")
    box = Letterbox()
    list(report(db, box)(NOW))
    see(db, 3, at(2))
    read(db, at(3))
    with db.writing():
        db.execute("UPDATE matches SET story_id = 1 WHERE id = 3")
    list(report(db, box)(at(24)))
    (first,), (more,) = (digest.stories for digest in box.got)
    assert (first.article_count, first.outlets, first.languages) == (2, ("Paper 1", "Paper 2"), ("en", "fr"))
    assert (first.standing, first.lead.url[-1]) == (Standing.NEW, "1")
    assert (more.standing, more.told_on, more.article_count) == (Standing.ADDITION, date(2026, 11, 23), 1)
    assert [figure.value for figure in box.got[0].figures] == [0, 1, 1, 2]


def test_a_digest_planned_but_not_kept_before_a_crash_is_kept_at_the_next_tick(db: Database) -> None:
    see(db, 1, at(-20))
    read(db, at(-19))
    DigestStore(db).plan(window_of(date(2026, 11, 23), "Europe/Paris"), NOW)
    box = Letterbox()
    list(report(db, box)(at(1)))
    assert [urls(digest) for digest in box.got] == [["1"]]
    assert DigestStore(db).unfrozen() == ()


def editions(db: Database, box: Letterbox) -> Report:
    return replace(report(db, box), editions=(Edition.DAILY, Edition.WEEKLY, Edition.MONTHLY))


def test_weeks_and_months_are_told_as_a_whole_beside_their_days(db: Database) -> None:
    box = Letterbox()
    for day in range(20):  # from Friday, 20 November, to Wednesday, 9 December
        moment = at(24 * (day - 4) + 3)
        see(db, day, moment)
        read(db, moment)
        list(editions(db, box)(moment))
    told = [(digest.window.edition, digest.window.day, len(digest.stories)) for digest in box.got]
    assert [one for one in told if one[0] is not Edition.DAILY] == [
        (Edition.WEEKLY, date(2026, 11, 16), 3),
        (Edition.WEEKLY, date(2026, 11, 23), 7),
        (Edition.MONTHLY, date(2026, 11, 1), 11),
        (Edition.WEEKLY, date(2026, 11, 30), 7),
    ]
    assert len([one for one in told if one[0] is Edition.DAILY]) == 19
    second = next(digest for digest in box.got if digest.window.day == date(2026, 11, 30) and len(digest.stories) == 7)
    assert [one.mean for one in second.figures] == [0, 7, 1, 1]  # one whole week was watched before
    assert [(one.stories, one.before, one.rank_before) for one in second.top] == [(7, 7, 1)]
    assert [bar.stories for bar in second.trend] == [1] * 7


def test_an_edition_asked_for_later_begins_with_its_week_and_tells_nothing_older(db: Database) -> None:
    for day in range(40):
        see(db, day, at(-24 * (45 - day)))
    read(db, at(-24 * 4))
    box = Letterbox()
    list(report(db, box)(at(-3)))
    box.got.clear()
    see(db, 50, at(1))
    read(db, at(1))
    for day in range(8):
        list(editions(db, box)(at(2 + 24 * day)))
    (week,) = [digest for digest in box.got if digest.window.edition is Edition.WEEKLY]
    assert (week.window.day, urls(week)) == (date(2026, 11, 23), ["50"])


def test_a_feed_that_turned_over_between_two_polls_is_told_with_what_it_may_have_lost(db: Database) -> None:
    store = FeedStore(db)
    see(db, 1, at(-30))
    novel = [replace(entry(number), published=at(-20 + number * 0.5)) for number in range(10, 20)]
    turned = replace(ok_poll(1, 10, moment=at(-10)), missed_some=True)
    store.record(store.feeds()[0], turned, [(one, name(one)) for one in novel])
    (gap,) = report(db).digest(date(2026, 11, 23)).coverage.gaps
    # Two items an hour, and fifteen hours without any.
    assert (gap.since, gap.until, gap.brought, gap.lost, gap.basis) == (at(-30), at(-10), 10, 30, "dates")


def test_hours_in_which_we_did_nothing_are_told_and_so_are_failed_polls(db: Database) -> None:
    store = FeedStore(db)
    for hours in (-31, -30, -29, -20, -19, -18, -17, -16, -15, -14, -13, -12, -11, -10, -9, -8, -7, 1):
        failed = Poll(feed_id=1, polled_at=at(hours), outcome=PollOutcome.FAILED, location="x")
        store.record(store.feeds()[0], failed if hours == -9 else ok_poll(1, 0, moment=at(hours)), [])
    coverage = report(db).digest(date(2026, 11, 23)).coverage
    assert [(down.since, down.until) for down in coverage.downtimes] == [(at(-29), at(-20))]
    assert (coverage.polls, coverage.polls_failed, coverage.feeds_polled) == (16, 1, 1)


def test_a_day_reported_by_the_first_release_keeps_its_coverage(db: Database) -> None:
    window: DigestWindow = window_of(date(2026, 11, 23), "Europe/Paris")
    DigestStore(db).plan(window, NOW)
    old = (
        '{"feeds": 7, "feeds_answering": 5, "entries": 3, "outcomes": {"matched": 3}, "obstacles": {},'
        ' "troubles": [["https://x.example/", "X", "failing", "2026-11-20T05:00:00Z", "HTTP 503"]]}'
    )
    with db.writing():
        db.execute("UPDATE digests SET coverage = ?", (old,))
    box = Letterbox()
    list(report(db, box)(NOW))
    coverage = box.got[0].coverage
    assert (coverage.feeds, coverage.outcomes, coverage.troubles[0].since) == (7, (("matched", 3),), at(-97))


def test_history_from_a_backfill_is_in_no_digest_and_in_no_figure(db: Database) -> None:
    for number, hours in ((1, -44), (2, -20), (3, -19)):
        see(db, number, at(hours))
    read(db, at(-18))
    with db.writing():
        db.execute("UPDATE articles SET backfilled = 1 WHERE id IN (1, 3)")
    box = Letterbox()
    list(report(db, box)(NOW))
    assert [urls(digest) for digest in box.got] == [[], ["2"]]
    assert [(bar.day.day, bar.stories) for bar in box.got[1].trend] == [(22, 0), (23, 1)]


def test_what_a_publisher_did_to_an_article_of_ours_is_told(db: Database) -> None:
    see(db, 1, at(-44))
    read(db, at(-43))
    box = Letterbox()
    list(report(db, box)(at(-23)))
    with db.writing():
        db.execute(
            """CREATE TABLE IF NOT EXISTS revisions (id INTEGER PRIMARY KEY, article_id INTEGER, seen_at TEXT,
               kind TEXT, look INTEGER, title TEXT, packed_text BLOB, gained TEXT, lost TEXT, tier_before TEXT,
               tier_after TEXT, diff TEXT)"""
        )
        db.execute_many(
            """INSERT INTO revisions (article_id, seen_at, kind, look, title, packed_text, gained, lost, tier_before,
               tier_after) VALUES (1, ?, ?, 1, 'Old', x'00', ?, ?, ?, ?)""",
            [
                ("2026-11-23T10:00:00Z", "edited", '["Airbus"]', "[]", "mention", "mention"),
                ("2026-11-23T11:00:00Z", "edited", "[]", "[]", "mention", "mention"),  # other words, the same verdict
                ("2026-11-23T12:00:00Z", "withdrawn", "[]", "[]", "mention", None),
                ("2026-11-24T12:00:00Z", "restored", "[]", "[]", None, "mention"),  # not of this day
            ],
        )
    list(report(db, box)(NOW))
    told = [(one.kind, one.gained, one.tier_after, one.told_on) for one in box.got[1].corrections]
    assert told == [
        ("edited", ("Airbus",), Tier.MENTION, date(2026, 11, 22)),
        ("withdrawn", (), None, date(2026, 11, 22)),
    ]
    assert [subject.name for subject in box.got[1].corrections[0].subjects] == ["Airbus"]
