"""What stands right beside a name, or in its sentence, and says that it is an organisation's.

a legal form or an office right after it         0.8   Orange S.A., Orange CEO
a word for a company right beside it             0.6   the operator Orange; MSD, the drugmaker
an accepted name of the same trade in the sentence  0.6   Nokia ... Ericsson
another accepted signatory in the sentence       0.3
set in Latin letters in a text of another script 0.4   the fruit would be written in its letters
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.core.mentions.inflection import Script
from pipeline.core.mentions.weights import NOTHING, Weight
from pipeline.model import SubjectKind

if TYPE_CHECKING:
    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.spans import Spans
    from pipeline.core.mentions.terms import TermIndex

_LEGAL, _COMPANY, _SAME_TRADE, _SIGNATORY, _SIGNATORIES, _FOREIGN_LETTERS = 0.8, 0.6, 0.6, 0.3, 0.6, 0.4
_NEITHER = frozenset({"place", "generic"})  # "the Chilean group Social Foundation" proves little
_HEAD_COMES_LAST = frozenset({"ja", "zh", "ko", "tr", "az", "hi", "bn", "ur", "hu", "fi", "et", "ka", "hy"})
_REACH = 40
_SHOWN = 2
_GAP = re.compile(r"[\s\"“«„‘'「『《(（\-–—の]*")
_LEGAL_FORM = re.compile(
    r",?\s(?:Inc|Corp(?:oration)?|Ltd|Limited|LLC|PLC|plc|N\.?V|B\.?V|S\.?A\.?S?|A\.?G|S\.?E|GmbH|Oyj?|A/?S|ASA|AB|S\.?p\.?A|S\.?L|Co"
    r"|Group|Groupe|Holdings?|CEO|CFO|CTO|CISO|chief\s+executive|spokes(?:man|woman|person)|chairman|executives?\b)\b"
    r"|['’]s\s+(?:CEO|chief|chairman|boss|board|shares|stock|customers|subsidiary|network|headquarters|spokes\w+)\b"
    r"|-(?:Chef|Sprecher|Konzern|Aktie|Tochter|owned|backed)\w*",
)
_APPOSITION = re.compile(
    r",\s(?:the|an?|its|l['’]|le|la|une?|der|die|das|ein|eine|el|una?|il|lo|uno|o|um|uma|een|het)\s?(?:[\w’'-]+\s){0,5}?"
    r"(?:compan|firm|group|giant|operator|carrier|\w*maker\b|manufacturer|provider|bank|insurer|broadcaster|start-?up|retailer"
    r"|airline|supplier|contractor|vendor|société|entreprise|opérateur|géant|banque|assureur|éditeur|fabricant|constructeur"
    r"|Konzern|Unternehmen|Hersteller|Anbieter|Betreiber|Versicherer|empresa|compañía|operadora|azienda|gruppo|bedrijf)",
    re.IGNORECASE,
)


_AND_OTHERS = re.compile(
    r"\s(?:and|or|et|ou|und|oder|y|e|o|en|of|och|og|i|a|ja|és|și|ve|и|та|і)\s"
    r"(?:many\s|several\s|les\s|der\s|die\s|altre\s)?(?:other|d['’]autres|autres|andere[nr]?|otr[ao]s|altr[ei]|outr[ao]s"
    r"|andra|andre|inne|další|ďalšie|drug[ei]|muut|más|alte|diğer|друг\w+|інш\w+)\s",
    re.IGNORECASE,
)


def beside(candidate: Candidate, words: TermIndex) -> Weight:
    """What stands right beside a name; `words` are the lexicon's words for companies."""
    if candidate.name.profile.ambiguity in _NEITHER:
        return NOTHING
    text = candidate.passage.text
    match = _LEGAL_FORM.match(text, candidate.end)
    if match:
        return Weight(_LEGAL, (f"“{match.group().strip(' ,')}” right after",))
    for term in words.between(candidate.passage, candidate.start - _REACH, candidate.start):
        if term.end <= candidate.start and _GAP.fullmatch(text, term.end, candidate.start):
            return Weight(_COMPANY, (f"“{term.surface}” right before",))
    if candidate.passage.language in _HEAD_COMES_LAST:
        for term in words.between(candidate.passage, candidate.end, candidate.end + _REACH):
            if _GAP.fullmatch(text, candidate.end, term.start):
                return Weight(_COMPANY, (f"“{term.surface}” right after",))
    others = _AND_OTHERS.match(text, candidate.end)
    if others:
        for term in words.between(candidate.passage, others.end(), others.end() + _REACH):
            return Weight(_COMPANY, (f"“{others.group().strip()} … {term.surface}” right after",))
    match = _APPOSITION.match(text, candidate.end)
    return Weight(_COMPANY, (f"“{match.group().strip(' ,')}” right after",)) if match else NOTHING


def company_kept(candidate: Candidate, accepted: Spans) -> Weight:
    """Accepted signatories in the candidate's sentence; those of its own trade say more."""
    profile = candidate.name.profile
    if profile.ambiguity in _NEITHER:
        return NOTHING
    others: dict[str, str] = {}
    for other in accepted.starting(candidate.passage, *candidate.passage.sentence(candidate.start, candidate.end)):
        its = other.name.profile
        if its is profile or its.kind is not SubjectKind.SIGNATORY:
            continue
        if profile.sectors & its.sectors:
            return Weight(_SAME_TRADE, (f"“{other.surface}”, of the same trade, in the sentence",))
        others[its.subject] = other.surface
    value = min(_SIGNATORY * len(others), _SIGNATORIES)
    return Weight(value, tuple(f"“{surface}” in the sentence" for surface in list(others.values())[:_SHOWN]))


def foreign_letters(candidate: Candidate) -> Weight:
    """Latin letters in a text that is not written in them: no common word, hardly a person."""
    if candidate.name.script is Script.LATIN and not candidate.passage.is_latin:
        return Weight(_FOREIGN_LETTERS, ("Latin letters in a text of another script",))
    return NOTHING
