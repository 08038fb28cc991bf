"""Build pipeline/gazetteer/state_names.csv: the names of the signatory states in many languages.

Two sources are merged:

* CLDR, through babel (kind ``cldr``);
* ``state_names_extra.csv`` beside this script, curated by hand: ``iso,lang,kind,names``, the names separated by
  `` | ``. The kind ``drop`` removes CLDR names that must not be matched in that language; ``iso`` ``*`` is not allowed.

Which states there are is read from ``states.csv``. The CLDR version goes to ``CLDR_VERSION``.
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from babel import Locale
from babel.core import get_cldr_version

HERE = Path(__file__).resolve().parent
GAZETTEER = HERE.parent / "pipeline" / "gazetteer"
EXTRA = HERE / "state_names_extra.csv"
COLUMNS = ("iso", "lang", "name", "kind")
KINDS = ("cldr", "short", "formal", "old", "alt", "inflected", "demonym")
MIN_LANGUAGES = 35

# language in the gazetteer -> the CLDR locales that feed it
LOCALES: dict[str, tuple[str, ...]] = {
    **{
        code: (code,)
        for code in [
            "it",
            "nl",
            "sv",
            "da",
            "nb",
            "nn",
            "fi",
            "et",
            "lv",
            "lt",
            "pl",
            "cs",
            "sk",
            "sl",
            "hr",
            "mk",
            "bg",
            "ro",
            "hu",
            "el",
            "tr",
            "ru",
            "uk",
            "be",
            "ar",
            "he",
            "fa",
            "hi",
            "bn",
            "th",
            "vi",
            "id",
            "ms",
            "ja",
            "ko",
            "ka",
            "hy",
            "kk",
            "sq",
            "ca",
            "eu",
            "gl",
            "sw",
            "is",
            "mt",
            "mn",
            "km",
            "lb",
            "ga",
            "ur",
            "fil",
            "af",
            "ky",
            "ta",
            "ne",
        ]
    },
    "en": ("en", "en_GB"),
    "fr": ("fr", "fr_CA", "fr_CH", "fr_BE"),
    "de": ("de", "de_AT", "de_CH"),
    "es": ("es", "es_419", "es_MX"),
    "pt": ("pt", "pt_PT"),
    "sr": ("sr", "sr_Latn"),
    "bs": ("bs", "bs_Cyrl"),
    "zh": ("zh_Hans", "zh_Hant", "zh_Hant_HK"),
    "az": ("az", "az_Cyrl"),
    "uz": ("uz", "uz_Cyrl"),
}


def clean(name: str) -> str:
    """The name in NFC, with plain apostrophes kept as they are and single blanks."""
    return unicodedata.normalize("NFC", " ".join(name.replace("\u200f", "").replace("\u200e", "").split()))


def read_states() -> list[str]:
    """The ISO codes of the signatory states, in the order of the list."""
    with (GAZETTEER / "states.csv").open(encoding="utf-8", newline="") as file:
        return [row["iso"] for row in csv.DictReader(file)]


def read_extra(states: set[str]) -> dict[tuple[str, str, str], str]:
    """(iso, lang, name) -> kind, the first row that names it wins."""
    found: dict[tuple[str, str, str], str] = {}
    with EXTRA.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            iso, lang, kind = row["iso"], row["lang"], row["kind"]
            if iso not in states or lang not in LOCALES or kind not in (*KINDS, "drop"):
                raise SystemExit(f"{EXTRA.name}:{number}: unknown {iso},{lang},{kind}")
            for name in row["names"].split(" | "):
                if clean(name):
                    found.setdefault((iso, lang, clean(name)), kind)
    return found


def cldr_names(states: list[str]) -> dict[tuple[str, str, str], str]:
    """What CLDR calls the states, as (iso, lang, name) -> kind."""
    found: dict[tuple[str, str, str], str] = {}
    for lang, locales in LOCALES.items():
        for code in locales:
            territories = Locale.parse(code).territories
            for iso in states:
                name = clean(territories.get(iso, ""))
                if name and name != iso:
                    found[iso, lang, name] = "cldr"
    return found


def main() -> int:
    """Merge, check and write."""
    states = read_states()
    extra = read_extra(set(states))
    dropped = {key for key, kind in extra.items() if kind == "drop"}
    names = cldr_names(states)
    for key, kind in extra.items():
        if kind == "short":
            names[key] = kind  # its case is exact, whatever CLDR says
        elif kind != "drop":
            names.setdefault(key, kind)
    rows = [(*key, kind) for key, kind in names.items() if key not in dropped]
    order = {kind: position for position, kind in enumerate(KINDS)}
    rank = {iso: position for position, iso in enumerate(states)}
    rows.sort(key=lambda row: (rank[row[0]], row[1], order[row[3]], row[2]))

    languages: dict[str, set[str]] = defaultdict(set)
    for iso, lang, _, kind in rows:
        if kind == "cldr":
            languages[iso].add(lang)
    poor = [iso for iso in states if len(languages[iso]) < MIN_LANGUAGES]
    if poor:
        raise SystemExit(f"too few languages: {poor}")

    with (GAZETTEER / "state_names.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((iso, lang, name, kind) for iso, lang, name, kind in rows)
    (GAZETTEER / "CLDR_VERSION").write_text(f"{get_cldr_version()}\n", encoding="utf-8")
    print(len(rows), dict(Counter(row[3] for row in rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
