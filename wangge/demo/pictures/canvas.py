"""A canvas of 320 by 240 units with what many scenes share: sky, houses, pavement, road, people's things."""

from collections.abc import Callable, Sequence
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

_SCALE = 3  # pixels of a unit while drawing; two in the end

Spot = tuple[float, float]


class Canvas:
    """Coordinates in units, from the upper left."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.image = Image.new("RGB", (320 * _SCALE, 240 * _SCALE), "#C6D2DB")
        self._draw = ImageDraw.Draw(self.image, "RGBA")

    def finished(self) -> Image.Image:
        return self.image.resize((640, 480), Image.Resampling.BILINEAR)

    def box(self, x: float, y: float, wide: float, high: float, fill: str, round_by: float = 0) -> None:
        place = [x * _SCALE, y * _SCALE, (x + wide) * _SCALE - 1, (y + high) * _SCALE - 1]
        self._draw.rounded_rectangle(place, round_by * _SCALE, fill)

    def frame(self, x: float, y: float, wide: float, high: float, line: str, width: float = 2) -> None:
        self._draw.rectangle(
            [x * _SCALE, y * _SCALE, (x + wide) * _SCALE, (y + high) * _SCALE], None, line, int(width * _SCALE)
        )

    def shape(self, points: Sequence[Spot], fill: str) -> None:
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill)

    def line(self, points: Sequence[Spot], fill: str, width: float = 2) -> None:
        self._draw.line([(x * _SCALE, y * _SCALE) for x, y in points], fill, int(width * _SCALE), joint="curve")

    def oval(self, x: float, y: float, wide: float, high: float, fill: str) -> None:
        """Around its middle."""
        self._draw.ellipse([(x - wide) * _SCALE, (y - high) * _SCALE, (x + wide) * _SCALE, (y + high) * _SCALE], fill)

    def ring(self, x: float, y: float, radius: float, line: str, width: float = 2) -> None:
        box = [(x - radius) * _SCALE, (y - radius) * _SCALE, (x + radius) * _SCALE, (y + radius) * _SCALE]
        self._draw.ellipse(box, None, line, int(width * _SCALE))

    def blob(self, x: float, y: float, wide: float, high: float, fill: str, rough: float = 0.18) -> None:
        """A patch with an uneven edge."""
        steps = [(1 + self.dice.uniform(-rough, rough), n * pi / 10) for n in range(20)]
        self.shape([(x + wide * r * cos(a), y + high * r * sin(a)) for r, a in steps], fill)


Scene = Callable[[Canvas, bool], None]

_HOUSES = ("#B5BFC7", "#A9B4BD", "#BFB7AA", "#C2BDB2", "#ADB8C0", "#B9AFA6")
_SKIES = ("#C6D2DB", "#B9C6D2", "#CBD5D6", "#D3D8DC")


def sky_and_houses(c: Canvas, ground: float = 150) -> None:
    c.box(0, 0, 320, ground, c.dice.choice(_SKIES))
    x = -c.dice.randrange(30)
    while x < 320:
        wide, top = c.dice.randrange(46, 84), int(c.dice.randrange(34, 92) * ground / 150)
        c.box(x, top, wide, ground - top, c.dice.choice(_HOUSES))
        for wx in range(int(x) + 8, int(x + wide) - 10, 15):
            for wy in range(top + 9, int(ground) - 12, 18):
                c.box(wx, wy, 8, 8, "#FFF0C2" if c.dice.random() < 0.05 else "#93A1AD")
        x += wide


def pavement(c: Canvas, top: float = 152, bottom: float = 202) -> None:
    """Tiles that run towards the viewer."""
    c.box(0, top, 320, bottom - top, "#BEB8AD")
    for n in range(1, 4):
        y = top + (bottom - top) * (n / 4) ** 1.15
        c.line([(0, y), (320, y)], "#A9A398", 0.6)
    for n in range(-3, 17):
        c.line([(n * 24 + 10, top), ((n - 6.5) * 32 + 160 + 52, bottom)], "#A9A398", 0.6)


def road(c: Canvas, top: float = 202) -> None:
    c.box(0, top, 320, 240 - top, "#7E858C")
    c.box(0, top - 2, 320, 4, "#D9D6CF")
    for x in range(-20 + c.dice.randrange(40), 320, 88):
        c.box(x, top + 21, 48, 3, "#D8DADC")


def street(c: Canvas) -> None:
    """Houses, a hedge, the pavement and the edge of the road."""
    sky_and_houses(c)
    c.box(0, 138, 320, 16, "#7E9A78")
    for x in range(-6, 326, 11):
        c.oval(x, 139 + c.dice.uniform(-1, 2), 8, 5, "#86A27F")
    pavement(c)
    road(c)


def close_road(c: Canvas) -> None:
    """The road from above, with its kerb."""
    c.box(0, 0, 320, 240, "#82888E")
    for _ in range(220):
        c.oval(c.dice.uniform(0, 320), c.dice.uniform(52, 240), 0.9, 0.7, c.dice.choice(("#8F959B", "#767C82")))
    c.box(0, 0, 320, 44, "#BEB8AD")
    for x in range(c.dice.randrange(30), 320, 40):
        c.line([(x, 0), (x - 8, 44)], "#A9A398", 1)
    c.line([(0, 22), (320, 22)], "#A9A398", 1)
    c.box(0, 42, 320, 8, "#D9D6CF")


def cone(c: Canvas, x: float, y: float, size: float = 1.0) -> None:
    def slice_(top: float, bottom: float, above: float, below: float, fill: str) -> None:
        corners = ((-above, top), (above, top), (below, bottom), (-below, bottom))
        c.shape([(x + dx * size, y + dy * size) for dx, dy in corners], fill)

    slice_(-26, -2, 3, 11, "#D9622B")
    slice_(-16, -10, 6, 8, "#F2EEE8")
    slice_(-3, 2, 14, 14, "#B94F20")


def tree(c: Canvas, x: float, y: float, high: float = 90, leaf: str = "#6F9367") -> None:
    c.box(x - 3, y - high * 0.6, 6, high * 0.6, "#7A6653")
    for _ in range(9):
        c.oval(x + c.dice.uniform(-18, 18), y - high * 0.72 + c.dice.uniform(-20, 14), 15, 13, leaf)


def car(c: Canvas, x: float, y: float, paint: str) -> None:
    """Seen from the side, standing at y; some 92 wide."""
    c.shape([(x + 18, y - 22), (x + 30, y - 38), (x + 62, y - 38), (x + 76, y - 22)], paint)
    c.shape([(x + 23, y - 22), (x + 32, y - 34), (x + 44, y - 34), (x + 44, y - 22)], "#3E4A54")
    c.shape([(x + 47, y - 22), (x + 47, y - 34), (x + 60, y - 34), (x + 70, y - 22)], "#3E4A54")
    c.box(x, y - 24, 92, 18, paint, 5)
    c.box(x + 86, y - 19, 6, 4, "#F4E3A6")
    for wheel in (20, 72):
        c.oval(x + wheel, y - 6, 9, 9, "#23292F")
        c.oval(x + wheel, y - 6, 4, 4, "#9AA4AD")


def bicycle(c: Canvas, x: float, y: float, paint: str, lean: float = 0) -> None:
    """Standing at y; ``lean`` moves what is above the wheels aside."""
    for wheel in (0, 34):
        c.ring(x + wheel, y - 11, 11, "#2F383F", 1.6)
    saddle, bar, crank = (x + 10 + lean, y - 30), (x + 29 + lean, y - 32), (x + 15, y - 11)
    for a, b in ((saddle, crank), (crank, bar), (saddle, bar), ((x, y - 11), crank), (bar, (x + 34, y - 11))):
        c.line([a, b], paint, 2.2)
    c.line([(saddle[0] - 5, saddle[1]), (saddle[0] + 5, saddle[1])], "#2F383F", 3)
    c.line([(bar[0] - 4, bar[1] - 4), (bar[0] + 3, bar[1])], "#2F383F", 2)


def bag(c: Canvas, x: float, y: float, size: float = 1.0) -> None:
    """A tied rubbish bag standing at y."""
    fill = c.dice.choice(("#2E343A", "#3B4148", "#59707A", "#7C6A5E", "#E4E2DA", "#8FA66B"))
    c.blob(x, y - 9 * size, 12 * size, 9.5 * size, fill, 0.12)
    c.shape([(x - 3 * size, y - 21 * size), (x + 3 * size, y - 21 * size), (x, y - 15 * size)], fill)


def bin_(c: Canvas, x: float, y: float, paint: str = "#3F6B52", *, full: bool = False) -> None:
    if full:
        for dx in (5, 14, 23):
            bag(c, x + dx, y - 38, 0.7)
    c.shape([(x, y - 40), (x + 28, y - 40), (x + 25, y), (x + 3, y)], paint)
    if not full:
        c.box(x - 2, y - 45, 32, 6, paint, 2)
    c.oval(x + 6, y, 3, 3, "#23292F")
    c.oval(x + 22, y, 3, 3, "#23292F")
    c.box(x + 9, y - 26, 10, 8, "#DDE5DF", 1)
