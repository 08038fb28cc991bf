"""Folding: what reads alike folds alike, and every span leads back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.core.mentions.letters import fold_by_page, fold_other
from pipeline.core.mentions.normalise import _all_edits, fold

awkward = st.text(
    alphabet=st.one_of(
        st.sampled_from("aZéÉüßİıłøœ ’“”—–\u00a0\t\n\r\u00ad\u200b\u0301\u0308ﬁ①Ａ日한ｶﾞЁйΣς\u0640\u064bأة\ud800🙂"),
        st.characters(),
    ),
    max_size=40,
)


@settings(max_examples=400, deadline=None)
@given(text=awkward)
def test_spans_of_folded_text_lead_back_into_the_text_in_order(text: str) -> None:
    folded = fold(text)
    last = 0
    for position in range(len(folded.text)):
        start, end = folded.original(position, position + 1)
        assert 0 <= start <= end <= len(text)
        assert start >= last or start == end
        last = start


@settings(max_examples=600, deadline=None)
@given(
    text=st.one_of(
        awkward, st.text(alphabet="aZéÉšœß“”’‘–—…•→′№① āīğşţłЙё日・Ａ𝐀🙂\u2009\u200b\u0301\u0085\xad", max_size=30)
    )
)
def test_a_code_page_folds_as_one_letter_after_the_other(text: str) -> None:
    by_page = fold_by_page(text.replace("µ", "u"))  # its Greek twin is in no page
    if by_page:
        assert by_page == fold_other(text.replace("µ", "u"))
        assert not [edit for edit in _all_edits(text, has_runs=False) if text[edit[0] : edit[1]] != edit[2]]


@settings(max_examples=400, deadline=None)
@given(text=awkward)
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    once = fold(text).text
    assume(all(ord(character) < 0x0E00 for character in once))  # seams between scripts are set once
    assert fold(once).text.split() == once.split()


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="abc éàüñ ABC’-", max_size=30))
def test_case_and_composition_do_not_matter(text: str) -> None:
    assert fold(text.upper()).text == fold(text).text
    assert fold(unicodedata.normalize("NFD", text)).text == fold(text).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saint-Gobain", "saint gobain"),
        ("Africa Digital Rights’ Hub", "Africa Digital Rights' Hub"),
        ("Ｍｉｃｒｏｓｏｆｔ", "microsoft"),
        ("Micro\u00adsoft", "Microsoft"),
        ("Micro\u200bsoft", "Microsoft"),
        ("United\u00a0States", "united states"),
        ("United\nStates", "United States"),
        ("United   States", "United States"),
        ("Télé\u0301fonica".replace("é\u0301", "é"), "Telefonica"),
        ("مايـكروسوفت", "مايكروسوفت"),
        ("الإمارات", "الامارات"),
        ("Семён", "Семен"),
        ("ﬁnance", "finance"),
        ("ﾏｲｸﾛｿﾌﾄ", "マイクロソフト"),
        ("ΓΑΛΛΊΑ", "γαλλία"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(("one", "other"), [("ガ", "カ"), ("й", "и"), ("United\n\nStates", "United States")])
def test_what_is_not_the_same_stays_apart(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


def test_a_latin_word_in_a_script_without_spaces_gets_them() -> None:
    folded = fold("米Google社")
    assert folded.text == "米 google 社"
    assert folded.original(2, 8) == (1, 7)
