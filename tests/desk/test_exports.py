"""CSV, JSON and Atom of tables and queries; the canned queries; a database that is not ours."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from pipeline.desk.queries import QUESTIONS
from pipeline.desk.sheets import InertCsv
from tests.desk.shelf import get, put, stocked

if TYPE_CHECKING:
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
FORMULA = '=HYPERLINK("http://evil.example","click")'


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "monitor.db"
    db = stocked(path)
    put(db, 900, title=FORMULA, text="Airbus, said\n=1+1", site="@evil", url="https://news.example/900")
    put(db, 901, title="<b>&amp;\x0bodd", text="Airbus & <i>Co</i>.", url="javascript:alert(1)")
    db.close()
    return path


def test_a_csv_holds_every_row_and_no_formula(store: Path) -> None:
    page = get((store,), "/monitor/matches.csv?_stream=on")[0]
    rows = list(csv.DictReader(io.StringIO(page.text, newline="")))
    assert len(rows) == 69
    row = next(row for row in rows if "HYPERLINK" in row["title"])
    assert row["title"] == f"'{FORMULA}"
    assert row["site"] == "'@evil"
    assert [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))] == []


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_csv_in_pieces_is_the_same_csv(size: int) -> None:
    whole = 'a,b\r\n"=1, ""x""\n+2",é华\r\n-5,@x\r\n'.encode()
    inert = InertCsv()
    pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
    out = b"".join([*(inert.feed(piece, final=False) for piece in pieces), inert.feed(b"", final=True)])
    assert list(csv.reader(io.StringIO(out.decode(), newline=""))) == [
        ["a", "b"],
        ['\'=1, "x"\n+2', "é华"],
        ["-5", "'@x"],
    ]


def test_atom_is_a_feed_with_stable_ids_and_inert_words(store: Path) -> None:
    address = "/monitor/matches.atom?signatory=Airbus&from=2026-11-20"
    first, second = get((store,), address, address)
    assert first.headers["content-type"].startswith("application/atom+xml")
    assert first.text == second.text
    root = ET.fromstring(first.text)  # noqa: S314  (our own output)
    entries = root.findall(f"{ATOM}entry")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries) == 6
    assert root.findtext(f"{ATOM}updated") == "2026-11-24T06:00:00Z"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost/monitor/matches.atom?from=2026-11-20&signatory=Airbus"
    odd = next(entry for entry in entries if "odd" in (entry.findtext(f"{ATOM}title") or ""))
    assert odd.findtext(f"{ATOM}title") == "<b>&amp;odd"
    assert odd.find(f"{ATOM}link") is None  # javascript: leads nowhere


def test_atom_of_a_query_and_none_of_a_table_without_titles(store: Path) -> None:
    query, table = get((store,), "/monitor/best-matches.atom?words=ransomware", "/monitor/mentions.atom")
    assert "Ransomware in hospitals" in query.text
    assert table.status == 404


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_is_answered_without_parameters(store: Path, question: object) -> None:
    name = getattr(question, "name")  # noqa: B009  (mypy does not know parametrised values)
    page, as_json, as_csv = get(
        (store,), f"/monitor/{name}", f"/monitor/{name}.json?_shape=array", f"/monitor/{name}.csv"
    )
    assert (page.status, as_json.status, as_csv.status) == (200, 200, 200)
    assert getattr(question, "title") in page.text.replace("&#39;", "'")  # noqa: B009  (same)
    assert "Invalid SQL" not in page.text


def test_the_questions_count_right(store: Path) -> None:
    together, by_language, why = get(
        (store,),
        "/monitor/co-mentions.json?_shape=array&days=36500",
        "/monitor/call-by-language.json?_shape=array",
        "/monitor/why-not-flagged.json?_shape=array&words=ransomware",
    )
    assert [(row["subject"], row["matches"]) for row in together.json] == [("Airbus", 1)]
    assert by_language.json == [{"language": "en", "matches": 1}]
    assert why.json == []  # no entry brought it


def test_a_database_that_is_not_ours_is_left_alone(store: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE matches (id INTEGER PRIMARY KEY, title TEXT, tier TEXT, url TEXT, day TEXT)")
        connection.execute("INSERT INTO matches VALUES (1, '=1+1', 'call', 'https://a.example', '2026-01-01')")
        connection.commit()
    page, as_csv, feed, query, ours = get(
        (store, other), "/other/matches?q=1&_search=x", "/other/matches.csv", "/other/matches.atom",
        "/other/call-by-month", "/monitor/matches",
    )  # fmt: skip
    assert "where q = 1" in page.text  # as Datasette reads it
    assert as_csv.text.split("\r\n")[1] == "1,=1+1,call,https://a.example,2026-01-01"
    assert "content-security-policy" not in as_csv.headers
    assert feed.status == 404
    assert query.status == 404
    assert "content-security-policy" in ours.headers


def test_a_foreign_database_alone_gets_no_header_of_ours(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, tier TEXT)")
        connection.execute("INSERT INTO things VALUES (1, 'call')")
        connection.commit()
    page, front = get((other,), "/other/things", "/")
    assert "content-security-policy" not in page.headers
    assert "desk-tier" not in page.text
    assert front.status == 200
