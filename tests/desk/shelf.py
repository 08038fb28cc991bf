"""A small store with flagged articles in many scripts, and pages of it from a Datasette in this process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from datasette.app import Datasette

from pipeline.adapters.sqlite.articles import Sighted, add_article
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.model import Article, Field, Findings, Match, Mention, Reading, SubjectKind, Tier

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SETTINGS = {"suggest_facets": False, "default_allow_sql": False, "allow_download": False}


def put(  # noqa: PLR0913  (all but the first have defaults)
    db: Database,
    number: int,
    *,
    title: str = "A story",
    text: str = "Airbus signed.",
    names: tuple[tuple[str, str], ...] = (("Airbus", "Airbus"),),
    tier: Tier = Tier.MENTION,
    days_ago: int = 0,
    language: str = "en",
    site: str = "News",
    url: str = "",
) -> int:
    """Stores a flagged article that names `names` (subject, as in the text)."""
    seen = NOW - timedelta(days=days_ago)
    address = url or f"https://news.example/{number}"
    mentions = tuple(
        Mention(
            subject=subject,
            kind=SubjectKind.CALL if subject == "Paris Call" else SubjectKind.SIGNATORY,
            field=Field.BODY,
            start=text.index(surface),
            end=text.index(surface) + len(surface),
            surface=surface,
            sentence=text,
            rule="name",
            score=0.9,
        )
        for subject, surface in names
    )
    article = Article(url=address, title=title, text=text, language=language, site=site, published=seen)
    reading = Reading(
        article=article,
        findings=Findings(mentions=mentions),
        match=Match(tier=tier, score=10, subjects=tuple(subject for subject, _ in names), reasons=("named",)),
        matcher_version="1",
        gazetteer_version="test",
    )
    with db.writing():
        stored = add_article(db, reading, Sighted(first_seen=seen), seen)
        db.execute("INSERT INTO locations VALUES (?, ?)", (f"news.example/{number}", stored))
    return stored


def signatory(db: Database, name: str, category: str, country: str) -> None:
    """Stores a supporter of the Call."""
    with db.writing():
        db.execute(
            "INSERT INTO signatories (name, category, country, signed, ambiguity, evidence, listed) "
            "VALUES (?, ?, ?, '', 'unique', '', 1)",
            (name, category, country),
        )


def stocked(path: Path) -> Database:
    """A store with a story in each of several scripts, and forty more on one day."""
    db = open_database(path)
    signatory(db, "Airbus", "private-sector", "FRA")
    signatory(db, "Huawei", "private-sector", "CHN")
    signatory(db, "Albanie", "state", "ALB")
    put(db, 1, title="Ransomware in hospitals", text="Airbus warned of ransomware.", tier=Tier.CONTEXT)
    put(
        db,
        2,
        title="华为公司发布报告",
        text="华为公司发布网络安全报告。",
        names=(("Huawei", "华为"),),
        language="zh",
        days_ago=1,
    )
    put(db, 3, title="サイバー攻撃の対策", text="Airbusはサイバー攻撃に警告した。", language="ja", days_ago=2)
    put(db, 4, title="프랑스의 정부", text="Airbus 는 프랑스의 정부와 합의했다.", language="ko", days_ago=3)
    put(db, 5, title="الأمن السيبراني", text="قالت Airbus إن الأَمْن مهم.", language="ar", days_ago=4)
    put(db, 6, title="Sécurité à l'élection", text="Airbus et la sécurité.", language="fr", days_ago=5)
    put(
        db, 7, title="The Call", text="The Paris Call and Airbus.", tier=Tier.CALL, days_ago=40,
        names=(("Paris Call", "Paris Call"), ("Airbus", "Airbus")),
    )  # fmt: skip
    for number in range(100, 160):
        put(db, number, title=f"Story {number}", days_ago=10, site="Wire")
    return db


@dataclass(frozen=True, slots=True)
class Page:
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]
    content: bytes
    json: Any


def get(paths: tuple[Path, ...], *addresses: str, **settings: object) -> list[Page]:
    """Pages from a Datasette that serves the files at `paths`."""

    async def ask() -> list[Page]:
        datasette = Datasette([str(path) for path in paths], settings={**SETTINGS, **settings})
        await datasette.invoke_startup()
        answers = [await datasette.client.get(address) for address in addresses]
        return [
            Page(
                answer.status_code,
                answer.text,
                dict(answer.headers),
                answer.content,
                answer.json() if "json" in answer.headers.get("content-type", "") else None,
            )
            for answer in answers
        ]

    return asyncio.run(ask())


def titles(page: Page) -> list[str]:
    """The titles of a JSON answer."""
    assert page.status == 200, page.text
    rows = page.json["rows"]
    if rows and isinstance(rows[0], list):
        column = page.json["columns"].index("title")
        return [row[column] for row in rows]
    return [row["title"] for row in rows]
