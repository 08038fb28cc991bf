from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.floods import Renamed, judge, renamed, wait_for
from pipeline.model import EntryName, Flood
from tests.builders import at

if TYPE_CHECKING:
    from collections.abc import Sequence


def names(*numbers: int, guids: str = "g", titles: str = "title") -> list[EntryName]:
    """Items without dates."""
    return [EntryName(guid=f"{guids}{n}", url_key=f"{guids}/{n}", title_key=f"{titles}{n}") for n in numbers]


def dated(*numbers: int, guids: str = "g") -> list[EntryName]:
    return [
        replace(name, published=at(number)) for number, name in zip(numbers, names(*numbers, guids=guids), strict=True)
    ]


def verdict(fresh: Sequence[EntryName], known: Sequence[EntryName], seen: int = 0, most_before: int = 3) -> Flood:
    """As for a document of these items and no others."""
    return judge(fresh, renamed(fresh, fresh, known), seen, most_before)


def test_old_titles_under_new_names_are_a_renaming() -> None:
    assert verdict(names(*range(10), guids="new"), names(*range(10), guids="old")) is Flood.RENAMED


def test_a_few_new_items_among_the_renamed_do_not_hide_it() -> None:
    fresh, known = names(*range(10), guids="new"), names(*range(8), guids="old")
    assert verdict(fresh, known) is Flood.RENAMED
    assert renamed(fresh, fresh, known) == Renamed(likely=frozenset(fresh[:8]))


def test_nor_do_as_many_new_items_after_an_outage_where_nothing_else_is_known() -> None:
    fresh, known = names(*range(38), guids="new"), names(*range(20), guids="old")
    assert verdict(fresh, known) is Flood.RENAMED
    assert verdict(fresh, known, seen=1) is Flood.NONE
    assert verdict(fresh, known[:18]) is Flood.NONE


def test_two_dates_that_agree_with_their_titles_are_enough_where_nothing_else_is_known() -> None:
    fresh, known = dated(*range(30), guids="new"), dated(3, 4, guids="old")
    assert verdict(fresh, known) is Flood.RENAMED
    assert renamed(fresh, fresh, known).certain == {fresh[3], fresh[4]}
    assert verdict(fresh, known[:1]) is Flood.NONE
    assert verdict(fresh, known, seen=1) is Flood.NONE


def test_new_items_are_no_renaming() -> None:
    assert verdict(names(*range(10), guids="new"), names(*range(3), guids="old")) is Flood.NONE
    assert verdict(names(1, 2, 3, 4), names(1, 2, 3, 4, guids="old"), seen=6) is Flood.NONE  # four titles used again


def test_a_short_feed_all_of_whose_items_have_known_titles_is_renamed_too() -> None:
    assert verdict(names(1, 2), names(1, 2, guids="old")) is Flood.RENAMED
    assert verdict(names(1), names(1, guids="old")) is Flood.NONE


def test_a_title_that_the_feed_gives_to_many_items_proves_nothing() -> None:
    briefing = [EntryName(guid=f"n{n}", url_key=f"n/{n}", title_key="daily briefing") for n in range(6)]
    before = [EntryName(guid=f"o{n}", url_key=f"o/{n}", title_key="daily briefing") for n in range(6)]
    assert renamed(briefing, briefing, before) == Renamed()
    assert verdict(briefing, before) is Flood.NONE


def test_horoscopes_of_the_day_are_not_those_of_the_day_before() -> None:
    signs = range(12)
    today = [replace(name, published=at(24)) for name in names(*signs, guids="today")]
    yesterday = [replace(name, published=at(0)) for name in names(*signs, guids="yesterday")]
    assert renamed(today, today, yesterday) == Renamed()
    assert verdict(today, yesterday) is Flood.NONE


def test_bulletins_of_one_day_dated_by_the_day_are_not_taken_for_one_another_without_being_read() -> None:
    noon, morning = dated(0, 0, guids="noon"), dated(0, 0, guids="morning")
    titled = [replace(name, title_key=title) for name, title in zip(noon, ("weather", "traffic"), strict=True)]
    before = [replace(name, title_key=title) for name, title in zip(morning, ("weather", "traffic"), strict=True)]
    assert renamed(titled, titled, before).certain == frozenset()


def test_an_item_that_still_stands_in_the_document_was_not_renamed() -> None:
    standing, again = dated(1)[0], dated(1, guids="again")[0]
    assert renamed([again], [again, standing], [standing]) == Renamed()


def test_what_is_renamed_a_second_time_is_recognised_again() -> None:
    first, second, third = (dated(*range(6), guids=name) for name in ("first", "second", "third"))
    assert renamed(third, third, [*first, *second]).certain == frozenset(third)
    assert verdict(third, [*first, *second]) is Flood.RENAMED


def test_untitled_items_are_not_taken_for_one_another() -> None:
    fresh = names(1, titles="")
    fresh = [replace(name, title_key="") for name in fresh]
    assert renamed(fresh, fresh, [EntryName(guid="x", url_key="y", title_key="")]) == Renamed()


def test_many_more_items_than_ever_are_a_surge() -> None:
    assert verdict(names(*range(60)), [], 0, 5) is Flood.SURGE
    assert verdict(names(*range(60)), [], 0, 7) is Flood.NONE
    assert verdict(names(*range(49)), [], 0, 0) is Flood.NONE


ITEMS = st.lists(
    st.builds(
        EntryName,
        guid=st.text("abc", max_size=2),
        url_key=st.text("abc", max_size=2),
        title_key=st.sampled_from(["", "briefing", "weather", "airbus", "call"]),
        published=st.none() | st.integers(0, 3).map(at),
    ),
    max_size=8,
    unique=True,
)


@given(ITEMS, ITEMS, ITEMS)
def test_nothing_is_taken_for_old_unless_one_earlier_item_and_no_other_agrees_in_title_and_date(
    fresh: list[EntryName], standing: list[EntryName], known: list[EntryName]
) -> None:
    document = fresh + [name for name in standing if name not in fresh]
    old = renamed(fresh, document, known)
    assert old.certain <= old.likely <= set(fresh)
    for name in old.certain:
        assert name.title_key
        assert {earlier.published for earlier in known if earlier.title_key == name.title_key} == {name.published}
        assert name.published is not None
        assert [one for one in document if one.title_key == name.title_key] == [name]
        assert [one for one in fresh if one.published == name.published] == [name]
    for name in old.likely - old.certain:
        assert len({earlier.published for earlier in known if earlier.title_key == name.title_key}) == 1


@given(ITEMS, ITEMS, st.integers(0, 3), st.integers(0, 3))
def test_the_order_of_the_items_decides_nothing(
    fresh: list[EntryName], known: list[EntryName], seen: int, most: int
) -> None:
    backwards = list(reversed(fresh))
    assert renamed(fresh, fresh, known) == renamed(backwards, backwards, list(reversed(known)))
    assert verdict(fresh, known, seen, most) is verdict(backwards, known, seen, most)


@given(st.integers(2, 40), st.integers(0, 40))
def test_a_dated_feed_that_renames_everything_is_recognised_whatever_came_meanwhile(old: int, news: int) -> None:
    known = dated(*range(old), guids="old")
    fresh = dated(*range(old + news), guids="new")
    assert verdict(fresh, known) is Flood.RENAMED
    assert renamed(fresh, fresh, known).certain == frozenset(fresh[:old])


@given(st.integers(0, 100_000))
def test_a_flood_is_read_in_pieces_in_its_own_order_and_none_is_put_off_for_ever(place: int) -> None:
    assert wait_for(place) <= wait_for(place + 1) <= timedelta(days=2)
    assert wait_for(499) == timedelta(0) < wait_for(500)
