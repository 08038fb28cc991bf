"""Measures how well bodies are extracted, on pages that people have marked, beside plain trafilatura.

    python -m scripts.measure_extraction [--corpus FOLDER] [--only READER ...] [--half {0,1}] [--show]

Three kinds of truth: whole bodies (precision, recall and F1 of their words), beginnings of bodies (recall), and
snippets that must or must not be in the text. Then stories set into real pages: is every name that the story mentions
in the text, and no name that stands only around it? `--show` lists the pages and stories behind the figures, `--half`
takes the sites of one half, so that what was chosen on one can be judged on the other.

The corpus is not part of this project; the program says so and ends where it is absent.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import logging
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trafilatura

from pipeline.core.articles import read_page
from pipeline.model import Entry, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Reader = Callable[[bytes, str, str, str], str]

CORPUS = Path(__file__).parents[2] / "shared" / "replay" / "dev"
FETCHED = datetime(2026, 11, 24, tzinfo=UTC)

_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]|[^\\W_]+")
_SHORT = {
    "Samsung Electronics": "Samsung",
    "Kaspersky Lab": "Kaspersky",
    "Telefonica": "Telefónica",
    "Intel Corporation": "Intel",
}
# The names that the stories' frames hold in share bars, related lists and footers.
_AROUND = (
    *(
        "Airbus",
        "Cisco",
        "Ericsson",
        "Facebook",
        "Google",
        "Huawei",
        "IBM",
        "Kaspersky",
        "Microsoft",
        "Nokia",
        "Oracle",
    ),
    *("SAP", "Salesforce", "Samsung", "Siemens", "Telefónica", "Paris Call"),
)


def ours(body: bytes, url: str, charset: str, title: str) -> str:
    """The text of the reader in this project."""
    page = Page(requested_url=url, url=url, status=200, body=body, charset=charset, fetched_at=FETCHED)
    return read_page(page, Entry(url=url, title=title)).text


def plain(body: bytes, url: str, _charset: str, _title: str) -> str:
    """The text of trafilatura by itself."""
    return trafilatura.extract(body, url=url) or ""


def without_comments(body: bytes, url: str, _charset: str, _title: str) -> str:
    """The text of trafilatura without what it takes for reader comments."""
    return trafilatura.extract(body, url=url, include_comments=False) or ""


def precise(body: bytes, url: str, _charset: str, _title: str) -> str:
    """The text of trafilatura when told to leave out what is doubtful."""
    return trafilatura.extract(body, url=url, include_comments=False, favor_precision=True) or ""


READERS: dict[str, Reader] = {
    "trafilatura": plain,
    "trafilatura, no comments": without_comments,
    "trafilatura, precision": precise,
    "ours": ours,
}


@dataclass
class Score:
    """Sums over the pages of one reader."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    beginning: list[float] = field(default_factory=list)
    wanted: Counter[bool] = field(default_factory=Counter)  # snippets that belong to the text: found, or not
    unwanted: Counter[bool] = field(default_factory=Counter)  # snippets that do not
    seconds: float = 0.0
    pages: int = 0


def score(reader: Reader, corpus: Path, show: Callable[[str], None], every: int = 1, half: int | None = None) -> Score:
    """The score of a reader on every n-th of the corpus's pages; `show` is told of each that is not perfect."""
    total = Score()
    for listed, body in islice(samples(corpus / "pages", half), None, None, every):
        start = time.process_time()
        text = reader(body, listed["url"], listed["declared_charset"] or "", listed["title"] or "")
        total.seconds += time.process_time() - start
        total.pages += 1
        if not listed.get("truth"):
            continue
        truth = (corpus / "pages" / listed["truth"]).read_text(encoding="utf-8")
        if listed["truth_kind"] == "snippets":
            _score_snippets(total, text, json.loads(truth), partial(_show, show, listed["file"]))
        elif listed["truth_kind"] == "full":
            precision, recall = _overlap(text, truth)
            total.precision.append(precision)
            total.recall.append(recall)
            total.f1.append(2 * precision * recall / (precision + recall) if precision + recall else 0.0)
            if min(precision, recall) < 0.9:  # noqa: PLR2004  (worth a look)
                show(f"{listed['file']}: precision {precision:.2f} recall {recall:.2f}")
        else:
            total.beginning.append(_overlap(text, truth)[1])
    return total


def _show(show: Callable[[str], None], file: str, message: str) -> None:
    show(f"{file}: {message}")


def _score_snippets(total: Score, text: str, truth: dict[str, list[str]], show: Callable[[str], None]) -> None:
    flat = _flat(text)
    for snippet in truth["with"]:
        total.wanted[_flat(snippet) in flat] += 1
        if _flat(snippet) not in flat:
            show(f"lost {snippet!r}")
    for snippet in truth["without"]:
        total.unwanted[_flat(snippet) in flat] += 1
        if _flat(snippet) in flat:
            show(f"kept {snippet!r}")


def score_stories(
    reader: Reader, corpus: Path, show: Callable[[str], None], every: int = 1, half: int | None = None
) -> tuple[int, int, int]:
    """Of every n-th story: how many there are, names of theirs that are missing, names that only stand around them."""
    stories = missing = around = 0
    for listed, body in islice(samples(corpus / "stories", half), None, None, every):
        for story, page in _versions(listed, body, corpus / "stories"):
            text = reader(page, listed["url"], listed["charset"] or "", story["title"])
            names = [_SHORT.get(name, name) for name in story["signatories"]]
            lost = [name for name in names if name not in f"{story['title']}\n{text}"]
            allowed = " ".join(
                (*names, *story["signatories_optional"], story["title"], *(["Paris Call"] * story["call"]))
            )
            stray = [name for name in _AROUND if _mentions(text, name) and name not in allowed]
            stories += 1
            missing += len(lost)
            around += len(stray)
            if lost or stray:
                show(f"{story.get('id', listed['id'])} ({listed['kind']}, {listed['host']}): lost {lost} stray {stray}")
    return stories, missing, around


def _versions(listed: dict[str, Any], body: bytes, folder: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    if listed["kind"] == "wall":
        return
    yield listed, body
    if corrected := listed.get("v2"):
        yield corrected, gzip.decompress((folder / corrected["file"]).read_bytes())


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def samples(folder: Path, half: int | None = None) -> Iterator[tuple[dict[str, Any], bytes]]:
    """What the index of a folder lists, each with its page; of all sites, or of one half."""
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        listed = json.loads(line)
        if half is not None and half_of(listed["site"]) != half:
            continue
        yield listed, gzip.decompress((folder / listed["file"]).read_bytes())


def half_of(site: str) -> int:
    """The half that a site belongs to: 0 or 1, by its name alone."""
    return hashlib.sha256(site.encode()).digest()[0] % 2


def _overlap(found: str, truth: str) -> tuple[float, float]:
    """Precision and recall of the words of a text."""
    there, wanted = (Counter(_WORD.findall(text.lower())) for text in (found, truth))
    common = (there & wanted).total()
    return common / there.total() if there else 0.0, common / wanted.total() if wanted else 1.0


def _flat(text: str) -> str:
    return " ".join(text.split())


def mean(values: list[float]) -> float:
    """The mean of some values; 0 of none."""
    return sum(values) / len(values) if values else 0.0


def main() -> int:
    """Prints a table, a line per reader."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--corpus", type=Path, default=CORPUS)
    options.add_argument("--only", nargs="+", choices=READERS, default=list(READERS))
    options.add_argument("--half", type=int, choices=(0, 1), help="of the sites; all when not given")
    options.add_argument("--show", action="store_true", help="list the pages and stories behind the figures")
    given = options.parse_args()
    if not (given.corpus / "pages" / "index.jsonl").is_file():
        print(f"no marked pages in {given.corpus}; they are not part of this project", file=sys.stderr)
        return 1
    logging.disable(logging.CRITICAL)  # trafilatura's, about pages it cannot read
    for name in given.only:
        print(f"{name}:")
        show: Callable[[str], None] = (lambda line: print("   ", line)) if given.show else (lambda _line: None)
        total = score(READERS[name], given.corpus, show, half=given.half)
        stories, missing, around = score_stories(READERS[name], given.corpus, show, half=given.half)
        kept, let_in = total.wanted[True] / total.wanted.total(), total.unwanted[True] / total.unwanted.total()
        print(
            f"  {len(total.f1)} whole bodies: precision {mean(total.precision):.3f} recall {mean(total.recall):.3f}"
            f" F1 {mean(total.f1):.3f}; {len(total.beginning)} beginnings: recall {mean(total.beginning):.3f}"
        )
        print(f"  snippets: {kept:.3f} of those wanted found, {let_in:.3f} of those unwanted")
        print(f"  {stories} stories: {missing} names missing, {around} names from around them")
        print(f"  {1000 * total.seconds / total.pages:.1f} ms per page ({total.pages} pages)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
