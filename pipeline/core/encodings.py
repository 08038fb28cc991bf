"""Encodings by their marks and their names, as pages and feeds in the wild use them."""

from __future__ import annotations

import codecs
from typing import Final

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a label means to browsers (WHATWG Encoding), where Python takes it for something smaller.
RELATIVES: Final = {
    "utf-8-sig": "utf-8",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Two bytes make a character: a wrong guess fails soon, where one byte makes one it never fails. The frequent first.
MULTIBYTE: Final = ("gb18030", "cp932", "euc_jp", "cp949", "big5hkscs")
SEVEN_BIT: Final = "iso2022_jp"
