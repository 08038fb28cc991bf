"""What all renderings of a digest say alike."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.model import BodyQuality, Digest, DigestItem, Outcome, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SECTIONS = (
    (Tier.CALL, "The Paris Call", "Stories that name the Call."),
    (
        Tier.CONTEXT,
        "Signatories in cyber-policy context",
        "Signatories or signatory states where policy is at issue.",
    ),
    (Tier.MENTION, "Signatories named", "Stories that merely name a signatory."),
)

_QUALITY = {
    BodyQuality.FULL: "",
    BodyQuality.FEED_TEXT: "read from the feed's full text",
    BodyQuality.TEASER: "only the free part was readable",
    BodyQuality.FEED_SUMMARY: "only the feed's summary was readable",
    BodyQuality.TITLE_ONLY: "only the title was readable",
}

_OUTCOMES = {
    Outcome.MATCHED: "matched",
    Outcome.UNMATCHED: "read, nothing found",
    Outcome.DUPLICATE: "the same article again",
    Outcome.BLOCKED: "blocked (robots.txt, login or a wall)",
    Outcome.GONE: "gone (404 or 410)",
    Outcome.FAILED: "could not be read after every retry",
    Outcome.REJECTED: "neither link nor text",
}

_OBSTACLES = {
    "consent_wall": "consent wall",
    "paywall": "paywall or login",
    "bot_wall": "bot wall",
    "robots": "robots.txt",
    "gone": "page gone",
    "unreachable": "unreachable",
    "too_big": "too big",
    "not_html": "not a web page",
    "no_text": "no text found",
    "no_link": "feed gave no link",
    "crashed": "unreadable page",
}

_TROUBLES = {
    "failing": "failing",
    "gone": "gone for good (410)",
    "silent": "silent",
    "gap": "possible gap",
    "offline": "offline",
    "flood": "flood",
    "mistaken": "wrongly “unchanged”",
}


def headline(digest: Digest) -> str:
    """The digest's title."""
    return f"Paris Call digest, {digest.window.day:%A} {digest.window.day.day} {digest.window.day:%B %Y}"


def summary(digest: Digest) -> str:
    """The day in one line, numbers first; an empty day says so, and a day without sight says that."""
    counts = [(sum(item.tier is tier for item in digest.items), title) for tier, title, _ in SECTIONS]
    coverage = digest.coverage
    seen = f"{coverage.feeds_answering} of {coverage.feeds} feeds answered, {coverage.entries} new items"
    if not digest.items:
        return f"Nothing today: no story names the Call or a signatory ({seen})."
    named = ", ".join(
        f"{count} {words}"
        for (count, _), words in zip(
            counts,
            (
                "naming the Paris Call",
                "with signatories in cyber-policy context",
                "naming a signatory",
            ),
            strict=True,
        )
        if count
    )
    noun = "story" if len(digest.items) == 1 else "stories"
    return f"{len(digest.items)} {noun}: {named} ({seen})."


def local(moment: datetime, digest: Digest) -> str:
    """A moment in the digest's time zone; the date only when it is another day's."""
    here = moment.astimezone(ZoneInfo(digest.window.timezone))
    return f"{here:%H:%M}" if here.date() == digest.window.day else f"{here.day} {here:%b %Y, %H:%M}"


def facts(item: DigestItem, digest: Digest) -> tuple[str, ...]:
    """Source, time, language and how much could be read, in the order shown."""
    seen = f"seen {local(item.first_seen, digest)}" + (", late" if item.late else "")
    when = f"published {local(item.published, digest)}" if item.published else ""
    return tuple(filter(None, (item.site, when, seen, item.language, _QUALITY[item.body_quality])))


def by_signatory(items: tuple[DigestItem, ...]) -> Iterator[tuple[str, tuple[DigestItem, ...]]]:
    """Items under the first signatory (or state) each names, the most named first; every item once."""
    groups: dict[str, list[DigestItem]] = {}
    for item in items:
        names = item.signatories or item.states or ("",)
        groups.setdefault(names[0], []).append(item)
    for name in sorted(groups, key=lambda name: (-len(groups[name]), name)):
        yield name, tuple(groups[name])


def coverage_lines(digest: Digest) -> tuple[str, ...]:
    """What was watched and what could not be seen, in numbers; entries by outcome add up to the entries."""
    coverage = digest.coverage
    lines = [
        f"{coverage.feeds_answering} of {coverage.feeds} feeds answered at least once.",
        f"{coverage.entries} new items"
        + (": " if coverage.outcomes else ".")
        + "; ".join(
            f"{count} {_OUTCOMES[Outcome(name)] if name != 'pending' else 'still waiting to be read'}"
            for name, count in coverage.outcomes
        )
        + ("." if coverage.outcomes else ""),
    ]
    if coverage.obstacles:
        partial = "; ".join(f"{_OBSTACLES.get(name, name)}: {count}" for name, count in coverage.obstacles)
        lines.append(f"Read from less than the full text: {partial}.")
    return tuple(lines)


def trouble_lines(digest: Digest) -> tuple[tuple[str, str], ...]:
    """(feed, what is wrong with it), one for each feed in trouble."""
    lines = []
    for trouble in digest.coverage.troubles:
        since = (
            f" since {local(trouble.since, digest)}" if trouble.since and trouble.state not in {"gap", "flood"} else ""
        )
        what = f"{_TROUBLES.get(trouble.state, trouble.state)}{since}"
        lines.append((trouble.title, f"{what}: {trouble.detail}" if trouble.detail else what))
    return tuple(lines)
