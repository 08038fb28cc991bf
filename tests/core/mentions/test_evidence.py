"""Evidence for weak names, in the language of the text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.core.mentions import Matcher
from pipeline.model import Signatory

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.model import Findings, Gazetteer


@pytest.fixture(scope="module")
def trading(gazetteer: Gazetteer) -> Matcher:
    """The small gazetteer with names whose cues are trades."""
    rows = {one.name: one for one in gazetteer.signatories}
    rows["Orange"] = replace(rows["Orange"], cues=("@telecom",))
    weak = (
        Signatory(
            name="Ericsson", category="private-sector", weak=("Ericsson",), ambiguity="surname", cues=("@telecom",)
        ),
        Signatory(name="Nokia", category="private-sector", cues=("@telecom",)),
        Signatory(name="KONE", category="private-sector", weak=("KONE", "Kone"), ambiguity="surname", cues=("@lift",)),
        Signatory(name="KT", category="private-sector", weak=("KT",), ambiguity="acronym", cues=("@telecom",)),
        Signatory(name="ABB", category="private-sector", weak=("ABB",), ambiguity="acronym"),
        Signatory(name="Visa", category="private-sector", weak=("Visa",), ambiguity="word"),
    )
    return Matcher(replace(gazetteer, signatories=(*rows.values(), *weak)))


@pytest.mark.parametrize(
    ("text", "language", "subject"),
    [
        ("A vesztes Ericssont a távközlés hatósága kérte fel.", "hu", "Ericsson"),
        ("A pályázaton a Nokia nyert, az Ericsson veszített.", "hu", "Ericsson"),
        ("Konkurenční Kone opravuje výtahy.", "cs", "KONE"),
        ("KT가 통신망을 넓혔다.", "ko", "KT"),
        ("KT 업체는 말했다.", "ko", "KT"),
        ("隣の工場はＡＢＢとマイクロソフトの製品を入れた。", "ja", "ABB"),
        ("Microsoft和ABB都在扩产。", "zh", "ABB"),
        ("Компания Visa ушла.", "ru", "Visa"),
    ],
)
def test_the_words_around_confirm_a_name_in_any_language(
    trading: Matcher, text: str, language: str, subject: str
) -> None:
    assert subject in {mention.subject for mention in trading.find("", text, language).mentions}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ericsson vann loppet.", "sv"),
        ("Orange trees hide the 5G mast.", "en"),
        ("The távközlés of Ericsson.", "en"),
        ("KT는 웃었다.", "ko"),
        ("He asked for a Visa at the embassy.", "en"),
    ],
)
def test_without_such_words_a_weak_name_stays_weak(trading: Matcher, text: str, language: str) -> None:
    assert not trading.find("", text, language).mentions


def test_a_capital_that_opens_a_sentence_makes_no_given_name(trading: Matcher) -> None:
    """In Czech "Finská Kone" is the Finnish Kone; in German every noun has a capital."""
    assert trading.find("", "Finská Kone opravuje výtahy a eskalátory.", "cs").mentions
    assert not trading.find("", "Starý Leslie Kone opravuje výtahy.", "cs").mentions


@pytest.mark.parametrize(
    "text",
    ["شارك لبنان ومايكروسوفت في الاجتماع.", "Share prices of Microsoft on Google rose.", "Partage avec Microsoft"],
)
def test_a_verb_of_sharing_makes_no_button_of_a_sentence(find: Callable[..., Findings], text: str) -> None:
    assert {mention.subject for mention in find(text, "").mentions} == {"Microsoft"}


def test_hints_that_the_text_contradicts_are_not_believed(find: Callable[..., Findings]) -> None:
    text = "Die Minister von Island und der Presse sprechen mit den anderen, das ist neu und von Dauer."
    assert {mention.subject for mention in find(text, "en").mentions} == {"Islande"}


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("Governments backed the Paris Call in 2018; the server was unpatched.", "en", True),
        ("Climate groups backed the Paris Call; the server was down.", "en", False),
        ("Backers will read the text of a Paris call.", "en", False),
    ],
)
def test_everyday_digital_words_speak_softly_for_the_call(
    find: Callable[..., Findings], text: str, language: str, named: bool
) -> None:
    assert ("Paris Call" in {mention.subject for mention in find(text, language).mentions}) is named
