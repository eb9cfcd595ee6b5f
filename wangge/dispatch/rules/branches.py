"""What and where as branches: every branch of the catalogue and of the grid tree that a matter lies in."""

import re
from functools import lru_cache

#: First letter of a code → the kind of matter; a code that begins with a digit is an event.
KINDS = {"b": "component", "m": "matter", "r": "request"}
KIND_NAMES = ("event", *KINDS.values())

_MAJOR = re.compile(r"[bmr]?[0-9]{2}")
_CODED = re.compile(r"[bmr]?[0-9]{4}")
_BRANCH = re.compile(r"[0-9A-Za-z_-]{1,20}(/[0-9A-Za-z_-]{1,20})?")


def kind_of(category: str) -> str:
    """``b0137`` → ``component``; a code of no known form is an event."""
    return KINDS.get(category[:1], "event") if _CODED.fullmatch(category) or _MAJOR.fullmatch(category) else "event"


@lru_cache(maxsize=8192)
def categories(category: str, condition: str) -> tuple[str, ...]:
    """The branches a matter lies in, the narrowest first: condition, minor class, major class, kind, everything."""
    major = (category[:-2],) if _CODED.fullmatch(category) else ()
    return (f"{category}/{condition}", category, *major, kind_of(category), "")


def category_depth(branch: str) -> int:
    """0 everything, 1 a kind, 2 a major class, 3 a minor class, 4 one filing condition of it."""
    if not branch:
        return 0
    if "/" in branch:
        return 4
    return 1 if branch in KIND_NAMES else 2 if _MAJOR.fullmatch(branch) else 3


def is_branch(text: str) -> bool:
    return not text or _BRANCH.fullmatch(text) is not None


def inside_pattern(branch: str) -> str:
    """A regular expression for the branches that lie inside a branch: ``01`` → ``^01``, ``b0110`` → ``^b0110/``."""
    if branch in KIND_NAMES:
        return "^" + next((letter for letter, kind in KINDS.items() if kind == branch), "") + "[0-9]"
    return f"^{branch}" if not branch or _MAJOR.fullmatch(branch) else f"^{branch}/"


def around(branch: str) -> tuple[str, ...]:
    """A branch and all that it lies in."""
    category, _, condition = branch.partition("/")
    if not branch or branch in KIND_NAMES:
        return (branch, "")
    if _MAJOR.fullmatch(category):
        return (category, kind_of(category), "")
    return categories(category, condition)[0 if condition else 1 :]


@lru_cache(maxsize=65536)
def areas(path: str) -> tuple[str, ...]:
    """The branches of the grid tree a path lies in, the narrowest first and the whole district's tree last."""
    found, at = [""], path.find("/")
    while at >= 0:
        found.append(path[: at + 1])
        at = path.find("/", at + 1)
    return tuple(reversed(found))


def area_depth(path: str) -> int:
    """Grids on the way down to a branch; 0 is everywhere."""
    return path.count("/")
