"""The coverage statement in words: what was watched, what could not be seen, and about how much that may be."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline.core.rendering.wording import counted, local
from pipeline.model import BodyQuality, Outcome

if TYPE_CHECKING:
    from pipeline.model import Coverage, Digest, FeedGap, FeedTrouble

_OUTCOMES: Final = {
    Outcome.MATCHED: "matched",
    Outcome.UNMATCHED: "read, nothing found",
    Outcome.DUPLICATE: "the same article again",
    Outcome.BLOCKED: "blocked (robots.txt, login or a wall)",
    Outcome.GONE: "gone (404 or 410)",
    Outcome.FAILED: "could not be read after every retry",
    Outcome.REJECTED: "neither link nor text",
}
_OBSTACLES: Final = {
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
_TROUBLES: Final = {
    "failing": "failing",
    "gone": "gone for good (410)",
    "silent": "silent",
    "offline": "offline",
    "flood": "flood",
    "mistaken": "wrongly “unchanged”",
}
_LOST_BY: Final = {
    "dates": "by its items' own dates",
    "rhythm": "by what it usually brings",
}
_MOST_DOWNTIMES: Final = 5
_MOMENTARY: Final = ("flood",)
_OF_FEEDS: Final = ("failing", "silent", "gone", "mistaken")


def coverage_lines(digest: Digest) -> tuple[str, ...]:
    """What was watched and what could not be seen, in numbers; entries by outcome add up to the entries."""
    coverage = digest.coverage
    return tuple(
        filter(
            None,
            (
                _feeds(coverage),
                _entries(coverage),
                _qualities(coverage),
                _obstacles(coverage),
                _gaps(coverage),
                _downtimes(digest),
            ),
        )
    )


def trouble_lines(digest: Digest) -> tuple[tuple[str, str], ...]:
    """(feed, what is wrong with it), one for each feed in trouble and each gap."""
    return tuple(
        [(trouble.title, _trouble(trouble, digest)) for trouble in digest.coverage.troubles]
        + [(gap.title, _gap(gap, digest)) for gap in digest.coverage.gaps]
    )


def spelled(span: timedelta) -> str:
    """A span in hours and minutes."""
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _feeds(coverage: Coverage) -> str:
    states = Counter(trouble.state for trouble in coverage.troubles)
    bad = [f"{states[state]} {words}" for state, words in _TROUBLES.items() if states[state] and state in _OF_FEEDS]
    polled = (
        f" in {counted(coverage.polls, 'poll')}, {coverage.polls_failed:,} of them failed" if coverage.polls else ""
    )
    asked = f"{coverage.feeds_answering} of {counted(coverage.feeds, 'feed')} answered at least once{polled}"
    return asked + (f"; {', '.join(bad)}." if bad else ".")


def _entries(coverage: Coverage) -> str:
    counts = dict(coverage.outcomes)
    told = "; ".join(
        f"{counts[name]:,} {words}"
        for name, words in (*_OUTCOMES.items(), ("pending", "still waiting to be read"))
        if counts.get(name)
    )
    items = counted(coverage.entries, "new item")
    return f"{items}: {told}." if told else f"{items}."


def _qualities(coverage: Coverage) -> str:
    counts = dict(coverage.qualities)
    if not counts:
        return ""
    whole = counts.get(BodyQuality.FULL, 0) + counts.get(BodyQuality.FEED_TEXT, 0)
    parts = [
        f"{counts[quality]:,} {words}"
        for quality, words in (
            (BodyQuality.TEASER, "only as far as they are free"),
            (BodyQuality.FEED_SUMMARY, "only by the feed's summary"),
            (BodyQuality.TITLE_ONLY, "only by their title"),
        )
        if counts.get(quality)
    ]
    whole_of = f"{whole:,} of {counted(sum(counts.values()), 'article')} read in full"
    return f"{whole_of}; {', '.join(parts)}: what they name further down was not seen." if parts else f"{whole_of}."


def _obstacles(coverage: Coverage) -> str:
    partial = "; ".join(f"{_OBSTACLES.get(name, name)}: {count:,}" for name, count in coverage.obstacles)
    return f"Read from less than the full text: {partial}." if partial else ""


def _gaps(coverage: Coverage) -> str:
    if not coverage.gaps:
        return ""
    known = [gap.lost for gap in coverage.gaps if gap.lost is not None]
    unknown = len(coverage.gaps) - len(known)
    lost = f"about {counted(sum(known), 'item')} may never have been seen" if known else "how much was lost is unknown"
    rest = f"; for {unknown} nothing can be estimated" if known and unknown else ""
    return f"{counted(len(coverage.gaps), 'gap')} between polls: {lost}{rest}."


def _downtimes(digest: Digest) -> str:
    spans = digest.coverage.downtimes
    if not spans:
        return ""
    total = sum((down.until - down.since for down in spans), timedelta(0))
    told = ", ".join(f"{local(down.since, digest)} to {local(down.until, digest)}" for down in spans[:_MOST_DOWNTIMES])
    beyond = f" and {counted(len(spans) - _MOST_DOWNTIMES, 'more span')}" if len(spans) > _MOST_DOWNTIMES else ""
    return f"The monitor itself was not at work for {spelled(total)} in all: {told}{beyond}."


def _trouble(trouble: FeedTrouble, digest: Digest) -> str:
    is_span = trouble.since is not None and trouble.state not in _MOMENTARY
    since = f" since {local(trouble.since, digest)}" if trouble.since and is_span else ""
    what = f"{_TROUBLES.get(trouble.state, trouble.state)}{since}"
    return f"{what}: {trouble.detail}" if trouble.detail else what


def _gap(gap: FeedGap, digest: Digest) -> str:
    if gap.lost is None:
        lost = "how many came and went unseen is unknown"
    elif gap.lost:
        lost = f"about {counted(gap.lost, 'item')} came and went unseen, {_LOST_BY[gap.basis]}"
    else:
        lost = f"probably nothing was lost, {_LOST_BY[gap.basis]}"
    since = f" since {local(gap.since, digest)}" if gap.since else ""
    return f"gap: all {counted(gap.brought, 'item')} at {local(gap.until, digest)} were new{since}; {lost}"


def outcome(name: str) -> str:
    """How an entry ended, in words; "pending" for one that waits."""
    return "still waiting to be read" if name == "pending" else _OUTCOMES[Outcome(name)]


def obstacle(name: str) -> str:
    """What stood between us and the full text, in words; empty when nothing did."""
    return _OBSTACLES.get(name, name)
