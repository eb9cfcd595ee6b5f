"""What differs between two versions of a category or a standard, field by field, and what a change is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from wangge.catalogue.rules.categories import CategoryDraft
from wangge.catalogue.rules.drafts import Draft, completed


class Key(NamedTuple):
    """A filing condition, or with an empty one the category itself."""

    category: str
    condition: str = ""


class Difference(NamedTuple):
    """One field, as text; None where it is not there."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Edit:
    """What one change writes: new versions, and what is retired from a moment on (None: at once)."""

    categories: Sequence[CategoryDraft] = ()
    standards: Sequence[Draft] = ()
    retired: Mapping[Key, datetime | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.categories or self.standards or self.retired)


def flat(draft: Draft | CategoryDraft | None) -> dict[str, str]:
    """Field → text, nested ones with dots: ``limits.handle`` = ``5wd``. Empty fields are left out."""
    if draft is None:
        return {}
    doc = asdict(completed(draft) if isinstance(draft, Draft) else draft)
    if isinstance(draft, Draft):
        del doc["category_name"]  # the category's own
        doc["stages"] = {step["code"]: _step(step) for step in draft.stages}
    return dict(_leaves("", doc))


def differences(before: Draft | CategoryDraft | None, after: Draft | CategoryDraft | None) -> list[Difference]:
    """Nothing where the two say the same, whatever their order of words."""
    old, new = flat(before), flat(after)
    names = dict.fromkeys((*old, *new))
    return [Difference(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": step["name"], "limit": step["limit"], "classes": dict(step.get("classes") or {})}


def _leaves(prefix: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        pairs = [(f"{prefix}.{name}" if prefix else name, part) for name, part in value.items()]
        return [leaf for name, part in pairs for leaf in _leaves(name, part)]
    if isinstance(value, bool):
        return [(prefix, "true" if value else "false")]
    if isinstance(value, (list, tuple, set, frozenset)):
        value = " ".join(sorted(map(str, value)))
    return [(prefix, str(value))] if value != "" else []
