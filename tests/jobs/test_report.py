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
from pipeline.errors import DeliveryError
from pipeline.jobs.report import Report, Reported
from pipeline.model import Delivery, Digest, FeedState, Outcome
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
    return [item.url.rsplit("-", 1)[1] for item in digest.items]


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
    assert {item.url[-1]: item.late for item in box.got[1].items} == {"1": True, "2": False}


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
