"""``words.toml``: endings of names, what is said around a place and between two, elsewhere, characters."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def words() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "words.toml").read_text(encoding="utf-8"))


@cache
def pattern(table: str, key: str) -> re.Pattern[str]:
    """An expression of a table, made once."""
    return re.compile(words()[table][key])
