"""Reading over real HTTP messages, into a real store: every page ends, none is marked done before it was read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Event
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite.archive import Archive
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.adapters.workers import InlineWorkers
from pipeline.core.outcomes import RetryPolicy
from pipeline.errors import NoWorkerError, StoreError, WorkerError
from pipeline.jobs.read import PageRead, ReadPages
from pipeline.model import Article, BodyQuality, Entry, Findings, Match, Obstacle, Reading, ReadTask, Settlement, Tier
from tests.builders import NOW, at, entry, mention, name, ok_poll, subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.model import Outcome, PendingPage


def read_plainly(task: ReadTask) -> Reading:
    """A reader that flags what says Airbus, and finds the body in any answer."""
    body = task.page.body.decode() if task.page else task.entry.summary
    article = Article(
        url=task.page.url if task.page else task.entry.url,
        title=task.entry.title,
        text=body,
        body_quality=BodyQuality.FULL if task.page else BodyQuality.FEED_SUMMARY,
        obstacle=task.obstacle,
    )
    found = (mention(body, "Airbus", "Airbus"),) if "Airbus" in body else ()
    match = Match(tier=Tier.MENTION, score=1, subjects=("Airbus",), reasons=("named",)) if found else None
    return Reading(
        article=article, findings=Findings(mentions=found), match=match, matcher_version="1", gazetteer_version="1"
    )


@dataclass
class Site:
    """What the server answers, by path, and what it was asked."""

    answers: dict[str, httpx.Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return self.answers.get("/robots.txt", httpx.Response(404))
        self.asked.append(request.url.path)
        answer = self.answers.get(request.url.path, httpx.Response(404))
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    FeedStore(database).subscribe([subscription()], 3600, NOW)
    yield database
    database.close()


Make = "Callable[..., ReadPages]"


@pytest.fixture
def make(db: Database, site: Site) -> Iterator[Callable[..., ReadPages]]:
    policy = HttpPolicy(user_agent="ParisCallMonitor/0.1 (+https://monitor.example)", host_gap=0, patience=0)
    fetcher = HttpFetcher(policy, transport=httpx.MockTransport(site))

    def job(read: Callable[[ReadTask], Reading] = read_plainly, store: PageStore | None = None) -> ReadPages:
        return ReadPages(
            store=store or PageStore(db),
            fetcher=fetcher,
            lanes=ThreadLanes(4, Event()),
            workers=InlineWorkers(),
            read=read,
            policy=RetryPolicy(),
            line=FeedStore(db),
        )

    yield job
    fetcher.close()


def queue(db: Database, *entries: Entry) -> None:
    store = FeedStore(db)
    store.record(store.feeds()[0], ok_poll(1, len(entries)), [(one, name(one)) for one in entries])


def outcomes(db: Database) -> list[str | None]:
    return [row[0] for row in db.rows("SELECT outcome FROM entries ORDER BY id")]


def test_pages_are_read_judged_and_stored(db: Database, site: Site, make: Callable[..., ReadPages]) -> None:
    queue(db, entry(1), entry(2))
    site.answers["/story-1"] = httpx.Response(200, content=b"Airbus signed.")
    site.answers["/story-2"] = httpx.Response(200, content=b"Nobody signed.")
    events = sorted(make()(NOW), key=lambda event: event.page.id)
    assert [event.outcome for event in events] == ["matched", "unmatched"]
    assert outcomes(db) == ["matched", "unmatched"]
    assert list(make()(at(100))) == []


def test_a_page_that_fails_for_a_while_is_read_in_the_end(
    db: Database, site: Site, make: Callable[..., ReadPages]
) -> None:
    queue(db, entry(1))
    site.answers["/story-1"] = httpx.Response(500)
    assert [event.outcome for event in make()(NOW)] == ["retry"]
    assert outcomes(db) == [None]
    site.answers["/story-1"] = httpx.Response(200, content=b"Airbus signed.")
    assert [event.outcome for event in make()(at(1))] == ["matched"]


def test_after_the_last_try_the_feeds_own_words_are_judged(
    db: Database, site: Site, make: Callable[..., ReadPages]
) -> None:
    queue(db, replace(entry(1), summary="Airbus signed."), entry(2))
    site.answers["/story-1"] = site.answers["/story-2"] = httpx.Response(500)
    events: list[PageRead] = []
    for day in range(8):
        events += make()(at(24 * day))
    assert [event.outcome for event in events[-2:]] == ["matched", "failed"] or {
        event.outcome for event in events[-2:]
    } == {"matched", "failed"}
    assert sorted(str(outcome) for outcome in outcomes(db)) == ["failed", "matched"]
    filed = next(Archive(db).everything())
    assert (filed.body_quality, filed.obstacle) == (BodyQuality.FEED_SUMMARY, Obstacle.UNREACHABLE)


@pytest.mark.parametrize(("status", "outcome"), [(404, "gone"), (410, "gone"), (403, "blocked"), (401, "blocked")])
def test_a_final_answer_is_not_asked_for_again(
    db: Database, site: Site, make: Callable[..., ReadPages], status: int, outcome: str
) -> None:
    queue(db, entry(1))
    site.answers["/story-1"] = httpx.Response(status)
    assert [event.outcome for event in make()(NOW)] == [outcome]
    assert site.asked == ["/story-1"]


def test_a_page_that_robots_txt_refuses_is_never_asked_for(
    db: Database, site: Site, make: Callable[..., ReadPages]
) -> None:
    queue(db, entry(1))
    site.answers["/robots.txt"] = httpx.Response(200, content=b"User-agent: *\nDisallow: /story-1\n")
    assert [event.outcome for event in make()(NOW)] == ["blocked"]
    assert site.asked == []


def test_an_entry_without_a_link_is_read_from_its_own_words(db: Database, make: Callable[..., ReadPages]) -> None:
    alone = Entry(guid="g", title="Airbus", summary="Airbus signed.")
    queue(db, alone)
    assert [event.outcome for event in make()(NOW)] == ["matched"]


def test_a_host_that_asked_for_quiet_costs_no_attempt(db: Database, site: Site, make: Callable[..., ReadPages]) -> None:
    queue(db, entry(1), entry(2))
    site.answers["/story-1"] = httpx.Response(429, headers={"Retry-After": "600"})
    events = {event.page.url[-1]: event.outcome for event in make()(NOW)}
    assert events == {"1": "retry", "2": "waiting"}
    assert db.rows("SELECT attempts FROM pages ORDER BY id") == [(1,), (0,)]


def test_a_page_that_kills_its_reader_ends_after_three_tries_and_holds_up_nobody(
    db: Database, site: Site, make: Callable[..., ReadPages]
) -> None:
    def deadly(task: ReadTask) -> Reading:
        if task.page and b"poison" in task.page.body:
            raise WorkerError("died", "signal 11")
        return read_plainly(task)

    queue(db, entry(1), entry(2))
    site.answers["/story-1"] = httpx.Response(200, content=b"poison")
    site.answers["/story-2"] = httpx.Response(200, content=b"Airbus signed.")
    told = []
    for day in range(5):
        told += [f"{event.page.url[-1]} {event.outcome}" for event in make(deadly)(at(24 * day))]
    assert sorted(told) == ["1 failed", "1 retry", "1 retry", "2 matched"]
    (crashed,) = [filed for filed in Archive(db).everything() if filed.url.endswith("1")]
    assert crashed.obstacle is Obstacle.CRASHED


def test_pages_for_which_no_worker_could_be_started_wait_uncharged(
    db: Database, site: Site, make: Callable[..., ReadPages]
) -> None:
    def starved(task: ReadTask) -> Reading:
        raise NoWorkerError("Cannot allocate memory")

    queue(db, entry(1), entry(2))
    for number in (1, 2):
        site.answers[f"/story-{number}"] = httpx.Response(200, content=b"Airbus signed.")
    for _ in range(5):
        with pytest.raises(NoWorkerError):
            list(make(starved)(NOW))
    assert db.rows("SELECT state, attempts FROM pages ORDER BY id") == [("queued", 0), ("queued", 0)]
    assert [event.outcome for event in make()(NOW)] == ["matched", "matched"]


def test_a_store_that_refuses_leaves_the_page_in_the_queue(
    db: Database, site: Site, make: Callable[..., ReadPages]
) -> None:
    class Full(PageStore):
        def settle(self, page: PendingPage, reading: Reading, outcome: Outcome, why: str, now: datetime) -> Outcome:
            raise StoreError("disk full")

    queue(db, entry(1))
    site.answers["/story-1"] = httpx.Response(200, content=b"Airbus signed.")
    with pytest.raises(StoreError):
        list(make(store=Full(db))(NOW))
    assert outcomes(db) == [None]
    assert [event.outcome for event in make()(NOW)] == ["matched"]


class AllAtOnce(ThreadLanes):
    """Hands over what any number of items came to in one group, as when all finish at the same instant."""

    def groups(self, *asked: Any) -> Generator[Any]:  # noqa: ANN401  (hands them on)
        yield tuple(result for group in super().groups(*asked) for result in group)


def test_pages_that_finish_together_are_stored_together(
    db: Database, site: Site, make: Callable[..., ReadPages]
) -> None:
    queue(db, *(entry(number, host=f"site-{number}.example") for number in range(4)), entry(9, host="none.example"))
    site.answers |= {f"/story-{n}": httpx.Response(200, content=f"{n} Airbus signed.".encode()) for n in range(4)}
    commits: list[str] = []
    db.tables.conn.set_trace_callback(commits.append)
    told = [event.outcome for event in replace(make(), lanes=AllAtOnce(4, Event()))(NOW)]
    db.tables.conn.set_trace_callback(None)
    assert sorted(told) == ["gone", "matched", "matched", "matched", "matched"]
    stored = [place for place, sql in enumerate(commits) if sql.startswith("INSERT INTO articles (")]
    assert len({commits[place] for place in stored}) == 5
    assert "COMMIT" not in commits[stored[0] : stored[-1]]


def test_a_page_that_cannot_be_stored_undoes_none_of_those_that_finish_with_it(
    db: Database, site: Site, make: Callable[..., ReadPages]
) -> None:
    class Refusing(PageStore):
        def settle_together(self, settlements: Sequence[Settlement], now: datetime) -> tuple[Outcome, ...]:
            with self.db.writing():
                done = tuple(self._settle(one, now) for one in settlements)
                if any(one.page.url.endswith("/story-3") for one in settlements):
                    raise StoreError("not this one")
            return done

    queue(db, *(entry(number, host=f"site-{number}.example") for number in range(4)))
    site.answers |= {f"/story-{n}": httpx.Response(200, content=f"{n} Airbus signed.".encode()) for n in range(4)}
    told: list[PageRead] = []
    with pytest.raises(StoreError, match="not this one"):
        told.extend(replace(make(store=Refusing(db)), lanes=AllAtOnce(4, Event()))(NOW))
    assert outcomes(db).count("matched") == len(told)
    assert db.rows("SELECT state, attempts FROM pages WHERE state != 'done' GROUP BY state") == [("queued", 0)]
    assert [event.outcome for event in make()(NOW)] == ["matched"] * (4 - len(told))
    assert outcomes(db) == ["matched"] * 4


def test_a_reading_that_is_broken_off_gives_its_pages_back(
    db: Database, site: Site, make: Callable[..., ReadPages]
) -> None:
    queue(db, *(entry(n) for n in range(20)))
    for n in range(20):
        site.answers[f"/story-{n}"] = httpx.Response(200, content=b"Airbus signed.")
    events = make()(NOW)
    next(events)
    events.close()  # type: ignore[attr-defined]  # a generator
    done = db.number("SELECT count(*) FROM pages WHERE state = 'done'")
    assert db.number("SELECT count(*) FROM pages WHERE state = 'queued' AND attempts = 0") == 20 - done
    assert len(list(make()(NOW))) == 20 - done
    assert set(outcomes(db)) == {"matched"}


class Unplugged:
    """A line that a test may cut."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cut = True
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.host)
        if self.cut and request.url.path != "/robots.txt":  # how long that one is remembered is the fetcher's affair
            raise httpx.ConnectError("no route to host")
        return self.site(request)


@pytest.fixture
def line(site: Site) -> Unplugged:
    for number in range(100):
        site.answers[f"/story-{number}"] = httpx.Response(200, content=b"Airbus signed.")
    return Unplugged(site)


@pytest.fixture
def reader(db: Database, line: Unplugged) -> Iterator[ReadPages]:
    policy = HttpPolicy(user_agent="ParisCallMonitor/0.1 (+https://monitor.example)", host_gap=0, patience=0)
    fetcher = HttpFetcher(policy, transport=httpx.MockTransport(line))
    yield ReadPages(
        store=PageStore(db),
        fetcher=fetcher,
        lanes=ThreadLanes(4, Event()),
        workers=InlineWorkers(),
        read=read_plainly,
        policy=RetryPolicy(),
        line=FeedStore(db),
    )
    fetcher.close()


def test_while_we_are_offline_no_page_loses_a_try_however_long_it_lasts(
    db: Database, line: Unplugged, reader: ReadPages
) -> None:
    queue(db, *(entry(n, host=f"site-{n}.example") for n in range(40)))
    for hour in range(0, 24 * 7, 24):
        told = list(reader(at(hour)))
        assert {event.outcome for event in told} == {"offline"}
        assert len(told) < 40  # it stops when it shows
    assert db.rows("SELECT DISTINCT state, attempts FROM pages") == [("queued", 0)]
    line.cut = False
    assert {event.outcome for event in reader(at(24 * 7))} == {"matched"}
    assert outcomes(db) == ["matched"] * 40


def test_a_reading_broken_off_takes_back_attempts_held_for_the_verdict_on_our_line(
    db: Database, line: Unplugged, reader: ReadPages
) -> None:
    class CutShort(ThreadLanes):
        def groups(self, work: Any, items: Any, lane: Any, most: int) -> Generator[Any]:  # noqa: ANN401  (hands them on)
            results = super().groups(work, items, lane, 1)
            yield next(results)
            yield next(results)
            results.close()
            raise KeyboardInterrupt

    queue(db, *(entry(n, host=f"site-{n}.example") for n in range(9)))
    with pytest.raises(KeyboardInterrupt):
        list(replace(reader, lanes=CutShort(8, Event()))(NOW))
    assert db.rows("SELECT DISTINCT state, attempts FROM pages") == [("queued", 0)]


def test_pages_of_dead_hosts_among_living_ones_are_charged(
    db: Database, site: Site, line: Unplugged, reader: ReadPages
) -> None:
    queue(db, *(entry(n, host=f"site-{n}.example") for n in range(10)))
    line.cut = False
    site.answers["/story-3"] = httpx.Response(500)

    def dead(request: httpx.Request) -> httpx.Response:
        if request.url.host == "site-7.example":
            raise httpx.ConnectError("refused")
        return site(request)

    fetcher = HttpFetcher(
        HttpPolicy(user_agent="Monitor/1", host_gap=0, patience=0), transport=httpx.MockTransport(dead)
    )
    told = {event.page.lane[5]: event.outcome for event in replace(reader, fetcher=fetcher)(NOW)}
    assert (told["3"], told["7"], told["0"]) == ("retry", "retry", "matched")
    assert db.rows("SELECT attempts FROM pages WHERE state = 'queued'") == [(1,), (1,)]
    fetcher.close()


def test_a_single_page_is_excused_when_polling_has_shown_that_we_are_offline(
    db: Database, line: Unplugged, reader: ReadPages
) -> None:
    class Knowing:
        def unreached(self, now: datetime) -> frozenset[str]:
            return frozenset(f"dead-{number}.example" for number in range(6))

    queue(db, entry(1))
    assert [event.outcome for event in reader(NOW)] == ["retry"]
    assert [event.outcome for event in replace(reader, line=Knowing())(at(1))] == ["offline"]
    assert db.rows("SELECT attempts FROM pages") == [(1,)]


def test_a_feeds_own_words_that_kill_the_reader_hold_up_nobody(
    db: Database, site: Site, make: Callable[..., ReadPages]
) -> None:
    def deadly(task: ReadTask) -> Reading:
        if "poison" in task.entry.summary:
            raise WorkerError("died", "signal 11")
        return read_plainly(task)

    queue(db, replace(entry(1), summary="poison"), entry(2))
    site.answers["/story-1"] = httpx.Response(404)
    site.answers["/story-2"] = httpx.Response(200, content=b"Airbus signed.")
    told = [f"{event.page.url[-1]} {event.outcome}" for day in range(5) for event in make(deadly)(at(24 * day))]
    assert "2 matched" in told
    assert outcomes(db)[0] == "failed"
