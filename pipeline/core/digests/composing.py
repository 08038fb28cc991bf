"""What the store knows of a period -> its digest. The order depends on nothing but the stories themselves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from pipeline.core.digests import statistics
from pipeline.core.digests.periods import local_day
from pipeline.model import (
    Counts,
    Digest,
    Edition,
    Figure,
    FigureName,
    NewsKind,
    Ranked,
    SubjectKind,
    SubjectNews,
    Tier,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.model import DigestStory, Material, SubjectPast

# Kept beside the Call's, which are never left out. More than anybody reads, so that there is something left to narrow.
MOST_STORIES: Final = {Edition.DAILY: 1000, Edition.WEEKLY: 500, Edition.MONTHLY: 500}
MOST_ARTICLES: Final = 20  # of one story
COMPARED_PERIODS: Final = {Edition.DAILY: 7, Edition.WEEKLY: 4, Edition.MONTHLY: 3}
TREND_DAYS: Final = 14  # of a daily edition; the others show the days of their period

_MOST_SIGNATORIES: Final = 15
_MOST_STATES: Final = 8
_MOST_NEWS: Final = 12
_TIERS: Final = {Tier.CALL: 0, Tier.CONTEXT: 1, Tier.MENTION: 2}
_KINDS: Final = {SubjectKind.CALL: 0, SubjectKind.SIGNATORY: 1, SubjectKind.STATE: 2}
_PER_DOUBLING: Final = 4.0  # points of score that twice as many outlets are worth


def told_first(tier: Tier, score: float, outlets: int) -> tuple[int, float]:
    """A key that sorts stories by tier, then by relevance: their score, and how many outlets took them up."""
    return _TIERS[tier], -(score + _PER_DOUBLING * math.log2(max(outlets, 1)))


def compose(material: Material) -> Digest:
    """The digest of a period."""
    watched = 0
    if material.watching_since is not None:
        began = local_day(material.watching_since, material.window.timezone)
        watched = max((material.window.day - began).days, 0)
    return Digest(
        window=material.window,
        stories=ordered(material.stories),
        left_out=material.left_out,
        figures=_figures(material.counts, material.before),
        trend=material.trend,
        top=_top(material),
        news=_news(material, watched),
        watched_days=watched,
        corrections=material.corrections,
        coverage=material.coverage,
    )


def ordered(stories: Iterable[DigestStory]) -> tuple[DigestStory, ...]:
    """Stories as they are told."""
    return tuple(sorted(stories, key=_place))


def figure_values(counts: Counts) -> dict[FigureName, int]:
    """The four figures by name, in the order shown.

    The Call is what all this is about; flagged stories are the day's volume; signatories say how broad it is, and
    outlets whether many wrote or one wrote much.
    """
    return {
        FigureName.CALL: counts.call,
        FigureName.STORIES: counts.stories,
        FigureName.SIGNATORIES: counts.signatories,
        FigureName.OUTLETS: counts.outlets,
    }


def _place(story: DigestStory) -> tuple[object, ...]:
    return (*told_first(story.tier, story.score, len(story.outlets)), story.lead.first_seen, story.lead.url, story.id)


def _figures(counts: Counts, before: Sequence[Counts]) -> tuple[Figure, ...]:
    past = [figure_values(one) for one in before]
    return tuple(
        Figure(name=name, value=value, mean=statistics.mean([one[name] for one in past]), periods=len(past))
        for name, value in figure_values(counts).items()
    )


def _top(material: Material) -> tuple[Ranked, ...]:
    ranks = material.window.edition is not Edition.DAILY
    ranked = [
        Ranked(
            subject=one.subject, stories=one.stories, before=one.before, rank_before=one.rank_before if ranks else None
        )
        for one in sorted(
            material.subjects, key=lambda one: (_KINDS[one.subject.kind], -one.stories, -one.before, one.subject.name)
        )
    ]
    signatories = [one for one in ranked if one.subject.kind is SubjectKind.SIGNATORY][:_MOST_SIGNATORIES]
    return tuple(signatories + [one for one in ranked if one.subject.kind is SubjectKind.STATE][:_MOST_STATES])


def _news(material: Material, watched: int) -> tuple[SubjectNews, ...]:
    if watched < statistics.BASELINE_DAYS:
        return ()
    quiet = min(watched, statistics.QUIET_DAYS)
    first = [
        SubjectNews(kind=NewsKind.FIRST, subject=one.subject, stories=one.stories, title=one.title, quiet_days=quiet)
        for one in sorted(material.subjects, key=lambda one: (_KINDS[one.subject.kind], -one.stories, one.subject.name))
        if one.quiet_since is None
    ]
    edition = material.window.edition
    seen = statistics.whole_spans(edition, watched)
    risen = [
        (rise.chance, _unusual(one, rise, edition))
        for one in material.subjects
        if one.quiet_since is not None and (rise := statistics.rise(one.stories, one.past[:seen], edition))
    ]
    unusual = [news for _, news in sorted(risen, key=lambda pair: (pair[0], pair[1].subject.name))]
    return tuple(first[:_MOST_NEWS] + unusual[:_MOST_NEWS])


def _unusual(one: SubjectPast, rise: statistics.Rise, edition: Edition) -> SubjectNews:
    return SubjectNews(
        kind=NewsKind.UNUSUAL,
        subject=one.subject,
        stories=one.stories,
        title=one.title,
        usual=rise.usual,
        span_days=statistics.SPANS[edition].days,
        spans=rise.spans,
    )
