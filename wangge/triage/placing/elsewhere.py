"""Names of places that lie in no grid of the district: other provinces, their cities, other quarters of the capital."""

from collections.abc import Mapping

from wangge.triage.placing import forms
from wangge.triage.placing.entries import Division
from wangge.triage.placing.words import words

_WITHIN = ("市", "省", "区", "县", "")


def own(divisions: Mapping[str, Division]) -> tuple[str, ...]:
    """The names of the own province and its cities, which say nothing within it."""
    codes = {code[:2] for code in divisions}
    found = {name for code, row in words()["elsewhere"]["provinces"].items() if code in codes for name in row.split()}
    return tuple(sorted({name + ending for name in found for ending in _WITHIN}, key=len, reverse=True))


def names(divisions: Mapping[str, Division]) -> set[str]:
    """All but the own province and, outside the four cities that are provinces, the cities of it.

    Which city of its province a district belongs to is not known here: none of them counts as elsewhere.
    """
    own = {code[:2] for code in divisions}
    roots = {forms.name(one.name) for one in divisions.values() if one.parent is None}
    listed = words()["elsewhere"]
    found = {name for code, row in listed["provinces"].items() if code not in own for name in row.split()}
    found |= {name for row in listed["quarters"].values() for name in row.split()}
    found = {name + ending for name in found for ending in _WITHIN}
    return {name for name in found if not any(root.startswith(name) or name.startswith(root) for root in roots)}
