"""The language a text is written in: the only import of py3langid."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipeline.core.articles.phrases import words
from pipeline.core.mentions.languages import speaks_plainly

_SAMPLE: Final = 1_000  # characters; more changes no verdict
_PIECES: Final = 4  # of a sample, read by themselves
_PIECE: Final = 60  # characters
_CERTAIN: Final = 0.99  # probability by a few pieces that the rest will not change
_LIKELY: Final = 0.9  # the same, of what is declared as well
_SURE: Final = 400  # characters; from here on the text outweighs what is declared of it
_TRUST: Final = 30.0  # how much likelier a declared language is than any other, for a text of no length at all
_LEAST: Final = 20  # letters; of fewer nothing can be said
_MOSTLY: Final = 0.3  # share of the letters in a script of one language that settles the language

# Scripts that one language is written in, or nearly so. Kana before Han: Japanese mixes them.
_SCRIPTS: Final = (
    ("ja", re.compile("[\u3041-\u30ff]"), 0.1),
    ("zh", re.compile("[\u3400-\u9fff]"), _MOSTLY),
    ("ko", re.compile("[\uac00-\ud7a3]"), _MOSTLY),
    ("el", re.compile("[\u0370-\u03ff]"), _MOSTLY),
    ("he", re.compile("[\u05d0-\u05ea]"), _MOSTLY),
    ("hy", re.compile("[\u0531-\u0587]"), _MOSTLY),
    ("ka", re.compile("[\u10d0-\u10ff]"), _MOSTLY),
    ("th", re.compile("[\u0e01-\u0e2e]"), _MOSTLY),
)
_ONE_OF_THEM: Final = re.compile("[" + "".join(script.pattern.strip("[]") for _, script, _ in _SCRIPTS) + "]")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_ASCII: Final = bytes(range(0x80))
_NO_ASCII_LETTERS: Final = bytes(code for code in range(0x100) if not bytes([code]).isalpha())
_SUBTAG: Final = re.compile(r"[^A-Za-z]")
# Old, regional and mistaken codes, and what they are taken for here.
_MEANT: Final = dict(
    pair.split(":")
    for pair in words(
        "iw:he in:id ji:yi nb:no nn:no cmn:zh yue:zh wuu:zh arz:ar ary:ar jp:ja cz:cs kr:ko ua:uk gr:el dk:da se:sv"
    )
)
_ISO_639_1: Final = words(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en"
    " eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja"
    " jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nd"
    " ne ng nl no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd sg si sk sl sm sn so sq sr ss st"
    " su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)


def language_of(text: str, *declared: str) -> str:
    """The language of a text.

    Args:
        text: what there is of it; the beginning decides.
        declared: language tags (BCP 47, as found) that somebody claims, the more dependable first; the first that
            reads as one counts for as much as the text is short.

    Returns:
        ISO 639-1, or empty when neither the text nor the claim tells.
    """
    claim = next(filter(None, map(_primary, declared)), "")
    sample = text[:_SAMPLE]
    letters = _letters(sample)
    is_mixed = not sample.isascii() and _ONE_OF_THEM.search(sample) is not None
    if is_mixed:
        for language, script, share in _SCRIPTS:
            if len(script.findall(sample)) > share * letters:
                return language
    if letters < _LEAST:
        return claim
    best = ""
    if letters >= _SURE and not is_mixed:
        best = claim if speaks_plainly(sample, claim) else _by_pieces(sample, claim)
    if not best:
        weight = 1 + (_TRUST - 1) * max(0.0, 1 - letters / _SURE)
        likely = {_MEANT.get(code, code): score for code, score in reversed(_identifier().rank(sample))}
        best = max(likely, key=lambda code: likely[code] * (weight if code == claim else 1))
    return best if best in _ISO_639_1 else claim


def _letters(text: str) -> int:
    """How many letters there are; those of ASCII need not be looked at one by one."""
    spelled = text.encode(errors="surrogatepass")
    others = spelled.translate(None, _ASCII).decode(errors="surrogatepass")
    return len(spelled.translate(None, _NO_ASCII_LETTERS)) + sum(map(len, _LETTERS.findall(others)))


def _by_pieces(sample: str, claim: str) -> str:
    """The language of a long sample where a few pieces of it leave no doubt, for a third of the time; or empty.

    They are taken from all over it, for some texts begin in another language than they go on in.
    """
    step = len(sample) // _PIECES
    pieces = " ".join(sample[start : start + _PIECE] for start in range(0, step * _PIECES, step))
    code, probability = _identifier().classify(pieces)
    language = _MEANT.get(code, code)
    return language if probability >= (_LIKELY if language == claim else _CERTAIN) else ""


def _primary(tag: str) -> str:
    """The ISO 639-1 code a language tag begins with; empty when it does not."""
    first = _SUBTAG.split(tag.strip().lower(), maxsplit=1)[0]
    code = _MEANT.get(first, first)
    return code if code in _ISO_639_1 else ""


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
