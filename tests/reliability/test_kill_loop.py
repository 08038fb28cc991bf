"""A short kill loop; the long one is `python -m scripts.kill_loop`, see docs/reliability.md."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from demo import newsroom
from pipeline.shell.clock import utc_now
from scripts.kill_findings import differences, examine, examine_mail
from scripts.kill_loop import Plan, recent, round_of_kills, undisturbed
from scripts.kill_monitor import Monitor
from scripts.kill_post import PostOffice, open_for_mail

if TYPE_CHECKING:
    from pathlib import Path


def test_a_monitor_killed_again_and_again_ends_with_what_an_undisturbed_one_has(tmp_path: Path) -> None:
    office = PostOffice()
    with newsroom.listening(recent(utc_now())) as address, open_for_mail(office) as post:
        expected = undisturbed(tmp_path / "undisturbed", address, post)
        monitor = Monitor(tmp_path / "killed", address)
        monitor.tell_people(post)
        plan = Plan(workers=1, daemons=3, alerts=1, digests=1)
        struck = round_of_kills(monitor, plan, random.Random(7))  # noqa: S311  (a repeatable choice, no secret)
    assert len(expected.content) > 300
    assert expected.wrong == ()
    assert struck >= 4
    assert {row[1] for row in expected.content if row[0] == "told"} == {"ann@", "bob@"}
    assert examine_mail(tmp_path / "undisturbed", office.arrived) == ()
    assert examine_mail(monitor.folder, office.arrived) == ()
    assert differences(expected, examine(monitor)) == ()
