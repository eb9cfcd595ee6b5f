"""One normal form for each telephone and identity number, so that the same person is found again."""

import re
import unicodedata
from datetime import date

from wangge.kit.errors import Invalid

_MOBILE = re.compile(r"0?(1[3-9]\d{9})", re.ASCII)  # some dial a 0 first
_SERVICE = re.compile(r"(?:400|800)\d{7}|95\d{3,6}|96\d{3,5}|1[0-2]\d{1,4}", re.ASCII)
_LANDLINE = re.compile(r"0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}", re.ASCII)
_LOCAL = re.compile(r"[2-8]\d{6,7}", re.ASCII)  # a landline said without its area code
_FOREIGN = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)  # E.164

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # come along with numbers pasted from a chat
_PUNCTUATION = re.compile(r"[\s\-\u2010-\u2015\u2212().·/]")
_COUNTRY = re.compile(r"^(?:\+|00)86|^86(?=1[3-9]\d{9}$)")
_EXTENSION = re.compile(r"(.+?)\s*(?:转|分机|ext\.?|x|#|,)+\s*(\d{1,6})", re.ASCII | re.IGNORECASE)
_DASHED = re.compile(r"(.+)-(\d{1,6})", re.ASCII)


def normal_phone(text: str, area: str = "") -> str:
    """``+86 138-1234-5678`` → ``13812345678``, ``(010) 6924 0000 转 12`` → ``01069240000,12``.

    Service numbers stay (``4008123123``, ``95588``), foreign ones become ``+`` and digits. ``area`` is
    the area code (``010``) given to a landline said without one. Invalid for all else.
    """
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    if found := _EXTENSION.fullmatch(clean):
        return f"{_national(found[1], area)},{found[2]}"
    try:
        return _national(clean, area)
    except Invalid:
        if not (found := _DASHED.fullmatch(clean)):
            raise
        return f"{_national(found[1], area)},{found[2]}"


def _national(number: str, area: str) -> str:
    number = _PUNCTUATION.sub("", number)
    home = _COUNTRY.sub("", number)
    abroad = home == number
    if abroad and number.startswith("00"):
        number = home = "+" + number[2:]
    if abroad and _FOREIGN.fullmatch(number):
        return number
    if mobile := _MOBILE.fullmatch(home):
        return mobile[1]
    if _SERVICE.fullmatch(home) or _LANDLINE.fullmatch(home):
        return home
    if not abroad and _LANDLINE.fullmatch("0" + home):  # +86 10 6924 0000
        return "0" + home
    if _LOCAL.fullmatch(home):
        if not area:
            raise Invalid("crypto.phone_area")
        return _national(area + home, "")
    raise Invalid("crypto.phone")


_WEIGHTS = [2 ** (17 - i) % 11 for i in range(17)]  # GB 11643-1999, ISO 7064 MOD 11-2
_CHECK = "10X98765432"


def normal_identity(text: str) -> str:
    """18 characters, ``X`` in capitals; a 15-digit number of the old form becomes the 18-digit one.

    Invalid for a wrong form, birth date or check character (GB 11643). Permanent residence cards
    for foreigners since 2023 (first digit 9) follow the same rule.
    """
    number = _PUNCTUATION.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).upper()
    if re.fullmatch(r"[1-9]\d{14}", number, re.ASCII):
        number = number[:6] + "19" + number[6:]
        number += check_character(number)
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number, re.ASCII):
        raise Invalid("crypto.identity")
    if check_character(number[:17]) != number[17]:
        raise Invalid("crypto.identity_check")
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Invalid("crypto.identity_birth") from None
    return number


def check_character(first17: str) -> str:
    return _CHECK[sum(w * int(d) for w, d in zip(_WEIGHTS, first17, strict=True)) % 11]
