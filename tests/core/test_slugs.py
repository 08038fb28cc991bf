"""Names as parts of addresses."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from pipeline.core.slugs import slug, slugs

GAZETTEER = Path(__file__).parents[2] / "pipeline" / "gazetteer"


def test_a_name_in_small_latin_letters() -> None:
    assert slug("Société Générale (France)") == "societe-generale-france"
    assert slug("Łódź Straße & Co") == "lodz-strasse-co"
    assert slug("日立") == ""


def test_names_that_would_share_one_are_told_apart_in_any_order() -> None:
    names = ["A&B", "A B", "日立", "Other"]
    found = slugs(names)
    assert len(set(found.values())) == 4
    assert found["Other"] == "other"
    assert re.fullmatch(r"a-b-[0-9a-f]{8}", found["A&B"])
    assert slugs(reversed(names)) == found


def test_every_signatory_has_a_slug_of_its_own() -> None:
    names = [
        row["name"]
        for file in ("signatories.csv", "states.csv")
        for row in csv.DictReader((GAZETTEER / file).read_text(encoding="utf-8").splitlines())
    ]
    found = slugs(names)
    assert len(set(found.values())) == len(names) == 1222
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", part) for part in found.values())
