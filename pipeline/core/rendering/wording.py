"""What all renderings of a digest say alike: its names and its stories; see `numbers` for its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from pipeline.core.digests.periods import last_day
from pipeline.model import BodyQuality, Edition, FigureName, Standing, Tier

if TYPE_CHECKING:
    from datetime import date, datetime

    from pipeline.model import Correction, Digest, DigestStory

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
