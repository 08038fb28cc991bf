"""Candidates: spans that a name may explain, before anybody has decided."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from pipeline.core.mentions.boundaries import whole_name
from pipeline.core.mentions.names import Name, Star
from pipeline.core.mentions.passage import Passage
from pipeline.core.mentions.spelling import is_proper, word_after, word_before
from pipeline.core.mentions.vocabulary import CAPITAL_PATTERN, CLOSED_PATTERN, SPACED_PATTERN, TERM_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.core.mentions.vocabulary import Vocabulary


_LONGEST_WORD = 40
_CLOSING = frozenset('.)!”"')  # folded away, but part of a name as written


@dataclass(slots=True, eq=False)
class Candidate:
    """A span and one name for it. The verdict is written in once; `rule` is empty until then."""

    passage: Passage
    name: Name
    start: int  # in the text
    end: int
    at: int  # in the passage's hay
    until: int
    rule: str = ""
    score: float = 0.0
    evidence: tuple[str, ...] = ()
    within: list[Candidate] = field(default_factory=list, repr=False)

    @property
    def surface(self) -> str:
        """The text's own words."""
        return self.passage.text[self.start : self.end]

    @property
    def accepted(self) -> bool:
        """Whether the verdict is yes."""
        return self.score > 0

    def accept(self, rule: str, score: float, *evidence: str) -> None:
        """Decide for the name, with a score above zero."""
        self.rule, self.score, self.evidence = rule, score, evidence

    def reject(self, rule: str, *evidence: str) -> None:
        """Decide against it."""
        self.rule, self.score, self.evidence = rule, 0.0, evidence


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

    def between(self, passage: Passage, low: int, high: int) -> list[TermHit]:
        """Those that start at `low` or later and before `high`, offsets of the passage's text."""
        placed = self._terms.get(id(passage), [])
        first = bisect_left(placed, low, key=itemgetter(0))
        last = bisect_left(placed, high, key=itemgetter(0))
        return [term for _, term in placed[first:last]]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article's passages and the context terms in them."""

    passages: tuple[Passage, ...]
    terms: list[TermHit]

    def terms_of(self, *fields: str) -> list[TermHit]:
        """The terms of some lexicon fields."""
        return [term for term in self.terms if term.field in fields]


def scan(vocabulary: Vocabulary, passage: Passage) -> tuple[list[Candidate], list[TermHit]]:
    """Everything in a passage that is a name or a context term by its letters and its boundaries."""
    candidates: list[Candidate] = []
    hits: list[TermHit] = []
    hay, traits = passage.hay, vocabulary.traits
    unmeant = CAPITAL_PATTERN if passage.has_capitals else 0
    for pattern, begin, end in vocabulary.automaton.find_matches_as_indexes(hay, overlapping=True):
        trait = traits[pattern]
        is_whole = hay[end] == " "
        if trait & CLOSED_PATTERN and not is_whole:
            continue
        at = begin + (trait & SPACED_PATTERN)
        if trait & unmeant and passage.is_small(at):
            continue
        if trait & TERM_PATTERN:
            hits.extend(
                TermHit(passage, term.field, at, end)
                for term in vocabulary.terms[pattern]
                if is_whole or term.open_ended or not trait & SPACED_PATTERN
            )
        for name in vocabulary.names[pattern]:
            until = whole_name(passage, name, at, end)
            if until and passage.admits(name):
                candidate = _candidate(passage, name, at, until)
                if candidate is not None:
                    candidates.append(candidate)
    return candidates, hits


def _candidate(passage: Passage, name: Name, at: int, until: int) -> Candidate | None:
    start, end = passage.original(at, until)
    if name.written[-1] in _CLOSING and passage.text[end : end + 1] == name.written[-1]:
        end += 1
    if name.star is Star.BEFORE:
        word = word_before(passage.text, start)
        if not is_proper(word):
            return None
        start -= len(word) + 1
    elif name.star is Star.AFTER:
        word = word_after(passage.text, end)
        if not is_proper(word):
            return None
        end += len(word) + 1
    return Candidate(passage, name, start, end, at, until)
