from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.floods import judge, renamed, wait_for
from pipeline.model import EntryName, Flood


def names(*numbers: int, guids: str = "g", titles: str = "title") -> list[EntryName]:
    return [EntryName(guid=f"{guids}{n}", url_key=f"{guids}/{n}", title_key=f"{titles}{n}") for n in numbers]


def test_old_titles_under_new_names_are_a_renaming() -> None:
    assert judge(names(*range(10), guids="new"), names(*range(10), guids="old"), 0, 3) is Flood.RENAMED


def test_a_few_new_items_among_the_renamed_do_not_hide_it() -> None:
    fresh, known = names(*range(10), guids="new"), names(*range(8), guids="old")
    assert judge(fresh, known, 0, 3) is Flood.RENAMED
    assert renamed(fresh, known) == frozenset(fresh[:8])


def test_new_items_are_no_renaming() -> None:
    assert judge(names(*range(10), guids="new"), names(*range(3), guids="old"), 0, 3) is Flood.NONE
    assert judge(names(1, 2, 3, 4), names(1, 2, 3, 4, guids="old"), 6, 3) is Flood.NONE  # four titles used again


def test_a_short_feed_all_of_whose_items_have_known_titles_is_renamed_too() -> None:
    assert judge(names(1, 2), names(1, 2, guids="old"), 0, 3) is Flood.RENAMED
    assert judge(names(1), names(1, guids="old"), 0, 3) is Flood.NONE


def test_a_title_that_the_feed_gives_to_many_items_proves_nothing() -> None:
    briefing = [EntryName(guid=f"n{n}", url_key=f"n/{n}", title_key="daily briefing") for n in range(6)]
    before = [EntryName(guid=f"o{n}", url_key=f"o/{n}", title_key="daily briefing") for n in range(6)]
    assert renamed(briefing, before) == frozenset()
    assert judge(briefing, before, 0, 3) is Flood.NONE


def test_untitled_items_are_not_taken_for_one_another() -> None:
    assert renamed(names(1, titles=""), [EntryName(guid="x", url_key="y", title_key="")]) == frozenset()


def test_many_more_items_than_ever_are_a_surge() -> None:
    assert judge(names(*range(60)), [], 0, 5) is Flood.SURGE
    assert judge(names(*range(60)), [], 0, 7) is Flood.NONE
    assert judge(names(*range(49)), [], 0, 0) is Flood.NONE


@given(st.integers(0, 100_000))
def test_a_flood_is_read_in_pieces_in_its_own_order_and_none_is_put_off_for_ever(place: int) -> None:
    assert wait_for(place) <= wait_for(place + 1) <= timedelta(days=2)
    assert wait_for(499) == timedelta(0) < wait_for(500)
