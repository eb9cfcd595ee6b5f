"""Writes what the pages take from the server: the API's description and the words of its language files.

    .venv/bin/python web/generate.py

Needs no database. The files are made anew with every build and are not kept in the repository.
"""

import json
from pathlib import Path

from wangge.app import description
from wangge.kit.errors import texts

HERE = Path(__file__).parent / "shared" / "api"
LANGUAGES = {"zh": "zh-CN", "en": "en"}
MODULES = ("people", "followup", "cases")  # later ones win


def words(language: str) -> dict[str, dict[str, str]]:
    """``verb`` → ``dispatch`` → 派遣, of all ``word.…`` sentences."""
    found: dict[str, dict[str, str]] = {}
    for module in MODULES:
        for key, text in texts(module)[language].items():
            mark, _, rest = key.partition(".")
            kind, _, name = rest.partition(".")
            if mark == "word" and name:
                found.setdefault(kind, {})[name] = text
    return found


def main() -> None:
    HERE.mkdir(exist_ok=True)
    _write("openapi.json", description())
    for language, name in LANGUAGES.items():
        _write(f"words.{name}.json", json.dumps(words(language), ensure_ascii=False, indent=1) + "\n")


def _write(name: str, text: str) -> None:
    path = HERE / name
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
