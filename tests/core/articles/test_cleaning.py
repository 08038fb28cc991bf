"""What is left out of extracted paragraphs, and what is kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.articles.cleaning import clean
from pipeline.core.articles.paragraphs import Paragraph
from tests.core.articles.support import SENTENCE

P = Paragraph
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


def heading(text: str) -> Paragraph:
    return Paragraph(text, is_heading=True)


def test_suspects_asides_and_repetitions_go() -> None:
    found = clean(
        (P("Title!"), P(SENTENCE), P("Read also: x"), P("Bad line"), P("Yes."), P(SENTENCE), P("Yes.")),
        {"Bad line"},
        "Title",
    )
    assert found == (SENTENCE, "Yes.", "Yes.")


def test_a_line_goes_alone() -> None:
    assert clean((P("One.\nPhoto: AP\nTwo."),), (), "") == ("One.\nTwo.",)


def test_a_heading_goes_with_all_that_stood_below_it() -> None:
    paragraphs = (heading("A"), P(SENTENCE), heading("Other columns"), P("Bad line"), heading("B"), P("End."))
    assert clean(paragraphs, {"Bad line"}, "") == ("A", SENTENCE, "B", "End.")


def test_a_heading_above_a_heading_stays_and_one_at_the_end_goes() -> None:
    assert clean((heading("A"), heading("B"), P(SENTENCE), heading("C")), (), "") == ("A", "B", SENTENCE)


def test_labels_at_the_end_go() -> None:
    assert clean((P(SENTENCE), P("Contact:"), P("More:")), (), "") == (SENTENCE,)


def test_suspects_that_are_nearly_all_there_is_are_the_article() -> None:
    items = tuple(P(f"{SENTENCE} {number}") for number in range(9))
    assert clean(items, {item.text for item in items[1:]}, "") == tuple(item.text for item in items)


@given(st.lists(st.builds(Paragraph, TEXTS, is_heading=st.booleans()), max_size=8), st.sets(TEXTS, max_size=3), TEXTS)
def test_nothing_is_added_and_the_order_stays(paragraphs: list[Paragraph], suspects: set[str], title: str) -> None:
    found = clean(paragraphs, suspects, title)
    lines = iter(line for paragraph in paragraphs for line in paragraph.text.split("\n"))
    assert all(line in lines for text in found for line in text.split("\n"))
