"""A difference is exact: applied to the old text it gives the new one, and it touches no more than it must."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.revisions.edits import Edit, apply, edits, told, words

SENTENCES = st.sampled_from(
    [
        "Airbus signed. ",
        "Cisco did not sign!\n\n",
        "Nobody asked why.\n",
        "Mr. Smith came late. ",
        "微软签署了。",
        "…",
        " ",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(SENTENCES, max_size=12).map("".join))


@given(TEXTS, TEXTS)
def test_a_difference_applied_to_the_old_text_gives_the_new_one(old: str, new: str) -> None:
    assert apply(old, edits(old, new)) == new


@given(TEXTS, TEXTS)
def test_edits_stand_in_order_apart_from_each_other_and_change_something(old: str, new: str) -> None:
    found = edits(old, new)
    assert all(old[edit.start : edit.end] == edit.gone != edit.came for edit in found)
    assert all(earlier.end <= later.start for earlier, later in pairwise(found))


@given(TEXTS)
def test_equal_texts_do_not_differ(text: str) -> None:
    assert edits(text, text) == ()
    assert told(("a", "a"), (text, text)) == ""


@given(TEXTS, TEXTS)
def test_the_words_of_two_versions_join_to_the_versions(gone: str, came: str) -> None:
    before, after = words(gone, came)
    assert "".join(piece for piece, _ in before) == gone
    assert "".join(piece for piece, _ in after) == came
    assert [piece for piece, changed in before if not changed] == [piece for piece, changed in after if not changed]


def test_one_corrected_sentence_is_one_edit_at_its_place() -> None:
    old = "Talks went on. Capgemini joined the Call.\n\nNobody left."
    new = "Talks went on. Microsoft joined the Call.\n\nNobody left."
    assert edits(old, new) == (Edit(15, 43, "Capgemini joined the Call.\n\n", "Microsoft joined the Call.\n\n"),)


def test_an_edit_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="no such text at 0"):
        apply("Boeing signed.", edits("Airbus signed.", "Nobody signed."))


def test_people_see_the_sentences_that_went_and_came_and_the_title_first() -> None:
    diff = told(
        ("Two join", "Three join"),
        ("Airbus joined. Nobody left.\n\nThe end.", "Airbus joined. Cisco joined.  Nobody left.\nThe end."),
    )
    assert diff == "- title: Two join\n+ title: Three join\n+ Cisco joined."


def test_spacing_alone_is_nothing_to_show() -> None:
    assert told(("a", "a"), ("One. Two.", "One.\n\nTwo.")) == ""


def test_a_long_difference_is_cut_and_says_so() -> None:
    new = "".join(f"Sentence number {number} is wholly new. " for number in range(1000))
    diff = told(("a", "a"), ("Nothing yet.", new))
    assert len(diff) < 7000
    assert diff.splitlines()[-1].startswith("… and ")


def test_texts_too_long_to_compare_pairwise_are_replaced_as_a_whole() -> None:
    old = "".join(f"Old {number}. " for number in range(3000))
    new = "".join(f"New {number}. " for number in range(3000))
    (edit,) = edits("Same. " + old, "Same. " + new)
    assert (edit.start, edit.gone, edit.came) == (6, old, new)


def test_words_in_scripts_without_blanks_are_compared_by_character() -> None:
    before, after = words(
        "微软和西门子签署了这项倡议并表示支持国际社会的努力。", "谷歌和西门子签署了这项倡议并表示支持国际社会的努力。"
    )
    assert [piece for piece, changed in before if changed] == ["微软"]
    assert [piece for piece, changed in after if changed] == ["谷歌"]
