from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.identity import name_of, named, novel
from pipeline.model import Entry, EntryName

# Few values, so that names collide in every way they can.
ENTRIES = st.builds(
    Entry,
    guid=st.sampled_from(["", "0", "g1", "g2"]),
    url=st.sampled_from(["", "https://example.org/", "https://example.org/1", "https://example.org/2"]),
    title=st.sampled_from(["", "One", "Two"]),
    summary=st.sampled_from(["", "text"]),
)
DOCUMENTS = st.lists(ENTRIES, max_size=12)


def item(number: int) -> Entry:
    return Entry(guid=f"g{number}", url=f"https://example.org/{number}", title=f"Title {number}")


def names(*entries: Entry) -> list[EntryName]:
    return [name_of(entry) for entry in entries]


def new_in(entries: list[Entry], known: list[EntryName]) -> list[Entry]:
    return [entry for entry, _ in novel(named(entries), known)]


def test_an_item_is_new_once() -> None:
    assert new_in([item(1), item(2)], names(item(1))) == [item(2)]


def test_an_item_that_stands_twice_in_a_document_is_new_once() -> None:
    assert new_in([item(1), item(1), item(2), item(1)], []) == [item(1), item(2)]


def test_a_guid_that_changes_at_each_fetch_makes_no_item_new() -> None:
    assert new_in([replace(item(1), guid="session-2")], names(item(1))) == []


def test_one_guid_for_all_items_hides_none() -> None:
    entries = [replace(item(number), guid="0") for number in range(5)]
    assert new_in(entries, names(entries[0])) == entries[1:]


def test_one_link_for_all_items_hides_none() -> None:
    entries = [replace(item(number), url="https://example.org/") for number in range(5)]
    assert new_in(entries, names(entries[0])) == entries[1:]


def test_an_edited_title_makes_no_item_new() -> None:
    assert new_in([replace(item(1), title="Corrected")], names(item(1))) == []


def test_a_moved_page_makes_no_item_new() -> None:
    assert new_in([replace(item(1), url="https://example.org/moved/1")], names(item(1))) == []


def test_tracking_and_the_spelling_of_a_title_make_no_item_new() -> None:
    again = Entry(url="http://www.example.org/1/?utm_source=rss", title="  TITLE – 1!")
    assert new_in([again], names(replace(item(1), guid=""))) == []


def test_items_that_share_one_name_only_are_strangers() -> None:
    same_title = Entry(guid="g9", url="https://example.org/9", title="Title 1")
    assert new_in([same_title], names(item(1))) == [same_title]


def test_an_item_with_one_name_is_known_by_it() -> None:
    for lone in (Entry(guid="g1"), Entry(url="https://example.org/1"), Entry(title="Title 1")):
        assert new_in([lone], names(item(1))) == []
        assert new_in([lone], names(lone)) == []
        assert new_in([lone], names(item(2))) == [lone]


def test_without_a_title_the_text_stands_in() -> None:
    untitled = Entry(guid="0", summary="A short note.")
    other = Entry(guid="0", summary="Another note.")
    from_content = Entry(guid="0", content="A short note.")
    assert new_in([untitled, other, from_content], []) == [untitled, other]


def test_an_item_without_any_name_is_never_new() -> None:
    assert novel(named([Entry(), Entry(authors=("A. Author",))]), []) == ()


def test_the_wrapper_around_a_link_is_no_name() -> None:
    wrapped = "http://www.bing.com/news/apiclick.aspx?tid={}&url=https%3a%2f%2fexample.org%2f1"
    first = Entry(url=wrapped.format(1), title="Title 1")
    second = Entry(url=wrapped.format(2), title="Title 1")
    assert name_of(first).url_key == "example.org/1"
    assert new_in([second], names(first)) == []


def test_names_are_short_or_empty() -> None:
    assert name_of(Entry()) == EntryName(guid="", url_key="", title_key="")
    assert len(name_of(Entry(guid="x" * 201)).guid) == 16
    assert name_of(Entry(guid="x" * 200)).guid == "x" * 200
    assert len(name_of(Entry(title="word " * 200)).title_key) == 16
    assert name_of(Entry(title="…")).title_key != ""
    assert name_of(Entry(title="\ud800")).title_key != ""


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_what_was_learnt_is_not_new(entries: list[Entry], earlier: list[Entry]) -> None:
    known = names(*earlier)
    learnt = [name for _, name in novel(named(entries), known)]
    assert novel(named(entries), [*known, *learnt]) == ()
    assert novel(named(entries), names(*entries)) == ()


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_the_order_of_what_is_known_does_not_matter(entries: list[Entry], earlier: list[Entry]) -> None:
    known = names(*earlier)
    assert (
        novel(named(entries), known)
        == novel(named(entries), list(reversed(known)))
        == novel(named(entries), [*known, *known])
    )


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_new_items_come_in_document_order_with_their_names(entries: list[Entry], earlier: list[Entry]) -> None:
    fresh = novel(named(entries), names(*earlier))
    places = [next(place for place, entry in enumerate(entries) if entry is found) for found, _ in fresh]
    assert places == sorted(places)
    assert all(name == name_of(entry) for entry, name in fresh)


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.text())
def test_any_entry_has_names(guid: str, url: str, title: str, summary: str) -> None:
    name = name_of(Entry(guid=guid, url=url, title=title, summary=summary))
    assert len(name.guid) <= 200
    assert bool(name.guid) == bool(guid)
