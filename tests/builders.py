"""Values for tests, with everything that does not matter filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.core.digests import compose
from pipeline.model import (
    Article,
    Dispatch,
    DispatchState,
    Entry,
    EntryName,
    Feed,
    Field,
    Findings,
    Match,
    Mention,
    Poll,
    PollOutcome,
    Reading,
    SubjectKind,
    Subscription,
    Tier,
    Via,
)

if TYPE_CHECKING:
    from pipeline.adapters.sqlite.database import Database
    from pipeline.model import DigestWindow

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def at(hours: float) -> datetime:
    """So many hours after NOW."""
    return NOW + timedelta(hours=hours)


def subscription(url: str = "https://news.example/feed") -> Subscription:
    return Subscription(url=url, tags=("cyber",), language="en")


def feed(feed_id: int = 1, url: str = "https://news.example/feed") -> Feed:
    return Feed(id=feed_id, subscription=subscription(url), location=url, interval=3600, next_poll_at=NOW)


def entry(number: int = 1, host: str = "news.example") -> Entry:
    return Entry(
        guid=f"guid-{number}",
        url=f"https://{host}/story-{number}",
        title=f"Story {number}",
        summary=f"Summary of story {number}.",
        published=NOW,
    )


def name(of: Entry) -> EntryName:
    return EntryName(guid=of.guid, url_key=of.url.removeprefix("https://"), title_key=of.title.lower())


def ok_poll(feed_id: int, new: int, seen: int = 0, moment: datetime = NOW) -> Poll:
    return Poll(
        feed_id=feed_id,
        polled_at=moment,
        outcome=PollOutcome.OK,
        location="https://news.example/feed",
        status=200,
        entries=new + seen,
        new=new,
        seen=seen,
    )


def mention(text: str, surface: str, subject: str, kind: SubjectKind = SubjectKind.SIGNATORY) -> Mention:
    start = text.index(surface)
    return Mention(
        subject=subject,
        kind=kind,
        field=Field.BODY,
        start=start,
        end=start + len(surface),
        surface=surface,
        sentence=text,
        rule="name",
        score=0.9,
        evidence=("certain name",),
    )


def flagged(url: str, text: str = "Airbus signed.", tier: Tier = Tier.MENTION) -> Reading:
    found = mention(text, text.split(maxsplit=1)[0], "Airbus")
    return Reading(
        article=Article(url=url, title=f"About {url}", text=text, language="en", site="News"),
        findings=Findings(mentions=(found,)),
        match=Match(tier=tier, score=10, subjects=("Airbus",), reasons=("Airbus named",)),
        matcher_version="1",
        gazetteer_version="test",
    )


def unflagged(url: str, text: str = "Nothing of note.") -> Reading:
    return replace(
        flagged(url),
        article=Article(url=url, title=f"About {url}", text=text, language="en"),
        findings=Findings(),
        match=None,
    )


def told(database: Database, *windows: DigestWindow, moment: datetime = NOW) -> None:
    """Each period has its digest: planned, told and kept."""
    store = DigestStore(database)
    for window in windows:
        store.plan(window, moment)
        store.freeze(window, compose(store.material(window)), moment)


def alert(number: int = 1, *, held: bool = False) -> Dispatch:
    return Dispatch(
        id=number,
        what="alert",
        day=None,
        article_id=number,
        via=Via.MAIL,
        recipient="ann@example.org",
        state=DispatchState.PLANNED,
        held=held,
        planned_at=NOW,
        attempts=0,
        next_attempt_at=NOW,
        message_id="",
        sent_at=None,
        error="",
    )
