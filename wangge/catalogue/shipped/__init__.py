"""The catalogue that comes with the program, modelled on public practice, every word of it our own: data to start from.

One CSV file per kind; a row is a filing condition, empty cells at its left mean "as above", a row without a condition
is a major class. Codes and class names are public facts; limits are believable, and every district has its own.
"""

import csv
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from wangge.catalogue.rules import CategoryDraft, Draft, Origin

FILES = ("events.csv", "components.csv", "matters.csv", "requests.csv")

#: Inside a major class, cities number their own classes downward from 99.
OWN_FROM = 78


@cache
def shipped() -> tuple[tuple[CategoryDraft, ...], tuple[Draft, ...]]:
    """Every category, majors before what is below them, and every filing condition."""
    categories: dict[str, CategoryDraft] = {}
    drafts: list[Draft] = []
    profiles = tomllib.loads(_text("profiles.toml"))
    for name in FILES:
        code = ""
        for row in csv.DictReader(_text(name).splitlines()):
            code = row["code"] or code
            if row["code"]:
                categories[code] = _category(row)
            if row["condition"]:
                drafts.append(_draft(categories[code], row, profiles[row["profile"]]))
    return tuple(categories.values()), tuple(drafts)


def _text(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _category(row: dict[str, str]) -> CategoryDraft:
    code, words = row["code"], tuple(word for word in row["words"].split("、") if word)
    return CategoryDraft(code, row["name"], _origin(code), row["description"], words, row["photo"])


def _origin(code: str) -> Origin:
    """Matters and requests have no common list of codes; events and components have one, but for its upper end."""
    own = code[0] in "mr" or (len(code.lstrip("b")) == 4 and int(code[-2:]) >= OWN_FROM)
    return Origin.EXTENSION if own else Origin.NATIONAL


def _draft(category: CategoryDraft, row: dict[str, str], profile: dict[str, Any]) -> Draft:
    more = dict(profile)
    limits = more.pop("limits", {}) | {"handle": row["handle"]}
    classes = dict(pair.split("=") for pair in row["classes"].split())
    return Draft(
        category.code,
        category.name,
        row["condition"],
        row["filing"],
        row["closing"],
        limits=limits,
        stages=tuple(_stages(row["stages"])),
        class_limits={area: {"handle": limit} for area, limit in classes.items()},
        law=row["law"],
        photo=category.photo,
        **more,
    )


def _stages(text: str) -> Iterator[dict[str, str]]:
    for part in filter(None, text.split(";")):
        code, name, limit = part.split()
        yield {"code": code, "name": name, "limit": limit}
