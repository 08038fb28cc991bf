"""Evidence for names that prove nothing by themselves: a common word, a surname, a place, a short acronym.

Each piece of evidence has a weight; together they must reach the policy's threshold.

    cues                                          up to 1.0, see cues.py
    the same subject accepted elsewhere           1.0
    in a list beside an accepted name             0.8   Airbus, Orange and Thales
    a legal form or an office right after it      0.8   Orange S.A., Orange CEO
    a word for a company beside it                0.6   the operator Orange; MSD, the drugmaker
    the article names the Call itself             0.6
    words of business in the same sentence        0.2   each, two at most; never enough alone
    another capitalised word right after it      -0.3   Sky Something: a longer name we do not know
    the article uses it as a person's name       -0.4
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.mentions.candidates import Candidate, TermIndex
from pipeline.core.mentions.cues import CueFinder, Weight
from pipeline.core.mentions.passage import is_shouted, is_titled
from pipeline.core.mentions.spans import Spans
from pipeline.core.mentions.spelling import is_proper, word_after, word_before

_ELSEWHERE, _LIST, _CALL_NAMED = 1.0, 0.8, 0.6
_LEGAL, _COMPANY = 0.8, 0.6
_BUSINESS, _MOST_BUSINESS = 0.2, 2
_LONGER_NAME, _PERSON = -0.3, -0.4
_PERSONAL = frozenset({"surname", "word", "place", "generic"})
_OPEN_ENDED = frozenset({"surname", "word", "place"})
_LEGAL_FORM = re.compile(
    r",?\s(?:Inc|Corp(?:oration)?|Ltd|Limited|LLC|PLC|plc|N\.?V|B\.?V|S\.?A\.?S?|A\.?G|S\.?E|GmbH|Oyj?|A/?S|ASA|AB|S\.?p\.?A|S\.?L|Co"
    r"|Group|Groupe|Holdings?|CEO|CFO|CTO|CISO|chief\s+executive|spokes(?:man|woman|person)|chairman|executives?\b)\b"
    r"|['’]s\s+(?:CEO|chief|chairman|boss|board|shares|stock|customers|subsidiary|network|headquarters|spokes\w+)\b"
    r"|-(?:Chef|Sprecher|Konzern|Aktie|Tochter|owned|backed)\w*",
)
_COMPANY_WORD = re.compile(
    r"(?:\b(?:compan(?:y|ies)|firms?|group|giant|operator|carrier|maker|manufacturer|provider|bank|insurer|broadcaster|startup|start-up"
    r"|groupe|société|entreprise|opérateur|géant|banque|assureur|éditeur|fabricant|constructeur|équipementier|filiale\s+d['’]?"
    r"|Konzern|Firma|Unternehmen|Hersteller|Anbieter|Betreiber|Bank|Versicherer|empresa|compañía|grupo|operadora|gigante|banco"
    r"|azienda|gruppo|operatore|società|bedrijf|concern|företaget|selskapet|firma|spółka|společnost"
    r"|компания|компании|компанией|компанию|банк|оператор|концерн|شركة|بنك|مجموعة))\s*[\"“«„'‘]?$",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    r",\s(?:the|an?|its|l['’]|le|la|une?|der|die|das|ein|eine|el|una?|il|lo|uno|o|um|uma|een|het)\s?(?:[\w’'-]+\s){0,5}?"
    r"(?:compan|firm|group|giant|operator|carrier|\w*maker\b|manufacturer|provider|bank|insurer|broadcaster|start-?up|retailer"
    r"|airline|supplier|contractor|vendor|société|entreprise|opérateur|géant|banque|assureur|éditeur|fabricant|constructeur"
    r"|Konzern|Unternehmen|Hersteller|Anbieter|Betreiber|Versicherer|empresa|compañía|operadora|azienda|gruppo|bedrijf)",
    re.IGNORECASE,
)
_REACH = 40
_LIST_GLUE = re.compile(
    r"\s*(?:,|;|、|，|،|/|&|·|・|\+)?\s*(?:(?:and|or|et|ou|und|oder|y|e|o|en|of|och|og|i|oraz|a|nebo|ja|tai|és|ve|veya|и|или|و|と|や|和|与|與|및|와|과"
    r"|as\s+well\s+as|ainsi\s+que|sowie|así\s+como)\s+)?(?:the\s|l['’]|d['’]|la\s|le\s|les\s|die\s|der\s|el\s|il\s|o\s|a\s|de\s|by\s)?[\"“«„'‘]?",
    re.IGNORECASE,
)
_LIST_BEFORE = re.compile(r"[,;،、，]\s*(?:the\s|l['’]|la\s|le\s|les\s|die\s|der\s|el\s|il\s|o\s|a\s)?$", re.IGNORECASE)
_LEAST_LISTED = 2
_LONGEST_GLUE = 20
_POSSESSIVE = ("'s", "’s", "s'", "s’")
_INITIALS = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that weak names are weighed against."""

    cues: CueFinder
    accepted: Spans  # signatories and states so far
    doubtful: Spans  # weak names not accepted so far; no cues for each other
    persons: set[str]  # subjects whose name the article uses as a person's
    call_named: bool
    business: TermIndex  # words of business and where they stand


def weigh(candidate: Candidate, evidence: Evidence) -> Weight:
    """The sum of the evidence for a weak name."""
    profile = candidate.name.profile
    company = _company_evidence(candidate)
    found = [evidence.cues.weigh(candidate, evidence.doubtful), company]
    business = _business_evidence(candidate, evidence.business)
    if business.value:
        found.append(business)
    neighbour = _beside(candidate, evidence.accepted) or _among(candidate, evidence.accepted)
    if neighbour:
        found.append(Weight(_LIST, (f"in a list beside “{neighbour}”",)))
    if profile.subject in evidence.accepted.subjects:
        found.append(Weight(_ELSEWHERE, ("accepted elsewhere in the article",)))
    if evidence.call_named:
        found.append(Weight(_CALL_NAMED, ("the article names the Paris Call",)))
    longer = "" if company.value else _longer_name(candidate)
    if longer:
        found.append(Weight(_LONGER_NAME, (f"“{candidate.surface} {longer}” may be another name",)))
    if profile.subject in evidence.persons:
        found.append(Weight(_PERSON, ("the article uses it as a person's name",)))
    return Weight(sum(one.value for one in found), tuple(words for one in found for words in one.evidence))


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
    begin, stop = candidate.passage.sentence(candidate.start, candidate.end)
    words = {
        term.surface.casefold(): term.surface
        for term in business.between(candidate.passage, begin, stop)
        if not candidate.at <= term.at < candidate.until
    }
    shown = tuple(f"“{word}” in the sentence" for word in list(words.values())[:_MOST_BUSINESS])
    return Weight(_BUSINESS * len(shown), shown)


def _company_evidence(candidate: Candidate) -> Weight:
    """What stands right beside a name and says that it is a company's."""
    if candidate.name.profile.ambiguity in {"place", "generic"}:
        return Weight(0.0)
    text = candidate.passage.text
    match = _LEGAL_FORM.match(text, candidate.end)
    if match:
        return Weight(_LEGAL, (f"“{match.group().strip(' ,')}” right after",))
    match = _COMPANY_WORD.search(text, max(0, candidate.start - _REACH), candidate.start)
    if match:
        return Weight(_COMPANY, (f"“{match.group().strip()}” right before",))
    match = _APPOSITION.match(text, candidate.end)
    return Weight(_COMPANY, (f"“{match.group().strip(' ,')}” right after",)) if match else Weight(0.0)


def person_before(candidate: Candidate) -> str:
    """The given name or title before a name that may be a surname: "Leslie Nielsen", "Mr Marsh"."""
    profile, text = candidate.name.profile, candidate.passage.text
    if profile.ambiguity not in _PERSONAL or is_shouted(candidate.passage.line(candidate.start, candidate.end)):
        return ""
    word = word_before(text, candidate.start)
    if not is_proper(word) or word.endswith(_POSSESSIVE) or (word.isupper() and len(word) > _INITIALS):
        return ""
    if is_titled(candidate.passage.line(candidate.start, candidate.end)) and profile.ambiguity != "surname":
        return ""
    return word


def _longer_name(candidate: Candidate) -> str:
    """The capitalised word that makes a longer, unknown name of this one: "Sky Mavis"."""
    if candidate.name.profile.ambiguity not in _OPEN_ENDED:
        return ""
    word = word_after(candidate.passage.text, candidate.end)
    if not is_proper(word) or is_titled(candidate.passage.line(candidate.start, candidate.end)):
        return ""
    return word
