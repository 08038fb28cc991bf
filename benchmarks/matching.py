"""How fast the matcher is, and how little that depends on the number of names.

    python benchmarks/matching.py                    articles per second, decisions included, and the prefilter
    python benchmarks/matching.py --against FOLDER   beside another checkout of this project, in turns

Of vocabularies and checkouts measured in turns take the ratio: a busy machine slows both alike. Each text counts with
its fastest round.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.core.matching import decide
from pipeline.core.mentions import Matcher
from pipeline.model import Gazetteer, Signatory

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.core.mentions.prefilter import Prefilter

STORIES = Path(__file__).parents[1] / "tests" / "gate" / "stories.jsonl"
ARTICLES, LENGTH, ROUNDS, PAGE = 100, 5_000, 9, 36_000
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
Text = tuple[str, str, str]  # title, body, language
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


def prose() -> list[Text]:
    """Articles with names as sparse as in the news."""
    dice = random.Random(3)  # noqa: S311  (the same every time)
    return [("A headline", article(dice, KNOWN), "en") for _ in range(ARTICLES)]


def dense() -> list[Text]:
    """The gate's stories by language, one after the other, cut to `LENGTH` characters: some 35 findings in each."""
    stories: dict[str, list[str]] = {}
    for line in STORIES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        stories.setdefault(row["lang"], []).append(row["text"])
    joined = {language: "\n\n".join(texts) for language, texts in stories.items()}
    return [
        ("A headline", text[start : start + LENGTH], language)
        for language, text in joined.items()
        for start in range(0, len(text) - LENGTH + 1, LENGTH)
    ]


def hostile() -> list[Text]:
    """200 kB of nothing but one name or term."""
    return [("", unit * (200_000 // len(unit)), "en") for unit in ("Paris Call cyber ", "U.S. ", "Orange telecom ")]


def times(matcher: Matcher, texts: list[Text]) -> list[float]:
    """Seconds of processor time for each text, found and judged."""
    taken = []
    for text in texts:
        start = time.process_time()
        decide(matcher.find(*text), matcher.policy)
        taken.append(time.process_time() - start)
    return taken


def rate(fastest: list[float]) -> float:
    """Texts per second."""
    return len(fastest) / sum(fastest)


def built(make: Callable[[], Matcher], label: str) -> Matcher:
    """A matcher, and how long it took to build."""
    start = time.process_time()
    matcher = make()
    print(f"{label}: built in {time.process_time() - start:.2f} s, {len(matcher.vocabulary.names):,} patterns")
    return matcher


def serve() -> None:
    """Measure what is asked for on standard input, with whatever checkout is first on the path."""
    start = time.process_time()
    gazetteer = read_gazetteer()
    middle = time.process_time()
    matcher = Matcher(gazetteer)
    print(json.dumps([middle - start, time.process_time() - middle]), flush=True)
    for line in sys.stdin:
        print(json.dumps(times(matcher, LOADS[line.strip()]())), flush=True)


def against(folder: Path) -> None:
    """Measure another checkout and this one in turns."""
    servers = [
        subprocess.Popen(  # noqa: S603  (this program itself)
            [sys.executable, __file__, "--serve"],
            env={**os.environ, "PYTHONPATH": str(root)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for root in (folder, Path(__file__).parents[1])
    ]
    pipes = [(server.stdin, server.stdout) for server in servers if server.stdin and server.stdout]
    starts = [json.loads(answers.readline()) for _, answers in pipes]
    print("reading and building: " + ", ".join(f"{read:.2f} + {build:.2f} s" for read, build in starts))
    for load, rounds in (("prose", ROUNDS), ("dense", ROUNDS), ("hostile", 1)):
        best: list[list[float]] = [[], []]
        for _ in range(rounds):
            for number, (questions, answers) in enumerate(pipes):
                questions.write(f"{load}\n")
                questions.flush()
                taken = json.loads(answers.readline())
                best[number] = list(map(min, best[number], taken)) if best[number] else taken
        theirs, ours = map(sum, best)
        rates = f"{rate(best[0]):,.1f} and {rate(best[1]):,.1f} texts/s" if load != "hostile" else ""
        seconds = "; ".join(f"{old:.2f} and {new:.2f} s" for old, new in zip(*best, strict=True))
        print(f"{load}: {rates or seconds}, {theirs / ours:.2f} times as fast")
    for questions, _ in pipes:
        questions.close()
    for server in servers:
        server.wait(timeout=10)


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
    articles = [("A headline", article(dice, names[:1_200]), "en") for _ in range(ARTICLES)]
    best: list[list[float]] = []
    for _ in range(ROUNDS):
        taken = [times(small, articles), times(large, articles), times(real, prose()), times(real, dense())]
        best = [list(map(min, one, two)) for one, two in zip(best, taken, strict=True)] if best else taken
    print(f" 1,200 names: {rate(best[0]):,.0f} articles/s")
    print(
        f"30,000 names: {rate(best[1]):,.0f} articles/s, {rate(best[1]) / rate(best[0]):.2f} of the small vocabulary's"
    )
    print(f"the gazetteer: {rate(best[2]):,.0f} articles/s, {rate(best[3]):,.0f} where names stand densely")
    from pipeline.core.mentions.prefilter import Prefilter  # noqa: PLC0415  (older checkouts have none)

    screen(Prefilter.of(gazetteer))


def screen(prefilter: Prefilter) -> None:
    """Measure the prefilter on the size of a whole page's text."""
    dice = random.Random(2)  # noqa: S311  (as above)
    page = "".join(article(dice, KNOWN) for _ in range(PAGE // LENGTH + 1))[:PAGE]
    for label, text in (("ASCII", page), ("with typographic quotes", page.replace(". ", ".” "))):
        taken = []
        for _ in range(10 * ROUNDS):
            start = time.process_time()
            prefilter.can_match(text)
            taken.append(time.process_time() - start)
        print(f"prefilter, {PAGE:,} characters {label}: {min(taken) * 1e3:.2f} ms")


LOADS = {"prose": prose, "dense": dense, "hostile": hostile}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure the matcher.")
    parser.add_argument("--against", type=Path, help="another checkout, measured in turns with this one")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
    elif arguments.against:
        against(arguments.against.resolve())
    else:
        main()
