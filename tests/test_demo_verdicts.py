"""The demonstration's stories and their verdicts, and the driver that holds the one against the other."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from demo import run, summary
from demo.content import AMP_TAIL, OPENING, TRACKING, Access, Answer, Dialect, Links, Site, Story, Words
from demo.newsroom import Newsroom, listening
from demo.printing import Press
from demo.proof import Exported, check, read_export
from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.core import urls
from pipeline.core.judging import Judge
from pipeline.core.mentions import Matcher
from pipeline.core.reading import Reader
from pipeline.model import Entry, Obstacle, ReadTask, SubjectKind, Tier
from pipeline.shell import config, feedlist
from tests.demo_support import GAZZETTA, SITES, THE_END, name_of, page_of, site_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom(SITES, THE_END)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(judge=Judge(matcher=Matcher(read_gazetteer())))


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
    checks = check((site,), [_judged(newsroom, reader, site, story) for story in site.stories])
    assert {each.url: each.found for each in checks} == {each.url: each.story.expected for each in checks}


def _judged(newsroom: Newsroom, reader: Reader, site: Site, story: Story) -> Exported:
    """What comes of a story when robots.txt is obeyed and nothing but the page and the feed is known."""
    feed, url = site.feeds[0], site.url(story.path)
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
        task = ReadTask(entry=entry, page=page_of(url, reply))
    reading = reader(task)
    named = {m.subject for m in reading.findings.mentions if m.kind is SubjectKind.SIGNATORY}
    return Exported(
        url=url,
        tier=reading.match.tier if reading.match else None,
        signatories=tuple(sorted(named)),
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


def test_the_monitor_works_through_a_site_and_obeys_its_robots(tmp_path: Path) -> None:
    """The real program in a process of its own, on two stories of one site."""
    whole = site_of("www.courrier-du-soir.example")
    chosen = tuple(story for story in whole.stories if story.expected.tier in {Tier.CALL, Tier.CONTEXT})
    site = whole.model_copy(update={"stories": chosen})
    newsroom = Newsroom((site,), THE_END)
    with listening(newsroom) as address:
        run.prepare(tmp_path / "run", (site,), address)
        counts = run.work(tmp_path / "run", newsroom.now)
    checks = check((site,), read_export(run.monitor(tmp_path / "run", "export")))
    assert counts["poll"]["ok"] == 1
    assert counts["read"]["matched"] == 2
    assert [each for each in checks if not each.is_as_expected] == []
    open_to_all = next(story.path for story in chosen if not story.path.startswith("/abonnes/"))
    assert [visit.target for visit in newsroom.visits] == ["/une.atom", "/robots.txt", open_to_all]


def test_the_monitor_follows_a_correction_and_a_withdrawal(tmp_path: Path) -> None:
    """The real program in processes of its own, a day and a half of it."""
    whole = site_of("www.daily-herald.example")
    chosen = tuple(story for story in whole.stories if story.correction or story.withdrawn)
    site = whole.model_copy(update={"stories": chosen})
    newsroom = Newsroom((site,))
    folder = tmp_path / "run"
    with listening(newsroom) as address:
        run.prepare(folder, (site,), address)
        told = {}
        for hour in (10, 24, 34):
            newsroom.now = OPENING + timedelta(hours=hour)
            told[hour] = run.work(folder, newsroom.now).get("revisit", {})
    assert told == {10: {}, 24: {"edited": 1, "missing": 1}, 34: {"same": 1, "withdrawn": 1}}
    assert all(each.is_as_expected for each in check((site,), read_export(run.monitor(folder, "export"))))
    edited, withdrawn = json.loads(run.monitor(folder, "revisions", "--json"))
    assert (edited["kind"], edited["gained"], edited["lost"]) == ("edited", ["Siemens"], ["Capgemini"])
    assert "+ Siemens and Cisco, both of them" in edited["diff"]
    assert "Capgemini and Cisco" in edited["text_before"]
    assert (withdrawn["kind"], withdrawn["tier_after"]) == ("withdrawn", "call")
    shown = run.monitor(folder, "revisions", edited["url"])
    assert "edited; now names Siemens; no longer names Capgemini" in shown
    assert "- Capgemini and Cisco" in shown
    assert "walkout" not in shown
    assert run.monitor(folder, "revisions", "--since", "2026-11-12") == ""
    assert "withdrawn; its page is gone" in run.monitor(folder, "explain", withdrawn["url"])
    explained = json.loads(run.monitor(folder, "explain", "--json", edited["url"]))
    assert [revision["kind"] for revision in explained["revisions"]] == ["edited"]
    assert "no longer names Capgemini" in run.monitor(folder, "explain", "--html", edited["url"])


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
