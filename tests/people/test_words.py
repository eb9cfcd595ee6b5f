"""Every refusal of these modules has a sentence in both languages that its facts fill."""

import re
from importlib import resources

import pytest

from wangge.kit.errors import HOMES, LANGUAGES, texts

RAISED = re.compile(r'(?:Refused|NotFound|NotAllowed|NotSignedIn|Invalid)\(\s*"(\w+)\.(\w+)"((?:[^()]|\([^()]*\))*)\)')
PLACE = re.compile(r"\{(\w+)\}")
MODULES = ("people", "places", "catalogue")


def raised() -> list[tuple[str, frozenset[str]]]:
    """Code and names of facts, wherever something is raised."""
    found = []
    for module in MODULES:
        for path in sorted(resources.files(f"wangge.{module}").rglob("*.py")):  # type: ignore[attr-defined]
            for prefix, name, facts in RAISED.findall(path.read_text(encoding="utf-8")):
                found.append((f"{prefix}.{name}", frozenset(re.findall(r"(\w+)=", facts))))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("code", "facts"), raised())
def test_a_refusal_has_a_sentence(code: str, facts: frozenset[str], language: str) -> None:
    prefix = code.partition(".")[0]
    sentence = texts(HOMES.get(prefix, prefix))[language][code]
    assert set(PLACE.findall(sentence)) <= facts


def test_they_were_found() -> None:
    assert len(raised()) > 25
