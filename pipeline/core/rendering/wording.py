"""What all renderings of a digest say alike: its names, its numbers, its stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from pipeline.core.digests.periods import last_day
from pipeline.core.digests.statistics import BASELINE_DAYS, QUIET_DAYS
from pipeline.model import BodyQuality, Edition, FigureName, NewsKind, Standing, Tier

if TYPE_CHECKING:
    from datetime import date, datetime

    from pipeline.model import Correction, Digest, DigestStory, Figure, Ranked, SubjectNews

SECTIONS: Final = (
    (Tier.CALL, "The Paris Call", "Stories that name the Call."),
    (
        Tier.CONTEXT,
        "Signatories in cyber-policy context",
        "Signatories or signatory states where policy is at issue.",
    ),
    (Tier.MENTION, "Signatories named", "Stories that merely name a signatory."),
)

_UNITS: Final = {Edition.DAILY: "day", Edition.WEEKLY: "week", Edition.MONTHLY: "month"}
_QUALITY: Final = {
    BodyQuality.FULL: "",
    BodyQuality.FEED_TEXT: "read from the feed's full text",
    BodyQuality.TEASER: "only the free part was readable",
    BodyQuality.FEED_SUMMARY: "only the feed's summary was readable",
    BodyQuality.TITLE_ONLY: "only the title was readable",
}
_FIGURES: Final = {
    FigureName.CALL: "on the Call",
    FigureName.STORIES: "stories",
    FigureName.SIGNATORIES: "signatories",
    FigureName.OUTLETS: "outlets",
}
_NAMED_OUTLETS: Final = 4
# Beside the Call's. A day is told whole; a week by its best stories, for its days have told the others.
SHOWN: Final = {Edition.DAILY: None, Edition.WEEKLY: 40, Edition.MONTHLY: 40}


def unit(digest: Digest) -> str:
    """What the digest is of: day, week or month."""
    return _UNITS[digest.window.edition]


def period(digest: Digest) -> str:
    """The period in words: "Monday 23 November 2026", "week 48, 23 to 29 November 2026", "November 2026"."""
    first, last = digest.window.day, last_day(digest.window)
    match digest.window.edition:
        case Edition.DAILY:
            return f"{first:%A} {first.day} {first:%B %Y}"
        case Edition.WEEKLY:
            year = f" {first:%Y}" if first.year != last.year else ""
            month = f" {first:%B}" if first.month != last.month else ""
            return f"week {first.isocalendar().week}, {first.day}{month}{year} to {last.day} {last:%B %Y}"
        case Edition.MONTHLY:
            return f"{first:%B %Y}"


def headline(digest: Digest) -> str:
    """The digest's title."""
    return f"Paris Call digest, {period(digest)}"


def subject(digest: Digest) -> str:
    """The subject line of a mail: the numbers first, then the period; one line without words from outside."""
    window = digest.window
    short = {
        Edition.DAILY: f"{window.day:%a} {window.day.day} {window.day:%b %Y}",
        Edition.WEEKLY: f"week {window.day.isocalendar().week} of {window.day.isocalendar().year}",
        Edition.MONTHLY: f"{window.day:%B %Y}",
    }[window.edition]
    if not digest.stories:
        coverage = digest.coverage
        return f"Paris Call: no stories, {coverage.feeds_answering} of {coverage.feeds} feeds answered · {short}"
    values = {figure.name: figure.value for figure in digest.figures}
    call = values.get(FigureName.CALL, sum(story.tier is Tier.CALL for story in digest.stories))
    stories = values.get(FigureName.STORIES, len(digest.stories))
    parts = [f"{call} on the Call" if call else "none on the Call", counted(stories, "story", "stories")]
    if FigureName.SIGNATORIES in values:
        parts.append(counted(values[FigureName.SIGNATORIES], "signatory", "signatories"))
    return f"Paris Call: {', '.join(parts)} · {short}"


def summary(digest: Digest) -> str:
    """The period in one line, numbers first; an empty one says so, and one without sight says that."""
    coverage = digest.coverage
    answered = f"{coverage.feeds_answering} of {counted(coverage.feeds, 'feed')} answered"
    seen = f"{answered}, {counted(coverage.entries, 'new item')}"
    when = "today" if digest.window.edition is Edition.DAILY else f"this {unit(digest)}"
    if not digest.stories:
        if digest.selection is not None:
            whole = next((figure.whole for figure in digest.figures if figure.name is FigureName.STORIES), 0) or 0
            return f"Nothing {when} in your selection, of {counted(whole, 'story', 'stories')} in all ({seen})."
        return f"Nothing {when}: no story names the Call or a signatory ({seen})."
    words = ("naming the Paris Call", "with signatories in cyber-policy context", "naming a signatory")
    counts = {tier: story_count(digest, tier) for tier in Tier}
    named = ", ".join(
        f"{counts[tier]:,} {said}" for (tier, _, _), said in zip(SECTIONS, words, strict=True) if counts[tier]
    )
    chosen, beyond = "", ""
    if digest.selection is not None:
        chosen = " in your selection"
        left_out = sum(count for _, count in digest.left_out)
        beyond = f"; {left_out:,} of the least relevant were not kept to select from" if left_out else ""
    return f"{counted(sum(counts.values()), 'story', 'stories')}{chosen}: {named}{beyond} ({seen})."


def story_count(digest: Digest, tier: Tier) -> int:
    """How many stories of a tier the period had, those too many to keep included; after a filter those it left."""
    kept = sum(story.tier is tier for story in digest.stories)
    return kept if digest.selection is not None else kept + dict(digest.left_out).get(tier, 0)


def counted(count: int, one: str, many: str = "") -> str:
    """The count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def dated(day: date, digest: Digest) -> str:
    """A day; its year only when it is another one."""
    return f"{day.day} {day:%b}" if day.year == digest.window.day.year else f"{day.day} {day:%b %Y}"


def local(moment: datetime, digest: Digest) -> str:
    """A moment in the digest's time zone; the date only when it is not the digest's own day."""
    here = moment.astimezone(ZoneInfo(digest.window.timezone))
    if digest.window.edition is Edition.DAILY and here.date() == digest.window.day:
        return f"{here:%H:%M}"
    return f"{here.day} {here:%b %Y, %H:%M}"


def outlets(story: DigestStory) -> str:
    """Who told it: the first few by name."""
    named = [outlet for outlet in story.outlets if outlet]
    if len(named) <= _NAMED_OUTLETS:
        return " · ".join(named)
    return f"{' · '.join(named[:_NAMED_OUTLETS])} and {counted(len(named) - _NAMED_OUTLETS, 'more outlet')}"


def facts(story: DigestStory, digest: Digest) -> tuple[str, ...]:
    """How many outlets, when, in which languages, and how much could be read, in the order shown."""
    lead = story.lead
    copies = ""
    if story.article_count > 1:
        copies = f"{counted(story.article_count, 'article')} in {counted(max(len(story.outlets), 1), 'outlet')}"
    when = f"published {local(lead.published, digest)}" if lead.published else ""
    seen = f"seen {local(lead.first_seen, digest)}"
    return tuple(
        filter(None, (copies, when, seen, ", ".join(filter(None, story.languages)), _QUALITY[lead.body_quality]))
    )


def standing(story: DigestStory, digest: Digest) -> str:
    """How a story that is not new stands to what earlier digests told; empty for a new one."""
    here = story.lead.first_seen.astimezone(ZoneInfo(digest.window.timezone)).date()
    match story.standing:
        case Standing.ADDITION:
            told = f"told on {dated(story.told_on, digest)}" if story.told_on else "told before"
            return f"More on a story {told}: {counted(story.article_count, 'further article')}."
        case Standing.LATE if story.lead.first_seen >= digest.window.until:
            return f"Late: our clock dated it {dated(here, digest)}."
        case Standing.LATE:
            return f"Late: belongs to {dated(here, digest)}; it could only be read or recognised since."
        case Standing.NEW:
            return ""


def figure_label(figure: Figure) -> str:
    """What a figure counts, in a word or two."""
    return _FIGURES[figure.name]


def change(figure: Figure) -> str:
    """How a figure stands to the mean of the periods before, or to the whole after a filter; empty without either."""
    if figure.whole is not None:
        return f"of {figure.whole:,} in all"
    if figure.mean is None:
        return ""
    difference = figure.value - figure.mean
    return "as usual" if round(abs(difference), 1) == 0 else f"{'+' if difference > 0 else '−'}{abs(difference):,.1f}"


def comparison(digest: Digest) -> str:
    """What the figures are compared with, in a sentence."""
    if digest.selection is not None:
        return "Of your selection; beside each the number without it."
    periods = max((figure.periods for figure in digest.figures), default=0)
    nouns = unit(digest) + "s"
    if not periods:
        return f"No whole {unit(digest)} was watched before this one: nothing to compare with yet."
    if periods == 1:
        return f"Change against the {unit(digest)} before, the only whole one watched so far."
    return f"Change against the mean of the {periods} {nouns} before."


def trend_caption(digest: Digest) -> str:
    """What the bars show."""
    whole = " All stories, not only your selection." if digest.selection is not None else ""
    return f"Stories by day first seen; at the foot of each bar those that name the Call.{whole}"


def rank_change(one: Ranked, digest: Digest, rank: int) -> str:
    """How a subject's place has changed; for a day, how often it was named in the week before."""
    if digest.window.edition is Edition.DAILY:
        return f"{one.before:,} before"
    if one.rank_before is None:
        return "new · 0 before"
    moved = one.rank_before - rank
    place = "=" if not moved else f"{'▲' if moved > 0 else '▼'} {abs(moved)}"
    return f"{place} · {one.before:,} before"


def top_caption(digest: Digest) -> str:
    """What the numbers of the most named are."""
    if digest.window.edition is Edition.DAILY:
        return "Stories of the day; then those of the 7 days before."
    before = f"the stories of the {unit(digest)} before"
    return f"Stories of the {unit(digest)}; then how the place has changed, and {before}."


def news_reason(news: SubjectNews) -> str:
    """Why a subject is news, with the numbers that say so."""
    stories = counted(news.stories, "story", "stories")
    if news.kind is NewsKind.FIRST:
        if news.quiet_days >= QUIET_DAYS:
            return f"first mention in {news.quiet_days} days ({stories})"
        return f"first mention since the watch began {news.quiet_days} days ago ({stories})"
    span = {7: "a week", 30: "a month"}.get(news.span_days, f"in {news.span_days} days")
    usual = f"{news.usual:g} {span}" if news.usual else f"none {span}"
    return f"{stories}; usually {usual} (over {news.spans} {'weeks' if news.span_days == 7 else 'months'})"  # noqa: PLR2004  (a week)


def news_note(digest: Digest) -> str:
    """What is said in place of news when there is none."""
    if digest.watched_days < BASELINE_DAYS:
        watched = counted(digest.watched_days, "day")
        return (
            f"No baseline yet: what is new or unusual can be said after {BASELINE_DAYS} days of watching; "
            f"this is after {watched}."
        )
    return ""


def correction(one: Correction, digest: Digest) -> str:
    """What a publisher did to an article of ours."""
    what = {"edited": "Edited", "withdrawn": "Withdrawn", "restored": "Back again"}.get(one.kind, one.kind)
    parts = [f"{what}, seen {local(one.seen_at, digest)}"]
    if one.lost:
        parts.append(f"no longer names {', '.join(one.lost)}")
    if one.gained:
        parts.append(f"now names {', '.join(one.gained)}")
    if one.tier_before != one.tier_after:
        parts.append(f"was {_tier(one.tier_before)}, is {_tier(one.tier_after)}")
    if one.told_on:
        parts.append(f"told on {dated(one.told_on, digest)}")
    return "; ".join(parts) + "."


def whole_is(digest: Digest) -> str:
    """Where the stories are that are not shown."""
    if digest.window.edition is Edition.DAILY:
        return f"paris-call digest {digest.window.day} shows all"
    return "the daily digests tell them"


def file_stem(digest: Digest) -> str:
    """The name of its files: 2026-11-23, 2026-W48 or 2026-11."""
    day = digest.window.day
    match digest.window.edition:
        case Edition.DAILY:
            return day.isoformat()
        case Edition.WEEKLY:
            return f"{day.isocalendar().year}-W{day.isocalendar().week:02}"
        case Edition.MONTHLY:
            return f"{day:%Y-%m}"


def _tier(tier: Tier | None) -> str:
    return {Tier.CALL: "on the Call", Tier.CONTEXT: "in context", Tier.MENTION: "a mention", None: "not flagged"}[tier]


def quality(of: BodyQuality) -> str:
    """How much of an article could be read, in words; empty for all of it."""
    return _QUALITY[of]
