"""Links make the same stories in any order, and chains make none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.stories.partition import Sighting, partition
from pipeline.model import StoryDecision
from tests.builders import NOW, at

PAIRS = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1])


def sightings(count: int) -> list[Sighting]:
    return [Sighting(at(number // 2), f"https://paper-{number}.example/", number + 100) for number in range(count)]


def links(*pairs: tuple[int, int]) -> list[tuple[int, int]]:
    return [(first + 100, second + 100) for first, second in pairs]


def split(number: int, article: int) -> StoryDecision:
    return StoryDecision(id=number, article=article + 100, other=None, made_at=NOW, note="", undone_at=None)


def join(number: int, one: int, other: int) -> StoryDecision:
    return StoryDecision(id=number, article=one + 100, other=other + 100, made_at=NOW, note="", undone_at=None)


@given(st.sets(PAIRS), st.randoms(use_true_random=False))
def test_order_and_ids_do_not_matter(pairs: set[tuple[int, int]], chance: st.DataObject) -> None:
    members = sightings(10)
    urls = {member.id: member.url for member in members}
    expected = {frozenset(urls[n] for n in story): urls[story[0]] for story in partition(members, links(*pairs))}
    numbers = list(range(500, 510))
    chance.shuffle(numbers)  # type: ignore[attr-defined]  # a Random
    renamed = [Sighting(one.first_seen, one.url, number) for one, number in zip(members, numbers, strict=True)]
    again = [(numbers[first], numbers[second]) for first, second in pairs]
    chance.shuffle(renamed)  # type: ignore[attr-defined]
    chance.shuffle(again)  # type: ignore[attr-defined]
    names = {member.id: member.url for member in renamed}
    assert {frozenset(names[n] for n in story): names[story[0]] for story in partition(renamed, again)} == expected


@given(st.sets(PAIRS))
def test_everybody_is_in_one_story_that_the_earliest_names(pairs: set[tuple[int, int]]) -> None:
    members = sightings(10)
    stories = partition(members, links(*pairs))
    assert sorted(number for story in stories for number in story) == [member.id for member in members]
    assert all(story[0] == min(story) for story in stories)


@given(st.sets(PAIRS))
def test_each_member_is_linked_with_more_than_half_of_those_before_it(pairs: set[tuple[int, int]]) -> None:
    linked = set(links(*pairs))
    for story in partition(sightings(10), linked):
        for place, member in enumerate(story[1:], 1):
            assert 2 * sum((other, member) in linked for other in story[:place]) > place


def test_the_ends_of_a_chain_are_two_stories() -> None:
    assert partition(sightings(3), links((0, 1), (1, 2))) == ((100, 101), (102,))


def test_a_copy_that_misses_one_of_many_belongs_all_the_same() -> None:
    pairs = [(a, b) for a in range(5) for b in range(a + 1, 5) if (a, b) != (0, 4)]
    assert partition(sightings(5), links(*pairs)) == ((100, 101, 102, 103, 104),)


def test_a_split_article_stands_alone_and_the_others_stay() -> None:
    pairs = links((0, 1), (0, 2), (1, 2))
    assert partition(sightings(3), pairs, [split(1, 0)]) == ((100,), (101, 102))


def test_joined_stories_are_one() -> None:
    assert partition(sightings(4), links((0, 1), (2, 3)), [join(1, 1, 3)]) == ((100, 101, 102, 103),)


def test_of_a_split_and_a_join_the_later_counts() -> None:
    assert partition(sightings(2), [], [split(1, 0), join(2, 0, 1)]) == ((100, 101),)
    assert partition(sightings(2), [], [join(1, 0, 1), split(2, 0)]) == ((100,), (101,))
