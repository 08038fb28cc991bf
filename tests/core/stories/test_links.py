"""Copies are linked, frames and followers are not, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.stories.links import WINDOW, link
from pipeline.core.stories.sketch import keys_of
from tests.core.stories.texts import FRAMES, REPORTS, Frame, text_of

LANGUAGES = sorted(REPORTS)


def body(*sentences: str) -> str:
    return "\n\n".join(sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shortened_copy_with_its_own_headline_is_linked_and_found(language: str) -> None:
    report = REPORTS[language]
    whole = text_of(body(*report), language, "Headline of the agency", 1)
    short = text_of(body(*report[:-1]), language, "Another one, made at home", 2, 5)
    assert link(whole, short)
    assert set(keys_of(whole)) & set(keys_of(short))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_with_an_introduction_and_an_agency_line_is_linked(language: str) -> None:
    report, others = REPORTS[language], REPORTS["en" if language != "en" else "fi"]
    whole = text_of(body(*report), language, "", 1)
    dressed = text_of(body(others[1], "(Agency) - " + report[0], *report[1:], "Agency"), language, "", 2)
    found = link(whole, dressed)
    assert found
    assert found.why == "copy"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_cut_to_half_is_linked(language: str) -> None:
    report = REPORTS[language]
    found = link(text_of(body(*report), language, "", 1), text_of(body(*report[:2]), language, "", 2))
    assert found
    assert found.contained == 1.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_case_quotes_and_line_breaks_do_not_matter(language: str) -> None:
    text = body(*REPORTS[language])
    same = link(text_of(text, language), text_of(text.upper().replace("\n\n", "\n").replace("'", "’"), language, "", 2))
    assert same
    assert same.why == "same_words"


@pytest.mark.parametrize("frame", FRAMES.values(), ids=list(FRAMES))
def test_a_frame_filled_in_twice_is_two_stories(frame: Frame) -> None:
    first, second = frame.filled()
    assert link(first, second) is None
    assert link(second, first) is None


@pytest.mark.parametrize("frame", FRAMES.values(), ids=list(FRAMES))
def test_a_frame_filled_in_once_and_printed_twice_is_one(frame: Frame) -> None:
    first, _ = frame.filled()
    copy = text_of(first.copy.text + "\n\nAgency", frame.language, "Another headline", 2)
    assert link(first, copy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_follower_that_repeats_the_background_is_another_story(language: str) -> None:
    report, fresh = REPORTS[language], FRAMES["English market report"].filled()[0].copy.text.split("\n\n")
    follower = text_of(body(fresh[0], fresh[1], *report[1:]), language, "", 2)
    assert link(text_of(body(*report), language, "", 1), follower) is None


def test_a_page_that_holds_two_reports_joins_neither_to_the_other() -> None:
    one, other = body(*REPORTS["en"]), body(*FRAMES["English appointments"].filled()[0].copy.text.split("\n\n"))
    both = text_of(body(one, other), "en", "The day in short", 3)
    assert link(text_of(other, "en", "Panasonic names new head of security", 2), both) is None


def test_a_report_within_a_page_under_its_own_headline_is_linked() -> None:
    title = "Thales moves its training centre to Lyon"
    junk = (FRAMES[name].filled()[0].copy.text for name in FRAMES if name.startswith("English"))
    page = text_of(body(*junk, *REPORTS["en"]), "en", title, 2)
    found = link(text_of(body(*REPORTS["en"]), "en", title, 1), page)
    assert found
    assert found.why == "embedded"


def test_another_figure_on_the_same_day_is_an_update() -> None:
    text = body(*REPORTS["en"], "At least 12 offices were closed.", "The 200 people get 3 months.")
    later = text.replace("At least 12", "At least 15")
    assert link(text_of(text, "en"), text_of(later, "en", "", 2, hours=3))


def test_a_figure_that_stands_elsewhere_in_the_sentence_is_another_figure_all_the_same() -> None:
    kept = REPORTS["en"][0]
    first = body(kept, "This is report 1 of section 12, and its number is 599744211 in the books of the office.")
    later = body(kept, "This is report 12 of section 12, and its number is 645890123 in the books of the office.")
    assert link(text_of(first, "en"), text_of(later, "en", "", 2, hours=30)) is None


def test_a_word_changed_by_an_editor_does_not_part_a_copy() -> None:
    text = body(*REPORTS["en"])
    edited = text.replace("the company said", "the company told reporters").replace("asked for", "demanded")
    assert link(text_of(text, "en"), text_of(edited, "en", "", 2))


def test_two_spellings_of_one_name_do_not_part_a_copy() -> None:
    text = body("The mayor of Kiev opened a laboratory for the grid and thanked its suppliers.", *REPORTS["en"])
    assert link(text_of(text, "en"), text_of(text.replace("Kiev", "Kyiv"), "en", "", 2))


def test_what_is_too_far_apart_in_time_or_too_short_is_not_compared() -> None:
    text = body(*REPORTS["en"])
    apart = WINDOW.total_seconds() / 3600
    assert link(text_of(text, "en"), text_of(text, "en", "", 2, hours=apart))
    assert link(text_of(text, "en"), text_of(text, "en", "", 2, hours=apart + 1)) is None
    brief = text_of("Thales signed.", "en", "Thales signs"), text_of("Thales signed.", "en", "Thales signs", 2)
    assert link(*brief) is None
    assert keys_of(text_of("", "en", "Thales signs the call again")) == ()


@given(
    st.permutations(range(6)),
    st.sets(st.integers(0, 5), min_size=3),
    st.sampled_from(["en", "de", "zh", "ar"]),
)
def test_a_link_is_the_same_from_both_ends(order: list[int], kept: set[int], language: str) -> None:
    report = REPORTS[language]
    one = text_of(body(*report), language, "One", 1)
    other = text_of(body(*(report[n] for n in order if n in kept and n < len(report))), language, "Two", 2)
    assert link(one, other) == link(other, one)
