"""How long the desk's pages take on a large archive, page by page.

python benchmarks/desk.py FILE [--rounds 7] [--limit 300]

FILE is made by scripts/make_archive.py. Pages are asked for in this process, one after the other, without a network
between. The first round, which also warms the file's pages in memory, is shown and not counted. CPU is what the process
itself used, which other programs on the machine do not change much. Ends with 1 when a median is over the limit.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from statistics import median
from typing import Any
from urllib.parse import quote

from datasette.app import Datasette

from pipeline.shell.commands.serve import SETTINGS

PAGES = (
    "/", "/DB", "/DB/matches", "/DB/matches?tier=call", "/DB/matches?language=ja", "/DB/matches?site=Outlet+0000",
    "/DB/matches?signatory=Paris+Call", "/DB/matches?signatory=FREQUENT", "/DB/matches?signatory=RARE",
    "/DB/matches?category=private-sector", "/DB/matches?category=public-authority", "/DB/matches?country=USA",
    "/DB/matches?country=FREQUENT_COUNTRY", "/DB/matches?from=2025-01-01&to=2025-01-31",
    "/DB/matches?q=ransomware", "/DB/matches?q=w4711", "/DB/matches?q=" + quote("网络"),
    "/DB/matches?q=" + quote("サイバー"), "/DB/matches?q=" + quote("الأمن"), "/DB/matches?q=" + quote("정부는"),
    "/DB/matches?q=%22cyber+attack%22", "/DB/matches?q=ransomware&signatory=FREQUENT",
    "/DB/matches?q=ransomware&signatory=RARE", "/DB/matches?q=ransomware&tier=call&from=2026-01-01",
    "/DB/matches?q=" + quote("网络") + "&country=USA", "/DB/matches?tier=call&language=ja&country=USA",
    "/DB/matches?tier=context&category=civil-society&from=2025-01-01&to=2025-12-31",
    "/DB/matches?signatory=FREQUENT&country=USA&category=state", "/DB/matches.json", "/DB/matches.atom",
    "/DB/matches.csv?q=ransomware", "/DB/matches/MATCH", "/DB/articles", "/DB/articles?q=ransomware",
    "/DB/articles/MATCH", "/DB/entries", "/DB/entries?q=ransomware", "/DB/entries?q=w4711", "/DB/mentions",
    "/DB/feeds",
    "/DB/pages", "/DB/stories", "/DB/stories/STORY", "/DB/signatories", "/DB/signatories/SIGNATORY",
    "/DB/match_subjects", "/DB/locations", "/DB/-/signatories",
    "/DB/call-by-month", "/DB/call-by-language", "/DB/call-by-outlet", "/DB/co-mentions",
    "/DB/co-mentions?subject=FREQUENT", "/DB/first-mentions", "/DB/share-of-voice", "/DB/silent-feeds",
    "/DB/why-not-flagged?words=ransomware", "/DB/why-not-flagged?words=w4711", "/DB/best-matches?words=ransomware",
)  # fmt: skip


def main() -> None:
    """Prints a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--limit", type=float, default=300, help="ms that the median of a page may take")
    options = parser.parse_args()
    slow = asyncio.run(measure(options.file, options.rounds, options.limit))
    if slow:
        sys.exit(f"slower than {options.limit:.0f} ms: {', '.join(slow)}")


async def measure(file: str, rounds: int, limit: float) -> list[str]:
    """Prints each page's times; returns the pages whose median is over the limit."""
    datasette = Datasette([file], settings={name: _value(value) for name, value in SETTINGS.items()})
    await datasette.invoke_startup()
    database = next(name for name in datasette.databases if not name.startswith("_"))
    stands_for = {"DB": database, **await _frequent(datasette.get_database(database))}
    print("| page | first, ms | median | p95 | CPU |")
    print("|---|---:|---:|---:|---:|")
    slow = []
    for page in PAGES:
        path = page
        for name, value in stands_for.items():
            path = path.replace(f"/{name}", f"/{value}").replace(f"={name}", f"={value}")
        times, cpu = [], []
        for _ in range(rounds + 1):
            began, used = time.perf_counter(), time.process_time()
            answer = await datasette.client.get(path)
            times.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - used) * 1000)
            if answer.status_code != 200:  # noqa: PLR2004  (HTTP)
                raise SystemExit(f"{path}: {answer.status_code}")
        counted = sorted(times[1:])
        shown = page.replace("/DB", "")
        p95 = counted[round(0.95 * (rounds - 1))]
        print(f"| `{shown}` | {times[0]:.0f} | {median(counted):.0f} | {p95:.0f} | {median(cpu[1:]):.0f} |", flush=True)
        if median(counted) > limit:
            slow.append(shown)
    return slow


async def _frequent(db: Any) -> dict[str, str]:  # noqa: ANN401  (Datasette has no types)
    async def first(sql: str) -> str:
        return quote(str((await db.execute(sql)).first()[0]))

    counted = "SELECT value FROM match_counts WHERE dimension = '{}' AND value != '' ORDER BY matches {} LIMIT 1"
    return {
        "FREQUENT_COUNTRY": await first(counted.format("country", "DESC")),
        "FREQUENT": await first(counted.format("subject", "DESC")),
        "RARE": await first(counted.format("subject", "ASC")),
        "MATCH": await first("SELECT id FROM matches WHERE id > (SELECT max(id) / 2 FROM matches) LIMIT 1"),
        "STORY": await first("SELECT id FROM stories ORDER BY articles DESC LIMIT 1"),
        "SIGNATORY": await first(
            f"SELECT id FROM signatories WHERE name = ({counted.format('subject', 'DESC')})"  # noqa: S608  (our own words)
        ),
    }


def _value(text: str) -> bool | int:
    return text == "on" if text in {"on", "off"} else int(text)


if __name__ == "__main__":
    main()
