"""What a digest's figures mean, in words: what they are compared with, and why somebody is news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.core.digests.statistics import BASELINE_DAYS, QUIET_DAYS
from pipeline.core.rendering.wording import counted, unit
from pipeline.model import Edition, FigureName, NewsKind

if TYPE_CHECKING:
    from pipeline.model import Digest, Figure, Ranked, SubjectNews

_FIGURES: Final = {
    FigureName.CALL: "on the Call",
    FigureName.STORIES: "stories",
    FigureName.SIGNATORIES: "signatories",
    FigureName.OUTLETS: "outlets",
}


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
