"""New rows for the operator's own file, which is changed in nothing else."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.adapters import watchlist
from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.errors import ConfigError
from pipeline.model import Signatory

if TYPE_CHECKING:
    from pathlib import Path

FULL = "name,category,country,signed,names,weak,case,class,cues,traps,evidence"
NEW = Signatory(
    name='New "Centre", Ltd',
    category="civil-society",
    country="FRA",
    signed="2026-11-12",
    names=("New Centre", "Nouveau Centre"),
    weak=("NC",),
    ambiguity="acronym",
    evidence="new; to be checked",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gazetteer of one row, so that a watchlist can be read beside it."""
    files = {
        "signatories.csv": FULL + "\nOrange,private-sector,FRA,,,,smart,unique,,,\n",
        "states.csv": "iso," + FULL + "\n",
        "state_names.csv": "iso,lang,name,kind\n",
        "call_names.csv": "lang,name,kind\n",
        "lexicon.csv": "field,lang,term\n",
        "VERSION": "1\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def own(folder: Path) -> list[Signatory]:
    return [one for one in read_gazetteer(folder / "own.csv", folder).signatories if one.name != "Orange"]


def test_a_file_that_is_not_there_is_begun(folder: Path) -> None:
    watchlist.add(folder / "own.csv", [NEW])
    assert own(folder) == [NEW]


def test_rows_are_added_and_the_others_stay_letter_for_letter(folder: Path) -> None:
    before = FULL + '\n"My Firm",,,, My  | Mine,,,,,,\n\n'
    (folder / "own.csv").write_text(before, encoding="utf-8")
    watchlist.add(folder / "own.csv", [NEW])
    assert (folder / "own.csv").read_text(encoding="utf-8").startswith(before)
    assert own(folder)[1:] == [NEW]


@pytest.mark.parametrize(
    "before",
    [
        "name\nMy Firm\n",
        "names,name\n,My Firm\n",
        "name,evidence\n\nMy Firm,\n\n",
        "name\nMy Firm",
        "\ufeffname\nMy Firm\n",
    ],
)
def test_columns_that_are_missing_are_added_and_mean_what_they_meant(folder: Path, before: str) -> None:
    (folder / "own.csv").write_bytes(before.encode())
    (mine,) = own(folder)
    watchlist.add(folder / "own.csv", [NEW])
    assert own(folder) == [mine, NEW]


def test_a_file_from_windows_keeps_its_line_ends_and_its_mark(folder: Path) -> None:
    before = ("\ufeff" + FULL + "\r\nMy Firm,,,,,,,,,,\r\n").encode()
    (folder / "own.csv").write_bytes(before)
    watchlist.add(folder / "own.csv", [NEW])
    after = (folder / "own.csv").read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n") == 3


def test_its_permissions_stay(folder: Path) -> None:
    file = folder / "own.csv"
    file.write_text(FULL + "\n", encoding="utf-8")
    file.chmod(0o640)
    watchlist.add(file, [NEW])
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in folder.iterdir() if path.name.endswith(".new")] == []


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be extended"):
        watchlist.add(tmp_path / "no" / "own.csv", [NEW])


cells = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="|\x85"), min_size=1).map(
    lambda text: " ".join(text.split())
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=cells.filter(bool), evidence=cells, signed=st.sampled_from(["", "2018-11-12"]))
def test_what_is_written_is_what_is_read(folder: Path, name: str, evidence: str, signed: str) -> None:
    row = Signatory(name=name, category="state", signed=signed, evidence=evidence)
    (folder / "own.csv").unlink(missing_ok=True)
    watchlist.add(folder / "own.csv", [row])
    assert row in read_gazetteer(folder / "own.csv", folder).signatories
