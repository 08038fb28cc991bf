"""A small store with something of everything, written by the program's own code."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.grouping import GroupTable
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.core.stories import VERSION
from pipeline.jobs.group import GroupStories
from pipeline.model import (
    Article,
    BodyQuality,
    DateSource,
    Entry,
    Field,
    Findings,
    Gazetteer,
    Match,
    Mention,
    Obstacle,
    Outcome,
    Reading,
    Signatory,
    SubjectKind,
    Subscription,
    Tier,
)
from tests.builders import NOW, name, ok_poll

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

HOSTILE = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{ 7 * 7 }}'

GAZETTEER = Gazetteer(
    version="test",
    signatories=(
        Signatory(
            name="Airbus",
            category="private-sector",
            country="FRA",
            names=("Airbus Group",),
            traps=("Airbus A380 model",),
        ),
        Signatory(name="Thales", category="private-sector", country="FRA", weak=("Thales",), ambiguity="surname"),
        Signatory(name="Estonie", category="state", country="EST"),
        Signatory(name="Quiet Society", category="civil-society", country="DEU"),
    ),
    state_names=(),
    call_names=(),
    lexicon=(),
)

CALL_TEXT = (
    "Eight years on, the Paris Call is signed by Airbus Defence and Space.\n\n"
    "Estonia 🇪🇪 signed first. Thales, too, said it would."
)


def build(path: Path) -> Path:
    """Five articles in two feeds: two that tell one story of the Call, one hostile, one old, one not flagged."""
    database = open_database(path)
    feeds, pages = FeedStore(database), PageStore(database)
    Ledger(database).publish(GAZETTEER)
    feeds.subscribe(
        [Subscription(url="https://one.example/feed", title="One News"), Subscription(url="https://two.example/feed")],
        3600,
        NOW,
    )
    first, second = (replace(feed, last_polled_at=NOW, last_ok_at=NOW, last_new_at=NOW) for feed in feeds.feeds())
    readings = (
        (of_the_call("https://one.example/call", "Paris Call turns eight", "One News", "en"), NOW),
        (of_the_call("https://two.example/appel", "L'Appel de Paris a huit ans", "Two Nouvelles", "fr"), NOW),
        (_hostile("https://two.example/hostile"), NOW - timedelta(days=1)),
        (_old("https://one.example/old"), NOW - timedelta(days=400)),
        (_unflagged("https://one.example/nothing"), NOW),
    )
    entries = [_entry(reading) for reading, _ in readings]
    feeds.record(first, ok_poll(first.id, 3), [(entry, name(entry)) for entry in entries if "one.example" in entry.url])
    feeds.record(
        second, ok_poll(second.id, 2), [(entry, name(entry)) for entry in entries if "two.example" in entry.url]
    )
    by_url = {reading.article.url: (reading, when) for reading, when in readings}
    for page in pages.lease(NOW, 10):
        reading, when = by_url[page.url]
        pages.settle(page, reading, Outcome.MATCHED if reading.match else Outcome.UNMATCHED, "", when)
    for _ in GroupStories(store=GroupTable(database), version=VERSION)():
        pass
    database.close()
    return path


def _entry(reading: Reading) -> Entry:
    return Entry(guid=reading.article.url, url=reading.article.url, title=reading.article.title)


def of_the_call(url: str, title: str, site: str, language: str, tier: Tier = Tier.CALL) -> Reading:
    """A reading of CALL_TEXT."""
    spans = (
        ("Paris Call", "Paris Call", SubjectKind.CALL, "call-full-name"),
        ("Airbus Defence and Space", "Airbus", SubjectKind.SIGNATORY, "certain-name"),
        ("Defence and Space", "Quiet Society", SubjectKind.SIGNATORY, "weak-name-with-cue"),
        ("Estonia", "Estonie", SubjectKind.STATE, "certain-name"),
        ("Thales", "Thales", SubjectKind.SIGNATORY, "weak-name-with-cue"),
    )
    mentions = tuple(_mention(CALL_TEXT, *span) for span in spans)
    return _reading(url, title, site, language, CALL_TEXT, mentions, tier, NOW - timedelta(hours=1))


def _hostile(url: str) -> Reading:
    text = f"{HOSTILE} says Airbus {HOSTILE}"
    mention = replace(
        _mention(text, "Airbus", "Airbus", SubjectKind.SIGNATORY, "certain-name"), sentence=text, evidence=(HOSTILE,)
    )
    reading = _reading(url, HOSTILE, HOSTILE, "en", text, (mention,), Tier.CONTEXT, NOW - timedelta(days=1))
    article = replace(reading.article, authors=(HOSTILE,), obstacle=Obstacle.PAYWALL, body_quality=BodyQuality.TEASER)
    return replace(reading, article=article)


def _old(url: str) -> Reading:
    text = "Thales sold something."
    mention = _mention(text, "Thales", "Thales", SubjectKind.SIGNATORY, "weak-name-with-cue")
    return _reading(url, "Old news", "One News", "en", text, (mention,), Tier.MENTION, NOW - timedelta(days=400))


def _unflagged(url: str) -> Reading:
    return Reading(
        article=Article(url=url, title="Nothing here", text="Rain fell.", language="en", site="One News"),
        findings=Findings(),
        match=None,
        matcher_version="2",
        gazetteer_version="test",
    )


def _mention(text: str, surface: str, subject: str, kind: SubjectKind, rule: str) -> Mention:
    start = text.index(surface)
    return Mention(
        subject=subject,
        kind=kind,
        field=Field.BODY,
        start=start,
        end=start + len(surface),
        surface=surface,
        sentence=next((part for part in text.split("\n\n") if surface in part), text),
        rule=rule,
        score=0.9,
        evidence=("seen by the test",),
    )


def _reading(  # noqa: PLR0913, PLR0917  (an article is all of these)
    url: str,
    title: str,
    site: str,
    language: str,
    text: str,
    mentions: tuple[Mention, ...],
    tier: Tier,
    published: datetime,
) -> Reading:
    return Reading(
        article=Article(
            url=url,
            title=title,
            text=text,
            language=language,
            site=site,
            published=published,
            published_from=DateSource.PAGE,
        ),
        findings=Findings(mentions=mentions),
        match=Match(
            tier=tier,
            score=80,
            subjects=tuple(sorted({mention.subject for mention in mentions})),
            reasons=("Paris Call: “Paris Call” in the text (call-full-name; its name)",),
        ),
        matcher_version="2",
        gazetteer_version="test",
    )
