"""A digest in words, section by section: what every rendering shows, each in its own way.

All words from outside are cleaned here of what cannot be seen; each rendering escapes them for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.core import urls
from pipeline.core.rendering import coverage, numbers, wording
from pipeline.core.rendering.cleaning import Pieces, clean, pieces_of
from pipeline.model import SubjectKind, Tier

if TYPE_CHECKING:
    from pipeline.model import Correction, Digest, DigestStory, Ranked

LONGEST_TITLE: Final = 240  # characters
_MOST_NAMES: Final = 12
_LEAST_BARS: Final = 2  # one bar is no trend


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """One of the figures at the head."""

    value: str
    label: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarView:
    """One day of the trend."""

    label: str  # of the day
    call: int
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """One story."""

    title: str
    link: str  # http(s), or empty
    standing: str  # a sentence, or empty
    outlets: str
    facts: tuple[str, ...]
    pieces: Pieces
    names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """The stories of one tier."""

    title: str
    explanation: str
    count: int
    stories: tuple[StoryView, ...]
    beyond: str  # how many are not shown, or empty
    beyond_link: str  # http(s), or empty: where they are


@dataclass(frozen=True, slots=True, kw_only=True)
class RankView:
    """A line of the most named."""

    name: str
    count: int
    share: int  # percent of the most named
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """A correction."""

    title: str
    link: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """The whole."""

    title: str
    preheader: str
    summary: str
    figures: tuple[FigureView, ...]
    comparison: str
    trend: tuple[BarView, ...]
    trend_caption: str
    sections: tuple[SectionView, ...]
    top: tuple[RankView, ...]
    top_caption: str
    states: str
    news: tuple[tuple[str, str, str], ...]  # (who, why, title of the best story)
    news_note: str
    corrections: tuple[CorrectionView, ...]
    coverage: tuple[str, ...]
    troubles: tuple[tuple[str, str], ...]  # (feed, what is wrong with it)


def view_of(digest: Digest, most: int | None = None, whole: int | None = None, hint: str = "") -> DigestView:
    """A digest in words.

    Args:
        digest: the digest.
        most: so many stories that do not name the Call are shown, the most relevant; None for all of a day, and as
            many of a week or month as people read.
        whole: so many of the Call's stories are shown with their sentence, the others by title and names; None for all.
        hint: where to find what is not shown.
    """
    is_empty = not digest.stories
    return DigestView(
        title=wording.headline(digest),
        preheader=_preheader(digest),
        summary=wording.summary(digest),
        figures=()
        if is_empty and digest.selection is None
        else tuple(
            FigureView(value=f"{figure.value:,}", label=numbers.figure_label(figure), change=numbers.change(figure))
            for figure in digest.figures
        ),
        comparison=numbers.comparison(digest),
        trend=()
        if is_empty or len(digest.trend) < _LEAST_BARS
        else tuple(
            BarView(label=_day_label(digest, n), call=day.call, stories=day.stories)
            for n, day in enumerate(digest.trend)
        ),
        trend_caption=numbers.trend_caption(digest),
        sections=tuple(_sections(digest, most, whole, hint)),
        top=_top(digest),
        top_caption=numbers.top_caption(digest),
        states=", ".join(
            f"{clean(one.subject.name)} {one.stories}" for one in digest.top if one.subject.kind is SubjectKind.STATE
        ),
        news=tuple(
            (clean(one.subject.name), numbers.news_reason(one), clean(one.title, LONGEST_TITLE)) for one in digest.news
        ),
        news_note="" if is_empty else numbers.news_note(digest),
        corrections=tuple(_correction(one, digest) for one in digest.corrections),
        coverage=tuple(clean(line) for line in coverage.coverage_lines(digest)),
        troubles=tuple((clean(feed), clean(what)) for feed, what in coverage.trouble_lines(digest)),
    )


def _preheader(digest: Digest) -> str:
    return " · ".join(clean(story.lead.title, LONGEST_TITLE) for story in digest.stories[:2]) or wording.summary(digest)


def _day_label(digest: Digest, number: int) -> str:
    day = digest.trend[number].day
    return f"{day.day} {day:%b}" if number == 0 or day.day == 1 else str(day.day)


def _sections(digest: Digest, most: int | None, whole: int | None, hint: str) -> list[SectionView]:
    shown_by_default = wording.SHOWN[digest.window.edition]
    limits = [limit for limit in (most, shown_by_default) if limit is not None]
    room = min([len(digest.stories), *limits])
    link = urls.canonical(hint)
    sections = []
    for tier, title, explanation in wording.SECTIONS:
        stories = [story for story in digest.stories if story.tier is tier]
        if not stories:
            continue
        is_call = tier is Tier.CALL
        shown = stories if is_call else stories[:room]
        if not is_call:
            room -= len(shown)
        in_full = len(shown) if whole is None or not is_call else whole
        count = wording.story_count(digest, tier)
        left = count - len(shown)
        sections.append(
            SectionView(
                title=title,
                explanation=explanation,
                count=count,
                stories=tuple(_story(story, digest, number < in_full) for number, story in enumerate(shown)),
                beyond=f"and {left:,} more{'' if link else f': {hint or wording.whole_is(digest)}'}" if left else "",
                beyond_link=link if left else "",
            )
        )
    return sections


def _story(story: DigestStory, digest: Digest, in_full: bool) -> StoryView:  # noqa: FBT001  (of this module alone)
    names = [clean(name) for name in story.names]
    beyond = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return StoryView(
        title=clean(story.lead.title, LONGEST_TITLE) or "(no title)",
        link=urls.canonical(story.lead.url),
        standing=wording.standing(story, digest),
        outlets=clean(wording.outlets(story)),
        facts=tuple(clean(fact) for fact in wording.facts(story, digest)) if in_full else (),
        pieces=pieces_of(story.sentence) if in_full else (),
        names=", ".join(names[:_MOST_NAMES]) + beyond,
    )


def _top(digest: Digest) -> tuple[RankView, ...]:
    named: list[Ranked] = [one for one in digest.top if one.subject.kind is SubjectKind.SIGNATORY]
    most = max((one.stories for one in named), default=1)
    return tuple(
        RankView(
            name=clean(one.subject.name),
            count=one.stories,
            share=max(round(100 * one.stories / most), 1),
            change=numbers.rank_change(one, digest, rank),
        )
        for rank, one in enumerate(named, 1)
    )


def _correction(one: Correction, digest: Digest) -> CorrectionView:
    site = f" ({clean(one.site)})" if one.site else ""
    return CorrectionView(
        title=clean(one.title, LONGEST_TITLE) + site,
        link=urls.canonical(one.url),
        what=clean(wording.correction(one, digest)),
    )
