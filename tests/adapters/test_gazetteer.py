"""The gazetteer's files: read whole, complained about whole."""

from __future__ import annotations

import contextlib
import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.errors import ConfigError
from pipeline.model import CaseRule, Gazetteer, Signatory

HEADER = "name,category,country,signed,names,weak,case,class,cues,traps,evidence\n"
ROW = "Orange,private-sector,FRA,2018-11-12,Orange S.A.,Orange,smart,word,telecom* | operator,Orange County,telecom\n"
OFFICIAL = Path(__file__).parents[3] / "shared" / "matching" / "signatories_official.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "signatories.csv": HEADER + ROW,
        "states.csv": "iso," + HEADER + "FR,France,state,FRA,,,,smart,unique,,,\n",
        "state_names.csv": "iso,lang,name,kind\nFR,en,France,cldr\n",
        "call_names.csv": "lang,name,kind\nen,Paris Call,short\n",
        "lexicon.csv": "field,lang,term\ncyber,en,cyber*\n",
        "VERSION": "2026.11.24.1\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def problems(folder: Path, watchlist: Path | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_gazetteer(watchlist, folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def named(gazetteer: Gazetteer, name: str) -> Signatory:
    return next(one for one in gazetteer.signatories if one.name == name)


def test_a_row_becomes_a_signatory(folder: Path) -> None:
    orange = named(read_gazetteer(folder=folder), "Orange")
    assert orange == Signatory(
        name="Orange",
        category="private-sector",
        country="FRA",
        signed="2018-11-12",
        names=("Orange S.A.",),
        weak=("Orange",),
        case=CaseRule.SMART,
        ambiguity="word",
        cues=("telecom*", "operator"),
        traps=("Orange County",),
        evidence="telecom",
    )


def test_the_files_make_one_gazetteer(folder: Path) -> None:
    gazetteer = read_gazetteer(folder=folder)
    assert gazetteer.version == "2026.11.24.1"
    assert named(gazetteer, "France").iso == "FR"
    assert [name.name for name in gazetteer.state_names] == ["France"]
    assert [name.name for name in gazetteer.call_names] == ["Paris Call"]
    assert [term.term for term in gazetteer.lexicon] == ["cyber*"]


def test_a_watchlist_replaces_and_adds(folder: Path) -> None:
    watchlist = folder / "own.csv"
    watchlist.write_text("name,names\nOrange,Orange France\nMy Firm,MyFirm\n", encoding="utf-8")
    gazetteer = read_gazetteer(watchlist, folder)
    assert named(gazetteer, "Orange").names == ("Orange France",)
    assert named(gazetteer, "Orange").weak == ()
    assert named(gazetteer, "My Firm").names == ("MyFirm",)


def test_a_watchlist_changes_the_version_with_its_content(folder: Path) -> None:
    watchlist = folder / "own.csv"
    watchlist.write_text("name\nMy Firm\n", encoding="utf-8")
    first = read_gazetteer(watchlist, folder).version
    watchlist.write_text("name\nMy Firm Ltd\n", encoding="utf-8")
    second = read_gazetteer(watchlist, folder).version
    assert len({first, second, "2026.11.24.1"}) == 3


def test_a_spreadsheet_may_leave_a_byte_order_mark_and_blank_lines(folder: Path) -> None:
    watchlist = folder / "own.csv"
    watchlist.write_bytes("\ufeffname,names\r\n\r\nMy Firm,\r\n,\r\n".encode())
    assert named(read_gazetteer(watchlist, folder), "My Firm").names == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nom\nX\n", "own.csv:1: no column name"),
        ("name,alias\nX,Y\n", "own.csv:1: unknown column alias"),
        ("name,case\nX,lower\n", "own.csv:2: case is “lower”"),
        ("name,class\nX,odd\n", "own.csv:2: class is “odd”"),
        ("name,category\nX,firm\n", "own.csv:2: category is “firm”"),
        ("name,country\nX,France\n", "own.csv:2: country is “France”"),
        ("name,signed\nX,12/11/2018\n", "own.csv:2: signed is “12/11/2018”"),
        ("name,names\n,Y\n", "own.csv:2: no name"),
        ("name,names\nX,Y,Z\n", "own.csv:2: 3 cells, the header has 2"),
        ("name\nX\nX\n", "own.csv: “X” has 2 rows"),
        ('name\n"X\n', "own.csv:2: broken CSV"),
        ("", "own.csv:1: no column name"),
        ("name,cues\nX,@knitting\n", "own.csv: “X”: no field “sector-knitting”"),
    ],
)
def test_a_mistake_is_told_with_its_line(folder: Path, text: str, complaint: str) -> None:
    watchlist = folder / "own.csv"
    watchlist.write_text(text, encoding="utf-8")
    (problem,) = problems(folder, watchlist)
    assert problem.startswith(complaint)


def test_a_star_inside_a_lexicon_term_would_never_match(folder: Path) -> None:
    (folder / "lexicon.csv").write_text("field,lang,term\ncyber,en,cyber* war\n", encoding="utf-8")
    (problem,) = problems(folder, None)
    assert problem.startswith("lexicon.csv:2: a star inside")


def test_a_cell_with_line_breaks_does_not_shift_the_lines(folder: Path) -> None:
    watchlist = folder / "own.csv"
    watchlist.write_text('name,evidence\nX,"one\ntwo"\nY,fine\n,bad\n', encoding="utf-8")
    assert problems(folder, watchlist)[0].startswith("own.csv:5: no name")


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    (folder / "lexicon.csv").unlink()
    (folder / "VERSION").unlink()
    (folder / "call_names.csv").write_text("lang,name,kind\nen,Paris Call,odd\nen,,full\n", encoding="utf-8")
    found = problems(folder)
    assert len(found) == 4
    assert {complaint.split(":")[0] for complaint in found} == {"lexicon.csv", "VERSION", "call_names.csv"}


def test_another_encoding_is_a_problem_not_a_crash(folder: Path) -> None:
    (folder / "lexicon.csv").write_bytes("field,lang,term\ncyber,fr,cybersécurité\n".encode("latin-1"))
    assert "not UTF-8" in problems(folder)[0]


def test_a_missing_watchlist_is_a_problem(folder: Path) -> None:
    assert "cannot be read" in problems(folder, folder / "none.csv")[0]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_complained_about(folder: Path, content: bytes) -> None:
    watchlist = folder / "own.csv"
    watchlist.write_bytes(b"name,names,case\n" + content)
    with contextlib.suppress(ConfigError):
        read_gazetteer(watchlist, folder)


def test_the_built_in_gazetteer_has_no_problems() -> None:
    assert len(read_gazetteer().signatories) == 1222


def test_the_built_in_names_are_the_official_ones() -> None:
    if not OFFICIAL.exists():
        pytest.skip("the official list lies outside the repository")
    with OFFICIAL.open(encoding="utf-8-sig", newline="") as lines:
        official = {row["name"] for row in csv.DictReader(lines)}
    assert {signatory.name for signatory in read_gazetteer().signatories} == official


def test_a_stray_space_in_an_official_name_is_kept_and_a_watchlist_needs_none(folder: Path) -> None:
    (folder / "signatories.csv").write_text(HEADER + ROW.replace("Orange,", "Orange ,", 1), encoding="utf-8")
    assert named(read_gazetteer(folder=folder), "Orange ").country == "FRA"
    watchlist = folder / "own.csv"
    watchlist.write_text("name\nOrange\n My Firm \n", encoding="utf-8")
    gazetteer = read_gazetteer(watchlist, folder)
    assert named(gazetteer, "Orange ").country == ""
    assert named(gazetteer, "My Firm").name == "My Firm"
