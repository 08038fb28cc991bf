"""A short kill loop; the long one is `python -m scripts.kill_loop`, see docs/reliability.md."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from demo import content, newsroom
from scripts.kill_findings import differences, examine
from scripts.kill_loop import Plan, round_of_kills, undisturbed
from scripts.kill_monitor import Monitor

if TYPE_CHECKING:
    from pathlib import Path


def test_a_monitor_killed_again_and_again_ends_with_what_an_undisturbed_one_has(tmp_path: Path) -> None:
    room = newsroom.Newsroom(content.load(), content.OPENING + timedelta(days=4))
    with newsroom.listening(room) as address:
        expected = undisturbed(tmp_path / "undisturbed", address)
        monitor = Monitor(tmp_path / "killed", address)
        struck = round_of_kills(monitor, Plan(workers=1, daemons=3, passes=1), random.Random(7))  # noqa: S311  (a repeatable choice, no secret)
    assert len(expected.content) > 300
    assert expected.wrong == ()
    assert struck >= 4
    assert differences(expected, examine(monitor.folder)) == ()
