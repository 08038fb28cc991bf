"""Sectors: the words of a trade, in the language of the text, that confirm a weak name of that trade.

A cue `@bank` in the gazetteer stands for the lexicon's field `sector-bank`. The scale is that of cues.py. A common word
that begins a sentence, or stands in a headline in title case, owes its capital to its place; there they count half.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.core.mentions.cues import ARTICLE, FURTHER, LEAD, NEAR, PARAGRAPH, SENTENCE
from pipeline.core.mentions.inflection import CASED
from pipeline.core.mentions.passage import is_shouted, is_titled
from pipeline.core.mentions.weights import NOTHING, Weight
from pipeline.model import Field

if TYPE_CHECKING:
    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.policy import MatchPolicy
    from pipeline.core.mentions.terms import ArticleText, TermIndex

_BY_PLACE = 0.5  # factor
_TRIES = 20  # terms of a trade looked at around one name


class SectorFinder:
    """Finds the words of a trade around a name."""

    def __init__(self, article: ArticleText, policy: MatchPolicy) -> None:
        self._article = article
        self._near = policy.near

    def weigh(self, candidate: Candidate) -> Weight:
        """What the words of the subject's trades say about one candidate."""
        seen: dict[str, float] = {}
        for sector in sorted(candidate.name.profile.sectors):
            index = self._article.index_of(f"sector-{sector}")
            if index:
                self._rate(candidate, index, seen)
        if not seen:
            return NOTHING
        best = max(seen, key=lambda word: (seen[word], word))
        value = min(1.0, seen[best] + FURTHER * (len(seen) - 1))
        if _owes_capital_to_place(candidate):
            value *= _BY_PLACE
        return Weight(value, (f"“{best}”, a word of its trade",))

    def _rate(self, candidate: Candidate, index: TermIndex, seen: dict[str, float]) -> None:
        """Note the words of one trade around a candidate, each with the most it is worth."""
        own, at, until = candidate.passage, candidate.at, candidate.until
        begin, stop = own.sentence(candidate.start, candidate.end)
        for passage in self._article.passages:
            if passage is not own:
                for term in index.around(passage, 0, _TRIES):
                    leads = passage.field is Field.TITLE or term.start <= LEAD
                    seen[term.word] = max(NEAR if leads else ARTICLE, seen.get(term.word, 0.0))
                continue
            for term in index.around(passage, candidate.start, _TRIES):
                most = seen.get(term.word, 0.0)
                if most == SENTENCE or (term.at < until and at < term.until):
                    continue
                if begin <= term.start < stop:
                    seen[term.word] = SENTENCE
                elif min(abs(term.start - candidate.end), abs(candidate.start - term.end)) <= self._near:
                    seen[term.word] = max(NEAR, most)
                else:
                    is_same = passage.is_unbroken(*sorted((term.start, candidate.start)))
                    seen[term.word] = max(PARAGRAPH if is_same else ARTICLE, most)


def _owes_capital_to_place(candidate: Candidate) -> bool:
    if candidate.name.profile.ambiguity != "word" or candidate.name.script not in CASED:
        return False
    passage = candidate.passage
    if not passage.is_latin:
        return False
    if candidate.name.written.isupper():
        return is_shouted(passage.line(candidate.start, candidate.end))
    if passage.sentence(candidate.start, candidate.end)[0] == candidate.start:
        return True
    line = passage.line(candidate.start, candidate.end)
    return is_titled(line) or is_shouted(line)
