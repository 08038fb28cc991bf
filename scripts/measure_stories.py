"""Measures how well copies are grouped: the labelled pages of a replay corpus, read by our reader, made into stories.

    python -m scripts.measure_stories ../shared/replay --corpus dev

Prints precision, recall and F1 over pairs of the wire groups, every pair missed, and every story that holds two
different labelled ones. The same decisions as in the daemon, without server, clock and database: seconds, not minutes.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.articles.reading import read_page
from pipeline.core.stories.links import WINDOW, link
from pipeline.core.stories.partition import Sighting, partition
from pipeline.core.stories.sketch import keys_of
from pipeline.core.stories.texts import Prepared, prepare
from pipeline.model import Copy, Entry, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Labelled:
    """A page of the corpus as an article, and the story that its label says it tells."""

    name: str
    story: str
    is_wire: bool
    is_flagged: bool  # by its label; one without a label counts as flagged
    text: Prepared


@dataclass(frozen=True)
class Score:
    """Pairs of the wire groups, and stories that merge what the labels keep apart."""

    right: int
    missed: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]  # pairs with a wire page in them that are no copies
    merged: tuple[tuple[str, ...], ...]

    @property
    def f1(self) -> float:
        """Of the pairs of the wire groups."""
        return 2 * self.right / (2 * self.right + len(self.missed) + len(self.wrong))


def load(corpus: Path) -> list[Labelled]:
    """Every labelled page that the site serves; corrected ones in both versions, as different corpora would."""
    plan = json.loads((corpus / "site" / "plan.json").read_text(encoding="utf-8"))
    lines = (corpus / "site" / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    expected = {label["id"]: label for label in map(json.loads, lines)}
    start = datetime.fromisoformat(plan["start"])
    items = [item for site in plan["sites"] for item in site["items"] if "file" in item and item["id"] in expected]
    return [_labelled(number, corpus, item, expected[item["id"]], start) for number, item in enumerate(items, 1)]


def _labelled(number: int, corpus: Path, item: dict[str, Any], label: dict[str, Any], start: datetime) -> Labelled:
    seen = start + timedelta(hours=item["hour"])
    page = Page(
        requested_url=item["url"],
        url=item["url"],
        status=200,
        body=gzip.decompress((corpus / item.get("file2", item["file"])).read_bytes()),
        content_type="text/html",
        charset=item.get("charset") or "",
        fetched_at=seen,
    )
    entry = Entry(url=item["url"], title=item["title"], summary=item.get("summary") or "", published=seen)
    article = read_page(page, entry)
    copy = Copy(
        id=number,
        url=item["url"],
        title=article.title,
        text=article.text,
        language=article.language,
        first_seen=seen,
    )
    is_wire = label["kind"] == "wire"
    return Labelled(
        name=item["id"],
        story=label["duplicate_group"] if is_wire else item["id"],
        is_wire=is_wire,
        is_flagged=label["flagged"] is not False,
        text=prepare(copy),
    )


def grouped(texts: Sequence[Prepared]) -> list[frozenset[int]]:
    """The stories of some articles, as the group job would find them: candidates by key, then the exact comparison."""
    found: defaultdict[int, list[Prepared]] = defaultdict(list)
    links = set()
    for text in texts:
        keys = keys_of(text)
        near = {other.copy.id: other for key in keys for other in found[key]}
        links |= {
            (linked.first, linked.second)
            for other in near.values()
            if abs(other.copy.first_seen - text.copy.first_seen) <= WINDOW and (linked := link(text, other))
        }
        for key in keys:
            found[key].append(text)
    members = [Sighting(text.copy.first_seen, text.copy.url, text.copy.id) for text in texts]
    return [frozenset(story) for story in partition(members, links)]


def score(labelled: Iterable[Labelled]) -> Score:
    """Groups them and compares with the labels."""
    by_id = {one.text.copy.id: one for one in labelled}
    story_of = {number: story for story in grouped([one.text for one in by_id.values()]) for number in story}
    right, missed, wrong = 0, [], []
    for one, other in itertools.combinations(by_id.values(), 2):
        together = story_of[one.text.copy.id] == story_of[other.text.copy.id]
        if one.story == other.story:
            right += together
            missed += [] if together else [(one.name, other.name)]
        elif together and (one.is_wire or other.is_wire):
            wrong.append((one.name, other.name))
    merged = {
        tuple(sorted(by_id[number].name for number in story))
        for story in story_of.values()
        if len({by_id[number].story for number in story}) > 1
    }
    return Score(right=right, missed=tuple(missed), wrong=tuple(wrong), merged=tuple(sorted(merged)))


def main() -> int:
    """Prints the scores; the exit code is 1 when a wire group is torn or merged too much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("material", type=Path, help="folder with the corpora")
    parser.add_argument("--corpus", default="dev")
    options = parser.parse_args()
    labelled = load(options.material / options.corpus)
    flagged = [one for one in labelled if one.is_flagged]
    for told, some in (("flagged", flagged), ("all, flagged or not", labelled)):
        result = score(some)
        print(f"{told}: {len(some)} pages; wire pairs right {result.right}, missed {len(result.missed)}, ", end="")
        print(f"wrong {len(result.wrong)}, F1 {result.f1:.3f}; stories that merge others: {len(result.merged)}")
        for pair in result.missed:
            print("  missed", *pair)
        for story in result.merged:
            print("  merged", *story)
    result = score(flagged)
    return 0 if result.f1 >= 0.95 and not result.merged else 1  # noqa: PLR2004  (the requirement)


if __name__ == "__main__":
    sys.exit(main())
