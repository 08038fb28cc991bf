"""Sentences: enough of the text to quote, never across a line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.mentions.sentences import (
    _END,
    _NO_END,
    _is_abbreviation,
    _is_end,
    _last_end,
    line_span,
    sentence_span,
)


def sentence(text: str, word: str) -> str:
    start = text.index(word)
    begin, end = sentence_span(text, start, start + len(word))
    return text[begin:end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two X two. Three.", "Two X two."),
        ("The U.S. joined X in 2021. Later more.", "The U.S. joined X in 2021."),
        ("Mr. Smith of X spoke. He left.", "Mr. Smith of X spoke."),
        ("He asked: “Is X in?” Nobody knew.", "He asked: “Is X in?”"),
        ("X rose 2.5 percent! Others fell.", "X rose 2.5 percent!"),
        ("Title\nX is here\nNext", "X is here"),
        ("前の文。Xが来た。次の文。", "Xが来た。"),
        ("بداية. جاء X؟ نهاية.", "جاء X؟"),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text: str, expected: str) -> None:
    assert sentence(text, "X") == expected


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet="ab.!? \n“”日。", min_size=1, max_size=80), data=st.data())
def test_a_sentence_always_contains_its_mention(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    begin, stop = sentence_span(text, start, end)
    assert 0 <= begin <= start
    assert end <= stop <= len(text)


def test_a_text_without_stops_is_cut_to_a_quotable_length() -> None:
    text = "word " * 1000 + "X " + "word " * 1000
    assert len(sentence(text, "X")) < 700


def test_a_line_ends_at_its_breaks() -> None:
    text = "first\nsecond X\nthird"
    begin, end = line_span(text, 13, 14, 100)
    assert text[begin:end] == "second X"


@settings(max_examples=300, deadline=None)
@given(
    text=st.lists(st.sampled_from([*"ab.!? \n“”)日。", "Mr", "etc", "U.S", " St", "No.", ". "]), max_size=40).map(
        "".join
    ),
    data=st.data(),
)
def test_the_last_end_is_the_last_of_all_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    low = data.draw(st.integers(0, start))
    ends = [match.end() for match in _END.finditer(text, low, start) if _is_end(text, match)]
    assert max(-1, _last_end(text, low, start)) == (ends[-1] if ends else -1)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["a", "Mr", "etc", "word", " ", "(", "“", "é", "1", "_", "z.B", "U.S"]), max_size=8))
def test_an_abbreviation_is_told_as_the_pattern_tells_it(words: list[str]) -> None:
    text = "".join(words) + "."
    dot, low = len(text) - 1, max(0, len(text) - 9)
    wanted = (low == 0 or " " in text[low:dot]) and _NO_END.search(text, low, dot + 1) is not None
    assert _is_abbreviation(text, dot, "") is wanted
