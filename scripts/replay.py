"""Runs the program through a replay of real feeds and pages, then scores what it stored.

    python scripts/replay.py ../shared/replay --corpus dev [--hours 180] [--step 6] [--work DIR]

The replay server (site.py in the folder given) plays many hosts on one loopback port with a virtual clock; each step
advances that clock and calls `paris-call once --now` at the same virtual instant, as cron would. At the end
check_run.py compares the export and the server's log with its labels. Exit code: check_run's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PARIS_CALL = (sys.executable, "-m", "pipeline")


def main() -> int:
    """Plays the corpus through, prints the score."""
    options = _options()
    work = Path(options.work or tempfile.mkdtemp(prefix="paris-call-replay-"))
    work.mkdir(parents=True, exist_ok=True)
    material = Path(options.material).resolve()
    flags = ("--links", "host", *(("--faults",) if options.faults else ()))
    port = free_port()
    with server(material, options.corpus, port, work, flags):
        emit_feeds(material, options.corpus, port, work, flags)
        _write_config(work, port, "1h, 1d, 7d" if options.revisit else "")
        start = _start_of(material / options.corpus)
        before = _children_cpu()
        for hour in range(0, options.hours + 1, options.step):
            _get(port, f"/_clock/set?hours={hour}")
            began = time.monotonic()
            told = _once(work, start + timedelta(hours=hour))
            print(f"hour {hour:>4}  {time.monotonic() - began:5.1f} s  {told}", flush=True)
        (work / "cpu.json").write_text(json.dumps({"paris_call": _children_cpu() - before}), encoding="utf-8")
    with (work / "export.jsonl").open("w", encoding="utf-8") as export:
        subprocess.run(  # noqa: S603  (our own command)
            (*PARIS_CALL, "export", "--config", str(work / "config.yaml")), stdout=export, check=True
        )
    floors = ("--min-recall", str(options.min_recall), "--min-precision", str(options.min_precision), "--verbose")
    code = check(material, options.corpus, work, options.hours, floors)
    print(f"everything is in {work}")
    return code


@contextlib.contextmanager
def server(material: Path, corpus: str, port: int, work: Path, flags: tuple[str, ...]) -> Iterator[None]:
    """The replay server of `corpus` on `port`, logging requests into `work`."""
    running = subprocess.Popen(  # noqa: S603  (the material is the caller's)
        (
            sys.executable, "site.py", "--corpus", corpus, "--port", str(port), "--seed", "1",
            "--log", str(work / "requests.jsonl"), *flags,
        ),
        cwd=material,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield
    finally:
        running.terminate()
        running.wait(10)


def emit_feeds(material: Path, corpus: str, port: int, work: Path, flags: tuple[str, ...]) -> None:
    """Writes the list of feeds into `work/lists/feeds.txt`."""
    subprocess.run(  # noqa: S603  (the material is the caller's)
        (
            sys.executable, "site.py", "--corpus", corpus, "--port", str(port), "--emit-feeds", str(work / "lists"),
            *flags,
        ),
        cwd=material,
        check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def check(material: Path, corpus: str, work: Path, hours: int, flags: tuple[str, ...]) -> int:
    """Scores the export in `work` against the labels; returns check_run's exit code."""
    return subprocess.run(  # noqa: S603  (the material is the caller's)
        (
            sys.executable, "check_run.py", "--corpus", corpus, "--export", str(work / "export.jsonl"),
            "--log", str(work / "requests.jsonl"), "--final-hour", str(hours), "--json", str(work / "score.json"),
            *flags,
        ),
        cwd=material,
        check=False,
    ).returncode  # fmt: skip


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("material", help="folder with site.py and check_run.py")
    parser.add_argument("--corpus", default="dev")
    parser.add_argument("--hours", type=int, default=180, help="virtual length of the run")
    parser.add_argument("--step", type=int, default=6, help="virtual hours between two passes")
    parser.add_argument("--faults", action="store_true", help="add the server's fault sites")
    parser.add_argument("--revisit", action="store_true", help="follow corrections; counts as refetching in the score")
    parser.add_argument("--work", help="folder for database, logs and score; a temporary one otherwise")
    parser.add_argument("--min-recall", type=float, default=0.98)
    parser.add_argument("--min-precision", type=float, default=0.95)
    return parser.parse_args()


def _write_config(work: Path, port: int, looks: str) -> None:
    (work / "config.yaml").write_text(
        f"""database: monitor.db
feeds: lists/feeds.txt
timezone: UTC
fetch:
  contact: https://monitor.example/about
  allow_private: ["127.0.0.1:{port}"]
  connect_to: {{"*:80": "127.0.0.1:{port}", "*:{port}": "127.0.0.1:{port}"}}
digest:
  folder: digests
revisit:
  after: [{looks}]
""",
        encoding="utf-8",
    )


def _once(work: Path, now: datetime) -> str:
    with (work / "log.txt").open("a", encoding="utf-8") as log:
        done = subprocess.run(  # noqa: S603  (our own command)
            (*PARIS_CALL, "once", "--json", "--config", str(work / "config.yaml"), "--now", now.isoformat()),
            stdout=subprocess.PIPE,
            stderr=log,
            check=True,
        )
    runs = json.loads(done.stdout)["runs"]
    return "; ".join(f"{run['job']}: {json.dumps(run['counts'])}" for run in runs[:2])


def _start_of(corpus: Path) -> datetime:
    plan = json.loads((corpus / "site" / "plan.json").read_text(encoding="utf-8"))
    return datetime.fromisoformat(plan["start"])


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _get(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return bytes(answer.read())


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            _get(port, "/_clock")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the replay server did not start")


if __name__ == "__main__":
    sys.exit(main())
