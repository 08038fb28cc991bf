"""A digest for one recipient: fewer stories, the same honesty."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.core.digests.composing import figure_values
from pipeline.model import Counts, DigestFilter, SubjectKind, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Digest, DigestStory, DigestSubject


def narrowed(digest: Digest, wanted: DigestFilter) -> Digest:
    """The digest with only what `wanted` asks for; an empty filter gives the digest itself.

    Stable interface of the delivery: `to_mail(narrowed(digest, wanted))` is what a recipient gets.

    Stories, most named, news and corrections are narrowed. The figures count the stories that are left, each with the
    value without the filter beside it (`Figure.whole`) in place of a comparison, for the days before were counted
    whole. Trend and coverage stay as of the whole; renderings say so. The Call's stories stay, unless `tiers` leaves
    the Call out.
    """
    if wanted == DigestFilter():
        return digest
    stories = tuple(story for story in digest.stories if fits(story, wanted))
    values = figure_values(_counts(stories))
    return replace(
        digest,
        stories=stories,
        figures=tuple(
            replace(figure, value=values[figure.name], mean=None, periods=0, whole=figure.value)
            for figure in digest.figures
        ),
        top=tuple(one for one in digest.top if _names(one.subject, wanted)),
        news=tuple(one for one in digest.news if _names(one.subject, wanted)),
        corrections=tuple(
            one
            for one in digest.corrections
            if is_wanted(
                {tier for tier in (one.tier_before, one.tier_after) if tier}, {one.language}, one.subjects, wanted
            )
        ),
        selection=wanted,
    )


def fits(story: DigestStory, wanted: DigestFilter) -> bool:
    """Whether a story is among what is wanted."""
    return is_wanted({story.tier}, set(story.languages), story.subjects, wanted)


def is_wanted(tiers: set[Tier], languages: set[str], subjects: Iterable[DigestSubject], wanted: DigestFilter) -> bool:
    """Whether something of these tiers and languages that names these subjects is wanted; see `DigestFilter`."""
    if wanted.tiers and not tiers & set(wanted.tiers):
        return False
    if Tier.CALL in tiers:
        return True
    if wanted.languages and not languages & set(wanted.languages):
        return False
    if not (wanted.signatories or wanted.categories or wanted.countries):
        return True
    return any(_names(subject, wanted) for subject in subjects if subject.kind is not SubjectKind.CALL)


def _names(subject: DigestSubject, wanted: DigestFilter) -> bool:
    if subject.kind is SubjectKind.CALL:
        return True
    return (
        (not wanted.signatories or subject.name in wanted.signatories)
        and (not wanted.categories or subject.category in wanted.categories)
        and (not wanted.countries or subject.country in wanted.countries)
    )


def _counts(stories: tuple[DigestStory, ...]) -> Counts:
    return Counts(
        call=sum(story.tier is Tier.CALL for story in stories),
        stories=len(stories),
        signatories=len({name for story in stories for name in story.names}),
        outlets=len({outlet for story in stories for outlet in story.outlets}),
    )
