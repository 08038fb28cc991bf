"""Cues: the words of the gazetteer that confirm a weak name near by.

a cue in the same sentence             1.0
a cue near by, or in the title         0.8
a cue in the same paragraph            0.7
a cue anywhere in the article          0.4   each further different cue adds 0.2
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.core.mentions.passage import Passage
from pipeline.core.mentions.terms import end_of_word
from pipeline.core.mentions.weights import NOTHING, Weight
from pipeline.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.names import Cue, Profile
    from pipeline.core.mentions.policy import MatchPolicy
    from pipeline.core.mentions.spans import Spans
    from pipeline.core.mentions.terms import ArticleText, CueHits

SENTENCE, NEAR, PARAGRAPH, ARTICLE, FURTHER = 1.0, 0.8, 0.7, 0.4, 0.2
LEAD = 600  # characters of a body that its title introduces
_TRIES = 5  # places of one cue looked at to either side


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one cue stands; `at` and `until` count in the passage's hay, its leading space left out."""

    passage: Passage
    at: int
    until: int


_CuePlaces = tuple[tuple[_Place, ...], ...]  # of one cue, by passage


class CueFinder:
    """Finds a subject's cues in an article, each subject once."""

    def __init__(self, article: ArticleText, policy: MatchPolicy) -> None:
        self._article = article
        self._policy = policy
        self._found: dict[str, tuple[_CuePlaces, ...]] = {}

    def weigh(self, candidate: Candidate, doubtful: Spans) -> Weight:
        """What the subject's cues say about one candidate; `doubtful` names are no cues for each other."""
        best, seen, words = 0.0, 0, ""
        for places in self._places(candidate.name.profile):
            ratings = [self._rate(candidate, place) for place in _nearest(places, candidate, doubtful)]
            weight, nearest = max(ratings, default=(0.0, ""))
            if weight:
                seen += 1
                if weight > best:
                    best, words = weight, nearest
            if best == SENTENCE:
                break
        return Weight(min(1.0, best + FURTHER * (seen - 1)), (words,)) if seen else NOTHING

    def _places(self, profile: Profile) -> tuple[_CuePlaces, ...]:
        """For each cue that occurs, all its places in each passage, in text order."""
        known = self._found.get(profile.subject)
        if known is None:
            found = (_standing(cue, hits) for cue, hits in self._article.hits_of(profile.cues))
            known = self._found[profile.subject] = tuple(places for places in found if any(places))
        return known

    def _rate(self, candidate: Candidate, place: _Place) -> tuple[float, str]:
        own = candidate.passage
        if place.passage is not own:
            is_near = place.passage.field is Field.TITLE or place.at <= LEAD
            return (NEAR if is_near else ARTICLE), f"cue “{_shown(place)}” in the {place.passage.field.value}"
        if place.at < candidate.until and candidate.at < place.until:
            return 0.0, ""
        is_before = place.until <= candidate.at
        distance = candidate.at - place.until if is_before else place.at - candidate.until
        words = f"cue “{_shown(place)}” {distance} characters {'before' if is_before else 'after'}"
        begin, stop = own.sentence(candidate.start, candidate.end)
        at = own.original(place.at, place.at + 1)[0]
        if begin <= at < stop:
            return SENTENCE, words
        if distance <= self._policy.near:
            return NEAR, words
        return (PARAGRAPH if own.is_unbroken(min(at, candidate.end), max(at, candidate.start)) else ARTICLE), words


def _standing(cue: Cue, hits: list[CueHits]) -> _CuePlaces:
    return tuple(
        tuple(place for place in (_stands(cue, passage, hit) for hit in row) if place) for passage, row in hits
    )


def _stands(cue: Cue, passage: Passage, hit: tuple[int, int]) -> _Place | None:
    """The place of a cue whose needle the automaton has seen; whole words only."""
    begin, until = hit
    at = begin + cue.lead
    if cue.pattern is not None:
        match = cue.pattern.match(passage.hay, begin)
        return _Place(passage, at, match.end()) if match else None
    return _Place(passage, at, until) if cue.is_open or passage.hay[until] == " " else None


def _nearest(places: _CuePlaces, candidate: Candidate, doubtful: Spans) -> Iterator[_Place]:
    """The places of one cue worth rating: the nearest to either side, and the first in the other part."""
    for row in places:
        if not row or row[0].passage is not candidate.passage:
            sides = [row[:_TRIES]]
        else:
            split = bisect_left(row, candidate.at, key=lambda place: place.at)
            sides = [row[max(0, split - _TRIES) : split][::-1], row[split : split + _TRIES]]
        for side in sides:
            for place in side:
                start = place.passage.original(place.at, place.at + 1)[0]
                if not doubtful.covering(place.passage, start):
                    yield place
                    break


def _shown(place: _Place) -> str:
    """The cue as the text has it, to the end of its word."""
    text = place.passage.text
    start, end = place.passage.original(place.at, place.until)
    return text[start : end_of_word(text, start, end)]
