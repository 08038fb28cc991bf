"""The matcher of this process, built once from a recipe small enough to travel."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.core.judging import Judge
from pipeline.core.matching import MatchPolicy, StatesAlone
from pipeline.core.mentions import Matcher
from pipeline.core.mentions.prefilter import Prefilter
from pipeline.model import Tier

if TYPE_CHECKING:
    from pipeline.model import ArchivedPage, Look, LookTask, Page, Reading, ReadTask, Sifted
    from pipeline.shell.settings import Settings

_STATES_ALONE = {"never": StatesAlone.IGNORE, "context": StatesAlone.CONTEXT, "always": StatesAlone.ALWAYS}


@dataclass(frozen=True, slots=True)
class MatcherRecipe:
    """What a matcher is built from."""

    watchlist: str  # absolute path, or empty
    policy: MatchPolicy


def recipe_of(settings: Settings) -> MatcherRecipe:
    """The recipe a configuration asks for."""
    configured = settings.config.matching
    return MatcherRecipe(
        watchlist=str(settings.watchlist or ""),
        policy=MatchPolicy(
            weak_threshold=configured.weak_threshold,
            call_threshold=configured.call_threshold,
            context_terms=configured.context_terms,
            near=configured.near,
            states_alone=_STATES_ALONE[configured.states_alone],
        ),
    )


@functools.cache
def judge_of(recipe: MatcherRecipe) -> Judge:
    """The judge a recipe gives, built once per process.

    Raises:
        ConfigError: the watchlist has mistakes.
    """
    gazetteer = read_gazetteer(Path(recipe.watchlist) if recipe.watchlist else None)
    return Judge(matcher=Matcher(gazetteer, recipe.policy))


@dataclass(frozen=True, slots=True)
class ReadInWorker:
    """Reads and judges by recipe: what crosses to a worker is the recipe, what stays there is the automaton."""

    recipe: MatcherRecipe

    def __call__(self, task: ReadTask) -> Reading:
        """Reads one page in the process it runs in."""
        from pipeline.core.reading import Reader  # noqa: PLC0415  (trafilatura is for workers only)

        return Reader(judge=judge_of(self.recipe))(task)


@dataclass(frozen=True, slots=True)
class LookInWorker:
    """Compares a page with what it said before, in the process it runs in."""

    recipe: MatcherRecipe

    def __call__(self, task: LookTask) -> Look:
        """Looks at one page."""
        from pipeline.core.revisions.looking import Looker  # noqa: PLC0415  (trafilatura is for workers only)

        return Looker(judge=judge_of(self.recipe))(task)


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Builds a worker's matcher and loads its libraries before its first page."""

    recipe: MatcherRecipe

    def __call__(self) -> None:
        """Builds it."""
        import pipeline.core.feeds.dialects  # noqa: PLC0415  (loading it is the point)
        import pipeline.core.reading  # noqa: PLC0415  (and this)
        import pipeline.core.revisions.looking  # noqa: F401, PLC0415  (and this)
        from pipeline.core.articles.language import language_of  # noqa: PLC0415  (for workers only)

        judge_of(self.recipe)
        language_of("A sentence of some length, for which the model of languages is read in.")


@functools.cache
def prefilter_of(recipe: MatcherRecipe) -> Prefilter:
    """The prefilter that goes with a recipe's judge, built once per process.

    Raises:
        ConfigError: the watchlist has mistakes.
    """
    return Prefilter.of(judge_of(recipe).matcher.gazetteer)


@dataclass(frozen=True, slots=True)
class SiftInWorker:
    """Sifts pages of the past by recipe, keeping those of some tiers."""

    recipe: MatcherRecipe
    tiers: frozenset[Tier]

    def __call__(self, pages: tuple[ArchivedPage, ...]) -> tuple[Sifted, ...]:
        """Sifts some pages in the process it runs in."""
        from pipeline.core.articles.rough import wording  # noqa: PLC0415  (trafilatura is for workers only)
        from pipeline.core.backfill import sift  # noqa: PLC0415
        from pipeline.core.reading import Reader  # noqa: PLC0415

        reader = Reader(judge=judge_of(self.recipe))
        if Tier.MENTION in self.tiers:  # may be of anybody: hardly a page could be refused unread
            return tuple(sift(page, _no_words, _anything, reader.read_if, self.tiers) for page in pages)
        can_match = prefilter_of(self.recipe).can_match
        return tuple(sift(page, wording, can_match, reader.read_if, self.tiers) for page in pages)


def _no_words(page: Page) -> str:  # noqa: ARG001  (nobody asks for them)
    return ""


def _anything(text: str) -> bool:  # noqa: ARG001  (it asks for nothing)
    return True
