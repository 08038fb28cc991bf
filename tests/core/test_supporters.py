"""The Call's list against the gazetteer, and the first row of a new name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.supporters import ListChanges, Supporter, compare, draft, same
from pipeline.model import Signatory

TODAY = date(2026, 11, 24)
NOTHING = ListChanges(added=(), watched=(), gone=(), renamed=(), moved=())


def listed(*names: str) -> list[Supporter]:
    return [Supporter(name=name, category="private-sector") for name in names]


def known(*names: str) -> list[Signatory]:
    return [Signatory(name=name, category="private-sector") for name in names]


def changes(theirs: list[Supporter], ours: list[Signatory], own: list[Signatory] | None = None) -> ListChanges:
    return compare(theirs, ours, [*ours, *(own or [])])


def test_the_same_list_has_no_changes() -> None:
    assert changes(listed("Orange", "Airbus"), known("Airbus", "Orange")) == NOTHING


def test_new_and_gone_names_are_told() -> None:
    found = changes(listed("Orange", "Quux Labs"), known("Orange", "Airbus"))
    assert [one.name for one in found.added] == ["Quux Labs"]
    assert [one.name for one in found.gone] == ["Airbus"]
    assert found.renamed == ()


@pytest.mark.parametrize(
    ("written", "ours"),
    [("Global Forum", "Global Forum "), ("Education\u00a0& Co", "Education & Co"), ("Ve\u0301lo", "Vélo")],
)
def test_spaces_and_unicode_forms_are_no_change(written: str, ours: str) -> None:
    assert changes(listed(written), known(ours)) == NOTHING


def test_a_name_on_the_watchlist_is_not_new() -> None:
    found = changes(listed("Orange", "Quux Labs"), known("Orange"), known("Quux Labs", "My Firm"))
    assert (found.added, found.watched, found.gone) == ((), ("Quux Labs",), ())


def test_another_category_is_told_but_none_at_all_says_nothing() -> None:
    theirs = [Supporter(name="Orange", category="civil-society"), Supporter(name="Airbus")]
    (moved,) = changes(theirs, known("Orange", "Airbus")).moved
    assert (moved.name, moved.before, moved.after) == ("Orange", "private-sector", "civil-society")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Kaspersky Lab", "Kaspersky"),
        ("Korea Association of Cloud Industy (KACI)", "Korea Association of Cloud Industry (KACI)"),
        ("McCoy Information Sytems, Inc", "McCoy Information Systems"),
        ("Fundacion Pais Digital", "Fundación País Digital"),
        ("Legrand Group", "Legrand SA"),
    ],
)
def test_a_likely_renaming_is_a_hint(before: str, after: str) -> None:
    found = changes(listed(after, "Quux Labs"), known(before, "Airbus"))
    assert [(one.before.name, one.after.name) for one in found.renamed] == [(before, after)]
    assert len(found.added) == len(found.gone) == 2  # for a person to decide


@pytest.mark.parametrize(
    ("before", "after"),
    [("Airbus", "Thales"), ("University of Sibiu", "Technical University of Denmark"), ("Facebook", "Meta")],
)
def test_names_that_share_little_are_no_renaming(before: str, after: str) -> None:
    assert changes(listed(after), known(before)).renamed == ()


def test_each_name_is_in_one_renaming_at_most_the_likest() -> None:
    found = changes(listed("Cyber Peace Institutes", "Cyber Peace Foundation"), known("Cyber Peace Institute"))
    assert [(one.before.name, one.after.name) for one in found.renamed] == [
        ("Cyber Peace Institute", "Cyber Peace Institutes")
    ]


@pytest.mark.parametrize(
    ("name", "names", "weak", "ambiguity"),
    [
        ("European Cyber Forum", (), (), "unique"),
        ("European Cyber Forum (ECF)", ("European Cyber Forum",), ("ECF",), "acronym"),
        ("Mercari, Inc.", (), ("Mercari",), "word"),
        ("Foley Hoag, LLP", ("Foley Hoag",), (), "unique"),
        ("Anchor", (), ("Anchor",), "word"),
        ("NXT", (), ("NXT",), "acronym"),
        ("A B", (), ("A B",), "word"),
        ("Chapter (Spain)", (), ("Chapter",), "word"),
        ("KMVS, advokátní kancelář, s.r.o.", ("KMVS, advokátní kancelář",), (), "unique"),
    ],
)
def test_a_first_row_is_cautious(name: str, names: tuple[str, ...], weak: tuple[str, ...], ambiguity: str) -> None:
    row = draft(Supporter(name=name, category="private-sector"), NOTHING, TODAY)
    assert (row.name, row.names, row.weak, row.ambiguity) == (name, names, weak, ambiguity)


def test_a_first_row_says_what_is_to_be_done() -> None:
    (new,) = listed("Kaspersky")
    found = changes([new], known("Kaspersky Lab"))
    assert draft(new, found, TODAY).evidence == (
        "new on the Call's list, taken 2026-11-24; to be checked: names, class, cues, traps; "
        "perhaps Kaspersky Lab renamed"
    )
    state = draft(Supporter(name="Tuvalu", category="state"), NOTHING, TODAY)
    assert state.evidence.endswith("a state, whose names in other languages are still to be added")


def test_what_the_gazetteer_would_refuse_is_left_out() -> None:
    odd = Supporter(name="Quux Labs", category="firm", country="France", signed="12/11/2018")
    row = draft(odd, NOTHING, TODAY)
    assert (row.category, row.country, row.signed) == ("", "", "")
    right = replace(odd, category="state", country="FRA", signed="2018-11-12")
    row = draft(right, NOTHING, TODAY)
    assert (row.category, row.country, row.signed) == ("state", "FRA", "2018-11-12")


names = st.lists(
    st.sampled_from(["Orange", "Orange SA", "Airbus", "Airbus Group", "Cyber Forum", "Cyber Fora"]), unique=True
)


@settings(deadline=None)
@given(names, names)
def test_every_name_is_new_gone_or_known(theirs: list[str], ours: list[str]) -> None:
    found = changes(listed(*theirs), known(*ours))
    assert {one.name for one in found.added} == set(theirs) - set(ours)
    assert {one.name for one in found.gone} == set(ours) - set(theirs)
    assert {one.after for one in found.renamed} <= set(found.added)
    assert {one.before.name for one in found.renamed} <= {one.name for one in found.gone}
    assert len({one.before.name for one in found.renamed}) == len(found.renamed)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_a_first_row_never_repeats_a_name_and_always_has_its_own(text: str) -> None:
    if not same(text):
        return
    row = draft(Supporter(name=text), NOTHING, TODAY)
    assert row.name == same(text)
    assert row.name not in row.names
    assert not set(row.names) & set(row.weak)
    assert all("|" not in name for name in row.names)
