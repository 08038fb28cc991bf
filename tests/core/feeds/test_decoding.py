from __future__ import annotations

import codecs
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.feeds import decoding
from pipeline.core.feeds.decoding import decode, unpacked

FRENCH = "L’été dernier, la société a signé — enfin — à Nîmes."
RUSSIAN = "Компания подписала Парижский призыв к доверию и безопасности."
JAPANESE = "サイバー空間の信頼性と安全性のためのパリ・コールに署名した。"
CHINESE = "网络空间信任与安全巴黎倡议，公司今天签署了文件。"
KOREAN = "사이버 공간의 신뢰와 안보를 위한 파리의 요구에 서명했다."
GREEK = "Η εταιρεία υπέγραψε την έκκληση του Παρισιού για την ασφάλεια."


def declared(text: str, name: str) -> str:
    return f'<?xml version="1.0" encoding="{name}"?><rss><title>{text}</title></rss>'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "windows-1252"),
        ("déjà vu", "iso-8859-1"),
        ("5 €, déjà", "iso-8859-15"),
        ("Zażółć gęślą jaźń", "iso-8859-2"),
        ("Zażółć gęślą jaźń", "windows-1250"),
        ("İstanbul", "iso-8859-9"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso-8859-5"),
        (GREEK, "windows-1253"),
        ("نداء باريس", "windows-1256"),
        ("שלום", "windows-1255"),
        ("สวัสดี", "tis-620"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "x-sjis"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "iso-2022-jp"),
        (CHINESE, "gb2312"),
        (CHINESE, "gbk"),
        (CHINESE, "gb18030"),
        ("網路空間信任", "big5"),
        (KOREAN, "euc-kr"),
    ],
)
def test_a_declared_charset_is_read(text: str, name: str) -> None:
    codec = {"x-sjis": "shift_jis"}.get(name, name)
    document = declared(text, name)
    by_document = decode(document.encode(codec))
    assert by_document.text == document
    assert by_document.complaint == ""
    bare = f"<rss>{text}</rss>"
    assert decode(bare.encode(codec), name).text == bare


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("name", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_byte_order_mark_is_believed_above_all(mark: bytes, encoding: str, name: str) -> None:
    document = declared(RUSSIAN, name)
    assert decode(mark + document.encode(encoding), "windows-1251").text == document


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp037"])
def test_wide_encodings_are_seen_without_a_mark(encoding: str) -> None:
    document = declared("Hello", "utf-16")
    assert decode(document.encode(encoding)).text == document


@pytest.mark.parametrize("name", ["iso-8859-1", "us-ascii", "utf-16", "windows-1252", "koi8-r"])
def test_valid_utf_8_is_utf_8_whatever_is_declared(name: str) -> None:
    found = decode(declared(RUSSIAN, name).encode(), name)
    assert RUSSIAN in found.text
    assert found.complaint


def test_utf_8_in_a_document_that_says_so_outvotes_a_header() -> None:
    found = decode(declared("公司", "utf-8").encode(), "gb2312")
    assert "公司" in found.text


def test_a_header_of_a_western_default_does_not_outvote_the_document() -> None:
    assert RUSSIAN in decode(declared(RUSSIAN, "windows-1251").encode("windows-1251"), "iso-8859-1").text


def test_windows_1252_strewn_into_utf_8_is_read() -> None:
    body = "naïve ".encode() + "l’été".encode("cp1252") + " ← ".encode()
    found = decode(body)
    assert found.text == "naïve l’été ← "
    assert found.complaint


def test_windows_1252_called_utf_8_is_read() -> None:
    assert FRENCH in decode(declared(FRENCH, "utf-8").encode("windows-1252")).text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (KOREAN, "euc-kr"),
        (GREEK, "windows-1253"),
    ],
)
def test_an_undeclared_charset_of_another_script_is_told_by_its_statistics(text: str, codec: str) -> None:
    found = decode(f"<rss><title>{text}</title><description>{text}</description></rss>".encode(codec))
    assert text in found.text
    assert "not UTF-8" in found.complaint


def test_a_character_torn_at_the_end_casts_no_doubt() -> None:
    found = decode("<rss>été".encode()[:-1])
    assert found.text == "<rss>ét"
    assert found.complaint == ""


@pytest.mark.parametrize(
    "name", ["utf-7", "punycode", "idna", "undefined", "zlib_codec", "rot13", "unicode_escape", "x", "\0"]
)
def test_charsets_that_hide_text_are_refused(name: str) -> None:
    body = b"<rss>+ADw-script+AD4- caf\xc3\xa9 \\u0041</rss>"
    found = decode(body, name)
    assert found.text == body.decode()
    assert "unusable charset" in found.complaint


@settings(deadline=None)
@given(
    st.binary(), st.one_of(st.text(max_size=20), st.sampled_from(["utf-8", "utf-16", "iso-2022-jp", "gb2312", "cp037"]))
)
def test_any_bytes_have_a_text(body: bytes, charset: str) -> None:
    assert isinstance(decode(body, charset).text, str)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    document = "<rss>é" + text
    assert decode(document.encode()).text == document


def test_a_gzipped_body_is_unpacked() -> None:
    assert unpacked(gzip.compress(b"<rss/>")) == b"<rss/>"
    assert unpacked(gzip.compress(b"x" * 100_000)[:-20])[:10] == b"x" * 10


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(decoding.MAX_UNPACKED + 1))
    with pytest.raises(ValueError, match="more than"):
        unpacked(bomb)


def test_what_only_begins_like_gzip_is_an_error() -> None:
    with pytest.raises(ValueError, match="broken gzip"):
        unpacked(b"\x1f\x8b" + bytes(20))
