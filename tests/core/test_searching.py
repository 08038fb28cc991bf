"""No text a person types can break the search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from pipeline.core.searching import SPACE, spaced, to_query


def _index() -> Database:
    db = Database(memory=True)
    db.execute("CREATE VIRTUAL TABLE t USING fts5 (body)")
    db.execute("INSERT INTO t (body) VALUES ('Airbus signs the Paris Call for trust, says O''Brien of C++ fame')")
    return db


INDEX = _index()


def found(text: str) -> bool:
    query = to_query(text)
    return bool(query.match) and bool(list(INDEX.execute("SELECT 1 FROM t WHERE t MATCH ?", (query.match,))))


def text_has(text: str, words: str) -> bool:
    db = Database(memory=True)
    db.execute("CREATE VIRTUAL TABLE t USING fts5 (body, tokenize='unicode61 remove_diacritics 2')")
    db.execute("INSERT INTO t (body) VALUES (?)", (spaced(text),))
    return bool(list(db.execute("SELECT 1 FROM t WHERE t MATCH ?", (to_query(words).match,))))


@given(st.text())
def test_any_text_is_a_valid_query(text: str) -> None:
    found(text)


@given(st.text(alphabet='"*^:-+()NEARANDOR a\x00'))
def test_the_search_languages_own_signs_are_plain_text(text: str) -> None:
    found(text)


def test_all_words_must_occur() -> None:
    assert found("airbus call")
    assert not found("airbus siemens")


def test_a_phrase_in_quotes_keeps_its_order() -> None:
    assert found('"paris call"')
    assert not found('"call paris"')


def test_a_trailing_star_stands_for_any_ending() -> None:
    assert found("airb*")
    assert not found("airb")


def test_operators_are_words() -> None:
    assert not found("airbus NOT paris")
    assert found("O'Brien")
    assert found("C++")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("华为公司加入巴黎倡议。", "华为"),
        ("华为公司加入巴黎倡议。", "巴黎倡议"),
        ("富士通はサイバー空間の信頼と安全", "サイバー"),
        ("프랑스의 사이버 안보 정책", "프랑스"),
        ("ไมโครซอฟท์ลงนามในปารีสคอลล์", "ปารีส"),
        ("نِداء باريس للثقة والأمن", "نداء باريس"),
        ("L’Éclaireur évoque l’Appel de Paris", "eclaireur"),
        ("5G标准由华为Huawei制定", "huawei"),
    ],
)
def test_every_script_is_found_inside_its_runs(text: str, words: str) -> None:
    assert text_has(text, words)


def test_the_letters_of_a_word_must_stand_together() -> None:
    assert not text_has("巴黎的倡议", "巴黎倡议")


@given(st.text(alphabet="华为 abé한국ไท.\u064e"))
def test_spacing_adds_nothing_that_shows(text: str) -> None:
    assert spaced(text).replace(SPACE, "") == text.replace("\u064e", "")


def test_nothing_is_an_empty_query() -> None:
    assert to_query(' "" * - ').is_empty
