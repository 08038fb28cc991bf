"""Bytes to text: the marks, the labels that lie, the bytes that do not fit, and no label at all."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.articles.decoding import decode, is_hypertext
from pipeline.core.articles.legibility import legibility

GERMAN = "<p>Für größere Häfen gilt der Aufruf schon länger, heißt es in Köln und Zürich.</p>"
FRENCH = "<p>L’été dernier, la mairie a signé l’Appel ; « c’était nécessaire », a-t-on déclaré à l’Élysée.</p>"
SPANISH = "<p>¿Qué firmó el año pasado la compañía? Según el señor Muñoz, nada más que una declaración.</p>"
POLISH = "<p>Wezwanie paryskie podpisały już tysiące podmiotów; żaden się jeszcze nie wycofał, mówił prezes.</p>"
CZECH = "<p>Výzvu podepsaly stovky firem, řekl mluvčí; žádná z nich se zatím neodhlásila, ať chtěla či ne.</p>"
RUSSIAN = "<p>Порт присоединился к Парижскому призыву, сообщила его пресс-служба. Решение приняли единогласно.</p>"
GREEK = "<p>Το λιμάνι προσχώρησε στην έκκληση του Παρισιού, ανακοίνωσε χθες το γραφείο τύπου του.</p>"
TURKISH = "<p>Şehir meclisi Paris çağrısını destekleme kararı aldı; görüşmede kimse karşı çıkmadı, ığdır da öyle.</p>"
THAI = "<p>สภาเมืองลงมติเมื่อวันจันทร์ให้สนับสนุนข้อเรียกร้องปารีส หลังจากการอภิปรายนานสองชั่วโมง</p>"
ARABIC = "<p>قرر مجلس المدينة يوم الاثنين دعم نداء باريس من أجل الثقة والأمن في الفضاء السيبراني</p>"
JAPANESE = "<p>港町の議会は月曜日、サイバー空間の信頼と安全のためのパリ・コールを支持することを決めた。</p>"
CHINESE = "<p>市议会星期一决定支持网络空间信任与安全巴黎倡议，经过两个小时的讨论，没有人表示反对。</p>"
TAIWANESE = "<p>市議會星期一決定支持網路空間信任與安全巴黎倡議，經過兩個小時的討論，沒有人表示反對。</p>"
KOREAN = "<p>시의회는 월요일 사이버 공간의 신뢰와 안보를 위한 파리의 요구를 지지하기로 결정했다.</p>"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        (SPANISH, "cp1252"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (GREEK, "cp1253"),
        (THAI, "cp874"),
        (ARABIC, "cp1256"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (KOREAN, "cp949"),
    ],
)
def test_a_page_without_a_label_is_read_by_what_makes_sense(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "") == text


@pytest.mark.parametrize(("text", "encoding", "language"), [(CZECH, "cp1250", "cs"), (TURKISH, "cp1254", "tr")])
def test_the_language_of_a_page_settles_what_letters_alone_do_not(text: str, encoding: str, language: str) -> None:
    page = f"<html lang={language}>{text}"
    assert decode(page.encode(encoding), "") == page


@pytest.mark.parametrize(
    "label", ["utf-8", "", "iso-8859-1", "windows-1251", "x-klingon", "zlib_codec", "a\0b", "idna"]
)
def test_valid_utf8_wins_over_any_label(label: str) -> None:
    assert decode(RUSSIAN.encode(), label) == RUSSIAN


@pytest.mark.parametrize(
    "label", ["zlib_codec", "base64", "undefined", "unicode_escape", "rot13", "utf-7", "x\0y", "ü", '"windows-1251"']
)
def test_a_label_that_is_no_encoding_of_pages_is_no_label(label: str) -> None:
    assert decode(RUSSIAN.encode("cp1251"), label) == RUSSIAN


def test_a_wrong_header_gives_way_to_what_makes_sense() -> None:
    assert decode(RUSSIAN.encode("cp1251"), "iso-8859-1") == RUSSIAN
    assert decode(JAPANESE.encode("euc_jp"), "shift_jis") == JAPANESE


def test_the_author_of_a_page_knows_better_than_a_servers_default() -> None:
    page = '<meta charset="iso-8859-15"><p>100 €, s’il vous plaît, à Bâle</p>'.replace("’", "'")
    assert decode(page.encode("iso8859-15"), "iso-8859-1") == page


def test_latin_1_means_windows_1252() -> None:
    assert decode("“Größe” – 5 €".encode("cp1252"), "iso-8859-1") == "“Größe” – 5 €"


def test_windows_bytes_in_a_utf8_page_are_read_as_what_they_are() -> None:
    body = "Größe, später, überall, schön: ".encode() + b"\x93Appell\x94"
    assert decode(body, "utf-8") == "Größe, später, überall, schön: “Appell”"


def test_a_page_cut_within_a_character_stays_utf8() -> None:
    assert decode(("ä" * 50).encode()[:-1], "").startswith("ä" * 49)


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
def test_a_byte_order_mark_decides_and_goes(mark: bytes, encoding: str) -> None:
    assert decode(mark + GERMAN.encode(encoding), "windows-1251") == GERMAN


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_shows_without_a_mark(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding), "") == GERMAN


def test_a_seven_bit_encoding_is_believed() -> None:
    assert decode(JAPANESE.encode("iso2022_jp"), "iso-2022-jp") == JAPANESE


@given(st.binary(max_size=400), st.text(max_size=20))
def test_no_bytes_and_no_label_raise(body: bytes, label: str) -> None:
    decode(body, label)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\0"), max_size=200))
def test_what_was_written_as_utf8_is_read(text: str) -> None:
    assert decode(text.encode(), "") == text


def test_only_letters_that_stand_as_letters_do_are_legible() -> None:
    assert legibility(GERMAN) > 0.8
    assert legibility(GERMAN.encode().decode("cp1251")) < 0.3
    assert legibility("plain") == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7 ...", "text/html"),
        (b"PK\x03\x04", ""),
        (bytes(range(256)) * 40, "text/html"),
        (b"\0" * 500, "text/html"),
        (b'{"title": "x"}', "application/json"),
        (b"GIF89a", "image/gif"),
    ],
)
def test_what_is_no_text_is_no_page(body: bytes, kind: str) -> None:
    assert not is_hypertext(body, kind, decode(body, ""))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html>", ""),
        (b"<html>", "text/html"),
        (b" <!doctype html>", "image/png"),
        (b"words", "text/plain"),
        (b"<p>x", "application/xhtml+xml"),
    ],
)
def test_markup_is_a_page_whatever_it_is_called(body: bytes, kind: str) -> None:
    assert is_hypertext(body, kind, decode(body, ""))
