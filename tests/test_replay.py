"""A week of real feeds and pages through the whole program: nothing missed, little flagged wrongly, nobody bothered."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MATERIAL = ROOT.parent / "shared" / "replay"


@pytest.mark.skipif(not (MATERIAL / "site.py").exists(), reason="the replay material is not beside the repository")
def test_a_week_of_real_feeds_and_pages(tmp_path: Path) -> None:
    command = (sys.executable, str(ROOT / "scripts" / "replay.py"), str(MATERIAL), "--work", str(tmp_path))
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-2000:]
    score = json.loads((tmp_path / "score.json").read_text(encoding="utf-8"))
    assert score["recall"] >= 0.98
    assert score["precision"] >= 0.95
    assert score["dups"] == 0
    assert not [name for name in score["violations"] if not name.startswith("_")]
    assert score["unstored"] == []
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
