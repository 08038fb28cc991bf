"""Context terms: words of the lexicon as they stand in an article, looked up by field when somebody asks for them."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from pipeline.core.mentions.vocabulary import SPACED_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.core.mentions.passage import Passage
    from pipeline.core.mentions.vocabulary import Term, Vocabulary

_LONGEST_WORD = 40
RawHit = tuple[int, int, int]  # pattern, begin and end in the hay


class TermHit(NamedTuple):
    """A context term in a passage; `at` and `until` count in its hay, `start` and `end` in its text."""

    passage: Passage
    field: str
    at: int
    until: int

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.passage.original(self.at, self.until)[0]

    @property
    def end(self) -> int:
        """Where its last word ends in the text."""
        start, end = self.passage.original(self.at, self.until)
        text = self.passage.text
        while end < len(text) and text[end].isalnum() and end - start < _LONGEST_WORD:
            end += 1
        return end

    @property
    def surface(self) -> str:
        """The text's own words."""
        return self.passage.text[self.start : self.end]


class TermIndex:
    """Context terms in text order."""

    def __init__(self, terms: Iterable[TermHit]) -> None:
        self._terms: dict[int, list[tuple[int, TermHit]]] = {}
        for term in terms:
            self._terms.setdefault(id(term.passage), []).append((term.start, term))
        for placed in self._terms.values():
            placed.sort(key=itemgetter(0))

    def __bool__(self) -> bool:
        return bool(self._terms)

    def between(self, passage: Passage, low: int, high: int) -> list[TermHit]:
        """Those that start at `low` or later and before `high`, offsets of the passage's text."""
        placed = self._terms.get(id(passage), [])
        first = bisect_left(placed, low, key=itemgetter(0))
        last = bisect_left(placed, high, key=itemgetter(0))
        return [term for _, term in placed[first:last]]

    def around(self, passage: Passage, place: int, most: int) -> list[TermHit]:
        """The nearest to a place of the passage's text, at most so many to either side."""
        placed = self._terms.get(id(passage), [])
        split = bisect_left(placed, place, key=itemgetter(0))
        return [term for _, term in placed[max(0, split - most) : split + most]]


class ArticleText:
    """An article's passages and the context terms in them."""

    def __init__(self, passages: tuple[Passage, ...], vocabulary: Vocabulary) -> None:
        self.passages = passages
        self.people = vocabulary.people
        self._vocabulary = vocabulary
        self._raw: list[tuple[Passage, list[RawHit]]] = []
        self._by_field: dict[str, list[tuple[Passage, RawHit]]] = {}

    def add(self, passage: Passage, raw: list[RawHit]) -> None:
        """Note where the patterns of terms stand in a passage, in the automaton's order."""
        self._raw.append((passage, raw))
        fields, by_field = self._vocabulary.fields, self._by_field
        for hit in raw:
            for field in fields[hit[0]]:
                by_field.setdefault(field, []).append((passage, hit))

    def terms_of(self, *fields: str) -> list[TermHit]:
        """The terms of some lexicon fields, by passage and place; one inside a longer one of these is left out."""
        found = [hit for field in fields for hit in self._hits(field)]
        return [hit for passage in self.passages for hit in _longest(hit for hit in found if hit.passage is passage)]

    def hits_of(self, needle: str) -> list[tuple[Passage, list[RawHit]]]:
        """Where the needle of a cue stands, by passage."""
        return self._by_pattern.get(self._vocabulary.cues[needle], [])

    @cached_property
    def _by_pattern(self) -> dict[int, list[tuple[Passage, list[RawHit]]]]:
        by_pattern: dict[int, list[tuple[Passage, list[RawHit]]]] = {}
        for passage, raw in self._raw:
            for hit in raw:
                rows = by_pattern.setdefault(hit[0], [])
                if not rows or rows[-1][0] is not passage:
                    rows.append((passage, []))
                rows[-1][1].append(hit)
        return by_pattern

    def _hits(self, field: str) -> Iterator[TermHit]:
        vocabulary = self._vocabulary
        for passage, (pattern, at, until) in self._by_field.get(field, ()):
            is_whole = passage.hay[until] == " " or not vocabulary.traits[pattern] & SPACED_PATTERN
            for term in vocabulary.terms[pattern]:
                if term.field == field and (is_whole or term.open_ended) and _is_heard(term, passage):
                    yield TermHit(passage, field, at, until)


def _is_heard(term: Term, passage: Passage) -> bool:
    """Whether a term of some languages counts in a text; what its language is may be unknown."""
    return not term.languages or not passage.language or passage.language in term.languages


def _longest(hits: Iterable[TermHit]) -> list[TermHit]:
    kept: list[TermHit] = []
    for hit in sorted(hits, key=lambda hit: (hit.at, -hit.until)):
        if not kept or hit.until > kept[-1].until:
            kept.append(hit)
    return kept
