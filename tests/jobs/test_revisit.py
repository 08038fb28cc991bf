"""Looking again over real HTTP messages, into a real store: corrections are followed, nothing else is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite import care
from pipeline.adapters.sqlite.archive import Archive
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.adapters.sqlite.revisions import Revisions
from pipeline.adapters.sqlite.revisits import RevisitStore
from pipeline.adapters.workers import InlineWorkers
from pipeline.core.checkup import Verdict
from pipeline.core.digests import window_of
from pipeline.core.judging import Judge
from pipeline.core.mentions import Matcher
from pipeline.core.mentions.policy import MatchPolicy
from pipeline.core.outcomes import RetryPolicy
from pipeline.core.reading import Reader
from pipeline.core.revisions.looking import Looker
from pipeline.core.revisions.schedule import RevisitPolicy
from pipeline.core.searching import to_query
from pipeline.errors import StoreError, WorkerError
from pipeline.jobs.read import ReadPages
from pipeline.jobs.revisit import Revisited, RevisitPages
from pipeline.model import Gazetteer, LexiconTerm, RevisionKind, Signatory, Tier
from tests.builders import NOW, at, entry, name, ok_poll, subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from datetime import datetime
    from pathlib import Path

    from pipeline.core.revisions.endings import Ending
    from pipeline.core.revisions.schedule import NextLook
    from pipeline.model import Look, LookTask, Revisit

AFTER = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
NAMES = ("Airbus", "Capgemini", "Siemens")
GAZETTEER = Gazetteer(
    version="test",
    signatories=tuple(Signatory(name=one, category="private-sector", country="FRA") for one in NAMES),
    state_names=(),
    call_names=(),
    lexicon=(LexiconTerm(field="cyber", language="en", term="malware"),),
)
POLICY = RevisitPolicy(after=AFTER)
JUDGE = Judge(matcher=Matcher(GAZETTEER, MatchPolicy()))
LOOKER = Looker(judge=JUDGE)
REST = (
    "The cranes stood still for a day last year, after a billing program had been updated in the middle of the night. "
    "Forty thousand containers waited on the quays, and nobody was ever charged with anything by the harbour police."
)


def story(first: str, number: int = 1) -> httpx.Response:
    html = (
        f'<!DOCTYPE html><html lang="en"><head><title>Story {number}</title></head><body><article>'
        f"<h1>Story {number}</h1><p>{first}</p><p>{REST}</p></article></body></html>"
    )
    return httpx.Response(200, headers={"Content-Type": "text/html"}, content=html.encode())


AIRBUS = "Airbus said on Monday that it would keep its cranes safe from now on, its director told reporters."
SIEMENS = AIRBUS.replace("Airbus", "Siemens")
NOBODY = AIRBUS.replace("Airbus", "The harbour")


@dataclass
class Site:
    """What the server answers, by path, and what it was asked; `cut` hosts cannot be reached."""

    answers: dict[str, httpx.Response] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return self.answers.get("/robots.txt", httpx.Response(404))
        self.asked.append(request)
        if request.url.host in self.cut:
            raise httpx.ConnectError("no route to host")
        answer = self.answers.get(request.url.path, httpx.Response(404))
        etag = answer.headers.get("ETag")
        if etag and request.headers.get("If-None-Match") == etag:
            return httpx.Response(304, headers={"ETag": etag})
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@dataclass(frozen=True)
class Bench:
    db: Database
    site: Site
    fetcher: HttpFetcher

    def read(self, now: datetime = NOW) -> list[str]:
        job = ReadPages(
            store=PageStore(self.db),
            fetcher=self.fetcher,
            lanes=ThreadLanes(4, Event()),
            workers=InlineWorkers(),
            read=Reader(judge=JUDGE),
            policy=RetryPolicy(),
            line=FeedStore(self.db),
        )
        return [event.outcome for event in job(now)]

    def job(
        self,
        look: Callable[[LookTask], Look] = LOOKER,
        store: RevisitStore | None = None,
        policy: RevisitPolicy = POLICY,
    ) -> RevisitPages:
        return RevisitPages(
            store=store or RevisitStore(self.db),
            fetcher=self.fetcher,
            lanes=ThreadLanes(4, Event()),
            workers=InlineWorkers(),
            look=look,
            policy=policy,
            line=FeedStore(self.db),
        )

    def look(self, hours: float) -> list[str]:
        """The outcomes of one call at so many hours after NOW, in the order of the pages."""
        return [one.outcome for one in sorted(self.job()(at(hours)), key=lambda one: one.revisit.article_id)]

    def queue(self, *numbers: int, host: str = "news.example") -> None:
        store = FeedStore(self.db)
        fresh = [replace(entry(number, host.replace("*", str(number))), summary="") for number in numbers]
        store.record(store.feeds()[0], ok_poll(1, len(fresh)), [(one, name(one)) for one in fresh])

    def sound(self) -> None:
        assert [check.detail for check in care.soundness(self.db) if check.verdict is not Verdict.FINE] == []

    @property
    def revisions(self) -> Revisions:
        return Revisions(self.db)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    db = open_database(tmp_path / "monitor.db")
    FeedStore(db).subscribe([subscription()], 3600, NOW)
    Ledger(db).publish(GAZETTEER)
    site = Site()
    policy = HttpPolicy(user_agent="ParisCallMonitor/0.1 (+https://monitor.example)", host_gap=0, patience=0)
    fetcher = HttpFetcher(policy, transport=httpx.MockTransport(site))
    yield Bench(db, site, fetcher)
    fetcher.close()
    db.close()


@pytest.fixture
def one(bench: Bench) -> Bench:
    """One flagged story that has been read at NOW."""
    bench.queue(1)
    bench.site.answers["/story-1"] = story(AIRBUS)
    assert bench.read() == ["matched"]
    bench.site.asked.clear()
    return bench


URL = "https://news.example/story-1"


def rows(db: Database) -> list[tuple[object, ...]]:
    return db.rows("SELECT state, look, due_at, attempts, misses, outcome FROM revisits ORDER BY article_id")


def test_a_flagged_page_is_looked_at_after_an_hour_a_day_and_a_week_and_then_left_alone(one: Bench) -> None:
    looks = {hours: one.look(hours) for hours in (0, 0.9, 1, 2, 24, 30, 7 * 24, 8 * 24, 100 * 24)}
    assert {hours: said for hours, said in looks.items() if said} == {1: ["same"], 24: ["same"], 7 * 24: ["same"]}
    assert len(one.site.asked) == 3
    assert [state for state, *_ in rows(one.db)] == ["done"]
    assert one.revisions.of(URL) == ()
    one.sound()


def test_a_page_that_is_not_flagged_is_left_alone(bench: Bench) -> None:
    bench.queue(1)
    bench.site.answers["/story-1"] = story(NOBODY)
    assert bench.read() == ["unmatched"]
    assert bench.look(24) == []


def test_an_empty_list_of_looks_switches_it_off(one: Bench) -> None:
    assert list(one.job(policy=RevisitPolicy(after=()))(at(24))) == []
    assert rows(one.db) == []


def test_one_look_does_for_all_that_were_missed(one: Bench) -> None:
    assert one.look(30) == ["same"]
    assert rows(one.db)[0][:2] == ("queued", 3)
    assert one.look(400) == ["same"]
    assert rows(one.db)[0][0] == "done"


def test_a_correction_brings_everything_up_to_date_in_one_go(one: Bench) -> None:
    one.site.answers["/story-1"] = story(SIEMENS)
    (event,) = one.job()(at(1))
    assert (event.outcome, event.gained, event.lost) == ("edited", ("Siemens",), ("Airbus",))
    (revision,) = one.revisions.of(URL)
    assert (revision.kind, revision.seen_at, revision.gained, revision.lost) == (
        RevisionKind.EDITED,
        at(1),
        ("Siemens",),
        ("Airbus",),
    )
    assert (revision.tier_before, revision.tier_after) == (Tier.MENTION, Tier.MENTION)
    assert revision.diff == f"- {AIRBUS}\n+ {SIEMENS}"
    assert one.revisions.text_before(revision).startswith(AIRBUS)
    found = Archive(one.db).article(URL)
    assert found is not None
    filed, text, mentions = found
    assert (filed.signatories, filed.first_seen) == (("Siemens",), NOW)
    assert text.startswith(SIEMENS)
    assert [mention.subject for mention in mentions] == ["Siemens"]
    assert one.db.rows("SELECT subject FROM match_subjects") == [("Siemens",)]
    assert one.db.rows("SELECT signatories FROM matches") == [("Siemens",)]
    search = Archive(one.db).search
    assert (len(search(to_query("Siemens"), 9)), len(search(to_query("Airbus"), 9))) == (1, 0)
    one.sound()
    assert one.look(24) == ["same"]


def test_revisions_of_a_window_are_found(one: Bench) -> None:
    one.site.answers["/story-1"] = story(SIEMENS)
    one.look(1)
    one.site.answers["/story-1"] = story(AIRBUS)
    one.look(24)
    assert [revision.gained for revision in one.revisions.between(NOW)] == [("Siemens",), ("Airbus",)]
    assert [revision.gained for revision in one.revisions.between(at(1), at(24))] == [("Siemens",)]
    first, second = one.revisions.of(URL)
    assert one.revisions.text_before(first).startswith(AIRBUS)
    assert one.revisions.text_before(second).startswith(SIEMENS)
    one.sound()


def test_a_story_that_loses_its_tier_leaves_the_matches_and_its_revision_tells_why(one: Bench) -> None:
    DigestStore(one.db).plan(window_of(NOW.date(), "UTC"), at(0.5))
    one.site.answers["/story-1"] = story(NOBODY)
    assert one.look(1) == ["edited"]
    (revision,) = one.revisions.of(URL)
    assert (revision.tier_before, revision.tier_after, revision.lost) == (Tier.MENTION, None, ("Airbus",))
    assert one.db.number("SELECT count(*) FROM matches") == 0
    assert one.db.number("SELECT count(*) FROM digest_items") == 1  # its day stays its day
    assert one.db.rows("SELECT outcome FROM entries") == [("matched",)]  # as it was when it was read
    one.sound()
    Ledger(one.db).forget(at(0), at(1000))
    found = Archive(one.db).article(URL)
    assert found is not None
    assert found[1].startswith(NOBODY)  # what was flagged once keeps its text
    one.site.answers["/story-1"] = story(AIRBUS)
    assert one.look(24) == ["edited"]
    assert one.db.number("SELECT count(*) FROM matches") == 1
    one.sound()


def test_a_page_that_is_gone_is_asked_for_again_before_it_counts_as_withdrawn(one: Bench) -> None:
    one.site.answers["/story-1"] = httpx.Response(404)
    assert one.look(1) == ["missing"]
    assert one.revisions.of(URL) == ()
    assert one.look(2) == []
    assert one.look(4) == ["withdrawn"]
    (revision,) = one.revisions.of(URL)
    assert (revision.kind, revision.tier_before, revision.tier_after) == (
        RevisionKind.WITHDRAWN,
        Tier.MENTION,
        Tier.MENTION,
    )
    assert one.db.number("SELECT count(*) FROM matches") == 1  # the article stays
    assert one.look(24) == ["still_withdrawn"]
    one.site.answers["/story-1"] = story(AIRBUS)
    assert one.look(7 * 24) == ["restored"]
    assert [revision.kind.value for revision in one.revisions.of(URL)] == ["withdrawn", "restored"]
    one.sound()


def test_a_page_that_was_gone_for_a_moment_is_not_withdrawn(one: Bench) -> None:
    one.site.answers["/story-1"] = httpx.Response(410)
    assert one.look(1) == ["missing"]
    one.site.answers["/story-1"] = story(AIRBUS)
    assert one.look(4) == ["same"]
    one.site.answers["/story-1"] = httpx.Response(404)
    assert one.look(24) == ["missing"]  # counted anew
    assert one.revisions.of(URL) == ()


def test_a_page_that_comes_back_corrected_is_restored_and_edited(one: Bench) -> None:
    one.site.answers["/story-1"] = httpx.Response(410)
    one.look(1)
    one.look(4)
    one.site.answers["/story-1"] = story(SIEMENS)
    assert one.look(24) == ["edited"]
    assert [revision.kind.value for revision in one.revisions.of(URL)] == ["withdrawn", "restored", "edited"]
    one.sound()


def test_a_page_is_asked_for_with_the_validators_it_came_with(bench: Bench) -> None:
    bench.queue(1)
    page = story(AIRBUS)
    page.headers["ETag"] = '"1"'
    bench.site.answers["/story-1"] = page
    bench.read()
    assert bench.look(1) == ["same"]
    corrected = story(SIEMENS)
    corrected.headers["ETag"] = '"2"'
    bench.site.answers["/story-1"] = corrected
    assert bench.look(24) == ["edited"]
    assert bench.look(7 * 24) == ["same"]
    assert [request.headers.get("If-None-Match") for request in bench.site.asked] == [None, '"1"', '"1"', '"2"']


def test_the_validators_of_a_wall_are_not_kept(bench: Bench) -> None:
    bench.queue(1)
    page = story(AIRBUS)
    page.headers["ETag"] = '"1"'
    bench.site.answers["/story-1"] = page
    bench.read()
    wall = "<html><head><title>Just a moment...</title></head><body>Checking your browser before you go.</body></html>"
    bench.site.answers["/story-1"] = httpx.Response(200, headers={"ETag": '"wall"'}, content=wall.encode())
    assert bench.look(1) == ["obscured"]
    bench.site.answers["/story-1"] = page
    assert bench.look(24) == ["same"]
    assert bench.site.asked[-1].headers["If-None-Match"] == '"1"'
    assert bench.revisions.of(URL) == ()


def test_a_page_that_fails_is_tried_with_growing_pauses_and_the_look_then_skipped(one: Bench) -> None:
    one.site.answers["/story-1"] = httpx.Response(500)
    told = [(hours, said) for hours in (1, 1.1, 1.2, 2, 3, 6, 9, 12, 23) for said in one.look(hours)]
    assert told == [(1, "retry"), (1.2, "retry"), (3, "retry"), (9, "skipped")]
    assert one.db.rows("SELECT look, attempts, outcome, why FROM revisits") == [
        (2, 0, "skipped", "https://news.example/story-1: HTTP 500")
    ]
    one.site.answers["/story-1"] = story(SIEMENS)
    assert one.look(24) == ["edited"]


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_page_that_is_closed_to_us_is_not_withdrawn(one: Bench, status: int) -> None:
    one.site.answers["/story-1"] = httpx.Response(status)
    assert one.look(1) == ["skipped"]
    assert one.revisions.of(URL) == ()


def test_robots_txt_is_obeyed_when_it_has_come_to_forbid_the_page(one: Bench) -> None:
    policy = HttpPolicy(user_agent="ParisCallMonitor/0.1 (+https://monitor.example)", host_gap=0, patience=0)
    one.site.answers["/robots.txt"] = httpx.Response(200, content=b"User-agent: *\nDisallow: /story-1\n")
    later = HttpFetcher(policy, transport=httpx.MockTransport(one.site))
    try:
        assert replace(one, fetcher=later).look(1) == ["skipped"]
    finally:
        later.close()
    assert one.site.asked == []


def test_a_host_that_asked_for_quiet_costs_no_attempt(bench: Bench) -> None:
    bench.queue(1, 2)
    bench.site.answers |= {"/story-1": story(AIRBUS), "/story-2": story(AIRBUS, 2)}
    bench.read()
    bench.site.answers["/story-1"] = httpx.Response(429, headers={"Retry-After": "600"})
    assert bench.look(1) == ["retry", "waiting"]
    assert bench.db.rows("SELECT attempts FROM revisits ORDER BY article_id") == [(1,), (0,)]


def test_while_we_are_offline_no_look_is_charged_and_no_page_is_withdrawn(bench: Bench) -> None:
    numbers = range(1, 31)
    bench.queue(*numbers, host="site-*.example")
    bench.site.answers |= {f"/story-{number}": story(AIRBUS, number) for number in numbers}
    assert bench.read() == ["matched"] * 30
    bench.site.cut = {f"site-{number}.example" for number in numbers}
    for hours in range(2, 20, 2):
        told = bench.look(hours)
        assert set(told) == {"offline"}
        assert len(told) < 30  # it stops when it shows
    assert bench.db.rows("SELECT DISTINCT state, attempts, look FROM revisits") == [("queued", 0, 1)]
    bench.site.cut.clear()
    assert bench.look(20) == ["same"] * 30


def test_a_call_broken_off_takes_back_attempts_held_for_the_verdict_on_our_line(bench: Bench) -> None:
    class CutShort(ThreadLanes):
        def imap(self, *asked: Any) -> Generator[Any]:  # noqa: ANN401  (hands them on)
            results = super().imap(*asked)
            yield next(results)
            yield next(results)
            results.close()
            raise KeyboardInterrupt

    numbers = range(1, 10)
    bench.queue(*numbers, host="site-*.example")
    bench.site.answers |= {f"/story-{number}": story(AIRBUS, number) for number in numbers}
    bench.read()
    bench.site.cut = {f"site-{number}.example" for number in numbers}
    with pytest.raises(KeyboardInterrupt):
        list(replace(bench.job(), lanes=CutShort(8, Event()))(at(1)))
    assert bench.db.rows("SELECT DISTINCT state, attempts FROM revisits") == [("queued", 0)]


def test_what_was_read_of_the_past_is_not_followed(one: Bench) -> None:
    one.db.execute("UPDATE articles SET backfilled = 1")
    assert one.look(1) == []


def test_a_dead_host_among_living_ones_is_charged(bench: Bench) -> None:
    numbers = range(1, 11)
    bench.queue(*numbers, host="site-*.example")
    bench.site.answers |= {f"/story-{number}": story(AIRBUS, number) for number in numbers}
    bench.read()
    bench.site.cut = {"site-7.example"}
    assert sorted(bench.look(1)) == ["retry", *["same"] * 9]


def test_a_page_that_kills_its_reader_is_skipped_and_holds_up_nobody(bench: Bench) -> None:
    bench.queue(1, 2)
    bench.site.answers |= {"/story-1": story(AIRBUS), "/story-2": story(AIRBUS, 2)}
    bench.read()

    def deadly(task: LookTask) -> Look:
        if task.page.url.endswith("1"):
            raise WorkerError("died", "signal 11")
        return LOOKER(task)

    told = [one.outcome for hours in (1, 2, 3) for one in bench.job(deadly)(at(hours))]
    assert sorted(told) == ["retry", "same", "skipped"]
    assert bench.db.rows("SELECT why FROM revisits ORDER BY article_id")[0] == ("worker died: signal 11",)


def test_a_look_that_kills_the_whole_process_again_and_again_is_skipped(one: Bench) -> None:
    store = RevisitStore(one.db)
    store.enrol(at(1), POLICY)
    for _ in range(6):  # what `kill -9` in the middle of the work leaves
        (leased,) = store.lease(at(1), 9, POLICY)
        store.begin(leased)
        store.release()
    assert one.look(1) == ["skipped"]
    assert one.site.asked == []


def test_a_store_that_refuses_leaves_the_look_in_the_queue(one: Bench) -> None:
    class Full(RevisitStore):
        def conclude(self, revisit: Revisit, ending: Ending, following: NextLook | None, now: datetime) -> None:
            raise StoreError("disk full")

    one.site.answers["/story-1"] = story(SIEMENS)
    with pytest.raises(StoreError):
        list(one.job(store=Full(one.db))(at(1)))
    assert one.revisions.of(URL) == ()
    assert one.look(1) == ["edited"]


def test_a_call_that_is_broken_off_gives_its_articles_back(bench: Bench) -> None:
    numbers = range(1, 21)
    bench.queue(*numbers)
    bench.site.answers |= {f"/story-{number}": story(AIRBUS, number) for number in numbers}
    bench.read()
    events = bench.job()(at(1))
    next(events)
    events.close()  # type: ignore[attr-defined]  # a generator
    done = bench.db.number("SELECT count(*) FROM revisits WHERE look = 2")
    assert bench.db.number("SELECT count(*) FROM revisits WHERE state = 'queued' AND attempts = 0") == 20
    assert bench.look(1) == ["same"] * (20 - done)


def test_new_pages_come_first_and_neither_starves_the_other(bench: Bench) -> None:
    numbers = range(1, 101)
    bench.queue(*numbers, host="site-*.example")
    bench.site.answers |= {f"/story-{number}": story(AIRBUS, number) for number in numbers}
    bench.read()
    assert len(bench.look(1)) == 32  # a batch
    bench.queue(*range(200, 900), host="site-*.example")
    assert len(bench.look(1)) == 4
    assert bench.db.number("SELECT count(*) FROM pages WHERE state = 'queued'") == 700
    told: list[Revisited] = list(bench.job().to_the_end(at(1)))
    assert len(told) == 64
    assert bench.look(1) == []


def test_an_article_that_a_wrong_clock_dated_ahead_is_looked_at_and_comes_to_an_end(one: Bench) -> None:
    one.db.execute("UPDATE articles SET read_at = '2036-01-01T00:00:00Z'")
    told = [hours for hours in range(0, 24 * 30, 6) for _ in one.look(hours)]
    assert 1 <= len(told) <= 4
    assert rows(one.db)[0][0] == "done"


def test_ended_looks_are_forgotten_after_a_while_and_do_not_come_back(one: Bench) -> None:
    for hours in (1, 24, 7 * 24):
        one.look(hours)
    assert dict(Ledger(one.db).forget(at(7 * 24), at(0)))["revisits"] == 0
    assert dict(Ledger(one.db).forget(at(7 * 24 + 1), at(0)))["revisits"] == 1
    assert one.look(8 * 24) == []
    assert rows(one.db) == []


def test_a_queue_is_filled_with_what_was_read_before_it_existed(one: Bench) -> None:
    assert one.look(50) == ["same"]  # nobody asked for a look in the first two days
    one.db.execute("DELETE FROM revisits")
    assert one.look(8 * 24) == []  # too late


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE revisits SET state = 'done', looked_at = NULL",
        "UPDATE articles SET matched_at = '2020-01-01T00:00:00Z'; UPDATE revisions SET tier_after = 'call'",
        "UPDATE revisions SET kind = 'restored'",
    ],
)
def test_accounts_that_do_not_agree_are_found(one: Bench, damage: str) -> None:
    one.site.answers["/story-1"] = story(SIEMENS)
    one.look(1)
    one.sound()
    for statement in damage.split(";"):
        one.db.execute(statement)
    assert [check.name for check in care.soundness(one.db) if check.verdict is not Verdict.FINE] == ["accounts"]
