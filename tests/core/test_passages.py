"""Texts cut at their mentions: nothing lost, every mention whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.passages import Piece, cut, paragraphs


def test_a_mention_inside_another() -> None:
    assert cut("At Orange Cyberdefense.", [(3, 22), (3, 9)]) == (
        Piece("At "),
        Piece("Orange", within=(0, 1), begins=(0, 1), ends=(1,)),
        Piece(" Cyberdefense", within=(0,), ends=(0,)),
        Piece("."),
    )


def test_mentions_that_overlap() -> None:
    pieces = cut("abcdef", [(0, 4), (2, 6)])
    assert [(piece.text, piece.within) for piece in pieces] == [("ab", (0,)), ("cd", (0, 1)), ("ef", (1,))]


def test_offsets_count_code_points() -> None:
    assert [piece.text for piece in cut("🇫🇷 华为 e\u0301", [(3, 5)])] == ["🇫🇷 ", "华为", " e\u0301"]


def test_paragraphs_keep_the_offsets_of_the_whole() -> None:
    text = "One Airbus.\n\nTwo Thales.\n \n"
    found = list(paragraphs(text, [(4, 10), (17, 23)]))
    assert [[(piece.text, piece.within) for piece in pieces] for pieces in found] == [
        [("One ", ()), ("Airbus", (0,)), (".", ())],
        [("Two ", ()), ("Thales", (1,)), (".", ())],
    ]


def test_an_empty_text_has_no_pieces() -> None:
    assert cut("", [(0, 3)]) == ()
    assert list(paragraphs("", [])) == []


@given(text=st.text(max_size=60), spans=st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=8))
def test_joined_they_give_the_text_and_each_mention_its_surface(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = cut(text, spans)
    assert "".join(piece.text for piece in pieces) == text
    for number, (start, end) in enumerate(spans):
        inside = [piece for piece in pieces if number in piece.within]
        assert "".join(piece.text for piece in inside) == text[max(0, start) : max(0, end)]
        assert sum(number in piece.begins for piece in inside) == sum(number in piece.ends for piece in inside)
        assert sum(number in piece.ends for piece in inside) == (1 if inside else 0)
