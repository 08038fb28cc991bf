"""What a sketch promises: texts half alike are found nearly always, whatever their length; unlike ones hardly ever."""

from __future__ import annotations

import random

import pytest

from pipeline.core.stories.sketch import keys_of
from tests.core.stories.texts import text_of

PAIRS = 150


def words(rng: random.Random, count: int) -> list[str]:
    return ["".join(rng.choices("bcdfghklmnprstvz", k=7)) for _ in range(count)]


def found(rng: random.Random, length: int, shared: float) -> bool:
    """Whether two texts of `length` words, that end with the same share of them, have a number in common."""
    common = words(rng, round(length * shared))
    first, second = ([*words(rng, length - len(common)), *common] for _ in range(2))
    keys = [set(keys_of(text_of(" ".join(one) + ".", "en", "", place))) for place, one in enumerate((first, second), 1)]
    return bool(keys[0] & keys[1])


@pytest.mark.parametrize("length", [20, 60, 400])
def test_texts_of_which_half_is_common_are_found(length: int) -> None:
    # Two thirds of either is half of both together, of which the promise is 0.97.
    rng = random.Random(length)  # noqa: S311  (the same pairs each time)
    assert sum(found(rng, length, 0.7) for _ in range(PAIRS)) >= 0.9 * PAIRS


@pytest.mark.parametrize("length", [20, 60, 400])
def test_texts_with_nothing_in_common_are_not_found(length: int) -> None:
    rng = random.Random(length)  # noqa: S311  (the same pairs each time)
    assert not any(found(rng, length, 0.0) for _ in range(PAIRS))
