"""What is asked for a report of each kind, and what the desk may do with it: the form a screen draws.

``needs`` must be said, ``wants`` is asked for and may stay empty: a report may be anonymous, and a caller in distress
is not sent away for a missing field.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from wangge.cases import Kind
from wangge.cases.rules.reasons import TURN_TO, Declined, Service, Turn, Withdrawn
from wangge.catalogue import Standard
from wangge.kit.errors import word


class Form(NamedTuple):
    wants: tuple[str, ...]
    confidential: bool = False  # unless somebody says otherwise
    answerable: bool = False  # may be answered at once


_WHERE = ("grid", "lng", "lat", "address")
_WHO = ("name", "phone")

# fmt: off
FORMS: dict[Kind, Form] = {
    Kind.CONSULT:  Form(("category", *_WHO), answerable=True),
    Kind.HELP:     Form((*_WHERE, "category", *_WHO, "files")),
    Kind.COMPLAIN: Form((*_WHERE, "category", *_WHO, "files")),
    Kind.DENOUNCE: Form((*_WHERE, "category", *_WHO, "files"), confidential=True),
    Kind.SUGGEST:  Form(("category", *_WHO), answerable=True),
    Kind.PRAISE:   Form(("category", *_WHO), answerable=True),
}
# fmt: on


def form(kind: Kind, standard: Standard, language: str) -> dict[str, Any]:
    """For one kind and category (or none yet). A matter with a category needs its condition; an urgent one a place."""
    found = FORMS[kind]
    needs = [
        "kind",
        "channel",
        "text",
        *(["condition"] if standard.category else []),
        *(["grid"] if standard.urgent else []),
    ]
    limit = standard.limit_of(f"answer_{kind}") or standard.limit_of("answer")
    return {
        "kind": kind,
        "needs": needs,
        "wants": [name for name in found.wants if name not in needs],
        "confidential": found.confidential,
        "sensitive": standard.sensitive,
        "urgent": standard.urgent,
        "answerable": found.answerable or standard.answerable,
        "answer_within": str(limit) if limit else None,
        "evidence": {verb: sorted(kinds) for verb, kinds in standard.evidence.items()},
        "declined_for": list(_declined(language)),
        "withdrawn_for": [_worded("withdrawn_for", reason, language) for reason in Withdrawn],
        "services": [_worded("service", service, language) for service in Service],
    }


def _declined(language: str) -> Iterator[dict[str, Any]]:
    for reason in Declined:
        turn = TURN_TO[reason]
        needs = ["turn_to"] if turn is Turn.SAID else ["same_as"] if reason is Declined.REPEAT else []
        yield _worded("declined_for", reason, language) | {
            "turn_to": _worded("turn_to", turn, language),
            "needs": needs,
        }


def _worded(name: str, code: str, language: str) -> dict[str, Any]:
    return {"code": code, "word": word("cases", f"word.{name}.{code}", language)}
