"""Errors that are part of the business: a code, facts for the sentence, and the status a caller sees."""

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

LANGUAGES = ("zh", "en")


class Refused(Exception):
    """Understood, and not allowed in the present state. ``facts`` fill the sentence and are sent along."""

    status = 409

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class NotSignedIn(Refused):
    status = 401


class NotAllowed(Refused):
    status = 403


class NotFound(Refused):
    """Not there, or not visible: nobody learns which."""

    status = 404


class Invalid(Refused):
    """Malformed, missing or unknown input; ``field`` in the facts names where."""

    status = 422


class Busy(Refused):
    """Overload: the caller should come back after ``retry_after`` seconds."""

    status = 503


@lru_cache
def texts(module: str) -> dict[str, dict[str, str]]:
    """Language → code → sentence, from ``messages.toml`` of one module."""
    text = (resources.files(f"wangge.{module}") / "messages.toml").read_text(encoding="utf-8")
    return {language: _flat(tree) for language, tree in tomllib.loads(text).items()}


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return flat


def word(module: str, key: str, language: str) -> str:
    """The word for a key (a verb, a state, a field), or the key itself where no word stands."""
    return texts(module)[language].get(key, key)


#: Prefix of a code → the module whose messages.toml holds its sentence, where the two differ.
HOMES = {
    "move": "cases",
    "case": "cases",
    "report": "cases",
    "verify": "cases",
    "file": "kit",
    "idempotency": "kit",
    "crypto": "kit",
    "request": "kit",
    "sheet": "kit",
    "duty": "people",
    "session": "people",
    "unit": "people",
    "grid": "places",
    "layer": "places",
    "change": "places",
    "point": "places",
    "component": "places",
    "standard": "catalogue",
    "category": "catalogue",
    "calendar": "clock",
    "limit": "clock",
    "ownership": "dispatch",
    "task": "followup",
    "reply": "triage",
    "advice": "triage",
    "matter": "triage",
    "state": "cases",
}


def say(error: Refused, language: str) -> str:
    """The sentence for the user. An unknown code is shown as it is rather than hidden."""
    module = HOMES.get(prefix := error.code.split(".")[0], prefix)
    try:
        sentence = texts(module)[language][error.code]
        facts = {k: _said(module, k, v, language) for k, v in error.facts.items()}
        return sentence.format(**facts)
    except (FileNotFoundError, ModuleNotFoundError, KeyError, IndexError):
        return str(error)


def _said(module: str, name: str, value: Any, language: str) -> str:
    """A fact as a word: verbs, states and duties have names in the language files of the module, or in their home."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ("、" if language == "zh" else ", ").join(_said(module, name, v, language) for v in value)
    key = f"word.{name}.{value}"
    homes = (texts(home)[language] for home in dict.fromkeys((module, HOMES.get(name, module))))
    return next((words[key] for words in homes if key in words), str(value))
