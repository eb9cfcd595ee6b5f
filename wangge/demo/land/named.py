"""Made-up names in Chinese, each given once."""

from random import Random
from typing import Any


class Names:
    """Draws names from the syllables of ``land.toml``; none of ``given`` again."""

    def __init__(self, plan: dict[str, Any], dice: Random, given: set[str]) -> None:
        self.plan, self.dice, self._given = plan, dice, given

    def fresh(self, endings: list[str]) -> str:
        """Two syllables and an ending; three where all of two are given."""
        for extra in range(400):
            name: str = self.dice.choice(self.plan["first"]) + self.dice.choice(self.plan["second"])
            if extra > 200:
                name += self.dice.choice(self.plan["second"])
            name += self.dice.choice(endings)
            if name[0] != name[1] and name not in self._given:
                self._given.add(name)
                return name
        raise AssertionError("the syllables give more names than a district has things")

    def of(self, kind: str) -> str:
        return self.fresh(self.plan[kind])
