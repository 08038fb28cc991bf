"""The demonstration: what the newsroom says on the wire, how time passes in it, and that its answers are right."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from rich.console import Console

from demo import run, summary
from demo.content import (
    AMP_TAIL,
    OPENING,
    TRACKING,
    Access,
    Answer,
    Dialect,
    Feed,
    Links,
    Site,
    Story,
    Words,
    load,
)
from demo.newsroom import Newsroom, Visit, listening
from demo.printing import Press
from demo.proof import Exported, check, read_export
from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.core import urls
from pipeline.core.feeds import parse
from pipeline.core.judging import Judge
from pipeline.core.mentions import Matcher
from pipeline.core.reading import Reader
from pipeline.model import Entry, FeedKind, Obstacle, Page, ReadTask, SubjectKind, Tier
from pipeline.shell import config, feedlist

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SITES = load()
THE_END = OPENING + timedelta(hours=72)
FEEDS = [(site, feed) for site in SITES for feed in site.feeds if feed.answer is not Answer.GONE]


def name_of(value: object) -> str:
    return value.host if isinstance(value, Site) else value.path if isinstance(value, Feed) else ""


def site_of(host: str) -> Site:
    return next(site for site in SITES if site.host == host)


GAZZETTA = site_of("www.gazzetta-del-golfo.example")


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    """Three days on, when everything is online."""
    return Newsroom(SITES, THE_END)


@dataclass(frozen=True)
class Wire:
    """A client that finds the newsroom under the sites' own names."""

    address: str
    client: httpx.Client

    def get(self, url: str, **headers: str) -> httpx.Response:
        parts = urlsplit(url)
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(
            f"http://{self.address}{parts.path}{'?' + parts.query if parts.query else ''}",
            headers={"Host": parts.netloc} | spelled,
        )


@pytest.fixture(scope="module")
def wire(newsroom: Newsroom) -> Iterator[Wire]:
    with listening(newsroom) as address, httpx.Client(trust_env=False) as client:
        yield Wire(address, client)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(judge=Judge(matcher=Matcher(read_gazetteer())))


def page_of(url: str, response: httpx.Response) -> Page:
    media_type, _, parameters = response.headers["Content-Type"].partition(";")
    return Page(
        requested_url=url,
        url=url,
        status=response.status_code,
        body=response.content,
        content_type=media_type,
        charset=parameters.rpartition("=")[2],
        fetched_at=THE_END,
    )


# ---------------------------------------------------------------- the content


def test_a_dozen_sites_in_a_dozen_languages_show_every_dialect_and_every_trouble() -> None:
    feeds = [feed for site in SITES for feed in site.feeds]
    stories = [story for site in SITES for story in site.stories]
    assert len(SITES) >= 12
    assert len({site.language.partition("-")[0] for site in SITES}) >= 12
    assert len(stories) >= 60
    assert {feed.dialect for feed in feeds} == set(Dialect)
    assert {feed.answer for feed in feeds} == set(Answer)
    assert {feed.links for feed in feeds} == set(Links)
    assert {feed.words for feed in feeds} == set(Words)
    assert {story.access for story in stories} == set(Access)
    assert {story.expected.tier for story in stories} == {None, *Tier}


def test_every_site_has_a_name_that_nobody_can_register() -> None:
    assert all(site.host.endswith(".example") for site in SITES)
    assert len({site.host for site in SITES}) == len(SITES)


def test_every_story_has_an_address_of_its_own() -> None:
    addresses = [urls.key(site.url(story.path)) for site in SITES for story in site.stories]
    assert len(set(addresses)) == len(addresses)


def test_every_signatory_expected_is_one_by_its_official_name() -> None:
    official = {signatory.name for signatory in read_gazetteer().signatories if not signatory.iso}
    expected = {name for site in SITES for story in site.stories for name in story.expected.signatories}
    assert expected <= official


def test_a_reprint_has_the_words_of_the_agency_and_its_own_address() -> None:
    original = next(story for story in site_of("www.meridian-wire.example").stories if "ransomware" in story.path)
    reprint = next(story for story in site_of("www.daily-herald.example").stories if story.body == original.body)
    assert reprint.path != original.path
    assert reprint.title != original.title
    assert reprint.expected == original.expected


# ---------------------------------------------------------------- feeds on the wire


@pytest.mark.parametrize(("site", "feed"), FEEDS, ids=name_of)
def test_a_feed_says_what_its_site_has_published(wire: Wire, site: Site, feed: Feed) -> None:
    url = site.url(feed.moved_to or feed.path)
    document = parse(page_of(url, wire.get(url)))
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
    page = Page(requested_url="", url=site.url(feed.path), status=200, body=reply.body, fetched_at=THE_END)
    assert parse(page).kind is kind


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
    page = Page(requested_url="", url=GAZZETTA.url("/feed.json"), status=200, body=reply.body, fetched_at=THE_END)
    titles = {entry.title for entry in parse(page).entries}
    for story in GAZZETTA.stories:
        is_online = story.published <= newsroom.now
        assert (story.title in titles) is is_online
        assert newsroom.answer(GAZZETTA.host, story.path).status == (200 if is_online else 404)


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("site", SITES, ids=name_of)
def test_a_page_holds_its_story_and_calls_itself_by_its_address(newsroom: Newsroom, site: Site) -> None:
    for story in site.stories:
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


def test_tracking_parameters_lead_to_the_same_page(newsroom: Newsroom) -> None:
    path = "/news/port-authority-signs"
    host = "www.harbour-times.example"
    assert newsroom.answer(host, path + TRACKING).body == newsroom.answer(host, path).body


def test_an_old_charset_is_declared_in_the_document_alone(wire: Wire) -> None:
    response = wire.get("http://www.diario-de-levante.example/clima/2026/11/11/acuerdo-de-paris.html")
    assert response.headers["Content-Type"] == "text/html"
    assert b"charset=iso-8859-1" in response.content
    assert "El Acuerdo de París".encode("iso-8859-1") in response.content


@pytest.mark.parametrize("site", [site for site in SITES if site.stories], ids=name_of)
def test_the_furniture_of_every_site_names_signatories(reader: Reader, site: Site) -> None:
    """Else its pages would prove nothing about boilerplate."""
    bare = site.stories[0].model_copy(update={"title": "", "summary": "", "body": "", "access": Access.FREE})
    furniture = re.sub(r"<[^>]*>", "\n", Press().page(site, bare, ()))
    findings = reader.judge.matcher.find("", furniture, site.language[:2])
    assert any(mention.kind is SubjectKind.SIGNATORY for mention in findings.mentions + findings.rejected)


# ---------------------------------------------------------------- the verdicts


@pytest.mark.parametrize("site", SITES, ids=name_of)
def test_every_story_is_judged_as_its_file_says(newsroom: Newsroom, reader: Reader, site: Site) -> None:
    exported = [_judged(newsroom, reader, site, story) for story in site.stories]
    failed = [each for each in check((site,), exported) if not each.is_as_expected]
    assert failed == []


def _judged(newsroom: Newsroom, reader: Reader, site: Site, story: Story) -> Exported:
    url = site.url(story.path)
    feed = site.feeds[0]
    entry = Entry(
        url=url,
        title=story.title,
        summary="" if feed.dialect is Dialect.SITEMAP else story.summary,
        content="\n\n".join(story.paragraphs) if feed.words is Words.FULL else "",
        published=story.published,
        language=site.language,
    )
    reply = newsroom.answer(site.host, story.path)
    if story.path.startswith("/abonnes/"):
        task = ReadTask(entry=entry, obstacle=Obstacle.ROBOTS)
    elif reply.status == 404:
        task = ReadTask(entry=entry, obstacle=Obstacle.GONE)
    else:
        page = Page(
            requested_url=url,
            url=url,
            status=200,
            body=reply.body,
            content_type="text/html",
            charset=reply.headers["Content-Type"].partition("charset=")[2],
            fetched_at=THE_END,
        )
        task = ReadTask(entry=entry, page=page)
    reading = reader(task)
    named = {m.subject for m in reading.findings.mentions if m.kind is SubjectKind.SIGNATORY}
    return Exported(
        url=url,
        tier=reading.match.tier if reading.match else None,
        signatories=tuple(sorted(named)) if reading.match else (),
        duplicate_group=None,
    )


def exported(story: Story, site: Site = GAZZETTA, **changes: object) -> Exported:
    as_expected: dict[str, object] = {
        "url": site.url(story.path),
        "tier": story.expected.tier,
        "signatories": tuple(story.expected.signatories),
        "duplicate_group": None,
    }
    return Exported.model_validate(as_expected | changes)


def test_a_story_judged_as_expected_passes_under_any_of_its_addresses() -> None:
    articles = [exported(story, url=GAZZETTA.url(story.path) + AMP_TAIL + TRACKING) for story in GAZZETTA.stories]
    assert all(each.is_as_expected for each in check((GAZZETTA,), articles))


def test_a_story_with_another_tier_or_another_signatory_fails() -> None:
    first, second, *rest = GAZZETTA.stories
    articles = [exported(first, tier=Tier.MENTION), exported(second, signatories=("Microsoft",)), *map(exported, rest)]
    assert [each.story for each in check((GAZZETTA,), articles) if not each.is_as_expected] == [first, second]


def test_a_story_the_monitor_never_stored_fails() -> None:
    assert all(each.found is None and not each.is_as_expected for each in check((GAZZETTA,), ()))


def test_an_export_is_read_line_by_line() -> None:
    line = json.dumps({"url": "http://a.example/", "tier": None, "signatories": [], "duplicate_group": "x", "site": ""})
    assert (
        read_export(f"{line}\n{line}\n")
        == (Exported(url="http://a.example/", tier=None, signatories=(), duplicate_group="x"),) * 2
    )


# ---------------------------------------------------------------- the driver


def test_the_monitor_is_given_files_it_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run.prepare(folder, SITES, "127.0.0.1:8901")
    configured = config.load(folder / "config.yaml")
    subscriptions = feedlist.load(folder / "feeds.txt")
    assert configured.fetch.connect_to == {"*:80": "127.0.0.1:8901"}
    assert configured.fetch.allow_private == ("127.0.0.1:8901",)
    assert len(subscriptions) == sum(len(site.feeds) for site in SITES)


def test_what_an_earlier_run_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "monitor.db").touch()
    run.prepare(tmp_path / "run", SITES, "127.0.0.1:8901")
    assert not (tmp_path / "run" / "monitor.db").exists()


def test_the_summary_names_every_story_judged_otherwise() -> None:
    first, second, *rest = GAZZETTA.stories
    articles = [exported(first, tier=None, signatories=()), *map(exported, rest)]
    paper = io.StringIO()
    summary.conclude(Console(file=paper, width=200), (), articles, check((GAZZETTA,), articles))
    said = paper.getvalue()
    assert f"{len(rest)} of {len(GAZZETTA.stories)} stories judged as expected" in said
    assert GAZZETTA.url(first.path) in said
    assert "found:    unflagged" in said
    assert GAZZETTA.url(second.path) in said
    assert "found:    not in the store" in said


def test_the_way_to_look_on_leads_to_stories_and_the_last_digest(tmp_path: Path) -> None:
    (tmp_path / "digests").mkdir()
    for day in ("2026-11-09", "2026-11-10"):
        (tmp_path / "digests" / f"{day}.html").touch()
    paper = io.StringIO()
    summary.direct(Console(file=paper, width=40), "paris-call", tmp_path)
    said = paper.getvalue()
    addresses = {site.url(story.path) for site in SITES for story in site.stories}
    assert {summary.FLAGGED, summary.LOOKALIKE} <= addresses
    assert f'\n  paris-call search --config {tmp_path / "config.yaml"} "Paris Call"\n' in said
    assert "2026-11-10.html" in said
    assert "2026-11-09.html" not in said


def test_a_pass_is_told_in_a_line() -> None:
    paper = io.StringIO()
    counts = {"poll": {"ok": 3, "failed": 1}, "read": {"matched": 2, "unmatched": 5}, "report": {"delivered": 1}}
    summary.tell(Console(file=paper, width=200), OPENING, counts)
    assert paper.getvalue().count("\n") == 1
    assert "4 polls (0 unchanged, 1 failed)" in paper.getvalue()
    assert "7 pages (2 flagged)  digest" in paper.getvalue()
