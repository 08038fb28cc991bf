"""Cues: the words of the gazetteer that confirm a weak name near by.

a cue in the same sentence             1.0
a cue near by, or in the title         0.8
a cue in the same paragraph            0.7
a cue anywhere in the article          0.4   each further different cue adds 0.2
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.core.mentions.passage import Passage
from pipeline.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.names import Cue, Profile
    from pipeline.core.mentions.policy import MatchPolicy

_SENTENCE, _NEAR, _PARAGRAPH, _ARTICLE, _FURTHER = 1.0, 0.8, 0.7, 0.4, 0.2
_LEAD = 600  # characters of a body that its title introduces
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Weight:
    """How strong the evidence for a name is, and what it is, in words."""

    value: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one cue stands; `at` and `until` count in the passage's hay, its leading space left out."""

    passage: Passage
    at: int
    until: int


class CueFinder:
    """Finds a subject's cues in an article, each subject once."""

    def __init__(self, passages: tuple[Passage, ...], policy: MatchPolicy) -> None:
        self._passages = passages
        self._policy = policy
        self._found: dict[str, tuple[tuple[_Place, ...], ...]] = {}

    def weigh(self, candidate: Candidate, doubtful: list[Candidate]) -> Weight:
        """What the subject's cues say about one candidate; `doubtful` names are no cues for each other."""
        best, seen, words = 0.0, 0, ""
        for places in self._places(candidate.name.profile):
            weight, nearest = 0.0, ""
            for place in places:
                if any(_covers(other, place) for other in doubtful):
                    continue
                rating = self._rate(candidate, place)
                if rating[0] > weight:
                    weight, nearest = rating
            if weight:
                seen += 1
                if weight > best:
                    best, words = weight, nearest
            if best == _SENTENCE:
                break
        return Weight(min(1.0, best + _FURTHER * (seen - 1)), (words,)) if seen else Weight(0.0)

    def _places(self, profile: Profile) -> tuple[tuple[_Place, ...], ...]:
        """For each cue that occurs, all its places."""
        known = self._found.get(profile.subject)
        if known is None:
            found = (
                tuple(_Place(passage, at, until) for passage in self._passages for at, until in _find(passage.hay, cue))
                for cue in profile.cues
            )
            known = self._found[profile.subject] = tuple(places for places in found if places)
        return known

    def _rate(self, candidate: Candidate, place: _Place) -> tuple[float, str]:
        own = candidate.passage
        if place.passage is not own:
            is_near = place.passage.field is Field.TITLE or place.at <= _LEAD
            return (_NEAR if is_near else _ARTICLE), f"cue “{_shown(place)}” in the {place.passage.field.value}"
        if place.at < candidate.until and candidate.at < place.until:
            return 0.0, ""
        is_before = place.until <= candidate.at
        distance = candidate.at - place.until if is_before else place.at - candidate.until
        words = f"cue “{_shown(place)}” {distance} characters {'before' if is_before else 'after'}"
        begin, stop = own.sentence(candidate.start, candidate.end)
        at = own.original(place.at, place.at + 1)[0]
        if begin <= at < stop:
            return _SENTENCE, words
        if distance <= self._policy.near:
            return _NEAR, words
        between = own.text[min(at, candidate.end) : max(at, candidate.start)]
        return (_PARAGRAPH if "\n" not in between else _ARTICLE), words


def _find(hay: str, cue: Cue) -> Iterator[tuple[int, int]]:
    """Where a folded cue stands in a folded text, whole words only."""
    if cue.pattern is not None:
        yield from ((match.start() + cue.lead, match.end()) for match in cue.pattern.finditer(hay))
        return
    at = hay.find(cue.needle)
    while at >= 0:
        until = at + len(cue.needle)
        if cue.is_open or hay[until : until + 1] == " ":
            yield at + cue.lead, until
        at = hay.find(cue.needle, until)


def _covers(other: Candidate, place: _Place) -> bool:
    return other.passage is place.passage and other.at < place.until and place.at < other.until


def _shown(place: _Place) -> str:
    """The cue as the text has it, to the end of its word."""
    text = place.passage.text
    start, end = place.passage.original(place.at, place.until)
    while end < len(text) and text[end].isalnum() and end - start < _LONGEST_WORD:
        end += 1
    return text[start:end]
