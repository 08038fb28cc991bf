"""How fast the matcher is, and how little that depends on the number of names.

Run `python benchmarks/matching.py`. It prints articles per second for 5 kB texts, decisions included, and the ratio
between vocabularies of 1,200 and 30,000 invented names measured in turns, so that a busy machine slows both alike.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.core.matching import decide
from pipeline.core.mentions import Matcher
from pipeline.model import Gazetteer, Signatory

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLES, LENGTH, ROUNDS = 100, 5_000, 7
DENSITY = 0.06  # names per sentence; about three in an article
SYLLABLES = (
    "an",
    "ber",
    "co",
    "dal",
    "fin",
    "gor",
    "hal",
    "ju",
    "kra",
    "lo",
    "men",
    "os",
    "pra",
    "qui",
    "ro",
    "sta",
    "zen",
)
PROSE = (
    "the", "of", "to", "and", "a", "in", "that", "was", "for", "on", "with", "as", "by", "at", "from", "it", "had",
    "were", "which", "they", "their", "said", "who", "been", "when", "will", "about", "after", "over", "first", "two",
    "people", "could", "also", "into", "new", "other", "most", "before", "where", "through", "government", "minister",
    "report", "market", "city", "water", "school", "health", "energy",
)  # fmt: skip
KNOWN = ["France", "Microsoft", "Siemens", "Germany", "Kaspersky", "Orange", "Airbus", "Japan"]


def invented(dice: random.Random) -> str:
    """A name nobody bears, of one or two words."""
    words = ("".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))).capitalize() for _ in range(dice.randint(1, 2)))
    return " ".join(words)


def article(dice: random.Random, names: list[str]) -> str:
    """Prose of `LENGTH` characters with names as sparse as in the news."""
    sentences: list[str] = []
    while sum(map(len, sentences)) < LENGTH:
        words = dice.choices(PROSE, k=dice.randint(8, 24))
        if dice.random() < DENSITY:
            words.insert(dice.randrange(len(words)), dice.choice(names))
        words[0] = words[0].title()
        sentences.append(" ".join(words) + ". ")
    return "".join(sentences)[:LENGTH]


def rate(matcher: Matcher, articles: list[str]) -> float:
    """Articles per second of processor time, found and judged."""
    start = time.process_time()
    for text in articles:
        decide(matcher.find("A headline", text, "en"), matcher.policy)
    return len(articles) / (time.process_time() - start)


def built(make: Callable[[], Matcher], label: str) -> Matcher:
    """A matcher, and how long it took to build."""
    start = time.process_time()
    matcher = make()
    print(f"{label}: built in {time.process_time() - start:.2f} s, {len(matcher.vocabulary.names):,} patterns")
    return matcher


def main() -> None:
    """Measure and print."""
    dice = random.Random(1)  # noqa: S311  (a benchmark, the same every time)
    names = [invented(dice) for _ in range(30_000)]
    rows = tuple(Signatory(name=name, category="private-sector") for name in dict.fromkeys(names))
    empty = Gazetteer(version="", signatories=(), state_names=(), call_names=(), lexicon=())
    small = built(lambda: Matcher(replace(empty, signatories=rows[:1_200])), " 1,200 names")
    large = built(lambda: Matcher(replace(empty, signatories=rows)), "30,000 names")
    gazetteer = read_gazetteer()
    real = built(lambda: Matcher(gazetteer), "the gazetteer")
    articles = [article(dice, names[:1_200]) for _ in range(ARTICLES)]
    news = [article(dice, KNOWN) for _ in range(ARTICLES)]
    rounds = [(rate(small, articles), rate(large, articles), rate(real, news)) for _ in range(ROUNDS)]
    best_small, best_large, best_real = (max(column) for column in zip(*rounds, strict=True))
    ratio = sorted(one_large / one_small for one_small, one_large, _ in rounds)[ROUNDS // 2]
    print(f" 1,200 names: {best_small:,.0f} articles/s")
    print(
        f"30,000 names: {best_large:,.0f} articles/s, {ratio:.2f} of the small vocabulary's rate (median of {ROUNDS})"
    )
    print(f"the gazetteer: {best_real:,.0f} articles/s, {best_real * LENGTH / 1e6:.1f} MB/s")


if __name__ == "__main__":
    main()
