"""A gazetteer small enough to read, and the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.core.mentions import Matcher
from pipeline.model import CallName, CaseRule, Gazetteer, LexiconTerm, Signatory, StateName

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.model import Findings

TELECOM = ("telecom*", "operator*", "opérateur*", "fibre")

SIGNATORIES = (
    Signatory(
        name="Microsoft",
        category="private-sector",
        names=("マイクロソフト", "مايكروسوفت", "마이크로소프트", "Майкрософт"),
    ),
    Signatory(name="Airbus", category="private-sector"),
    Signatory(
        name="Kaspersky Lab",
        category="private-sector",
        names=("Kaspersky", "Лаборатория Касперского", "Лаборатории Касперского"),
    ),
    Signatory(name="STORMSHIELD", category="private-sector"),
    Signatory(name="Telefonica", category="private-sector"),
    Signatory(name="Marsh & McLennan Companies", category="private-sector", names=("Marsh McLennan",)),
    Signatory(
        name="Orange",
        category="private-sector",
        weak=("Orange",),
        ambiguity="word",
        cues=TELECOM,
        traps=("Orange County", "Agent Orange"),
    ),
    Signatory(name="Orange Cyberdefense", category="private-sector"),
    Signatory(
        name="Nielsen",
        category="private-sector",
        weak=("Nielsen",),
        ambiguity="surname",
        cues=("audience*", "ratings"),
        traps=("* Nielsen",),
    ),
    Signatory(name="Sky", category="private-sector", weak=("Sky",), ambiguity="word", cues=("broadcaster*", "Comcast")),
    Signatory(
        name="SAP",
        category="private-sector",
        weak=("SAP",),
        case=CaseRule.EXACT,
        ambiguity="acronym",
        cues=("software", "Walldorf"),
    ),
    Signatory(
        name="Legrand Group", category="private-sector", weak=("Legrand",), ambiguity="surname", cues=("Schneider",)
    ),
    Signatory(
        name="Schneider Electric",
        category="private-sector",
        weak=("Schneider",),
        ambiguity="surname",
        cues=("Legrand", "electrical"),
    ),
    Signatory(name="Panama", category="state", iso="PA", traps=("Panama City", "Panama hat")),
    Signatory(name="France", category="state", iso="FR", traps=("Air France", "Tour de France")),
    Signatory(name="Chili", category="state", iso="CL"),
    Signatory(name="États-Unis", category="state", iso="US"),
    Signatory(name="Pologne", category="state", iso="PL"),
    Signatory(name="Islande", category="state", iso="IS"),
    Signatory(name="Mexique", category="state", iso="MX", traps=("New Mexico",)),
    Signatory(
        name="Maurice", category="state", iso="MU", weak=("Maurice",), ambiguity="surname", cues=("Port-Louis", "île")
    ),
)

STATE_NAMES = tuple(
    StateName(iso=iso, language=language, name=name, kind=kind)
    for iso, language, name, kind in (
        ("FR", "en", "France", "cldr"),
        ("FR", "de", "Frankreich", "cldr"),
        ("FR", "pl", "Francja", "cldr"),
        ("FR", "ru", "Франция", "cldr"),
        ("FR", "fi", "Ranska", "cldr"),
        ("FR", "ar", "فرنسا", "cldr"),
        ("FR", "ja", "フランス", "cldr"),
        ("FR", "ko", "프랑스", "cldr"),
        ("FR", "zh", "法国", "cldr"),
        ("FR", "tr", "Fransa", "cldr"),
        ("FR", "en", "French", "demonym"),
        ("PA", "en", "Panama", "cldr"),
        ("US", "en", "United States", "cldr"),
        ("US", "en", "US", "short"),
        ("US", "en", "U.S.", "short"),
        ("PL", "pl", "Polska", "cldr"),
        ("PL", "en", "Poland", "cldr"),
        ("IS", "de", "Island", "cldr"),
        ("IS", "en", "Iceland", "cldr"),
        ("MX", "en", "Mexico", "cldr"),
        ("MU", "fr", "Maurice", "cldr"),
        ("CL", "en", "Chile", "cldr"),
    )
)

CALL_NAMES = tuple(
    CallName(language=language, name=name, kind=kind)
    for language, name, kind in (
        ("en", "Paris Call for Trust and Security in Cyberspace", "full"),
        ("en", "Paris Call", "short"),
        ("fr", "Appel de Paris", "short"),
        ("fr", "cour d'appel de Paris", "lookalike"),
        ("en", "Rome Call", "lookalike"),
    )
)

LEXICON = tuple(
    LexiconTerm(field=field, language=language, term=term)
    for field, language, term in (
        ("cyber-policy", "en", "cyberspace"),
        ("cyber-policy", "fr", "cyberespace"),
        ("cyber", "en", "cyber*"),
        ("cyber", "fr", "cybersécurité"),
        ("call-action", "en", "signator*"),
        ("climate", "en", "climate"),
        ("climate", "fr", "climat*"),
        ("medical", "fr", "cancer*"),
        ("digital", "en", "server*"),
        ("company", "en", "operator"),
        ("company", "en", "group"),
        ("company", "ru", "компания"),
        ("company", "ko", "업체"),
        ("company", "zh", "公司"),
        ("sector-telecom", "hu", "távközl*"),
        ("sector-telecom", "en", "5G"),
        ("sector-telecom", "ko", "통신"),
        ("sector-lift", "cs", "výtah*"),
        ("given-name", "*", "Jochen"),
        ("given-name", "*", "Leslie"),
        ("person", "fr", "femme"),
        ("person", "en", "Mr"),
        ("person", "de", "Frau"),
        ("naming", "hr", "imenu"),
        ("settlement", "en", "town"),
    )
)

SMALL = Gazetteer(
    version="test",
    signatories=SIGNATORIES,
    state_names=STATE_NAMES,
    call_names=CALL_NAMES,
    lexicon=LEXICON,
)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return SMALL


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return Matcher(SMALL)


@pytest.fixture(scope="session")
def real_matcher() -> Matcher:
    return Matcher(read_gazetteer())


@pytest.fixture(scope="session")
def find(matcher: Matcher) -> Callable[..., Findings]:
    """`find(text, language="en", title="")` over the small gazetteer."""

    def search(text: str, language: str = "en", title: str = "") -> Findings:
        return matcher.find(title, text, language)

    return search


@pytest.fixture(scope="session")
def subjects(find: Callable[..., Findings]) -> Callable[..., set[str]]:
    """The subjects accepted in a text."""

    def search(text: str, language: str = "en", title: str = "") -> set[str]:
        return {mention.subject for mention in find(text, language, title).mentions}

    return search
