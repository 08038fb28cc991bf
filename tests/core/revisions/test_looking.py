"""What a second look at a page shows, with the reader and the matcher that live reading has."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.core import urls
from pipeline.core.judging import Judge
from pipeline.core.matching import MatchPolicy
from pipeline.core.mentions import Matcher
from pipeline.core.reading import Reader
from pipeline.core.revisions.looking import Looker
from pipeline.model import BodyQuality, Entry, Look, LookTask, Obstacle, Page, Reading, ReadTask, Seen
from tests.builders import NOW

SHARED = Path(__file__).parent.parent.parent.parent.parent / "shared" / "replay" / "dev"
JUDGE = Judge(matcher=Matcher(read_gazetteer(None), MatchPolicy()))
URL = "https://news.example/2026/11/23/harbour-signs"
TITLE = "Harbour signs the Paris Call"
STORY = (
    "The port authority signed the Paris Call for Trust and Security in Cyberspace on Monday, its director said.",
    "Capgemini had helped to write the rules by which the cranes and their software are now to be kept safe.",
    "The cranes stood still for a day last year, after malware had come in with the update of a billing program.",
    "Forty thousand containers waited on the quays. Nobody was hurt, and nobody was ever charged with anything.",
    "The director thanked the night shift, which had unplugged the cranes by hand, one after the other, in the rain.",
)


def document(*paragraphs: str, title: str = TITLE, before: str = "", after: str = "", head: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><nav><a href='/'>Home</a></nav>{before}<article><h1>{title}</h1>{text}</article>{after}</body></html>"
    )


def page(html: str | bytes, url: str = URL, requested: str = URL, charset: str = "") -> Page:
    body = html.encode() if isinstance(html, str) else html
    return Page(
        requested_url=requested,
        url=url,
        status=200,
        body=body,
        content_type="text/html",
        charset=charset,
        etag='"2"',
        fetched_at=NOW,
    )


def read(first: Page, title: str = TITLE, summary: str = "") -> Reading:
    return Reader(judge=JUDGE)(ReadTask(entry=Entry(url=first.requested_url, title=title, summary=summary), page=first))


def look(before: Reading, again: Page) -> Look:
    known = before.article
    addresses = frozenset(map(urls.key, (known.url, *known.also_at)))
    return Looker(judge=JUDGE)(LookTask(page=again, before=known, addresses=addresses))


FIRST = read(page(document(*STORY)))


def test_the_story_of_these_tests_is_flagged_and_whole() -> None:
    assert FIRST.match is not None
    assert FIRST.article.body_quality is BodyQuality.FULL
    assert set(FIRST.match.subjects) == {"Paris Call", "Capgemini"}


def test_the_same_page_is_the_same() -> None:
    assert look(FIRST, page(document(*STORY))) == Look(seen=Seen.SAME)


def test_a_name_that_is_replaced_is_gained_and_lost_and_shown() -> None:
    corrected = [text.replace("Capgemini", "Siemens") for text in STORY]
    seen = look(FIRST, page(document(*corrected)))
    assert (seen.seen, seen.gained, seen.lost) == (Seen.EDITED, ("Siemens",), ("Capgemini",))
    assert seen.diff.splitlines() == [f"- {STORY[1]}", f"+ {corrected[1]}"]
    assert seen.reading is not None
    assert seen.reading.etag == '"2"'


def test_a_new_title_is_an_edit() -> None:
    seen = look(FIRST, page(document(*STORY, title="Harbour and Airbus sign the Paris Call")))
    assert (seen.seen, seen.gained, seen.lost) == (Seen.EDITED, ("Airbus",), ())
    assert seen.diff == "- title: Harbour signs the Paris Call\n+ title: Harbour and Airbus sign the Paris Call"


def test_a_retracted_paragraph_takes_its_names_and_the_tier_with_it() -> None:
    seen = look(FIRST, page(document("The port authority signed nothing on Monday, its director said.", *STORY[2:])))
    assert (seen.seen, seen.gained, seen.lost) == (Seen.EDITED, (), ("Capgemini",))
    assert seen.reading is not None


TRIFLES = {
    "white space": document(*(text.replace(" ", " \n\t ") for text in STORY)),
    "typography": document(*(text.replace(",", " ,").replace(".", " .") for text in STORY)),
    "other markup": document(*(f"<span class='x'>{text}</span>" for text in STORY), head="<script>var n=17;</script>"),
    "a stamp": document("Updated 5 minutes ago", *STORY),
    "a counter": document(*STORY[:2], "1,204 comments", *STORY[2:]),
    "a read-also line": document(*STORY[:2], "Read also: Microsoft sues the makers of a botnet", *STORY[2:]),
    "links to other stories behind the end": document(
        *STORY, "Microsoft sues the makers of a botnet", "What Airbus knows about the outage so far"
    ),
    "furniture": document(
        *STORY, after="<aside class='related'><h3>Related</h3><ul><li><a href='/2'>Airbus wins</a></li></ul></aside>"
    ),
    "advertising": document(*STORY, before="<div class='ad'><p>Try Microsoft 365 for a month.</p></div>"),
}


@pytest.mark.parametrize("kind", list(TRIFLES))
def test_what_pages_change_by_themselves_is_no_edit(kind: str) -> None:
    seen = look(FIRST, page(TRIFLES[kind]))
    assert seen.seen in {Seen.SAME, Seen.TRIFLE}, seen
    assert (seen.reading, seen.gained, seen.lost, seen.diff) == (None, (), (), "")


def test_a_changing_stamp_and_a_changing_counter_are_no_edit_either() -> None:
    first = read(page(document("Updated 5 minutes ago", *STORY, "12 comments")))
    seen = look(first, page(document("Updated 2 hours ago", *STORY, "340 comments")))
    assert seen.seen in {Seen.SAME, Seen.TRIFLE}


def test_a_name_in_a_link_does_not_ride_along_with_a_real_edit() -> None:
    edited = document(*STORY[:4], STORY[4].replace("rain", "snow"), "Microsoft sues the makers of a botnet")
    seen = look(FIRST, page(edited))
    assert (seen.seen, seen.gained, seen.lost) == (Seen.EDITED, (), ())


CONSENT = """<!DOCTYPE html><html><head><title>Before you continue</title></head><body><h1>We value your privacy</h1>
<p>We and our 842 partners store and access information on your device, such as cookies. You can accept all cookies
or manage your choices. Microsoft and Google are among our partners.</p><button>Accept all</button></body></html>"""
BOTS = """<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><p>Checking your browser before you
access news.example. Please enable JavaScript and cookies to continue.</p></body></html>"""
ERROR = """<!DOCTYPE html><html><head><title>Error 503</title></head><body><h1>Something went wrong</h1>
<p>The service is temporarily unavailable. Please try again later.</p></body></html>"""
ELSE = document(
    *(f"Growers in valley number {n} expect a smaller harvest after the frosts of April, they say." for n in range(9)),
    title="Frost damages harvest",
)  # fmt: skip
HIDDEN = {
    "a consent wall": (CONSENT, URL),
    "a bot wall": (BOTS, URL),
    "an error page": (ERROR, URL),
    "a paywall": (document(STORY[0], "Subscribe now to read the full article.", title=TITLE), URL),
    "a fraction of the text": (document(STORY[0]), URL),
    "another text": (ELSE, URL),
    "an empty page": ("", URL),
    "the front page": (document("Welcome to the news.", "Today: harbour signs the Paris Call."), "https://news.example/"),
    "a consent host": (document(*STORY), "https://consent.news.example/?next=harbour"),
    "another story elsewhere": (ELSE, "https://news.example/2026/11/24/frost"),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(HIDDEN))
def test_something_else_in_the_place_of_the_article_is_no_revision(kind: str) -> None:
    html, url = HIDDEN[kind]
    seen = look(FIRST, page(html, url))
    assert seen.seen is Seen.OBSCURED, seen
    assert seen.why
    assert seen.reading is None


def test_a_story_that_has_moved_to_a_new_address_is_still_the_story() -> None:
    corrected = [text.replace("Capgemini", "Siemens") for text in STORY]
    seen = look(FIRST, page(document(*corrected), "https://news.example/2026/11/23/harbour-signs-call"))
    assert (seen.seen, seen.gained) == (Seen.EDITED, ("Siemens",))


def test_a_page_that_says_it_is_gone_counts_as_gone() -> None:
    gone = document("The page you are looking for could not be found.", title="404 Not Found")
    assert look(FIRST, page(gone)).seen is Seen.GONE


def test_an_article_known_by_the_feeds_words_alone_is_compared_with_nothing() -> None:
    walled = read(page(CONSENT), summary="The port authority signed the Paris Call on Monday, its director said.")
    assert walled.article.obstacle is Obstacle.CONSENT
    seen = look(walled, page(document(*STORY)))
    assert seen.seen is Seen.OBSCURED
    assert "feed" in seen.why


def test_a_rule_of_ours_that_has_changed_since_is_no_edit_of_theirs() -> None:
    stale = replace(FIRST, findings=replace(FIRST.findings, mentions=()), match=None, matcher_version="0")
    corrected = [text.replace("in the rain", "in the snow") for text in STORY]
    seen = look(stale, page(document(*corrected)))
    assert (seen.seen, seen.gained, seen.lost) == (Seen.EDITED, (), ())


def _changed() -> list[dict[str, object]]:
    if not SHARED.is_dir():
        return []
    lines = (SHARED / "stories" / "index.jsonl").read_text(encoding="utf-8").splitlines()
    return [story for story in map(json.loads, lines) if story["kind"] == "changed"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the replay material is not beside the repository")
def test_the_corrections_of_the_replay_corpus_are_told_right() -> None:
    told = [_told(story) for story in _changed()]
    assert len(told) >= 10
    wrong = [line for line, is_right in told if not is_right]
    assert wrong == []


def _told(story: dict[str, object]) -> tuple[str, bool]:
    later = story["v2"]
    assert isinstance(later, dict)
    url, charset, title = str(story["url"]), str(story["charset"]), str(story["title"])
    pages = [gzip.decompress((SHARED / "stories" / str(name)).read_bytes()) for name in (story["file"], later["file"])]
    first = read(page(pages[0], url, url, charset), title)
    again = look(first, page(pages[0], url, url, charset))
    seen = look(first, page(pages[1], url, url, charset))
    before, after = set(_names(story)), set(_names(later))
    known = {"Paris Call"} | before | after | set(_names(story, "signatories_optional"))
    gained, lost = set(seen.gained) - {"Paris Call"}, set(seen.lost) - {"Paris Call"}
    is_right = (
        again.seen is Seen.SAME
        and seen.seen is Seen.EDITED
        and after - before <= gained
        and before - after <= lost
        and gained | lost <= known
    )
    return f"{story['id']} {again.seen} {seen.seen} +{sorted(gained)} -{sorted(lost)} {story['note']}", is_right


def _names(story: dict[str, object], key: str = "signatories") -> list[str]:
    names = story[key]
    assert isinstance(names, list)
    return [str(name) for name in names]
