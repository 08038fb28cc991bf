"""Endings, clitics and scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.mentions.inflection import Script, clitics, endings, script_of, spaced, stem


@pytest.mark.parametrize(
    ("character", "script"),
    [
        ("a", Script.LATIN),
        ("7", Script.LATIN),
        ("ạ", Script.LATIN),
        ("γ", Script.GREEK),
        ("ж", Script.CYRILLIC),
        ("ש", Script.HEBREW),
        ("ف", Script.ARABIC),
        ("한", Script.HANGUL),
        ("カ", Script.KANA),
        ("国", Script.HAN),
        ("ก", Script.THAI),
        ("ა", Script.OTHER),
        ("क", Script.OTHER),
    ],
)
def test_scripts_are_told_apart(character: str, script: Script) -> None:
    assert script_of(character) is script


@given(character=st.characters())
def test_every_character_has_a_script(character: str) -> None:
    assert script_of(character) in Script


def test_a_name_waits_for_a_space_only_where_its_script_has_spaces() -> None:
    assert spaced("orange") == " orange"
    assert spaced("日立") == "日立"


def test_english_names_take_no_endings() -> None:
    assert not endings(Script.LATIN, "en")
    assert "owi" in endings(Script.LATIN, "pl")
    assert "ом" in endings(Script.CYRILLIC, "")


def test_only_some_scripts_have_clitics() -> None:
    assert "وال" in clitics(Script.ARABIC)
    assert not clitics(Script.LATIN)


def test_a_last_vowel_gives_way_only_where_the_language_says_so() -> None:
    assert stem("polska", "pl") == "polsk"
    assert stem("франция", "ru") == "франци"
    assert stem("polska", "en") == ""
    assert stem("peru", "pl") == ""
