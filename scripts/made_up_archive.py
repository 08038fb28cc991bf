"""The rows of an invented archive, day by day: what a monitor has stored after years. Nothing in it is true.

Before the watch began, a backfill brought flagged articles only. Since then feeds bring articles of which one in ten or
so is flagged; one entry in ten repeats what another feed brought, and one page in twenty could not be read. Of the
flagged, most stand alone and a few are carried by up to four hundred outlets within the day. Outlets and signatories
follow Zipf's law, days are busy or not, and weekends are quiet.
"""

from __future__ import annotations

import json
from bisect import bisect
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.rows import pack, to_json, to_time
from pipeline.core.evidence import MARK, UNMARK
from pipeline.core.mentions.names import CALL
from pipeline.core.stories.sameness import fingerprint
from pipeline.core.stories.sketch import keys_of
from pipeline.core.stories.texts import prepare
from pipeline.model import Copy, Signatory
from scripts.made_up_news import Told, any_tongue, tell

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

FIRST_DAY: Final = date(2018, 11, 12)  # of the Call
WATCHED_SINCE: Final = date(2021, 11, 12)
LAST_DAY: Final = date(2026, 11, 24)
KEPT_DAYS: Final = 30  # `retention.unmatched_days`
_SKETCHED_DAYS: Final = 21  # whose copies are found by their real keys; older ones no article is compared with
_SITES: Final = 2_500
_MOST_COPIES: Final = 400
_RETITLED: Final = 0.4  # of the copies
# One article in so many: brought by two feeds, beside a page that cannot be read, corrected after it was flagged.
_REPEATED: Final = 10
_LOST: Final = 20
_CORRECTED: Final = 200
_MINUTES: Final = 1_440
_WEEKEND: Final = 5
_EPOCH: Final = date(1970, 1, 1)
_UNREAD: Final = (("blocked", "HTTP 403"), ("gone", "HTTP 410"), ("failed", "no answer"), ("rejected", "no text"))
_VERSIONS: Final = ("rules 1", "names 1")


@dataclass(frozen=True, slots=True)
class Shape:
    """How large an archive is to be, and of what."""

    articles: int
    flagged: float = 0.1  # share of the articles
    backfilled: float = 0.1  # share of the flagged ones
    feeds: int = 400

    @property
    def backfill(self) -> int:
        """The number of the feed that stands for the backfill."""
        return self.feeds + 1


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the dice choose from."""

    signatories: tuple[Signatory, ...]
    ids: dict[str, int]  # in `signatories`
    by_weight: tuple[float, ...]  # accumulated
    sites_by_weight: tuple[float, ...]


@dataclass(slots=True)
class Rows:
    """Rows of a table each, in the order of its columns in `make_archive`."""

    articles: list[tuple[object, ...]] = field(default_factory=list)
    entries: list[tuple[object, ...]] = field(default_factory=list)
    pages: list[tuple[object, ...]] = field(default_factory=list)
    mentions: list[tuple[object, ...]] = field(default_factory=list)
    matches: list[tuple[object, ...]] = field(default_factory=list)
    subjects: list[tuple[object, ...]] = field(default_factory=list)
    stories: list[tuple[object, ...]] = field(default_factory=list)
    links: list[tuple[object, ...]] = field(default_factory=list)
    sketches: list[tuple[object, ...]] = field(default_factory=list)
    keys: list[tuple[object, ...]] = field(default_factory=list)
    revisions: list[tuple[object, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What depends on the day alone."""

    day: str
    age: int  # in days, on the last day
    is_past: bool  # before the watch began
    week: int  # since 1970


@dataclass(frozen=True, slots=True)
class Sheet:
    """One article."""

    number: int
    seen: str
    key: str  # of its URL
    site: str
    title: str
    language: str
    score: float

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://{self.key}"


@dataclass(slots=True)
class Draft:
    """What all articles of a story tell, and those that were written so far, the earliest first."""

    told: Told
    tier: str
    named: dict[str, Signatory]
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """All subjects, in the order of the text."""
        return [*([CALL] if self.tier == "call" else []), *self.named]

    @property
    def listed(self) -> tuple[list[str], list[str]]:
        """Official names of signatories and of states."""
        return (
            sorted(name for name, signatory in self.named.items() if not signatory.iso),
            sorted(name for name, signatory in self.named.items() if signatory.iso),
        )


def shelf_of(dice: random.Random, signatories: Sequence[Signatory], ids: dict[str, int]) -> Shelf:
    """The signatories in a new order of fame."""
    shuffled = list(signatories)
    dice.shuffle(shuffled)
    return Shelf(
        signatories=tuple(shuffled),
        ids=ids,
        by_weight=tuple(accumulate(1 / (rank + 2) for rank in range(len(shuffled)))),
        sites_by_weight=tuple(accumulate(1 / (rank + 5) for rank in range(_SITES))),
    )


def days_of(dice: random.Random, shape: Shape) -> Iterator[tuple[date, int, int]]:
    """Each day with its flagged and unflagged articles; the backfill's days first, for they were stored first."""
    flagged = round(shape.articles * shape.flagged)
    past = round(flagged * shape.backfilled)
    yield from _spread(dice, FIRST_DAY, WATCHED_SINCE, past, 0)
    yield from _spread(dice, WATCHED_SINCE, LAST_DAY + timedelta(days=1), flagged - past, shape.articles - flagged)


def _spread(
    dice: random.Random, since: date, until: date, flagged: int, others: int
) -> Iterator[tuple[date, int, int]]:
    days = [since + timedelta(days=number) for number in range((until - since).days)]
    busy = [(0.4 if day.weekday() >= _WEEKEND else 1.0) * dice.choice((1, 1, 1, 1, 1.5, 3)) for day in days]
    whole, upto = sum(busy), 0.0
    for day, weight in zip(days, busy, strict=True):
        share, after = upto / whole, (upto + weight) / whole
        upto += weight
        yield day, round(flagged * after) - round(flagged * share), round(others * after) - round(others * share)


class Newsroom:
    """Writes one day after the other; numbers of articles, entries and pages go on from day to day."""

    def __init__(self, dice: random.Random, shelf: Shelf, shape: Shape) -> None:
        """Nothing is written yet."""
        self.dice, self.shelf, self.shape, self.articles, self.pages = dice, shelf, shape, 0, 0

    def day(self, day: date, flagged: int, others: int, rows: Rows) -> None:
        """Adds a day's rows to `rows`, in the order in which they were seen."""
        dice = self.dice
        page = Calendar(str(day), (LAST_DAY - day).days, day < WATCHED_SINCE, (day - _EPOCH).days // 7)
        came: list[tuple[int, Draft | None]] = [(dice.randrange(_MINUTES), None) for _ in range(others)]
        drafts = []
        while flagged > 0:
            size = min(int(dice.paretovariate(1.3)), _MOST_COPIES, flagged)
            flagged -= size
            draft, began = self._draft(), dice.randrange(_MINUTES - 1)
            drafts.append(draft)
            came.append((began, draft))
            came += [(dice.randrange(began + 1, _MINUTES), draft) for _ in range(size - 1)]
        came.sort(key=lambda one: one[0])
        for minute, one in came:
            seen = f"{page.day}T{minute // 60:02d}:{minute % 60:02d}:00Z"
            if one is None:
                self._unflagged(page, seen, rows)
            else:
                self._flagged(page, seen, one, rows)
        for draft in drafts:
            _story(page.day, draft, rows)

    def _draft(self) -> Draft:
        dice = self.dice
        tier = dice.choices(("call", "context", "mention"), (1, 9, 90))[0]
        many = dice.choices((1, 2, 3, 4, 6), (45, 25, 15, 10, 5))[0]
        chosen = dice.choices(self.shelf.signatories, cum_weights=self.shelf.by_weight, k=many)
        named = {signatory.name: signatory for signatory in chosen}
        names = [*([CALL] if tier == "call" else []), *named]
        return Draft(told=tell(dice, names, MARK, UNMARK), tier=tier, named=named)

    def _sheet(self, day: str, seen: str, title: str, language: str) -> Sheet:
        self.articles += 1
        by_weight = self.shelf.sites_by_weight
        site = bisect(by_weight, self.dice.random() * by_weight[-1])
        return Sheet(
            number=self.articles,
            seen=seen,
            key=f"outlet-{site:04d}.example/{day}/{self.dice.getrandbits(96):024x}-{self.articles}",
            site=f"Outlet {site:04d}",
            title=title,
            language=language,
            score=round(5 + 90 * self.dice.random(), 1),
        )

    def _entries(self, sheet: Sheet, outcome: str, rows: Rows) -> None:
        self.pages += 1
        number, page, key, title, seen = sheet.number, self.pages, sheet.key, sheet.title, sheet.seen
        url, title_key, feed = f"https://{key}", title.lower(), 1 + number % self.shape.feeds
        rows.pages.append((page, key, url, key.partition("/")[0], seen, seen, number))
        rows.entries.append((feed, f"https://feed-{feed}.example/?p={number}", key, title_key, url, title, seen, seen,
                             outcome, seen, "names nobody" if outcome == "unmatched" else "named", page,
                             number))  # fmt: skip
        if not number % _REPEATED:
            feed = 1 + (number + 1) % self.shape.feeds
            rows.entries.append((feed, f"https://feed-{feed}.example/?p={number}", key, title_key, url, title, seen,
                                 seen, "duplicate", seen, "its page has been read", page, number))  # fmt: skip
        if not number % _LOST:
            self.pages += 1
            outcome, why = self.dice.choice(_UNREAD)
            key, title = f"{key}-0", any_tongue(self.dice).headline(self.dice)
            url = f"https://{key}"
            rows.pages.append((self.pages, key, url, key.partition("/")[0], seen, seen, None))
            rows.entries.append((feed, f"{feed}.example/?q={number}", key, title.lower(), url, title, seen, seen,
                                 outcome, seen, why, self.pages, None))  # fmt: skip

    def _unflagged(self, page: Calendar, seen: str, rows: Rows) -> None:
        dice, speech = self.dice, any_tongue(self.dice)
        sheet = self._sheet(page.day, seen, speech.headline(dice), speech.code)
        packed = pack(tell(dice, (), MARK, UNMARK).text()) if page.age < KEPT_DAYS else None
        number, url = sheet.number, sheet.url
        rows.articles.append((number, url, sheet.title, sheet.site, speech.code, seen, seen, seen,
                              "full" if number % 8 else "teaser", "" if number % 8 else "paywall",
                              f"{dice.getrandbits(128):032x}", None, 0, "[]", "[]", "", "[]", *_VERSIONS, seen, url, 0,
                              None, packed))  # fmt: skip
        self._entries(sheet, "unmatched", rows)

    def _flagged(self, page: Calendar, seen: str, draft: Draft, rows: Rows) -> None:
        dice, told = self.dice, draft.told
        sheet = self._sheet(page.day, seen, told.title, told.language)
        if dice.random() < _RETITLED:
            sheet = replace(sheet, title=f"{sheet.site}: {told.title}")
        number, url, title, site, score = sheet.number, sheet.url, sheet.title, sheet.site, sheet.score
        text = told.text(dice.choice((0, 0, 0, 1, 2)))  # outlets cut
        names, states = draft.listed
        rows.articles.append((number, url, title, site, told.language, seen, seen, seen, "full", "",
                              f"{dice.getrandbits(128):032x}", draft.tier, score, to_json(names), to_json(states),
                              told.sentences[0], '["named"]', *_VERSIONS, seen, "" if page.is_past else url,
                              int(page.is_past), text, None))  # fmt: skip
        draft.sheets.append(sheet)
        rows.matches.append((number, page.day, draft.tier, score, title, told.marked, "; ".join(names + states), site,
                             told.language, url, seen, seen, draft.sheets[0].number))  # fmt: skip
        in_order = draft.names
        for (start, end, sentence), name in zip(told.places, [*in_order, in_order[0]], strict=True):
            rows.mentions.append((number, name, _kind(draft.named.get(name)), self.shelf.ids.get(name), start, end,
                                  name, told.sentences[sentence]))  # fmt: skip
        for name in in_order:
            signatory = draft.named.get(name)
            rows.subjects.append((name, page.day, number, _kind(signatory), signatory.category if signatory else "",
                                  signatory.country if signatory else "", draft.tier))  # fmt: skip
        if page.is_past:
            rows.entries.append((self.shape.backfill, url, sheet.key, "", url, title, None,
                                 f"{WATCHED_SINCE}T00:00:00Z",
                                 "matched", f"{WATCHED_SINCE}T00:00:00Z", "read from an archive file", None,
                                 number))  # fmt: skip
        else:
            self._entries(sheet, "matched", rows)
            if not number % _CORRECTED:
                rows.revisions.append((number, seen, title, pack(text[:-20]), draft.tier, draft.tier))
        self._sketch(sheet, text, page, rows)

    def _sketch(self, sheet: Sheet, text: str, page: Calendar, rows: Rows) -> None:
        number, title, language = sheet.number, sheet.title, sheet.language
        if page.age < _SKETCHED_DAYS:
            copy = Copy(id=number, url="", title=title, text=text, language=language, first_seen=to_time(sheet.seen))
            keys = list(keys_of(prepare(copy)))
        else:
            keys = sorted(self.dice.getrandbits(48) for _ in range(17))
        rows.sketches.append(
            (number, fingerprint(title, text, language), page.week, json.dumps(keys, separators=(",", ":")))
        )
        rows.keys += [(page.week, key, number) for key in keys]


def _kind(signatory: Signatory | None) -> str:
    return "call" if signatory is None else "state" if signatory.iso else "signatory"


def _story(day: str, draft: Draft, rows: Rows) -> None:
    first, *others = draft.sheets
    names, states = draft.listed
    rows.stories.append((first.number, day, draft.tier, max(sheet.score for sheet in draft.sheets), first.title,
                         "; ".join(names + states), len(draft.sheets), len({sheet.site for sheet in draft.sheets}),
                         draft.told.language, first.seen, draft.sheets[-1].seen))  # fmt: skip
    rows.links += [(first.number, sheet.number) for sheet in others]
