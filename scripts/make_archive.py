"""Makes a database as it may look after years: N matches with all that belongs to them, straight into the tables.

python scripts/make_archive.py N FILE [--seed 1]

Signatories and outlets follow Zipf's law, stories come in bursts, texts are some 600 characters of invented news in
ten languages, five scripts among them. For measuring (benchmarks/desk.py) and for looking at; nothing in it is true.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.core.evidence import MARK, UNMARK
from pipeline.model import Signatory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


LAST_DAY: Final = date(2026, 11, 24)
YEARS: Final = 3
BATCH: Final = 5_000
FEEDS: Final = 400
SITES: Final = 2_500
OUTCOMES: Final = ("unmatched", "unmatched", "unmatched", "blocked", "gone", "failed", "rejected")

SHARES: Final = {
    "en": 0.55, "fr": 0.12, "de": 0.09, "es": 0.07, "ru": 0.04, "ar": 0.03, "zh": 0.04, "ja": 0.03, "ko": 0.02,
    "it": 0.01,
}  # fmt: skip
WORDS: Final = {
    "en": """security cyber attack hackers ministry agreement network report vulnerability said government company
        ransomware election software norms states after online infrastructure critical data new breach patch
        researchers officials summit trust cyberspace council partners response incident warned""",
    "fr": """sécurité cyberattaque réseau ministère accord données élection logiciel États après numérique confiance
        cyberespace entreprise vulnérabilité sommet annoncé chercheurs pirates hôpital système""",
    "de": """Sicherheit Angriff Netz Ministerium Abkommen Daten Wahl Unternehmen Lücke Behörde gemeldet Forscher
        Cyberraum Vertrauen Verwaltung Störung Gipfel Schadsoftware über für größte""",
    "es": """seguridad ataque red ministerio acuerdo datos elección empresa vulnerabilidad ciberespacio confianza
        cumbre anunció investigadores sistema hospital información gobierno según""",
    "ru": """безопасность атака сеть министерство соглашение данные выборы компания уязвимость доверие
        киберпространство саммит заявил исследователи система больница правительство""",
    "ar": """الأمن هجوم شبكة وزارة اتفاق بيانات انتخابات شركة ثغرة الثقة الفضاء السيبراني قمة أعلن باحثون نظام
        مستشفى حكومة""",
    "zh": "网络 安全 攻击 政府 协议 数据 选举 公司 漏洞 信任 空间 峰会 宣布 研究 系统 医院 企业 报告 国家",
    "ja": "サイバー 攻撃 政府 合意 データ 選挙 企業 脆弱性 信頼 空間 首脳 発表 研究者 システム 病院",
    "ko": "사이버 공격이 정부는 합의를 데이터 선거 기업의 취약점 신뢰와 공간에서 정상회의 발표했다",
    "it": "sicurezza attacco rete ministero accordo dati elezioni azienda vulnerabilità fiducia vertice",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the dice choose from."""

    signatories: tuple[Signatory, ...]
    by_weight: tuple[float, ...]  # accumulated
    sites: tuple[str, ...]
    sites_by_weight: tuple[float, ...]
    days: tuple[str, ...]
    days_by_weight: tuple[float, ...]


def main() -> None:
    """Makes the file; says how long it took and how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, metavar="N", help="matches")
    parser.add_argument("file", type=Path, help="the database to make; must not exist")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.file.exists():
        raise SystemExit(f"{options.file}: exists already")
    began = time.monotonic()
    make(options.file, options.count, options.seed)
    print(f"{options.count} matches, {options.file.stat().st_size / 1e6:.0f} MB, {time.monotonic() - began:.0f} s")


def make(path: Path, count: int, seed: int = 1) -> None:
    """Fills a new database at `path` with `count` matches."""
    dice = random.Random(seed)  # noqa: S311  (the same file each time)
    db = open_database(path)
    gazetteer = read_gazetteer()
    Ledger(db).publish(gazetteer)
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-400000")
    shelf = _shelf(dice, gazetteer.signatories)
    _feeds(db, dice)
    stories = _stories(dice, shelf, count)
    for first in range(1, count + 1, BATCH):
        with db.writing():
            _batch(db, dice, shelf, [next(stories) for _ in range(min(BATCH, count + 1 - first))])
    db.execute("ANALYZE")
    db.checkpoint()
    db.close()


def _shelf(dice: random.Random, signatories: Sequence[Signatory]) -> Shelf:
    shuffled = list(signatories)
    dice.shuffle(shuffled)
    days = [LAST_DAY - timedelta(days=back) for back in range(365 * YEARS)]
    busy = [(0.4 if day.weekday() > 4 else 1.0) * dice.choice((1, 1, 1, 1, 1.5, 3)) for day in days]  # noqa: PLR2004  (the weekend)
    return Shelf(
        signatories=tuple(shuffled),
        by_weight=tuple(accumulate(1 / (rank + 2) for rank in range(len(shuffled)))),
        sites=tuple(f"Outlet {number:04d}" for number in range(SITES)),
        sites_by_weight=tuple(accumulate(1 / (rank + 5) for rank in range(SITES))),
        days=tuple(day.isoformat() for day in days),
        days_by_weight=tuple(accumulate(busy)),
    )


def _feeds(db: Database, dice: random.Random) -> None:
    now = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 6, tzinfo=UTC)
    rows = []
    for number in range(1, FEEDS + 1):
        quiet = timedelta(hours=dice.expovariate(1 / 20) if number % 10 else 24 * dice.randint(10, 200))
        new, polled = f"{now - quiet:%Y-%m-%dT%H:%M:%SZ}", f"{now:%Y-%m-%dT%H:%M:%SZ}"
        url = f"https://outlet-{number:04d}.example/feed"
        rows.append((number, url, url, f"Outlet {number:04d}", 3600, polled, "2023-11-25T06:00:00Z", polled, new))
    with db.writing():
        db.execute_many(
            """INSERT INTO feeds (id, url, location, title, state, interval, next_poll_at, added_at, last_polled_at,
               last_ok_at, last_new_at) VALUES (?, ?, ?, ?, 'active', ?, ?, ?, ?, ?8, ?)""",
            rows,
        )


def _stories(
    dice: random.Random, shelf: Shelf, count: int
) -> Iterator[tuple[int, int, str, str, tuple[Signatory, ...]]]:
    """Match id, story id, day, tier and subjects, story by story, the oldest first: as they would have come."""
    sizes: list[int] = []
    left = count
    while left > 0:
        sizes.append(min(int(dice.paretovariate(1.3)), 400, left))
        left -= sizes[-1]
    days = sorted(dice.choices(shelf.days, cum_weights=shelf.days_by_weight, k=len(sizes)))
    number = 0
    for day, size in zip(days, sizes, strict=True):
        story = number + 1
        tier = dice.choices(("call", "context", "mention"), (3, 27, 70))[0]
        many = dice.choices((1, 2, 3, 4, 6), (45, 25, 15, 10, 5))[0]
        subjects = tuple(dict.fromkeys(dice.choices(shelf.signatories, cum_weights=shelf.by_weight, k=many)))
        for _ in range(size):
            number += 1
            yield number, story, day, tier, subjects


def _text(dice: random.Random, names: Sequence[str]) -> tuple[str, str, str, str]:
    """Language, title, sentence and text; the names stand in the sentence."""
    language = dice.choices(tuple(SHARES), tuple(SHARES.values()))[0]
    blank = "" if language in {"zh", "ja"} else " "
    known = WORDS[language].split()
    stop = "。" if not blank else ". "

    def some(count: int) -> str:
        rare = f"w{int(dice.paretovariate(0.6)) % 50_000}"  # a long tail, as real words have
        return blank.join([*dice.choices(known, k=count), rare])

    title = _upper(some(8))
    sentence = _upper(f"{some(5)} {', '.join(names)} {some(6)}")
    return language, title, sentence, stop.join([sentence, *(_upper(some(13)) for _ in range(5))])


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _batch(
    db: Database, dice: random.Random, shelf: Shelf, stories: list[tuple[int, int, str, str, tuple[Signatory, ...]]]
) -> None:
    articles, matches, subjects, mentions, pages, locations = [], [], [], [], [], []
    entries: list[tuple[object, ...]] = []
    for number, story, day, tier, named in stories:
        names = [*(["Paris Call"] if tier == "call" else []), *(signatory.name for signatory in named)]
        language, title, sentence, text = _text(dice, names)
        site = dice.choices(shelf.sites, cum_weights=shelf.sites_by_weight)[0]
        seen = f"{day}T{dice.randrange(24):02d}:{dice.randrange(60):02d}:00Z"
        key = f"{site.lower().replace(' ', '-')}.example/{day}/{number}"
        url = f"https://{key}"
        score = round(dice.uniform(5, 95), 1)
        states = [signatory.name for signatory in named if signatory.iso]
        others = [signatory.name for signatory in named if not signatory.iso]
        articles.append((number, url, title, site, language, seen, seen, seen, tier, score, sentence, seen, text))
        marked = sentence
        for at, name in enumerate(names):
            start = text.casefold().find(name.casefold())
            end = start + len(name)
            marked = marked.replace(text[start:end], f"{MARK}{text[start:end]}{UNMARK}")
            signatory = named[at - (tier == "call")] if name != "Paris Call" else None
            kind = "call" if signatory is None else "state" if signatory.iso else "signatory"
            category, country = (signatory.category, signatory.country) if signatory else ("", "")
            subjects.append((name, day, number, kind, category, country, tier))
            mentions.append((number, name, kind, name, start, end, text[start:end], sentence))
        matches.append((number, day, tier, score, title, marked, "; ".join(others + states), site, language, url,
                        seen, seen, story))  # fmt: skip
        pages.append((number, key, url, key.partition("/")[0], seen, seen, number))
        feed = 1 + number % FEEDS
        entries.append((feed, f"guid-{number}", key, title.lower(), url, title, seen, seen, "matched", seen,
                        f"{tier}: {names[0]}", number, number))  # fmt: skip
        if number % 5 == 0:
            _, other, _, _ = _text(dice, ())
            outcome = dice.choice(OUTCOMES)
            entries.append((feed, f"other-{number}", f"{key}/other", other.lower(), f"{url}/other", other, seen, seen,
                            outcome, seen, "names nobody" if outcome == "unmatched" else "HTTP 403", None,
                            None))  # fmt: skip
        locations.append((key, number))
    db.execute_many(
        """INSERT INTO articles (id, url, title, site, language, published_at, first_seen_at, read_at, tier, score,
           sentence, matched_at, text, published_from, body_quality, reasons)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'page', 'full', '["named"]')""",
        articles,
    )
    db.execute_many(
        """INSERT INTO matches (id, day, tier, score, title, sentence, signatories, site, language, url, published_at,
           first_seen_at, story_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        matches,
    )
    db.execute_many("INSERT INTO match_subjects VALUES (?, ?, ?, ?, ?, ?, ?)", subjects)
    db.execute_many(
        """INSERT INTO mentions (article_id, subject, kind, signatory_id, field, start, end, surface, sentence, rule,
           score) VALUES (?, ?, ?, (SELECT id FROM signatories WHERE name = ?), 'body', ?, ?, ?, ?, 'name', 0.9)""",
        mentions,
    )
    db.execute_many(
        """INSERT INTO pages (id, url_key, url, host, state, next_attempt_at, finished_at, article_id, attempts)
           VALUES (?, ?, ?, ?, 'done', ?, ?, ?, 1)""",
        pages,
    )
    db.execute_many(
        """INSERT INTO entries (feed_id, guid, url_key, title_key, url, title, published_at, first_seen_at, outcome,
           outcome_at, outcome_why, page_id, article_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        entries,
    )
    db.execute_many("INSERT INTO locations VALUES (?, ?)", locations)


if __name__ == "__main__":
    main()
