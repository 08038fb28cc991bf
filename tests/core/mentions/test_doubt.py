"""Names that are certain in any other article, and somebody's or some town's in this one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.core.mentions import Matcher
from pipeline.model import Signatory

if TYPE_CHECKING:
    from pipeline.model import Findings, Gazetteer


@pytest.fixture(scope="module")
def doubting(gazetteer: Gazetteer) -> Matcher:
    """The small gazetteer with a company named after a man, and one named after its town."""
    more = (
        Signatory(name="Siemens", category="private-sector", ambiguity="surname", cues=("@lift", "turbines")),
        Signatory(
            name="Nokia",
            category="private-sector",
            ambiguity="place",
            cues=("@telecom",),
            traps=("Nokian kaupunki",),
        ),
    )
    return Matcher(replace(gazetteer, signatories=gazetteer.signatories + more))


def accepted(findings: Findings) -> set[str]:
    return {mention.subject for mention in findings.mentions}


def test_after_a_given_name_a_company_is_a_surname(doubting: Matcher) -> None:
    found = doubting.find("", "Jochen Siemens sells tickets. Siemens is tired.", "en")
    assert not accepted(found)
    assert accepted(doubting.find("", "The chairman of Siemens is tired.", "en")) == {"Siemens"}


def test_a_company_beside_its_namesake_is_known_by_its_trade(doubting: Matcher) -> None:
    text = "Jochen Siemens works for the group Siemens, which makes turbines."
    assert accepted(doubting.find("", text, "en")) == {"Siemens"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A clerk in the town of Nokia recalls rubber boots.", "en"),
        ("Nokian kaupunki tarjosi kahvit. Nokialla sataa.", "fi"),
    ],
)
def test_a_town_is_not_the_company_that_bears_its_name(doubting: Matcher, text: str, language: str) -> None:
    assert not accepted(doubting.find("", text, language))


def test_the_company_may_be_in_its_town(doubting: Matcher) -> None:
    assert accepted(doubting.find("", "In the town of Nokia, Nokia tests 5G masts.", "en")) == {"Nokia"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sa femme, France, tenait la caisse.", "fr"),
        ("Magarac po imenu Chile nije stao.", "hr"),
        ("Leslie France sang.", "en"),
    ],
)
def test_a_person_or_an_animal_may_bear_the_name_of_a_state(doubting: Matcher, text: str, language: str) -> None:
    assert not accepted(doubting.find("", text, language))


def test_the_namesake_of_a_state_does_not_hide_the_state(doubting: Matcher) -> None:
    text = "Sa femme, France, est née en France. France aimait les chats."
    assert [mention.start for mention in doubting.find("", text, "fr").mentions] == [text.index("en France") + 3]
