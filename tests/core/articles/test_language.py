"""The language of a text, by itself and with the help of a claim."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.articles.language import _letters, language_of

GERMAN = "Die Stadt hat am Montag beschlossen, den Aufruf zu unterstützen, und niemand hat widersprochen. " * 4
ENGLISH = "On Monday the council decided to support the call, and nobody who was in the hall said a word against it. "


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (GERMAN, (), "de"),
        (GERMAN, ("en-US",), "de"),
        (GERMAN * 3, ("de",), "de"),
        (GERMAN * 3, ("en-US",), "de"),
        (GERMAN + ENGLISH * 6, ("de",), "en"),
        ("La mairie a décidé lundi de soutenir l’Appel de Paris après deux heures de débat.", (), "fr"),
        ("港町の議会は月曜日に決めた", ("zh",), "ja"),
        ("市议会星期一决定支持", ("en",), "zh"),
        ("시의회는 월요일 결정했다", (), "ko"),
        ("Το λιμάνι προσχώρησε", (), "el"),
        ("Siemens", ("de-AT",), "de"),
        ("Siemens", ("", "x-unknown", "fr"), "fr"),
        ("Siemens", ("iw",), "he"),
        ("Siemens", ("nb-NO",), "no"),
        ("Siemens", (), ""),
        ("", (), ""),
    ],
)
def test_a_text_speaks_for_itself_and_a_claim_for_short_ones(
    text: str, declared: tuple[str, ...], expected: str
) -> None:
    assert language_of(text, *declared) == expected


@given(st.text(max_size=80), st.text(max_size=12))
def test_what_comes_out_is_a_code_or_nothing(text: str, declared: str) -> None:
    found = language_of(text, declared)
    assert found == "" or (len(found) == 2 and found.isascii() and found.islower())


@given(st.text(st.one_of(st.sampled_from("aZé1²_’ –字ª\ud800"), st.characters())))
@example("a1²éß_’字\ud800")
def test_letters_are_counted_as_the_pattern_counts_them(text: str) -> None:
    assert _letters(text) == len(re.findall(r"[^\W\d_]", text))
