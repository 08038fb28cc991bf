"""Evidence for names that prove nothing by themselves: a common word, a surname, a place, a short acronym.

Each piece of evidence has a weight; together they must reach the policy's threshold.

    cues, or words of its trade                   up to 1.0, see cues.py and sectors.py
    the same subject accepted elsewhere           1.0
    a longer accepted name begins with it         0.6   Dell Technologies, then Dell
    in a list beside an accepted name             0.8   Airbus, Orange and Thales
    what stands beside it                         up to 0.8 each, see company.py
    the article names the Call itself             0.6
    words of business in the same sentence        0.2   each, two at most; never enough alone
    another capitalised word right after it      -0.3   Sky Something: a longer name we do not know
    the article uses it as a person's name       -0.5
    a capital that opens the sentence before it  -0.3   Leslie Nielsen, but also Finská Kone
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.core.mentions.company import beside, company_kept, foreign_letters
from pipeline.core.mentions.cues import CueFinder
from pipeline.core.mentions.passage import is_shouted, is_titled
from pipeline.core.mentions.people import Before, Certainty, People, person_before
from pipeline.core.mentions.sectors import SectorFinder
from pipeline.core.mentions.spans import Spans
from pipeline.core.mentions.spelling import is_proper, word_after
from pipeline.core.mentions.terms import TermIndex
from pipeline.core.mentions.weights import NOTHING, Weight
from pipeline.model import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.core.mentions.candidates import Candidate

_ELSEWHERE, _LIST, _CALL_NAMED, _SHORT_FORM = 1.0, 0.8, 0.6, 0.6
_BUSINESS, _MOST_BUSINESS = 0.2, 2
_LONGER_NAME, _PERSON, _PERHAPS_PERSON = -0.3, -0.5, -0.3
_PERSONAL = frozenset({"surname", "word", "place", "generic"})
_OPEN_ENDED = frozenset({"surname", "word", "place"})
_LIST_GLUE = re.compile(
    r"\s*(?:,|;|、|，|،|/|&|·|・|\+)?\s*(?:(?:and|or|et|ou|und|oder|y|e|o|en|of|och|og|i|oraz|a|nebo|ja|tai|és|ve|veya|и|или|та|і|й|și|sau"
    r"|ali|ir|un|dan|atau|và|και|ή|और|و|as\s+well\s+as|ainsi\s+que|sowie|así\s+como)\s+"
    r"|(?:と|や|および|及び|和|与|與|及|以及|跟|및|와|과|나|이나|랑)\s*)?(?:the\s|l['’]|d['’]|la\s|le\s|les\s|die\s|der\s|el\s|il\s|o\s|a\s|de\s|by\s)?[\"“«„'‘]?",
    re.IGNORECASE,
)
_LIST_BEFORE = re.compile(r"[,;،、，]\s*(?:the\s|l['’]|la\s|le\s|les\s|die\s|der\s|el\s|il\s|o\s|a\s)?$", re.IGNORECASE)
_LEAST_LISTED = 2
_NOBODY = Before(Certainty.NONE)
_LONGEST_GLUE = 20


@dataclass(slots=True)
class Setting:
    """What the words around a weak name say of it, whatever else is accepted."""

    trade: Weight
    company: Weight
    business: Weight
    letters: Weight
    longer: Weight
    person: Weight


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that weak names are weighed against."""

    cues: CueFinder
    sectors: SectorFinder
    settings: dict[int, Setting]  # by candidate; fills itself, and serves all rounds
    words: TermIndex  # for companies, and where they stand
    people: People
    accepted: Spans  # signatories and states so far
    doubtful: Spans  # weak names not accepted so far; no cues for each other
    persons: set[str]  # subjects whose name the article uses as a person's
    heads: frozenset[str]  # first words of accepted names of several words
    call_named: bool
    business: TermIndex  # words of business and where they stand


def heads(accepted: Iterable[Candidate]) -> frozenset[str]:
    """The first words of the signatories' names that have several."""
    return frozenset(
        _first_word(one.surface)
        for one in accepted
        if " " in one.surface and one.name.profile.is_company and one.name.profile.kind is SubjectKind.SIGNATORY
    )


def _first_word(surface: str) -> str:
    return surface.partition(" ")[0]


def weigh(candidate: Candidate, evidence: Evidence) -> Weight:
    """The sum of the evidence for a weak name."""
    value = 0.0
    words: list[str] = []
    for weight in _pieces(candidate, evidence):
        if weight.value:
            value += weight.value
            words += weight.evidence
    return Weight(value, tuple(words))


def _pieces(candidate: Candidate, evidence: Evidence) -> Iterator[Weight]:
    profile = candidate.name.profile
    cues = evidence.cues.weigh(candidate, evidence.doubtful)
    setting = evidence.settings.get(id(candidate))
    if setting is None:
        setting = evidence.settings[id(candidate)] = _setting(candidate, evidence)
    yield max(cues, setting.trade, key=lambda weight: weight.value)
    yield setting.company
    yield setting.business
    yield setting.letters
    neighbour = _beside(candidate, evidence.accepted) or _among(candidate, evidence.accepted)
    if neighbour:
        yield Weight(_LIST, (f"in a list beside “{neighbour}”",))
    else:
        yield company_kept(candidate, evidence.accepted)
    if profile.subject in evidence.accepted.subjects:
        yield Weight(_ELSEWHERE, ("accepted elsewhere in the article",))
    if evidence.heads and _first_word(candidate.surface) in evidence.heads and " " not in candidate.surface:
        yield Weight(_SHORT_FORM, ("a longer name in the article begins with it",))
    if evidence.call_named:
        yield Weight(_CALL_NAMED, ("the article names the Paris Call",))
    yield setting.longer
    if profile.subject in evidence.persons:
        yield Weight(_PERSON, ("the article uses it as a person's name",))
    else:
        yield setting.person


def _setting(candidate: Candidate, evidence: Evidence) -> Setting:
    company = beside(candidate, evidence.words)
    longer = "" if company.value else _longer_name(candidate)
    before = _NOBODY if company.value else surname_after(candidate, evidence.people)
    return Setting(
        trade=evidence.sectors.weigh(candidate),
        company=company,
        business=_business_evidence(candidate, evidence.business),
        letters=foreign_letters(candidate),
        longer=Weight(_LONGER_NAME, (f"“{candidate.surface} {longer}” may be another name",)) if longer else NOTHING,
        person=Weight(_PERHAPS_PERSON, (f"“{before.word}” before it may be a given name",))
        if before.certainty is Certainty.PERHAPS
        else NOTHING,
    )


def _beside(candidate: Candidate, accepted: Spans) -> str:
    """The accepted name that stands next to a candidate in a list ("Airbus, Orange and Thales"), or nothing."""
    passage = candidate.passage
    for other in accepted.ending(passage, candidate.start - _LONGEST_GLUE, candidate.start):
        if other.name.profile is not candidate.name.profile and _is_glue(passage.text[other.end : candidate.start]):
            return other.surface
    for other in accepted.starting(passage, candidate.end, candidate.end + _LONGEST_GLUE):
        if other.name.profile is not candidate.name.profile and _is_glue(passage.text[candidate.end : other.start]):
            return other.surface
    return ""


def _is_glue(gap: str) -> bool:
    return bool(gap.strip()) and "\n" not in gap and _LIST_GLUE.fullmatch(gap) is not None


def _among(candidate: Candidate, accepted: Spans) -> str:
    """An accepted name of the same kind, when a sentence with at least two of them lists the candidate too."""
    passage = candidate.passage
    if not _LIST_BEFORE.search(passage.text, max(0, candidate.start - _LONGEST_GLUE), candidate.start):
        return ""
    listed = {
        other.name.profile.subject: other.surface
        for other in accepted.starting(passage, *passage.sentence(candidate.start, candidate.end))
        if other.name.profile.kind is candidate.name.profile.kind
    }
    return next(iter(listed.values())) if len(listed) >= _LEAST_LISTED else ""


def _business_evidence(candidate: Candidate, business: TermIndex) -> Weight:
    """Words of business in the candidate's sentence, its own words not counted."""
    if not business:
        return NOTHING
    begin, stop = candidate.passage.sentence(candidate.start, candidate.end)
    words = {
        term.word: term.surface
        for term in business.between(candidate.passage, begin, stop)
        if not candidate.at <= term.at < candidate.until
    }
    shown = tuple(f"“{word}” in the sentence" for word in list(words.values())[:_MOST_BUSINESS])
    return Weight(_BUSINESS * len(shown), shown)


def surname_after(candidate: Candidate, people: People) -> Before:
    """The given name or title before a name that may be a surname: "Leslie Nielsen", "Mr Marsh"."""
    profile, passage = candidate.name.profile, candidate.passage
    if profile.ambiguity not in _PERSONAL or is_shouted(passage.line(candidate.start, candidate.end)):
        return _NOBODY
    return person_before(passage, candidate.start, people)


def _longer_name(candidate: Candidate) -> str:
    """The capitalised word that makes a longer, unknown name of this one: "Sky Mavis"."""
    if candidate.name.profile.ambiguity not in _OPEN_ENDED:
        return ""
    word = word_after(candidate.passage.text, candidate.end)
    if not is_proper(word) or is_titled(candidate.passage.line(candidate.start, candidate.end)):
        return ""
    return word
