"""The plain ways to look for names in a page, as short programs go about it: what ours is measured against.

Three, each with trafilatura's defaults: without looking for any name; with one expression of all the signatories'
names; and with two that know short names and the Call in several languages, each name between two looks aside, as a
poller of an afternoon has them. Python tries the alternatives of these one by one, so the last is slow by itself.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trafilatura

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pipeline.model import ReadTask

ALONE, SANE, POLLER = "trafilatura alone", "trafilatura, one expression", "trafilatura, the poller's two"

_ENDINGS = re.compile(r"(?:,? Inc\.?| Corporation| Electronics| Group| Lab| AG)$")
_EVERYDAY = frozenset({"Access", "Global", "Meta", "Orange", "Total", "Visa"})  # more often something else
_LETTER = "0-9A-Za-z\u00c0-\u024f"
_SHORTEST = 3
_CALL = (
    *("paris call", "appel de paris", "pariser (?:aufruf|appell)", "llam(?:ado|amiento) de par[ií]s"),
    *("appello di parigi", "apelo de paris", r"apel\w* parysk", r"парижск\w+ призыв", "paris çağrısı"),
    *("パリ・?コール", "巴黎(?:倡议|呼吁)", "파리 ?콜", "نداء باريس"),
)


@dataclass(frozen=True)
class Plain:
    """One plain way."""

    expressions: tuple[re.Pattern[str], ...] = ()

    def __call__(self, task: ReadTask) -> object:
        """What the expressions find in a page's title and text."""
        page = task.page
        if page is None:
            return set()
        text = trafilatura.extract(page.body, url=page.url, include_comments=False) or ""
        looked_at = f"{task.entry.title}\n{text}"
        return {found[0] for expression in self.expressions for found in expression.finditer(looked_at)}


def plain_ways(corpus: Path) -> dict[str, Callable[[ReadTask], object]]:
    """The three ways, by name, with the official names of the signatories."""
    with (corpus.parents[1] / "matching" / "signatories_official.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row[0], row[1]) for row in csv.reader(file)]
    others = {name for name, kind in rows if kind != "state"}
    short = {_ENDINGS.sub("", name) for name in others}
    known = [name for name in others | short if len(name) >= _SHORTEST and name not in _EVERYDAY]
    return {
        ALONE: Plain(),
        SANE: Plain((_any_of(rf"\b{re.escape(name)}\b" for name, _ in rows if name),)),
        POLLER: Plain(
            (
                _any_of(rf"(?<![{_LETTER}]){re.escape(name)}(?![{_LETTER}])" for name in known),
                re.compile("|".join(_CALL), re.IGNORECASE),
            )
        ),
    }


def _any_of(alternatives: Iterable[str]) -> re.Pattern[str]:
    longest_first: Sequence[str] = sorted(set(alternatives), key=len, reverse=True)
    return re.compile("|".join(longest_first))
