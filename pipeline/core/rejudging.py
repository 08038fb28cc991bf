"""A stored verdict beside a new one: what a changed list or rule has done to an article."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.core.evidence import leading
from pipeline.model import Article, Mention, Reading, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable


class Effect(StrEnum):
    """What judging an article again came to; the first four are what people ask about."""

    GAINED = "gained"  # flagged now, was not
    LOST = "lost"  # was flagged, is no longer
    TIER = "tier_changed"
    SUBJECTS = "subjects_changed"  # same tier, other names
    EVIDENCE = "evidence_changed"  # same tier and names, other places, rules or score
    CONFIRMED = "confirmed"  # the same in all, by newer rules or names
    UNCHANGED = "unchanged"  # the same in all, by the same rules and names
    NO_TEXT = "no_text"  # its text is no longer kept; the verdict stands
    FAILED = "failed"  # its worker died or hung; the verdict stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A verdict as it is stored: empty but for the versions when the article is not flagged."""

    tier: Tier | None = None
    score: float = 0.0
    sentence: str = ""
    reasons: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()  # in any order
    matcher_version: str = ""
    gazetteer_version: str = ""

    @property
    def subjects(self) -> frozenset[str]:
        """Everybody the article is flagged for."""
        return frozenset(mention.subject for mention in self.mentions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An article as it lies in the store, with its verdict."""

    id: int
    article: Article
    verdict: Verdict
    has_text: bool  # false when the text is no longer kept, and `article.text` says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """What became of one article; `reading` is None when it could not be judged again, and `why` says why not."""

    judged: Judged
    effect: Effect
    reading: Reading | None = None
    why: str = ""

    @property
    def tier(self) -> Tier | None:
        """The tier the article has now."""
        return verdict_of(self.reading).tier if self.reading else self.judged.verdict.tier

    @property
    def gained(self) -> tuple[str, ...]:
        """The names the article is flagged for now and was not before, sorted."""
        return tuple(sorted(self._subjects() - self.judged.verdict.subjects))

    @property
    def lost(self) -> tuple[str, ...]:
        """The names the article was flagged for before and is no longer, sorted."""
        return tuple(sorted(self.judged.verdict.subjects - self._subjects()))

    def _subjects(self) -> frozenset[str]:
        return verdict_of(self.reading).subjects if self.reading else self.judged.verdict.subjects


def rejudged(judged: Judged, reading: Reading) -> Rejudged:
    """An article beside what a new reading of the same text says."""
    return Rejudged(judged=judged, effect=compare(judged.verdict, verdict_of(reading)), reading=reading)


def verdict_of(reading: Reading) -> Verdict:
    """A reading as the store keeps it: an article that is not flagged keeps no mentions."""
    match, mentions = reading.match, reading.findings.mentions
    lead = leading(mentions)
    versions = Verdict(matcher_version=reading.matcher_version, gazetteer_version=reading.gazetteer_version)
    if match is None:
        return versions
    return Verdict(
        tier=match.tier,
        score=match.score,
        sentence=lead.sentence if lead else "",
        reasons=match.reasons,
        mentions=mentions,
        matcher_version=reading.matcher_version,
        gazetteer_version=reading.gazetteer_version,
    )


def compare(before: Verdict, after: Verdict) -> Effect:
    """What tells two verdicts on one text apart, the weightiest difference first."""
    if before.tier is not after.tier:
        return Effect.GAINED if before.tier is None else Effect.LOST if after.tier is None else Effect.TIER
    if before.subjects != after.subjects:
        return Effect.SUBJECTS
    if _evidence(before) != _evidence(after):
        return Effect.EVIDENCE
    versions = (before.matcher_version, before.gazetteer_version)
    return Effect.UNCHANGED if versions == (after.matcher_version, after.gazetteer_version) else Effect.CONFIRMED


def _evidence(verdict: Verdict) -> tuple[float, str, tuple[str, ...], list[Mention]]:
    return verdict.score, verdict.sentence, verdict.reasons, _in_order(verdict.mentions)


def _in_order(mentions: Iterable[Mention]) -> list[Mention]:
    return sorted(mentions, key=lambda mention: (mention.field, mention.start, mention.subject))
