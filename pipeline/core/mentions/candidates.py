"""Candidates: spans that a name may explain, before anybody has decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.core.mentions.boundaries import whole_name
from pipeline.core.mentions.inflection import Script, endings
from pipeline.core.mentions.names import Name, Star
from pipeline.core.mentions.passage import Passage
from pipeline.core.mentions.people import Certainty, person_before
from pipeline.core.mentions.spelling import is_proper, word_after
from pipeline.core.mentions.vocabulary import (
    CAPITAL_PATTERN,
    CLOSED_PATTERN,
    PLAIN_PATTERN,
    SHORT_PATTERN,
    SPACED_PATTERN,
)

if TYPE_CHECKING:
    from pipeline.core.mentions.people import People
    from pipeline.core.mentions.terms import RawHit
    from pipeline.core.mentions.vocabulary import Vocabulary

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


def scan(vocabulary: Vocabulary, passage: Passage) -> tuple[list[Candidate], list[RawHit]]:
    """Everything in a passage that is a name, by its letters and its boundaries; and every hit, a name's or not."""
    candidates: list[Candidate] = []
    hay, traits, names, first_name = passage.hay, vocabulary.traits, vocabulary.names, vocabulary.first_name
    text = f" {passage.text} " if passage.is_one_for_one else ""  # asked letter by letter, so looked up in place
    unmeant = CAPITAL_PATTERN if passage.has_capitals else 0
    closed = _closed(passage)
    hits = vocabulary.automaton.find_matches_as_indexes(hay, overlapping=True)
    for pattern, begin, end in hits:
        if pattern < first_name:
            continue
        trait = traits[pattern]
        if trait & closed and hay[end] != " ":
            continue
        at = begin + (trait & SPACED_PATTERN)
        if trait & unmeant and (text[at].islower() if text else passage.is_small(at)):
            continue
        for name in names[pattern]:
            until = whole_name(passage, name, at, end)
            if until and passage.admits(name):
                candidate = _candidate(passage, vocabulary.people, name, at, until)
                if candidate is not None:
                    candidates.append(candidate)
    return candidates, hits


def _closed(passage: Passage) -> int:
    """The traits of patterns that no letter may follow in this passage."""
    if "#" in passage.text:
        return CLOSED_PATTERN
    closed = CLOSED_PATTERN | SHORT_PATTERN
    return closed if endings(Script.LATIN, passage.language) else closed | PLAIN_PATTERN


def _candidate(passage: Passage, people: People, name: Name, at: int, until: int) -> Candidate | None:
    start, end = passage.original(at, until)
    if name.written[-1] in _CLOSING and passage.text[end : end + 1] == name.written[-1]:
        end += 1
    if name.star is Star.BEFORE:
        before = person_before(passage, start, people)
        if before.certainty is not Certainty.SURE:
            return None
        start -= len(before.word) + 1
    elif name.star is Star.AFTER:
        word = word_after(passage.text, end)
        if not is_proper(word):
            return None
        end += len(word) + 1
    return Candidate(passage, name, start, end, at, until)
