"""Values as markup and as words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.evidence import MARK, UNMARK
from pipeline.desk import markup


def test_what_a_sentence_names_is_marked() -> None:
    sentence = f"At {MARK}Airbus{UNMARK} & {MARK}<b>Thales{UNMARK}."
    assert markup.marked(sentence) == "At <mark>Airbus</mark> &amp; <mark>&lt;b&gt;Thales</mark>."


@given(st.text(alphabet=f"ab<&{MARK}{UNMARK}", max_size=30))
def test_marks_that_are_no_pair_never_give_broken_markup(sentence: str) -> None:
    shown = str(markup.marked(sentence))
    assert shown.count("<mark>") == shown.count("</mark>")
    bare = shown.replace("<mark>", "").replace("</mark>", "").replace("&lt;", "<").replace("&amp;", "&")
    assert bare == sentence.replace(MARK, "").replace(UNMARK, "")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "less than a minute"), (59, "less than a minute"), (60, "1 minute"), (7200, "2 hours"), (90000, "1 day")],
)
def test_how_long_ago(seconds: int, words: str) -> None:
    assert markup.ago(timedelta(seconds=seconds)) == words


def test_times_of_the_store_in_words() -> None:
    assert markup.time_words("2026-11-09T06:00:00Z") == "9 Nov 2026, 06:00 UTC"
    assert markup.time_words(None) == ""
    assert markup.time_words("somebody's own") == "somebody's own"


def test_only_addresses_of_the_web_become_links() -> None:
    assert markup.web("javascript:alert(1)") == ""
    assert markup.web("https://news.example/a b") == "https://news.example/a%20b"
