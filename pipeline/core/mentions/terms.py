"""Context terms: words of the lexicon as they stand in an article, looked up by field when somebody asks for them."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from pipeline.core.mentions.vocabulary import SPACED_PATTERN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pipeline.core.mentions.names import Cue
    from pipeline.core.mentions.passage import Passage
    from pipeline.core.mentions.vocabulary import Term, Vocabulary

_LONGEST_WORD = 40
_LETTERS = re.compile(r"[^\W_]+")
_NO_TERMS: tuple[list[int], list[TermHit]] = ([], [])
CueHits = tuple["Passage", list[tuple[int, int]]]
RawHit = tuple[int, int, int]  # pattern, begin and end in the hay, its leading space included


class TermHit:
    """A context term in a passage; `at` and `until` count in its hay, `start` and `end` in its text."""

    __slots__ = ("_end", "_word", "at", "field", "passage", "start", "until")

    def __init__(self, passage: Passage, field: str, at: int, until: int) -> None:
        self.passage = passage
        self.field = field
        self.at = at
        self.until = until
        self.start = passage.original(at, until)[0]
        self._end = 0
        self._word = ""

    @property
    def end(self) -> int:
        """Where its last word ends in the text."""
        if not self._end:
            start, end = self.passage.original(self.at, self.until)
            self._end = end_of_word(self.passage.text, start, end)
        return self._end

    @property
    def surface(self) -> str:
        """The text's own words."""
        return self.passage.text[self.start : self.end]

    @property
    def word(self) -> str:
        """The surface, without regard to case."""
        if not self._word:
            self._word = self.surface.casefold()
        return self._word


def end_of_word(text: str, start: int, end: int) -> int:
    """Where the word ends that a term from `start` to `end` begins; the longest words are cut."""
    rest = _LETTERS.match(text, end, max(end, start + _LONGEST_WORD))
    return rest.end() if rest else end


class TermIndex:
    """Context terms in text order."""

    def __init__(self, terms: Iterable[TermHit]) -> None:
        by_passage: dict[int, list[TermHit]] = {}
        for term in terms:
            by_passage.setdefault(id(term.passage), []).append(term)
        self._terms: dict[int, tuple[list[int], list[TermHit]]] = {}
        for key, placed in by_passage.items():
            placed.sort(key=attrgetter("start"))
            self._terms[key] = ([term.start for term in placed], placed)

    def __bool__(self) -> bool:
        return bool(self._terms)

    def between(self, passage: Passage, low: int, high: int) -> list[TermHit]:
        """Those that start at `low` or later and before `high`, offsets of the passage's text."""
        starts, placed = self._terms.get(id(passage), _NO_TERMS)
        first = bisect_left(starts, low)
        return placed[first : bisect_left(starts, high, first)] if first < len(starts) else []

    def around(self, passage: Passage, place: int, most: int) -> list[TermHit]:
        """The nearest to a place of the passage's text, at most so many to either side."""
        starts, placed = self._terms.get(id(passage), _NO_TERMS)
        split = bisect_left(starts, place)
        return placed[max(0, split - most) : split + most]


class PassageHits:
    """Where patterns stand in one passage."""

    def __init__(self, passage: Passage, raw: list[RawHit]) -> None:
        """Take the hits in the automaton's order."""
        self.passage = passage
        self.patterns = set(map(itemgetter(0), raw))
        self.raw = raw

    @cached_property
    def places(self) -> dict[int, list[tuple[int, int]]]:
        """Begin and end of each pattern's hits in the hay, a leading space included, in text order."""
        places: dict[int, list[tuple[int, int]]] = {pattern: [] for pattern in self.patterns}
        for pattern, begin, end in self.raw:
            places[pattern].append((begin, end))
        return places


class ArticleText:
    """An article's passages and the context terms in them."""

    def __init__(self, passages: tuple[Passage, ...], vocabulary: Vocabulary) -> None:
        self.passages = passages
        self.people = vocabulary.people
        self.patterns: set[int] = set()  # all that stand somewhere in the article
        self._vocabulary = vocabulary
        self._hits: list[PassageHits] = []
        self._indexes: dict[str, TermIndex] = {}

    def add(self, passage: Passage, raw: list[RawHit]) -> None:
        """Note where patterns stand in a passage, in the automaton's order."""
        hits = PassageHits(passage, raw)
        self._hits.append(hits)
        self.patterns |= hits.patterns

    def terms_of(self, *fields: str) -> list[TermHit]:
        """The terms of some lexicon fields, by passage and place; one inside a longer one of these is left out."""
        known, patterns = self._vocabulary.fields, self.patterns
        present = [
            (field, known[field] & patterns)
            for field in fields
            if field in known and not patterns.isdisjoint(known[field])
        ]
        if not present:
            return []
        return [
            term
            for hits in self._hits
            for term in _longest([term for field, some in present for term in self._terms(hits, field, some)])
        ]

    def index_of(self, field: str) -> TermIndex:
        """The terms of one lexicon field by place."""
        index = self._indexes.get(field)
        if index is None:
            index = self._indexes[field] = TermIndex(self.terms_of(field))
        return index

    def hits_of(self, cues: Iterable[Cue]) -> list[tuple[Cue, list[CueHits]]]:
        """Where the needles of cues stand, by passage, a leading space included; only those that do."""
        numbers, patterns = self._vocabulary.cues, self.patterns
        return [
            (cue, [(hits.passage, hits.places[pattern]) for hits in self._hits if pattern in hits.patterns])
            for cue in cues
            if (pattern := numbers[cue.needle]) in patterns
        ]

    def _terms(self, hits: PassageHits, field: str, patterns: Collection[int]) -> Iterator[TermHit]:
        passage, hay, traits = hits.passage, hits.passage.hay, self._vocabulary.traits
        open_ended: dict[int, bool] = {}  # of the patterns that are heard
        for pattern in hits.patterns.intersection(patterns):
            for term in self._vocabulary.terms[pattern]:
                if term.field == field and _is_heard(term, passage):
                    is_open = term.open_ended or not traits[pattern] & SPACED_PATTERN
                    open_ended[pattern] = open_ended.get(pattern, is_open) or is_open
        for pattern, begin, until in hits.raw if open_ended else ():
            if pattern in open_ended and (open_ended[pattern] or hay[until] == " "):
                yield TermHit(passage, field, begin + (traits[pattern] & SPACED_PATTERN), until)


def _is_heard(term: Term, passage: Passage) -> bool:
    """Whether a term of some languages counts in a text; what its language is may be unknown."""
    return not term.languages or not passage.language or passage.language in term.languages


def _longest(hits: list[TermHit]) -> list[TermHit]:
    """In text order, without those inside a longer one; of the same span, the field asked for first."""
    kept: list[TermHit] = []
    hits.sort(key=lambda hit: (hit.at, -hit.until))
    for hit in hits:
        if not kept or hit.until > kept[-1].until:
            kept.append(hit)
    return kept
