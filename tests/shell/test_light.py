"""What a command does not need it does not load: every run under cron pays for it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.spared import spared

if TYPE_CHECKING:
    from pathlib import Path

_HEAVY = {
    "status": {"numpy", "httpx", "feedparser", "lxml", "rich", "jinja2", "asyncio", "ahocorasick_rs", "trafilatura"},
    "once": {"numpy", "feedparser", "lxml", "rich", "jinja2", "asyncio", "trafilatura", "selectolax", "py3langid"},
}
_RUN = """
import sys
from pipeline.shell.cli import cli
cli.main(sys.argv[1:], standalone_mode=False)
print("loaded:", *sys.modules)
"""


@pytest.mark.parametrize("command", sorted(_HEAVY))
def test_nothing_is_loaded_in_vain(tmp_path: Path, command: str) -> None:
    (tmp_path / "feeds.txt").write_text("", encoding="utf-8")
    (tmp_path / "config.yaml").write_text("database: monitor.db\n", encoding="utf-8")
    told = ""
    for name in dict.fromkeys(("once", command)):
        arguments = (sys.executable, "-c", _RUN, name, "--config", str(tmp_path / "config.yaml"))
        told = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    loaded = set(told.split("loaded:")[1].split())
    assert loaded >= {"pipeline.shell.cli", "sqlite_utils"}
    assert not loaded & _HEAVY[command]


def test_a_module_is_spared_only_while_asked_for() -> None:
    assert "this" not in sys.modules
    with spared("this"), pytest.raises(ImportError):
        import this  # noqa: F401, PLC0415  (the try is the point)
    assert "this" not in sys.modules
    with spared("json"):
        import json  # noqa: PLC0415  (loaded already, so it stays)
    assert sys.modules["json"] is json
