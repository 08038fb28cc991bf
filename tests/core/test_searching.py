"""No text a person types can break the search."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from pipeline.core.searching import to_query


def _index() -> Database:
    db = Database(memory=True)
    db.execute("CREATE VIRTUAL TABLE t USING fts5 (body)")
    db.execute("INSERT INTO t (body) VALUES ('Airbus signs the Paris Call for trust, says O''Brien of C++ fame')")
    return db


INDEX = _index()


def found(text: str) -> bool:
    query = to_query(text)
    return bool(query.match) and bool(list(INDEX.execute("SELECT 1 FROM t WHERE t MATCH ?", (query.match,))))


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


def test_scripts_without_blanks_are_looked_for_letter_by_letter() -> None:
    query = to_query("巴黎倡议 cyber")
    assert query.contains == ("巴黎倡议",)
    assert query.match == '"cyber"'


def test_nothing_is_an_empty_query() -> None:
    assert to_query(' "" * - ').is_empty
