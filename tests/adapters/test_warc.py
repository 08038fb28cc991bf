"""Archive files: every sound record is read, whatever lies beside it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.warc import ArchiveError, pages
from pipeline.model import ArchivedPage, Damage
from tests.warc_support import Archive

MAX_BODY = 1_000_000


def archive(count: int, *, gzipped: bool = True) -> Archive:
    made = Archive(gzipped=gzipped)
    for number in range(count):
        made.add(f"http://news.example/{number}", f"<p>Story {number}, {number * 7919 % 1000} words</p>".encode() * 20)
    return made


def read(tmp_path: Path, data: bytes, start: int = 0) -> list[ArchivedPage | Damage]:
    path = tmp_path / "news.warc.gz"
    path.write_bytes(data)
    return list(pages(path, start, MAX_BODY))


def numbers(found: list[ArchivedPage | Damage]) -> list[int]:
    return [int(one.page.url.rpartition("/")[2]) for one in found if isinstance(one, ArchivedPage)]


@pytest.mark.parametrize("gzipped", [True, False])
def test_pages_come_in_order_with_where_they_begin(tmp_path: Path, gzipped: bool) -> None:
    made = archive(5, gzipped=gzipped)
    found = read(tmp_path, made.data)
    assert numbers(found) == list(range(5))
    assert [one.position for one in found] == made.offsets
    assert numbers(read(tmp_path, made.data, made.offsets[3])) == [3, 4]


def test_what_is_no_page_is_left_out(tmp_path: Path) -> None:
    made = Archive()
    made.add("http://news.example/1", b"gone", "404 Not Found")
    made.add("http://news.example/2", b"%PDF", Content_Type="application/pdf")
    made.add("http://news.example/3", b"<p>Yes</p>")
    assert numbers(read(tmp_path, made.data)) == [3]


def test_a_body_that_was_stored_as_it_travelled_is_decoded(tmp_path: Path) -> None:
    made = Archive()
    squeezed = gzip.compress(b"<p>Paris Call</p>")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(squeezed), squeezed)
    made.add("http://news.example/1", chunked, Content_Encoding="gzip", Transfer_Encoding="chunked")
    (found,) = read(tmp_path, made.data)
    assert isinstance(found, ArchivedPage)
    assert found.page.body == b"<p>Paris Call</p>"


def test_a_bomb_is_damage(tmp_path: Path) -> None:
    made = Archive()
    made.add("http://news.example/1", gzip.compress(bytes(50 * MAX_BODY)), Content_Encoding="gzip")
    made.add("http://news.example/2", b"<p>Sound</p>")
    bomb, sound = read(tmp_path, made.data)
    assert isinstance(bomb, Damage)
    assert "longer than 1 MB" in bomb.why
    assert numbers([sound]) == [2]


def test_a_file_that_ends_early_gives_all_but_its_last_record(tmp_path: Path) -> None:
    made = archive(5)
    found = read(tmp_path, made.data[: made.offsets[4] + 200])
    assert numbers(found) == [0, 1, 2, 3]
    assert isinstance(found[-1], Damage)


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_garbled_record_costs_itself(tmp_path: Path, gzipped: bool) -> None:
    made = archive(9, gzipped=gzipped)
    data = bytearray(made.data)
    data[made.offsets[4] : made.offsets[4] + 12] = bytes(12)
    found = read(tmp_path, bytes(data))
    assert numbers(found) == [0, 1, 2, 3, 5, 6, 7, 8]
    assert len([one for one in found if isinstance(one, Damage)]) == 1


@given(st.data())
def test_damage_anywhere_never_costs_a_record_that_lies_apart(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    made = archive(12)
    begin = data.draw(st.integers(0, len(made.data) - 1))
    length = data.draw(st.integers(1, 400))
    spoiled = bytearray(made.data)
    spoiled[begin : begin + length] = data.draw(st.binary(min_size=min(length, len(spoiled) - begin), max_size=length))[
        : len(spoiled) - begin
    ]
    ends = [*made.offsets[1:], len(made.data)]
    apart = {n for n in range(12) if ends[n] <= begin or made.offsets[n] >= begin + length}
    path = tmp_path_factory.mktemp("warc") / "news.warc.gz"
    path.write_bytes(bytes(spoiled))
    try:
        found = list(pages(path, 0, MAX_BODY))
    except ArchiveError:
        assert begin < len(b"WARC/1.")  # no longer to be told from any other file
        return
    assert apart <= set(numbers(found))


def test_another_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="neither gzip nor WARC"):
        read(tmp_path, b"PK\x03\x04 a zip file")
    with pytest.raises(ArchiveError, match="No such file"):
        list(pages(Path("/nowhere/news.warc.gz"), 0, MAX_BODY))
