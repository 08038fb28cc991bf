"""Digests for tests, with everything that does not matter filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pipeline.core.digests import compose, window_of
from pipeline.model import (
    BodyQuality,
    Counts,
    Coverage,
    Digest,
    DigestArticle,
    DigestStory,
    DigestSubject,
    Edition,
    Material,
    SubjectKind,
    SubjectPast,
    Tier,
)

PARIS = "Europe/Paris"
DAY = date(2026, 11, 23)  # a Monday
CALL = DigestSubject(name="Paris Call", kind=SubjectKind.CALL)
AIRBUS = DigestSubject(name="Airbus", kind=SubjectKind.SIGNATORY, category="private-sector", country="FRA")
CISCO = DigestSubject(name="Cisco", kind=SubjectKind.SIGNATORY, category="private-sector", country="USA")
JAPAN = DigestSubject(name="Japon", kind=SubjectKind.STATE, category="state", country="JPN")


def article(number: int = 1, **changes: object) -> DigestArticle:
    plain = DigestArticle(
        url=f"https://news.example/{number}",
        title=f"Story {number}",
        site="News",
        language="en",
        published=None,
        first_seen=datetime(2026, 11, 23, 9, number % 60, tzinfo=UTC),
        body_quality=BodyQuality.FULL,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # names are checked by replace itself


def story(
    number: int = 1, tier: Tier = Tier.MENTION, lead: DigestArticle | None = None, **changes: object
) -> DigestStory:
    first = lead or article(number)
    plain = DigestStory(
        id=number,
        tier=tier,
        score=10.0 + number,
        articles=(first,),
        article_count=1,
        outlets=(first.site,),
        languages=(first.language,),
        subjects=(CALL, AIRBUS) if tier is Tier.CALL else (AIRBUS,),
        sentence="\ue000Airbus\ue001 said so.",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # names are checked by replace itself


def coverage(**changes: object) -> Coverage:
    plain = Coverage(
        feeds=10,
        feeds_answering=9,
        entries=30,
        outcomes=(("blocked", 3), ("matched", 10), ("pending", 2), ("unmatched", 15)),
        obstacles=(("paywall", 2),),
        troubles=(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # names are checked by replace itself


def counts(stories: tuple[DigestStory, ...]) -> Counts:
    return Counts(
        call=sum(one.tier is Tier.CALL for one in stories),
        stories=len(stories),
        signatories=len({name for one in stories for name in one.names}),
        outlets=len({outlet for one in stories for outlet in one.outlets}),
    )


def past(subject: DigestSubject = AIRBUS, stories: int = 1, **changes: object) -> SubjectPast:
    plain = SubjectPast(
        subject=subject,
        stories=stories,
        title=f"About {subject.name}",
        before=0,
        rank_before=None,
        past=(1,) * 12,
        quiet_since=DAY - timedelta(days=3),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # names are checked by replace itself


def material(*stories: DigestStory, edition: Edition = Edition.DAILY, day: date = DAY, **changes: object) -> Material:
    window = window_of(day, PARIS, edition)
    plain = Material(
        window=window,
        watching_since=window.since - timedelta(days=120),
        stories=stories,
        counts=counts(stories),
        left_out=(),
        before=(),
        trend=(),
        subjects=(),
        corrections=(),
        coverage=coverage(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # names are checked by replace itself


def digest(*stories: DigestStory, edition: Edition = Edition.DAILY, **changes: object) -> Digest:
    return compose(material(*stories, edition=edition, coverage=coverage(**changes)))
