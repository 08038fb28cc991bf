"""A few function words tell what a text speaks, well enough for names."""

from __future__ import annotations

import pytest

from pipeline.core.mentions.languages import guess, speaks, speaks_plainly

TEXTS = {
    "en": "the minister of the country said that a law is for all and will come to the house",
    "fr": "le ministre dit que les pays et des villes sont dans une crise pour des mois",
    "de": "der minister und die firma sind mit dem vertrag von gestern nicht froh, das ist neu",
    "es": "los ministros de las ciudades dicen que el acuerdo es para una década por el clima",
    "pl": "minister nie wie, że się to stało na granicy, która jest oraz do której wracamy",
    "fi": "ministeri on iloinen ja sanoo että se ei ole myös muiden syy, oli kun oli",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_sentence_is_enough(language: str, text: str) -> None:
    assert speaks(set(text.split()), language)
    assert guess(set(text.split())) == language


@pytest.mark.parametrize("text", ["", " microsoft ", " 日本 ", " xyz zyx "])
def test_where_nothing_is_heard_nothing_is_guessed(text: str) -> None:
    assert guess(set(text.split())) == ""
    assert not speaks(set(text.split()), "en")
    assert not speaks(set(text.split()), "unknown")


def test_a_language_is_plain_when_no_other_is_half_as_loud() -> None:
    assert speaks_plainly(TEXTS["en"], "en")
    assert not speaks_plainly(TEXTS["en"], "de")
    assert not speaks_plainly(f"{TEXTS['en']} {TEXTS['de']}", "en")
    assert not speaks_plainly(TEXTS["en"], "")
    assert not speaks_plainly("og er det som på med til ikke", "no")  # nor is it plainly Danish
