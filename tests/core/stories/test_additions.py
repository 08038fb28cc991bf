"""What a copy added and left out, in its own words."""

from __future__ import annotations

from pipeline.core.stories.additions import additions
from tests.core.stories.texts import CHINESE, ENGLISH, text_of


def test_only_what_is_said_nowhere_in_the_other_counts() -> None:
    first = text_of("\n\n".join(ENGLISH), "en")
    changed = ENGLISH[0].replace("said on Monday", "told this paper")
    local = "Readers may remember the fire of three winters ago."
    copy = text_of("\n\n".join((changed, local, *ENGLISH[1:4], ENGLISH[5])), "en", "", 2)
    found = additions(copy, first)
    assert found.added == (local,)
    assert found.left_out == (ENGLISH[4],)


def test_scripts_without_blanks_are_told_apart_by_sentence() -> None:
    found = additions(text_of("".join(CHINESE[1:]), "zh", "", 2), text_of("".join(CHINESE), "zh"))
    assert found.added == ()
    assert found.left_out == (CHINESE[0],)
