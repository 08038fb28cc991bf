"""The newsroom of the demonstration: what it says on the wire, and how time passes in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from demo.content import AMP_TAIL, OPENING, TRACKING, Access, Answer, Dialect, Feed, Site, Words
from demo.newsroom import Newsroom, Reply, Visit, listening
from pipeline.core import urls
from pipeline.core.feeds import parse
from pipeline.model import FeedKind
from tests.demo_support import GAZZETTA, SITES, THE_END, Wire, name_of, page_of, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator

FEEDS = [(site, feed) for site in SITES for feed in site.feeds if feed.answer is not Answer.GONE]


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom(SITES, THE_END)


@pytest.fixture(scope="module")
def wire(newsroom: Newsroom) -> Iterator[Wire]:
    with listening(newsroom) as address, httpx.Client(trust_env=False) as client:
        yield Wire(address, client)


# ---------------------------------------------------------------- feeds on the wire


@pytest.mark.parametrize(("site", "feed"), FEEDS, ids=name_of)
def test_a_feed_says_what_its_site_has_published(wire: Wire, site: Site, feed: Feed) -> None:
    url = site.url(feed.moved_to or feed.path)
    response = wire.get(url)
    reply = Reply(status=response.status_code, body=response.content, headers=response.headers)
    document = parse(page_of(url, reply))
    newest_first = sorted(site.stories, key=lambda story: (story.published, story.path), reverse=True)
    assert document.complaint == ""
    assert [entry.title for entry in document.entries] == [story.title for story in newest_first]
    assert [urls.key(entry.url) for entry in document.entries] == [
        urls.key(site.url(story.path)) for story in newest_first
    ]
    if feed.dialect is not Dialect.RSS_091:
        assert [entry.published or entry.updated for entry in document.entries] == [
            story.published for story in newest_first
        ]
    if feed.words is Words.FULL:
        assert [entry.content for entry in document.entries] == ["\n\n".join(s.paragraphs) for s in newest_first]
    elif feed.dialect is not Dialect.SITEMAP:
        assert [entry.summary for entry in document.entries] == [story.summary for story in newest_first]


@pytest.mark.parametrize(
    ("dialect", "kind"),
    [(Dialect.JSON, FeedKind.JSON), (Dialect.SITEMAP, FeedKind.SITEMAP), (Dialect.RSS_1, FeedKind.SYNDICATION)],
)
def test_a_dialect_is_recognised_for_what_it_is(newsroom: Newsroom, dialect: Dialect, kind: FeedKind) -> None:
    site, feed = next((site, feed) for site, feed in FEEDS if feed.dialect is dialect)
    reply = newsroom.answer(site.host, feed.path)
    assert parse(page_of(site.url(feed.path), reply)).kind is kind


@pytest.mark.parametrize(("site", "feed"), FEEDS, ids=name_of)
def test_a_feed_that_has_not_changed_is_sent_once(wire: Wire, site: Site, feed: Feed) -> None:
    url = site.url(feed.moved_to or feed.path)
    first = wire.get(url)
    by_tag = wire.get(url, If_None_Match=first.headers["ETag"])
    by_date = wire.get(url, If_Modified_Since=first.headers["Last-Modified"])
    assert (first.status_code, by_tag.status_code, by_date.status_code) == (200, 304, 304)
    assert by_tag.content == by_date.content == b""


def test_a_feed_with_a_new_story_is_sent_again() -> None:
    site = site_of("www.daily-herald.example")
    newsroom = Newsroom(SITES)
    before = newsroom.answer(site.host, "/rss.xml")
    newsroom.now += timedelta(hours=5)
    assert newsroom.answer(site.host, "/rss.xml", etags=before.headers["ETag"]).status == 200
    assert newsroom.answer(site.host, "/rss.xml", since=before.headers["Last-Modified"]).status == 200


def test_a_feed_that_moved_says_where_to(wire: Wire) -> None:
    response = wire.get("http://www.meridian-wire.example/rss")
    assert response.status_code == 301
    assert response.headers["Location"] == "http://www.meridian-wire.example/feeds/all.xml"


def test_a_busy_feed_asks_for_patience_and_then_answers() -> None:
    newsroom = Newsroom(SITES)
    busy = newsroom.answer("www.harbour-times.example", "/feed")
    newsroom.now += timedelta(hours=1)
    assert (busy.status, busy.headers["Retry-After"]) == (503, "1")
    assert newsroom.answer("www.harbour-times.example", "/feed").status == 200


def test_a_feed_that_is_gone_says_so(wire: Wire) -> None:
    assert wire.get("http://old-gazette.example/rss.xml").status_code == 410


def test_answers_are_packed_for_those_who_can_unpack(wire: Wire) -> None:
    url = "http://www.daily-herald.example/rss.xml"
    packed = wire.get(url, Accept_Encoding="gzip")
    plain = wire.get(url, Accept_Encoding="identity")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content


def test_nobody_serves_a_host_that_is_none_of_the_sites(newsroom: Newsroom) -> None:
    assert newsroom.answer("www.example.org", "/").status == 404


def test_robots_are_told_the_rules_where_there_are_any(newsroom: Newsroom) -> None:
    assert b"Disallow: /abonnes/" in newsroom.answer("www.courrier-du-soir.example", "/robots.txt").body
    assert newsroom.answer("www.harbour-times.example", "/robots.txt").status == 404


def test_every_visit_is_remembered() -> None:
    newsroom = Newsroom(SITES)
    with listening(newsroom) as address, httpx.Client(trust_env=False) as client:
        Wire(address, client).get("http://old-gazette.example/rss.xml?again")
    assert newsroom.visits == [Visit(host="old-gazette.example", target="/rss.xml?again", status=410)]


# ---------------------------------------------------------------- time


@given(st.floats(min_value=-6, max_value=80))
def test_nothing_exists_before_its_hour(hour: float) -> None:
    newsroom = Newsroom((GAZZETTA,), OPENING + timedelta(hours=hour))
    reply = newsroom.answer(GAZZETTA.host, "/feed.json")
    titles = {entry.title for entry in parse(page_of(GAZZETTA.url("/feed.json"), reply)).entries}
    for story in GAZZETTA.stories:
        is_online = story.published <= newsroom.now
        assert (story.title in titles) is is_online
        assert newsroom.answer(GAZZETTA.host, story.path).status == (200 if is_online else 404)


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("site", SITES, ids=name_of)
def test_a_page_holds_its_story_and_calls_itself_by_its_address(newsroom: Newsroom, site: Site) -> None:
    for story in (story.as_of(newsroom.now) for story in site.stories if story.is_online(newsroom.now)):
        text = newsroom.answer(site.host, story.path).body.decode(site.charset)
        is_whole = story.access is Access.FREE
        assert (f'rel="canonical" href="{site.url(story.path)}"' in text) is (is_whole or story.access is Access.TEASER)
        assert all((str(escape(paragraph)) in text) is is_whole for paragraph in story.paragraphs[1:])


def test_a_page_for_phones_names_the_other_as_the_canonical_one(newsroom: Newsroom) -> None:
    site = site_of("www.harbour-times.example")
    for story in site.stories:
        page = newsroom.answer(site.host, story.path + AMP_TAIL).body.decode()
        assert f'rel="canonical" href="{site.url(story.path)}"' in page
        assert story.paragraphs[0].partition("'")[0] in page


def test_a_story_is_corrected_and_another_withdrawn_at_their_hours() -> None:
    site = site_of("www.daily-herald.example")
    newsroom = Newsroom(SITES, OPENING + timedelta(hours=17))
    corrected, withdrawn = "/tech/2026/nov/09/standards-pledge", "/tech/2026/nov/09/paris-call-walkout"
    assert b"Capgemini and Cisco" in newsroom.answer(site.host, corrected).body
    assert newsroom.answer(site.host, withdrawn).status == 200
    newsroom.now += timedelta(hours=3)
    page = newsroom.answer(site.host, corrected).body
    assert b"Siemens and Cisco" in page
    assert b"Capgemini and Cisco" not in page
    assert newsroom.answer(site.host, withdrawn).status == 404


def test_tracking_parameters_lead_to_the_same_page(newsroom: Newsroom) -> None:
    path = "/news/port-authority-signs"
    host = "www.harbour-times.example"
    assert newsroom.answer(host, path + TRACKING).body == newsroom.answer(host, path).body


def test_an_old_charset_is_declared_in_the_document_alone(wire: Wire) -> None:
    response = wire.get("http://www.diario-de-levante.example/clima/2026/11/11/acuerdo-de-paris.html")
    assert response.headers["Content-Type"] == "text/html"
    assert b"charset=iso-8859-1" in response.content
    assert "El Acuerdo de París".encode("iso-8859-1") in response.content
