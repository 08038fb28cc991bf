"""A feed of sixty thousand items: both its ends are taken, in bounded memory, and nobody else waits for it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tests.reliability.stage import PATIENCE, ROOT, Stage, feed, rss, write_config

if TYPE_CHECKING:
    from pathlib import Path

ITEMS: Final = 60_000

# Polls only: reading sixty thousand pages is a matter of days, one a second.
_POLL: Final = """
import json, pathlib, re, sys, threading, time
from pipeline.shell.clock import utc_now
from pipeline.shell.settings import settings_of
from pipeline.shell.wiring import plant
if __name__ == "__main__":
    with plant(settings_of(pathlib.Path(sys.argv[1])), utc_now(), threading.Event()) as running:
        began = time.monotonic()
        polls = {done.feed.url: [done.poll.outcome, done.poll.detail] for done in running.poll(utc_now())}
        peak = int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024
        print(json.dumps({"polls": polls, "peak_mb": peak, "seconds": time.monotonic() - began}))
"""


def test_a_feed_of_sixty_thousand_items_costs_little_memory_and_harms_no_other(tmp_path: Path) -> None:
    stage = Stage()
    flood = rss([(f"Story {number}", f"http://flood.example/{number}") for number in range(ITEMS)])
    assert len(flood) < 10_000_000
    stage.scripts["flood.example", "/feed"] = feed(flood)
    stage.scripts["news.example", "/feed"] = feed(rss([("Talks", "http://news.example/1")]))
    (tmp_path / "poll.py").write_text(_POLL, encoding="utf-8")
    with stage.playing() as address:
        config = write_config(tmp_path, address, ["http://flood.example/feed", "http://news.example/feed"])
        config.write_text(config.read_text().replace("deadline: 4s", "deadline: 60s"), encoding="utf-8")
        told = subprocess.run(
            [sys.executable, tmp_path / "poll.py", config],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
            timeout=5 * PATIENCE,
        )
    found = json.loads(told.stdout)
    assert found["polls"]["http://news.example/feed"] == ["ok", ""]
    outcome, detail = found["polls"]["http://flood.example/feed"]
    assert outcome == "ok", detail
    assert detail == f"{ITEMS} items, of which 20000 were taken, half from either end"
    assert found["peak_mb"] < 300, found
