"""What it costs to group one new match among many.

    python -m benchmarks.stories [--matches 20000 200000] [--new 500]

Fills a store with matches that are sketched by random numbers, as many as a real sketch has and spread over two years,
then groups new articles, every fifth of them a copy of the one before. The cost must not grow with the store.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.grouping import GroupTable
from pipeline.adapters.sqlite.rows import to_text
from pipeline.core.stories import VERSION
from pipeline.jobs.group import GroupStories

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 730
KEYS = 17
COPIED = 5  # of so many articles one is a copy
WORDS = 350  # in an article


def main() -> None:
    """Prints a line per size of the store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matches", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--new", type=int, default=500)
    options = parser.parse_args()
    for size in options.matches:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "monitor.db", size, options.new)


def measure(path: Path, size: int, new: int) -> None:
    """Fills, groups, tells."""
    chance = random.Random(1)  # noqa: S311  (repeatable)
    db = open_database(path)
    table = GroupTable(db)
    table.adopt(VERSION)
    fill(db, size, chance)
    db.checkpoint()
    before = path.stat().st_size
    with db.writing():
        for number, text in enumerate(texts(new, chance), size + 1):
            insert(db, number, text, START + timedelta(days=DAYS, minutes=number))
            db.execute("INSERT INTO story_queue (match_id) VALUES (?)", (number,))
    began, used = time.perf_counter(), time.process_time()
    outcomes = [event.outcome for event in GroupStories(store=table, version=VERSION)()]
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{size:>9,} matches ({before / size:,.0f} bytes each): {1000 * seconds / new:.1f} ms per new one "
        f"({1000 * cpu / new:.1f} ms of processor), {outcomes.count('joined')} joined others, peak {peak} MB"
    )
    db.close()


def texts(count: int, chance: random.Random) -> Iterator[str]:
    """Articles of made-up words, every fifth a shortened copy of the one before."""
    syllables = [a + b for a in "bdfgklmnprst" for b in "aeiou"]
    words = ["".join(chance.choices(syllables, k=chance.choice((2, 3, 4)))) for _ in range(8000)]
    last: list[str] = []
    for number in range(count):
        if number % COPIED == COPIED - 1:
            yield " ".join(last[:-2])
            continue
        last = [f"Airbus {' '.join(chance.choices(words, k=17))}." for _ in range(WORDS // 18)]
        last[0] = f"On Monday {last[0]}"
        yield " ".join(last)


def fill(db: Database, size: int, chance: random.Random) -> None:
    """Matches that are grouped already."""
    with db.writing():
        for number in range(1, size + 1):
            seen = START + timedelta(days=DAYS * number / size)
            insert(db, number, "Airbus signed.", seen)
            keys, week = sorted(chance.getrandbits(48) for _ in range(KEYS)), int(seen.timestamp()) // 604_800
            db.execute(
                "INSERT INTO story_sketches (match_id, fingerprint, week, keys) VALUES (?, 'x', ?, ?)",
                (number, week, json.dumps(keys, separators=(",", ":"))),
            )
            db.execute_many(
                "INSERT INTO story_keys (week, key, match_id) VALUES (?, ?, ?)", [(week, key, number) for key in keys]
            )


def insert(db: Database, number: int, text: str, seen: datetime) -> None:
    """A match with its own story."""
    url, moment = f"https://paper-{number}.example/", to_text(seen)
    db.execute(
        """INSERT INTO articles (id, url, title, site, language, first_seen_at, read_at, body_quality, tier, text)
           VALUES (?, ?, ?, 'Paper', 'en', ?, ?, 'full', 'mention', ?)""",
        (number, url, f"Headline {number}", moment, moment, text),
    )
    db.execute(
        """INSERT INTO matches (id, day, tier, score, title, sentence, signatories, site, language, url, first_seen_at,
           story_id) VALUES (?1, substr(?2, 1, 10), 'mention', 10, ?3, '', 'Airbus', 'Paper', 'en', ?4, ?2, ?1)""",
        (number, moment, f"Headline {number}", url),
    )
    db.execute(
        """INSERT INTO stories VALUES (?1, substr(?2, 1, 10), 'mention', 10, ?3, 'Airbus', 1, 1, 'en', ?2, ?2)""",
        (number, moment, f"Headline {number}"),
    )


if __name__ == "__main__":
    main()
