"""The demonstration: three virtual days in a minute. Run it as `make demo`, or `python -m demo.run`.

Everything it writes lies in `demo/run/`, which it empties first.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from demo import proof, summary
from demo.content import OPENING, load
from demo.newsroom import Newsroom, listening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.content import Site

ROOT: Final = Path(__file__).parent.parent
FOLDER: Final = ROOT / "demo" / "run"
CONFIG: Final = "config.yaml"
LOG: Final = "monitor.log"
# Hours after the opening: morning and afternoon of three days, and the morning after, which reports on the third.
HOURS: Final = (0, 10, 24, 34, 48, 58, 72)

_CONFIG: Final = """\
# Written by the demonstration. The monitor believes that it is on the internet: `connect_to` leads every address to
# the newsroom on this machine.
database: monitor.db
feeds: feeds.txt
timezone: Europe/Paris
fetch:
  contact: demo@newsroom.example
  host_gap: 100ms
  connect_to: {{"*:80": "{address}"}}
  allow_private: ["{address}"]
poll:
  initial: 1h
  max_interval: 3h
read:
  workers: 1                      # enough for the little there is to read
digest:
  folder: digests
"""


def main() -> int:
    """Runs it; the exit code is 0 when every story was judged as expected."""
    console = Console(highlight=False)
    try:
        checks = demonstrate(console)
    except subprocess.CalledProcessError as error:
        last_words = (FOLDER / LOG).read_text(encoding="utf-8").splitlines()[-1:]
        said = f"the monitor ended with exit code {error.returncode}: {''.join(last_words)}"
        console.print(said, style="red", markup=False)
        console.print(f"all that it said is in {_from_here(FOLDER / LOG)}")
        return 1
    summary.direct(console, str(_from_here(Path(sys.executable).with_name("paris-call"))), _from_here(FOLDER))
    return 0 if all(check.is_as_expected for check in checks) else 1


def demonstrate(console: Console) -> tuple[proof.Check, ...]:
    """Three days of news, and what the monitor made of each story.

    Raises:
        subprocess.CalledProcessError: the monitor failed.
    """
    sites = load()
    newsroom = Newsroom(sites)
    with listening(newsroom) as address:
        prepare(FOLDER, sites, address)
        summary.introduce(console, sites, address)
        for hour in HOURS:
            newsroom.now = OPENING + timedelta(hours=hour)
            with console.status(f"{newsroom.now:%A %H:%M}: polling, reading, judging"):
                counts = work(FOLDER, newsroom.now)
            summary.tell(console, newsroom.now, counts)
    exported = proof.read_export(monitor(FOLDER, "export"))
    checks = proof.check(sites, exported)
    summary.conclude(console, newsroom.visits, exported, checks)
    return checks


def prepare(folder: Path, sites: Sequence[Site], address: str) -> None:
    """Empties `folder` and writes the monitor's configuration and list of feeds into it.

    Args:
        folder: where the monitor will work.
        sites: whose feeds it watches.
        address: the newsroom's, as `host:port`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / CONFIG).write_text(_CONFIG.format(address=address), encoding="utf-8")
    lines = [f'{site.url(feed.path)}  lang={site.language} "~{site.name}"\n' for site in sites for feed in site.feeds]
    (folder / "feeds.txt").write_text("".join(lines), encoding="utf-8")


def work(folder: Path, now: datetime) -> summary.Counts:
    """Lets the monitor do everything that is due at `now`; what it did, by job and outcome."""
    output = monitor(folder, "once", "--json", "--now", now.isoformat())
    return {run["job"]: run["counts"] for run in json.loads(output)["runs"]}


def monitor(folder: Path, command: str, *options: str) -> str:
    """The output of a command of `paris-call`, run as anybody would run it; its log goes into `folder`.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    arguments = [sys.executable, "-m", "pipeline", command, "--config", str(folder / CONFIG), *options]
    with (folder / LOG).open("a", encoding="utf-8") as log:
        ran = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, encoding="utf-8", check=True)  # noqa: S603  (our own program)
    return ran.stdout


def _from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


if __name__ == "__main__":
    sys.exit(main())
