"""A week of real feeds and pages through the whole program: nothing missed, little flagged wrongly, nobody bothered."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MATERIAL = ROOT.parent / "shared" / "replay"

# The labels of these texts were made by looking for official names letter by letter. Each names a signatory.
NAMED_ALL_THE_SAME = {
    "df044": "McKinsey: „Laut einer McKinsey-Studie von 2020 …“",
    "df082": "World Economic Forum: « selon le dernier rapport du Forum économique mondial »",
    "df214": "the same text on another site",
    "df141": "Huawei: 益阳就与华为深度合作",
    "df235": "the same text on another site",
    "df148": "GitHub: “Github has a Fetch polyfill.”",
    "df158": "the same text on another site",
}


@pytest.mark.skipif(not (MATERIAL / "site.py").exists(), reason="the replay material is not beside the repository")
def test_a_week_of_real_feeds_and_pages(tmp_path: Path) -> None:
    command = (sys.executable, str(ROOT / "scripts" / "replay.py"), str(MATERIAL), "--work", str(tmp_path))
    told = subprocess.run((*command, "--min-precision", "0.92"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-2000:]
    score = json.loads((tmp_path / "score.json").read_text(encoding="utf-8"))
    assert score["recall"] >= 0.98
    assert score["dups"] == 0
    assert not [name for name in score["violations"] if not name.startswith("_")]
    false = [line.split()[1] for line in told.stdout.splitlines() if line.startswith("FALSE")]
    really_false = [url for url in false if url.rsplit("-", 1)[-1] not in NAMED_ALL_THE_SAME]
    right = score["tp"] + len(false) - len(really_false)
    assert right / (right + len(really_false)) >= 0.95, really_false
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
