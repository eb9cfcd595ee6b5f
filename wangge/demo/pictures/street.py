"""Scenes in the street: road, covers, lamps, cars, stalls, trees, water."""

from wangge.demo.pictures.canvas import (
    Canvas,
    Scene,
    bicycle,
    car,
    close_road,
    cone,
    pavement,
    road,
    sky_and_houses,
    street,
    tree,
)

_PAINTS = ("#4F6F8F", "#8A8F94", "#B5483A", "#E3E2DC", "#39424A", "#6C7F5B", "#C9A24B")


def pothole(c: Canvas, after: bool) -> None:
    close_road(c)
    x, y = c.dice.randrange(130, 190), c.dice.randrange(130, 160)
    if after:
        patch = [(x - 58, y - 32), (x + 60, y - 34), (x + 62, y + 34), (x - 56, y + 36)]
        c.shape(patch, "#5C6268")
        c.line([*patch, patch[0]], "#4F555B", 1.5)
        return
    c.blob(x, y, 62, 34, "#6B6F72", 0.2)
    c.blob(x + 2, y + 3, 48, 25, "#544F48", 0.22)
    c.blob(x + 4, y + 6, 30, 13, "#3F3B36", 0.2)
    for _ in range(14):
        c.oval(x + c.dice.uniform(-70, 70), y + c.dice.uniform(-36, 42), 3, 2.2, "#5E5A54")
    cone(c, x - 84, y + 44, 1.5)


def cover_loose(c: Canvas, after: bool) -> None:
    close_road(c)
    c.oval(160, 140, 66, 46, "#6A7076")
    c.oval(160 if after else 166, 140 if after else 132, 56, 39, "#4A5057")
    for n in range(-3, 4):
        c.line([(160 - 42 + abs(n) * 6, 140 + n * 10), (160 + 42 - abs(n) * 6, 140 + n * 10)], "#5B6269", 2.4)
    if not after:
        c.line([(104, 150), (116, 168), (150, 182)], "#1B2025", 6)


def cover_gone(c: Canvas, after: bool) -> None:
    if after:
        cover_loose(c, after=True)
        return
    close_road(c)
    c.oval(160, 140, 66, 46, "#6A7076")
    c.oval(160, 142, 54, 37, "#14181C")
    c.line([(120, 160), (134, 172)], "#2D343A", 4)
    for x, y in ((66, 190), (252, 186), (160, 214)):
        cone(c, x, y, 1.35)


def lamp(c: Canvas, after: bool) -> None:
    street(c)
    c.box(152, 20, 8, 160, "#55616B")
    c.line([(156, 22), (176, 13), (206, 14)], "#55616B", 5)
    c.shape([(202, 10), (226, 10), (230, 18), (200, 18)], "#46515A")
    c.box(146, 132, 20, 56, "#5F6B75")
    if after:
        c.box(148, 146, 16, 28, "#6F7B85", 1)
        c.box(202, 17, 28, 4, "#FFE9A8")
        c.shape([(202, 21), (230, 21), (264, 151), (168, 151)], "#FFF3CF60")
        return
    c.box(148, 146, 16, 28, "#1D242B")
    for points, paint in (
        (((154, 160), (148, 170), (134, 182)), "#C0392B"),
        (((157, 162), (158, 174), (149, 192)), "#D9A21B"),
        (((160, 160), (168, 170), (172, 186)), "#2D6FB0"),
    ):
        c.line(points, paint, 3)


def cars(c: Canvas, after: bool) -> None:
    sky_and_houses(c)
    c.box(120, 78, 84, 76, "#8F857A")
    c.box(132, 92, 60, 62, "#3E4A54")
    pavement(c, 152, 182)
    c.box(0, 182, 320, 58, "#82888E")
    for n in range(-1, 9):
        c.line([(n * 40, 238), (n * 40 + 26, 196)], "#D9B23A", 3)
    c.line([(0, 196), (320, 196)], "#D9B23A", 2.4)
    if not after:
        for x in (8, 112, 216):
            car(c, x + c.dice.randrange(-5, 6), 222, c.dice.choice(_PAINTS))


def bikes(c: Canvas, after: bool) -> None:
    street(c)
    c.box(0, 182, 320, 7, "#D3B552")
    if after:
        c.frame(30, 160, 262, 19, "#F2F1EC", 1.6)
        for n in range(8):
            bicycle(c, 40 + n * 31, 178, ("#D8A53A", "#4E86C6")[n % 2])
        return
    for n in range(11):
        x, y = n * 29 - c.dice.randrange(13), 176 + c.dice.randrange(24)
        paint = ("#D8A53A", "#4E86C6", "#5BA37A")[n % 3]
        bicycle(c, x, y, paint, c.dice.uniform(-9, 9))


def vendor(c: Canvas, after: bool) -> None:
    street(c)
    if after:
        tree(c, 70, 176)
        tree(c, 250, 176)
        return
    for x in (24, 122, 220):
        c.box(x, 160, 70, 20, c.dice.choice(("#7A8CA0", "#A0705A", "#6E8D74")))
        for dx in range(6, 66, 8):
            c.oval(x + dx, 158, 5, 4, c.dice.choice(("#D94F35", "#E2B33C", "#7FA653", "#C98A3A")))
        c.shape([(x - 6, 122), (x + 35, 104), (x + 76, 122)], c.dice.choice(("#C8503C", "#3E78A8", "#D9A53A")))
        c.line([(x + 35, 106), (x + 35, 160)], "#55616B", 2.4)
        c.oval(x + 16, 184, 7, 7, "#23292F")
        c.oval(x + 56, 184, 7, 7, "#23292F")


def stall(c: Canvas, after: bool) -> None:
    sky_and_houses(c, 60)
    c.box(0, 44, 320, 112, "#B9AFA6")
    for x, paint in ((14, "#A6483A"), (170, "#3E6E8E")):
        c.box(x, 58, 136, 22, paint)
        c.box(x + 8, 86, 120, 70, "#4A5560")
        c.box(x + 14, 92, 50, 60, "#8FA3AF")
    pavement(c, 156, 210)
    road(c, 210)
    if after:
        return
    for x in (20, 66, 112, 178, 224):
        c.box(x, 160, 40, 24, c.dice.choice(("#B98B57", "#8C7A61", "#C2A06A")))
        for dx in (8, 20, 32):
            c.oval(x + dx, 158, 6, 5, c.dice.choice(("#D94F35", "#E2B33C", "#7FA653")))
    c.box(268, 132, 34, 56, "#E8EBEC", 2)
    c.box(272, 138, 26, 30, "#9FC3D6")


def speaker(c: Canvas, after: bool) -> None:
    stall(c, after=True)
    if after:
        return
    c.box(132, 96, 34, 58, "#2E343A", 3)
    c.ring(149, 134, 12, "#8A949C", 3)
    c.ring(149, 110, 7, "#8A949C", 2.4)
    for r in (18, 28, 38):
        c.line([(170 + r * 0.6, 118 - r * 0.5), (172 + r, 126), (170 + r * 0.6, 134 + r * 0.5)], "#D9622B", 2.4)


def dog(c: Canvas, after: bool) -> None:
    street(c)
    tree(c, 60, 178)
    if after:
        c.box(226, 128, 5, 54, "#55616B")
        c.box(212, 108, 34, 26, "#3F6B52", 2)
        return
    for x, paint in ((150, "#8B6E4E"), (222, "#3B4148")):
        c.oval(x, 172, 20, 9, paint)
        c.oval(x + 22, 162, 8, 7, paint)
        c.shape([(x + 18, 158), (x + 20, 148), (x + 25, 157)], paint)
        for dx in (-14, -7, 9, 15):
            c.box(x + dx, 176, 3.4, 16, paint)
        c.line([(x - 19, 170), (x - 30, 158)], paint, 3)


def dead_tree(c: Canvas, after: bool) -> None:
    street(c)
    tree(c, 50, 178)
    tree(c, 276, 178)
    if after:
        tree(c, 160, 180, 70, "#7FA673")
        c.line([(146, 180), (158, 140)], "#9A8A6E", 2.4)
        c.line([(174, 180), (162, 140)], "#9A8A6E", 2.4)
        return
    c.line([(160, 184), (164, 96)], "#6B5A4A", 7)
    for dx, dy in ((-34, 66), (-20, 44), (18, 52), (38, 74), (6, 36)):
        c.line([(163, 118), (163 + dx, dy)], "#6B5A4A", 3)
    c.line([(110, 196), (186, 190)], "#6B5A4A", 5)


def river(c: Canvas, after: bool) -> None:
    sky_and_houses(c, 96)
    c.box(0, 92, 320, 22, "#7E9A78")
    c.shape([(0, 112), (320, 112), (320, 240), (0, 240)], "#8FB0BF" if after else "#7C9086")
    for y in range(124, 236, 16):
        x = c.dice.randrange(260)
        c.line([(x, y), (x + 50, y)], "#A9C4CF" if after else "#8FA095", 1.6)
    if not after:
        for _ in range(46):
            left, top = c.dice.uniform(60, 280), c.dice.uniform(150, 224)
            paint = c.dice.choice(("#E9EBE6", "#8A9A5B", "#C7B98F", "#5C7A8A", "#D96B4B"))
            c.oval(left, top, c.dice.uniform(3, 9), 3, paint)
    c.shape([(0, 206), (110, 240), (0, 240)], "#8C8F7A")


SCENES: dict[str, Scene] = {
    "pothole": pothole,
    "cover_loose": cover_loose,
    "cover_gone": cover_gone,
    "lamp": lamp,
    "cars": cars,
    "bikes": bikes,
    "vendor": vendor,
    "stall": stall,
    "speaker": speaker,
    "dog": dog,
    "tree": dead_tree,
    "river": river,
}
