"""The Call's own CSV, quoted as its site quotes it: nothing lost, nothing invented."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.supporters import SupporterList, read_file, read_page
from pipeline.core.supporters import Supporter
from pipeline.errors import ConfigError, ParseError
from pipeline.model import Page
from tests.builders import NOW

OFFICIAL = Path(__file__).parents[3] / "shared" / "matching" / "signatories_official.csv"
HEADER = "name,category,nationality,nature,website,twitter,date_signed\n"


def read(text: str | bytes) -> SupporterList:
    body = text.encode() if isinstance(text, str) else text
    url = "https://call.example/supporters.csv"
    return read_page(Page(requested_url=url, url=url, status=200, body=body, fetched_at=NOW))


def row(name: str, category: str = "private-sector", country: str = "FRA", signed: str = "") -> str:
    """A row as the site writes it."""
    return f'"{name}","{category}","{country}","Entreprise","","@x, "the" Y","{signed}"\n'


def names(listed: SupporterList) -> list[str]:
    return [supporter.name for supporter in listed.supporters]


def test_a_row_of_the_site_is_a_supporter() -> None:
    (supporter,) = read(HEADER + row("Rakuten, Inc", country="JPN", signed="2019-11-12")).supporters
    assert supporter == Supporter(name="Rakuten, Inc", category="private-sector", country="JPN", signed="2019-11-12")


@pytest.mark.parametrize(
    "name",
    [
        'Foundation "Trust"',
        '"Trust" Foundation',
        'Foundation "Trust", Ltd',
        "Rakuten, Inc",
        "BSA | The Software Alliance",
        "‘Vasile Goldiș’ University",
    ],
)
def test_quotation_marks_inside_a_name_stay(name: str) -> None:
    listed = read(HEADER + row("Before") + row(name) + row("After"))
    assert (names(listed), listed.unread) == (["Before", name, "After"], ())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Centre (C)\nThe University", "Centre (C) The University"),
        ("Sakshi\u00a0 Centre ", "Sakshi Centre"),
        ("Tax &amp; Legal", "Tax & Legal"),
        ("Soft\u00adware\u202e", "Software"),
    ],
)
def test_a_name_is_one_clean_line(written: str, name: str) -> None:
    assert names(read(HEADER + row("Before") + row(written) + row("After"))) == ["Before", name, "After"]


def test_a_list_with_its_quoting_in_order_is_read_too() -> None:
    text = 'name,category,nature,country,date_signed,website\n"Foley ""Hoag"", LLP",private-sector,,USA,2018-11-12,\n'
    (supporter,) = read(text).supporters
    assert (supporter.name, supporter.country, supporter.signed) == ('Foley "Hoag", LLP', "USA", "2018-11-12")


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_no_matter() -> None:
    text = "\ufeff" + (HEADER + row("A One") + "\n" + row("B Two")).replace("\n", "\r\n")
    assert names(read(text)) == ["A One", "B Two"]


def test_a_supporter_without_category_is_one() -> None:
    assert read(HEADER + row("CAPS", category="")).supporters[0].category == ""


@pytest.mark.parametrize(
    "broken",
    [
        '"Too","few"',
        '"a","b","c","d","e","f","g","too many"',
        "no quotes, at all",
        '"unclosed',
        '"=cmd()","","","","","",""',
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_costs_no_other(broken: str) -> None:
    listed = read(HEADER + row("Before") + broken + "\n" + row("After"))
    assert names(listed) == ["Before", "After"]
    ((line, text),) = listed.unread
    assert line == 3
    assert broken[1:6] in text


def test_two_short_lines_are_not_taken_for_one_record() -> None:
    listed = read(HEADER + row("Before") + '"a","b","c","d"\n"e","f","g","h"\n' + row("After"))
    assert names(listed) == ["Before", "After"]
    assert [line for line, _ in listed.unread] == [3, 4]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"<!DOCTYPE html><title>Not found</title>", "not the list of supporters"),
        (b"", "not the list of supporters"),
        (HEADER.encode(), "the list is empty"),
        (HEADER.encode() + b'"\xe9"', "not UTF-8"),
    ],
)
def test_another_document_is_refused(body: bytes, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(ParseError, match=complaint):
        read(body)
    file = tmp_path / "supporters.csv"
    file.write_bytes(body)
    with pytest.raises(ConfigError, match=complaint):
        read_file(file)


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_file(tmp_path / "supporters.csv")


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the official list lies outside the repository")
def test_the_official_list_is_read_whole() -> None:
    with OFFICIAL.open(encoding="utf-8", newline="") as lines:
        official = list(csv.DictReader(lines))
    for body in (OFFICIAL.read_bytes(), as_the_site(official).encode()):
        listed = read(body)
        assert listed.unread == ()
        assert [(one.name, one.category, one.country, one.signed) for one in listed.supporters] == [
            (" ".join(one["name"].split()), one["category"], one["country"], one["date_signed"]) for one in official
        ]


def as_the_site(rows: list[dict[str, str]]) -> str:
    return HEADER + "".join(row(one["name"], one["category"], one["country"], one["date_signed"]) for one in rows)


letters = st.text(st.sampled_from('ab ",.()é'), min_size=1).filter(lambda text: '","' not in f'"{text}"')


@settings(deadline=None)
@given(st.lists(letters, min_size=1, max_size=6))
def test_every_name_the_site_can_write_comes_back(written: list[str]) -> None:
    listed = read(HEADER + "".join(row(f"X {name}") for name in written))
    assert names(listed) == [" ".join(f"X {name}".replace('""', '"').split()) for name in written]
    assert listed.unread == ()


@settings(deadline=None)
@given(st.lists(letters, min_size=1, max_size=6))
def test_every_name_a_spreadsheet_can_write_comes_back(written: list[str]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for name in written:
        writer.writerow([f"X {name}", "state", "FRA", "", "", "", ""])
    listed = read(HEADER + out.getvalue())
    assert names(listed) == [" ".join(f"X {name}".split()) for name in written]


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_a_list_or_refused(body: bytes) -> None:
    for text in (body, HEADER.encode() + body):
        try:
            read(text)
        except ParseError:
            continue
