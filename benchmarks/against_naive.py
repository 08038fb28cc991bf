"""Plays one corpus to the plain loop and to us, one after the other, and sets both results side by side.

    python benchmarks/against_naive.py [MATERIAL] [--corpus dev]

The plain loop is naive_poller.py of the replay material: feedparser, trafilatura on every page, one regular
expression. Both get the same server, corpus, seed and steps. Figures: check_run.py's scores, and the processor seconds
of each program over all its processes.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import replay  # noqa: E402  (the folder is no package that could be installed)

HOURS, STEP = 180, 6


@dataclass(frozen=True)
class Result:
    """What one program made of the corpus."""

    name: str
    cpu_seconds: float
    score: dict[str, float]


def main() -> None:
    """Runs both, prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("material", nargs="?", default=str(ROOT.parent / "shared" / "replay"))
    parser.add_argument("--corpus", default="dev")
    options = parser.parse_args()
    material = Path(options.material)
    if not (material / "naive_poller.py").exists():
        raise SystemExit(f"{material}: no replay material here; give its folder")
    with tempfile.TemporaryDirectory(prefix="paris-call-bench-") as folder:
        results = (
            _naive(material, options.corpus, Path(folder) / "naive"),
            _ours(material, options.corpus, Path(folder) / "ours"),
        )
    print(f"\n| | {' | '.join(result.name for result in results)} |\n|---|{'---|' * len(results)}")
    for title, key in (
        ("recall", "recall"),
        ("precision", "precision"),
        ("F1", "f1"),
        ("stored twice", "dups"),
        ("politeness violations", "violations"),
        ("items never stored", "unstored"),
        ("requests", "requests"),
    ):
        print(f"| {title} | {' | '.join(_shown(result.score[key]) for result in results)} |")
    print(f"| processor seconds | {' | '.join(f'{result.cpu_seconds:.0f}' for result in results)} |")


def _naive(material: Path, corpus: str, work: Path) -> Result:
    work.mkdir()
    port = replay.free_port()
    with replay.server(material, corpus, port, work, ("--links", "prefix")):
        replay.emit_feeds(material, corpus, port, work, ("--links", "prefix"))
        before = _children()
        subprocess.run(  # noqa: S603  (the material is the caller's)
            (
                sys.executable, "naive_poller.py", "--port", str(port), "--feeds", str(work / "lists" / "feeds.txt"),
                "--out", str(work / "export.jsonl"), "--step", str(STEP), "--until", str(HOURS),
            ),
            cwd=material,
            check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        used = _children() - before
    return Result("plain loop", used, _score(material, corpus, work))


def _ours(material: Path, corpus: str, work: Path) -> Result:
    script = ROOT / "scripts" / "replay.py"
    command = (sys.executable, str(script), str(material), "--corpus", corpus, "--work", str(work))
    subprocess.run((*command, "--hours", str(HOURS), "--step", str(STEP)), check=False)  # noqa: S603  (our own script)
    # The replay server and the scorer run under that script too; what `paris-call` used is in its own file.
    used = json.loads((work / "cpu.json").read_text(encoding="utf-8"))["paris_call"]
    return Result("paris-call", used, _score(material, corpus, work))


def _score(material: Path, corpus: str, work: Path) -> dict[str, float]:
    replay.check(material, corpus, work, HOURS, ())
    score = json.loads((work / "score.json").read_text(encoding="utf-8"))
    score["violations"] = sum(count for name, count in score["violations"].items() if not name.startswith("_"))
    return dict(score)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _shown(value: float) -> str:
    return f"{value:.3f}" if 0 < value < 1 else f"{value:.0f}"


if __name__ == "__main__":
    main()
