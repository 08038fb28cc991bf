"""The Paris Call itself: certain by its full name, by its short names only among cyber-policy talk.

"Appel de Paris" is also a cancer appeal of 2004, a climate pledge of 2015 and, with "cour d'" before it, a court;
"Paris call" is also a telephone call. So each short name weighs the different context terms around it, those for and
those against:

    a term right after the name                     1.5   "appel de Paris pour un cyberespace sûr"
    elsewhere in the same sentence, or in the name  1.0
    within `policy.near` characters or in the title 0.8
    elsewhere in the article                        0.4
    its words set as a name in running text         0.6   "joined the Paris Call", not "took Paris call"
    not in English or French, the other appeals' own 0.3
    two signatories in the same sentence            0.8
    two signatories elsewhere in the article        0.4

A short name is accepted when the terms for it reach `policy.call_threshold` and outweigh those against it, or when
the article gives the full name elsewhere. A paraphrase needs twice as much; a short name without its capitals half as
much again, and counts only terms of cyber policy: hackers take telephone calls too.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.core.mentions.inflection import CASED
from pipeline.core.mentions.names import CALL, Role
from pipeline.core.mentions.passage import is_shouted, is_titled
from pipeline.core.mentions.resolve import longer_around
from pipeline.core.mentions.sentences import LONGEST_SENTENCE
from pipeline.core.mentions.spans import Spans, in_order
from pipeline.core.mentions.terms import TermIndex
from pipeline.model import Field, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.passage import Passage
    from pipeline.core.mentions.policy import MatchPolicy
    from pipeline.core.mentions.terms import TermHit

CONTEXT = ("cyber-policy", "cyber")
_SUPPORTING = {"cyber-policy": 1.0, "cyber": 1.0, "digital": 0.5}
_SUPPORTING_MERE_WORDS = {"cyber-policy": 1.0}
_SUPPORTING_PARAPHRASES = {"cyber-policy": 1.0, "cyber": 1.0}
_ATTENDING = "call-action"  # signing and supporting go with any call; they only add to what is there
_CONTRARY = frozenset({"climate", "medical", "court", "ai-summit", "sport"})
CALL_FIELDS = (*_SUPPORTING, _ATTENDING, *sorted(_CONTRARY))
_ATTENDING_WEIGHT, _ATTENDING_MOST = 0.3, 0.6
_ADJOINING, _SENTENCE, _NEAR, _ARTICLE = 1.5, 1.0, 0.8, 0.4
_ADJOINING_REACH = 40  # characters: "appel de Paris pour un cyberespace sûr"
_MOST_TERMS, _MOST_NEAR = 100, 20  # of an article's opening, and to either side of a name; more add nothing
_FULL_SCORE = 1.0
_SHORT_SCORE = 0.95
_WEAKEST_SCORE = 0.6
_PARAPHRASE_TOPICAL = 1.2  # of terms and company alone: quotation marks and signing make no declaration ours
_PARAPHRASE_FACTOR, _MERE_WORDS_FACTOR = 2.0, 1.5
_SET_AS_NAME = 0.6
_NO_OTHER_SENSE = 0.3
_CROWDED = frozenset({"en", "fr"})  # languages in which other appeals bear the name
_COMPANY_BESIDE, _COMPANY = 0.8, 0.4
_LEAST_COMPANY = 2  # signatories; one alone is in every other story
_LONG_WORD = 4
_OPENING_QUOTES = frozenset("\"“„«‘‹「『《〈'")
_SHOWN = 5  # reasons


def judge_call(candidates: list[Candidate], others: list[Candidate], terms: list[TermHit], policy: MatchPolicy) -> None:
    """Decide on every candidate for the Call that has passed `judge_form`.

    Args:
        candidates: Those for the Call.
        others: Signatories and states, decided as far as they can be without knowing of the Call.
        terms: The article's context terms.
        policy: The threshold.
    """
    signatories = (one for one in others if one.accepted and one.name.profile.kind is SubjectKind.SIGNATORY)
    company = Spans(in_order(signatories))
    index, opening = TermIndex(terms), _Opening(terms[:_MOST_TERMS], policy)
    waiting = [candidate for candidate in candidates if not candidate.rule]
    waiting.sort(key=lambda candidate: candidate.start - candidate.end)
    for candidate in waiting:
        if candidate.name.role is Role.FULL and longer_around(candidate) is None:
            candidate.accept("call-full-name", _FULL_SCORE, f"“{candidate.surface}” is its full name")
    named_in_full = next((candidate.surface for candidate in waiting if candidate.accepted), "")
    for candidate in waiting:
        if candidate.rule:
            continue
        outer = longer_around(candidate)
        if outer is not None:
            candidate.reject("inside-longer-name", f"part of “{outer.surface}”")
        elif named_in_full and candidate.name.role is Role.SHORT:
            candidate.accept("call-short-name-after-full", _FULL_SCORE, f"the article says “{named_in_full}”")
        else:
            near = index.around(candidate.passage, candidate.start, _MOST_NEAR)
            _weigh(candidate, [*near, *opening.terms_for(candidate)], company, policy)


def _weigh(candidate: Candidate, terms: list[TermHit], company: Spans, policy: MatchPolicy) -> None:
    supporting = _supporting(candidate)
    weights = _closest(candidate, terms, policy)
    support = sum(weight * supporting.get(field, 0.0) for weight, field in weights.values())
    against = sum(weight for weight, field in weights.values() if field in _CONTRARY)
    reasons = [f"“{word}”" for word, (_, field) in weights.items() if field in supporting]
    beside = _signatories_near(candidate, company)
    if beside:
        support += beside
        reasons.append("its signatories")
    topical = support
    is_named = supporting is not _SUPPORTING_MERE_WORDS and _is_set_as_name(candidate)
    if (is_named and candidate.name.written == CALL) or (support and supporting is not _SUPPORTING_MERE_WORDS):
        attending = sum(weight for weight, field in weights.values() if field == _ATTENDING)
        support += min(_ATTENDING_MOST, _ATTENDING_WEIGHT * attending) + (_SET_AS_NAME if is_named else 0.0)
    if support and candidate.name.home not in _CROWDED:
        support += _NO_OTHER_SENSE
    needed = policy.call_threshold
    if candidate.name.role is Role.PARAPHRASE:
        needed *= _PARAPHRASE_FACTOR
    elif supporting is _SUPPORTING_MERE_WORDS:
        needed *= _MERE_WORDS_FACTOR
    if against and against >= topical:
        contrary = (f"“{word}” speaks of {field}" for word, (_, field) in weights.items() if field in _CONTRARY)
        candidate.reject("call-other-context", *tuple(contrary)[:_SHOWN])
    elif support < needed or (candidate.name.role is Role.PARAPHRASE and topical < _PARAPHRASE_TOPICAL):
        candidate.reject("call-no-context", *(reasons[:_SHOWN] or ("no word of cyberspace near",)))
    else:
        score = round(min(_SHORT_SCORE, _WEAKEST_SCORE + (support - needed) / 10), 2)
        candidate.accept("call-short-name-in-context", score, "among " + ", ".join(reasons[:_SHOWN]))


def _supporting(candidate: Candidate) -> dict[str, float]:
    """The lexicon fields that speak for a candidate, and how much a term of each counts."""
    if not _is_written_as_name(candidate):
        return _SUPPORTING_MERE_WORDS
    return _SUPPORTING_PARAPHRASES if candidate.name.role is Role.PARAPHRASE else _SUPPORTING


def _is_written_as_name(candidate: Candidate) -> bool:
    """Whether the letters are those of the name: "a Paris call" in an ordinary text is three common words."""
    passage = candidate.passage
    return candidate.name.script not in CASED or not passage.has_capitals or all(_capitals(candidate))


def _capitals(candidate: Candidate) -> list[bool]:
    """Whether each longer word has a capital that has one in the name; "Apel paryski" has one such word."""
    pairs = zip(candidate.name.written.split(), candidate.surface.split(), strict=False)
    return [theirs[0].isupper() for ours, theirs in pairs if len(ours) >= _LONG_WORD and ours[0].isupper()]


def _is_set_as_name(candidate: Candidate) -> bool:
    """Whether quotes make a name of the words, or capitals in a line where capitals mean something."""
    text = candidate.passage.text
    if text[candidate.start - 1 : candidate.start] in _OPENING_QUOTES and candidate.start:
        return True
    if candidate.name.script not in CASED:
        return False
    capitals = _capitals(candidate)
    begin, _ = candidate.passage.sentence(candidate.start, candidate.end)
    telling = capitals[1:] if candidate.start == begin else capitals
    line = candidate.passage.line(candidate.start, candidate.end)
    return bool(telling) and all(capitals) and not is_shouted(line) and not is_titled(line)


def _signatories_near(candidate: Candidate, company: Spans) -> float:
    begin, stop = candidate.passage.sentence(candidate.start, candidate.end)
    beside = {other.name.profile.subject for other in company.starting(candidate.passage, begin, stop)}
    if len(beside) >= _LEAST_COMPANY:
        return _COMPANY_BESIDE
    return _COMPANY if len(company.subjects) >= _LEAST_COMPANY else 0.0


class _Opening:
    """An article's first terms; to a name far from them all, those of one word are alike, and the first will do."""

    def __init__(self, terms: list[TermHit], policy: MatchPolicy) -> None:
        self._reach = max(policy.near, LONGEST_SENTENCE)
        self._groups: list[tuple[Passage, list[TermHit], list[TermHit]]] = []
        for passage, group in groupby(terms, key=attrgetter("passage")):
            placed = list(group)
            firsts: dict[str, TermHit] = {}
            for term in placed:
                firsts.setdefault(term.word, term)
            self._groups.append((passage, placed, list(firsts.values())))

    def terms_for(self, candidate: Candidate) -> Iterator[TermHit]:
        """Those that can make a difference to a candidate."""
        for passage, placed, firsts in self._groups:
            is_far = passage is not candidate.passage or candidate.start - placed[-1].start > self._reach
            yield from firsts if is_far else placed


def _closest(candidate: Candidate, terms: Iterable[TermHit], policy: MatchPolicy) -> dict[str, tuple[float, str]]:
    """The weight of each different word, and its field, where it stands closest."""
    weights: dict[str, tuple[float, str]] = {}
    own, start, end = candidate.passage, candidate.start, candidate.end
    begin, stop = own.sentence(start, end)
    for term in terms:
        place = term.start
        if term.passage is not own:
            weight = _NEAR if Field.TITLE in {term.passage.field, own.field} else _ARTICLE
        elif begin <= place < stop:
            weight = _ADJOINING if end <= place <= end + _ADJOINING_REACH else _SENTENCE
        else:
            weight = _NEAR if abs(place - start) <= policy.near else _ARTICLE
        known = weights.get(term.word)
        if known is None or weight > known[0]:
            weights[term.word] = (weight, term.field)
    return weights
