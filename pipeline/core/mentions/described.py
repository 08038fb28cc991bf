"""The Call without its name: "Macron's cyberspace accord", "pacto global de cibersegurança".

Stories of the first days often describe it only. What sets it apart from the many other cyber agreements is the
combination, so all of these are asked for:

    a word for an appeal or accord, with a word for cyberspace right beside it
    its origin near by: the French president, the Paris Peace Forum, UNESCO
    somebody signs, joins or backs it
    both kinds of parties: states and companies
    no other body whose accord it could be (NATO, Budapest, the UN treaty)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.core.mentions.candidates import Candidate
from pipeline.core.mentions.names import CALL, Name, Profile, Role
from pipeline.model import Field, SubjectKind

if TYPE_CHECKING:
    from pipeline.core.mentions.passage import Passage

_PROFILE = Profile(CALL, SubjectKind.CALL)
_NAME = Name(_PROFILE, Role.PARAPHRASE, CALL, CALL.lower())
_SCORE = 0.6
_CYBER = (
    r"(?:cyber|ciber|kyber|kiber|siber|кибер|кібер|سيبران|الرقمي|サイバー|사이버|网络空间|網絡空間|网络安全|網路"
    r"|digital\s+(?:peace|security|trust)|online\s+security|security\s+online|internet\s+security|s[ée]curité\s+numérique|paix\s+numérique"
    r"|paz\s+digital|segur\w+\s+online|segurança\s+digital|sicherheit\s+im\s+(?:netz|internet))"
)
_APPEAL = (
    r"(?:\baccords?\b|\bpact\b|\bpledge|\bdeclaration\b|\bappeal\b|\bagreement\b|\binitiative|\bframework\b|\bcharter\b|\bcompact\b"
    r"|\bcall\b|\bappel\b|\bpacte\b|\bdéclaration\b|\bcharte\b|\bengagement\b|\bllamamiento|\bllamado\b|\bpacto\b|\bacuerdo\b"
    r"|\bdeclaraci[óo]n\b|\biniciativa\b|\bapelo\b|\bacordo\b|\bdeclaração\b|\bcompromisso\b|\bappello\b|\bpatto\b|\baccordo\b"
    r"|\bdichiarazione\b|\biniziativa\b|\baufruf|\bappell\b|\bpakt\b|\babkommen|\berklärung|\bvereinbarung|\boproep\b|\bakkoord\b"
    r"|\bverklaring\b|\bapel\b|\bporozumieni|\bdeklarac|\binicjatyw|\bapelul|\bpactul|\bacordul|\bini[ţț]iativa|\bdeclara[ţț]i"
    r"|\bvýzv|\bdohod|\bçağrı|\banlaşma|\bbildiri|призыв|пакт|соглашени|деклараци|инициатив|договор|نداء|ميثاق|اتفاق|إعلان|مبادرة"
    r"|宣言|協定|協約|合意|呼びかけ|협약|선언|倡议|倡議|协议|協議)"
)
_DESCRIBED = re.compile(
    rf"{_APPEAL}[^.!?。\n]{{0,60}}?{_CYBER}\w*|{_CYBER}[\w-]*\s+(?:\w+\s+){{0,2}}?{_APPEAL}\w*", re.IGNORECASE
)
_ORIGINS = (
    "Macron", "Макрон", "ماكرون", "マクロン", "마크롱", "马克龙", "馬克龍",
    "UNESCO", "Unesco", "ЮНЕСКО", "اليونسكو", "ユネスコ", "유네스코", "联合国教科文",
    "Paris Peace Forum", "Forum de Paris sur la", "Forum sur la paix", "Fórum de Paz", "Foro de Paz", "Foro de la Paz",
    "Foro de París", "Fórum da Paz", "Pariser Friedensforum", "Парижском форуме мира", "Парижский форум мира",
    "French president", "French President", "résident français", "residente francés", "residente francês",
    "residente francese", "ranzösische Präsident", "ranzösischen Präsident", "резидент Франции", "резидента Франции",
    "الرئيس الفرنسي", "フランス大統領", "프랑스 대통령", "法国总统", "法國總統",
)  # fmt: skip
_JOINING = re.compile(
    r"\bsign|\bendors|\bjoin|\bback(?:s|ed|ing)\b|\badhere|\bsouten|\badhér|\brejoin|\bfirma(?:n|r|do|ron|ntes)?\b|\bfirmó"
    r"|\bassina|\bsubscr|\bsuscri|\bunterzeich|\bondertek|\bpodpis|\bsemnat|\bsottoscri|\baderi|подпис|присоедин|وق[ّ]?ع|الموق"
    r"|انضم|署名|加盟|参加|서명|참여|签署|簽署|加入|\bimzala",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"\bcountries\b|\bstates\b|\bnations\b|\bgovernments\b|\bpays\b|\bétats\b|\bpaíses\b|\bestados\b|\bpaesi\b|\bländer\b|\bstaaten\b"
    r"|\blanden\b|\bkraj|\bzem[íě]|\bţări|\bțări|\bülke|стран|государств|دول|カ国|か国|개국|国家|國家",
    re.IGNORECASE,
)
_COMPANIES = re.compile(
    r"\bcompan(?:y|ies)\b|\bfirms\b|\bbusiness|\bprivate\s+sector|\bentreprises\b|\bempresas\b|\bimprese\b|\baziende\b|\bunternehmen\b"
    r"|\bkonzerne\b|\bbedrijven\b|\bfirm\b|\bspół|\bşirket|\bcompanii|компани|شركات|企業|企业|기업",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\bNATO\b|\bOTAN\b|НАТО|Budapest|Convention\s+on\s+Cybercrime|cybercrime\s+(?:treaty|convention)|Tallinn"
)
_NEAR = 300  # characters between a description and its origin
_LEAST_STATES = 3  # named states that stand for "countries"


def find_described(passages: tuple[Passage, ...], others: list[Candidate]) -> Candidate | None:
    """The first description of the Call in an article, accepted, or None.

    Args:
        passages: The parts of the article.
        others: Signatories and states, decided already; enough of them stand for both kinds of parties.
    """
    texts = [passage.text for passage in passages]
    if not any(_origin(text) for text in texts) or not any(map(_JOINING.search, texts)):
        return None
    if not _has_parties(texts, others):
        return None
    for passage in passages:
        for match in _DESCRIBED.finditer(passage.text):
            start, end = match.span()
            begin, stop = passage.sentence(start, end)
            near = passage.text[min(begin, max(0, start - _NEAR)) : max(stop, end + _NEAR)]
            if passage.field is Field.TITLE:
                near += "\n" + passages[-1].text[:_NEAR]
            origin = _origin(near)
            if origin and not _OTHERS.search(near):
                candidate = Candidate(passage, _NAME, start, end, start, end)
                candidate.accept("call-described", _SCORE, f"“{match.group()}” near “{origin}”, states and companies")
                return candidate
    return None


def _origin(text: str) -> str:
    return next((origin for origin in _ORIGINS if origin in text), "")


def _has_parties(texts: list[str], others: list[Candidate]) -> bool:
    kinds = [(one.name.profile.kind, one.name.profile.subject) for one in others if one.accepted]
    states = len({subject for kind, subject in kinds if kind is SubjectKind.STATE})
    companies = any(kind is SubjectKind.SIGNATORY for kind, _ in kinds)
    return (states >= _LEAST_STATES or any(map(_STATES.search, texts))) and (
        companies or any(map(_COMPANIES.search, texts))
    )
