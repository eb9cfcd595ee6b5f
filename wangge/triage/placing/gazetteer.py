"""Names of a district in memory: found whole in one pass over a text, and by sound or but for one character."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import ahocorasick

from wangge.triage.placing import elsewhere, forms
from wangge.triage.placing.entries import DIVISIONS, Division, Entry, Kind, LngLat, Numbers, Tier, said
from wangge.triage.placing.sounds import sounds

Locate = Callable[[float, float], str | None]
Components = Callable[[str], str | None]
Named = tuple[tuple["Thing", Tier], ...]

_LAST_NUMBER = re.compile(r"([0-9]+)[^0-9]*$")
_ROOT, _TOP = 1, 2  # levels of the district and of its streets
_SHORTEST_BUT_ONE = 4  # characters a name must have to be found with one of them wrong


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """Something with a name. ``grids``: codes of the finest, where it most likely is first. ``code`` of a division."""

    kind: Kind
    name: str
    grids: tuple[str, ...]
    code: str = ""
    lng: float | None = None
    lat: float | None = None
    line: tuple[LngLat, ...] = ()
    numbers: tuple[Numbers, ...] = ()


class Gazetteer:
    """Immutable once built. ``locate``: the grid of a point; ``component``: the grid of a component by its code."""

    def __init__(
        self,
        divisions: Iterable[Division],
        entries: Iterable[Entry],
        locate: Locate | None = None,
        component: Components | None = None,
    ) -> None:
        self.locate, self.component = locate, component
        self._tree(divisions)
        named: dict[str, dict[Thing, Tier]] = defaultdict(dict)
        for thing, aliases in self._things(entries):
            for name, tier in said(thing.kind, thing.name):
                _say(named, name, thing, tier)
            for alias in aliases:
                _say(named, forms.name(alias), thing, Tier.ALIAS)
        self.names: dict[str, Named] = {name: _surest(things) for name, things in named.items() if len(name) > 1}
        self.ordinary = _ordinary({name for name, found in self.names.items() if found[0][1] is Tier.STEM})
        self.exact = _automaton({name: name for name in self.names})
        self.heard = _automaton(_by_sound(self.names))
        self.spelt = frozenset(name for name, found in self.names.items() if _spelt(name, found))
        self.firsts = frozenset(name[:2] for name in self.spelt)
        self.lasts = frozenset(name[-2:] for name in self.spelt)
        self.but_one = _but_one(self.spelt)
        self.own = elsewhere.own(self.divisions)
        self.away = _automaton({name: name for name in elsewhere.names(self.divisions) if name not in self.names})

    def above(self, grid: str) -> tuple[str, ...]:
        """Codes of the divisions that hold a grid, the district first, itself last."""
        return self._above[grid]

    def street(self, grid: str) -> Division | None:
        return next((self.divisions[c] for c in self.above(grid) if self.divisions[c].level == _TOP), None)

    def below(self, code: str) -> tuple[str, ...]:
        """The finest grids of a division; of none: nothing."""
        return self._below.get(code, ())

    def numbered(self, code: str, number: int) -> str | None:
        """The grid with this number below a division: by its name, or else by the end of its code."""
        return self._numbered.get((code, number))

    def _tree(self, divisions: Iterable[Division]) -> None:
        self.divisions = {one.code: one for one in sorted(divisions, key=lambda one: (one.level, one.code))}
        parents = {one.parent for one in self.divisions.values()}
        self._above: dict[str, tuple[str, ...]] = {}
        below: dict[str, list[str]] = defaultdict(list)
        for code, one in self.divisions.items():
            self._above[code] = (*self._above.get(one.parent or "", ()), code)
            if code not in parents:
                for above in self._above[code]:
                    below[above].append(code)
        self._below = {code: tuple(leaves) for code, leaves in below.items()}
        self._numbered: dict[tuple[str, int], str] = {}
        for code in self.divisions:
            if code not in parents and (number := _number(self.divisions[code])) is not None:
                self._numbered.setdefault((self.divisions[code].parent or "", number), code)

    def _things(self, entries: Iterable[Entry]) -> Iterable[tuple[Thing, tuple[str, ...]]]:
        """A village that is a community too is one thing: the community, the village's grid first."""
        settled: dict[tuple[str, str], str] = {}
        for one in entries:
            above = [self.divisions[c] for c in self.above(one.grids[0])] if one.grids else []
            if any(forms.name(up.name) == forms.name(one.name) and up.code != one.grids[0] for up in above):
                settled[one.name, next(up.code for up in above if up.name == one.name)] = one.grids[0]
            else:
                yield _thing(one), one.aliases
        for code, division in self.divisions.items():
            leaves, first = self.below(code), settled.get((division.name, code))
            grids = (first, *(leaf for leaf in leaves if leaf != first)) if first else leaves
            yield Thing(_kind(division, leaves), division.name, grids, code), ()


def _kind(division: Division, leaves: Sequence[str]) -> Kind:
    if division.level == _ROOT:
        return Kind.DISTRICT
    if leaves == (division.code,):
        return Kind.GRID
    return Kind.STREET if division.level == _TOP else Kind.COMMUNITY


def _thing(one: Entry) -> Thing:
    return Thing(one.kind, one.name, tuple(dict.fromkeys(one.grids)), "", one.lng, one.lat, one.line, one.numbers)


def _number(division: Division) -> int | None:
    last = _LAST_NUMBER.search(division.name)
    digits = last[1] if last else division.code[-3:]
    return int(digits) if digits.isdecimal() and len(digits) < 5 else None


def _say(named: dict[str, dict[Thing, Tier]], name: str, thing: Thing, tier: Tier) -> None:
    named[name][thing] = min(tier, named[name].get(thing, tier))


def _surest(things: dict[Thing, Tier]) -> Named:
    """Who is called so officially is meant before who is only called so; a stem may be anybody's."""
    best = min(things.values())
    return tuple((thing, tier) for thing, tier in things.items() if tier == best)


def _ordinary(stems: set[str]) -> frozenset[str]:
    """Of some short names those that are words of the language and no names of places: 学院, 铁路."""
    with (resources.files("jieba") / "dict.txt").open(encoding="utf-8") as lines:
        cut = (line.split(" ") for line in lines)
        return frozenset(word for word, _, tag in cut if word in stems and not tag.startswith(("ns", "nr", "nz")))


def _by_sound(names: dict[str, Named]) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Sound → how long it is, and the names that sound so."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, things in names.items():
        thing, tier = things[0]
        surest = Tier.OFFICIAL if thing.kind in DIVISIONS else Tier.ALIAS
        if len(name) > 2 and tier <= surest and thing.kind is not Kind.GRID:
            found[sounds(name)].append(name)
    return {sound: (len(sound), tuple(same)) for sound, same in found.items()}


def _spelt(name: str, found: Named) -> bool:
    """Whether it is long enough to be known with one wrong character."""
    thing, tier = found[0]
    divided = thing.kind in DIVISIONS and thing.kind is not Kind.COMMUNITY
    return len(name) >= _SHORTEST_BUT_ONE and tier is Tier.OFFICIAL and not divided


def _but_one(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Name with one character left open, or left out → names."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for at in range(len(name)):
            found[f"{name[:at]}?{name[at + 1 :]}"].add(name)
            if len(name) > _SHORTEST_BUT_ONE:
                found[name[:at] + name[at + 1 :]].add(name)
    return {key: tuple(sorted(same)) for key, same in found.items()}


def _automaton(words: dict[str, Any]) -> Any:
    """An ahocorasick.Automaton, which has no types; ready also for no word at all."""
    made = ahocorasick.Automaton()
    for word, value in words.items():
        made.add_word(word, value)
    made.make_automaton()
    return made
