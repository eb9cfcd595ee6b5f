"""What is shown of a number or a name to those who need not know it."""

import re

_COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛东方皇甫尉迟公孙令狐慕容长孙宇文司徒司空夏侯轩辕端木百里东郭南宫"
        "呼延闻人西门独孤申屠太史公冶宗政濮阳淳于单于太叔仲孙钟离鲜于赫连澹台拓跋万俟",
    )
)
_TITLES = ("先生", "女士", "小姐", "同志", "师傅", "阿姨", "老师", "大爷", "大妈")
_WORD = re.compile(r"[^\s·•.]+")


def mask_phone(number: str) -> str:
    """``138****5678``, ``010****0000``; numbers of up to 6 digits are nobody's own and stay."""
    if len(number) <= 6:
        return number
    number = number.split(",", maxsplit=1)[0]
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 10 else f"{number[:2]}****{number[-2:]}"


def mask_identity(number: str) -> str:
    """``110***********1234``: the province and the last four stay."""
    if len(number) < 12:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def mask_name(name: str) -> str:
    """李*民, 王*, 欧阳*, J*** S****; 王先生 says nothing and stays."""
    name = name.strip()
    if name.endswith(_TITLES) and len(name) <= 4:
        return name
    if not name.isascii() and not re.search(r"[\s·•]", name):
        return _masked_chinese(name)
    return _WORD.sub(lambda word: word[0][0] + "*" * (len(word[0]) - 1), name)


def _masked_chinese(name: str) -> str:
    surname = 2 if len(name) > 2 and name[:2] in _COMPOUND else 1
    given = name[surname:]
    shown = given[-1] if len(given) > 1 else ""
    return name[:surname] + "*" * (len(given) - len(shown)) + shown


_GAP = r"[ \-.]?"
_INSIDE = re.compile(
    r"(?<!\d)(?<!\d\.)(?:"
    # An identity number: region, birth date, order, check. Twice 15 digits are too like a grid's code.
    r"(?P<identity>[1-9]\d{5} ?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx])"
    # A mobile number, with or without +86; more digits around it are another number (a time in ms).
    rf"|(?P<mobile>(?:(?:\+|00)?86{_GAP})?0?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}})"
    # A landline with its area code in any of its usual writings.
    rf"|(?P<line>(?:\(0\d{{2,3}}\)|\uff080\d{{2,3}}\uff09|0\d{{2,3}}|(?:\+|00)86{_GAP}[1-9]\d{{1,2}}){_GAP}\d{{3,4}}{_GAP}\d{{4}})"
    # Any other country.
    r"|(?P<foreign>\+[1-9]\d(?:[ \-]?\d){6,12})"
    r")(?!\d)"
)


_PERHAPS = re.compile(r"\d{3}|[+\uff0b]")  # in every number that is masked
_NARROW = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0B: "+"}


def mask_inside(text: str) -> str:
    """Free text with telephone and identity numbers masked, for logs.

    It masks rather too much than too little, but leaves dates, times in ms, coordinates and codes of
    15 digits. A landline without its area code cannot be told from a date and stays.
    """
    if not _PERHAPS.search(text):
        return text
    return _INSIDE.sub(_masked, text if text.isascii() else text.translate(_NARROW))


def _masked(found: re.Match[str]) -> str:
    mask = mask_identity if found.lastgroup == "identity" else mask_phone
    return mask(re.sub(r"[ \-.()\uff08\uff09]", "", found[0]))
