"""Scenes of what lies about: rubbish, rubble, leaves, furniture, smoke, dust."""

from wangge.demo.pictures.canvas import Canvas, Scene, bag, bin_, close_road, road, sky_and_houses, street, tree


def garbage(c: Canvas, after: bool) -> None:
    street(c)
    for x, paint in ((92, "#3F6B52"), (128, "#4A6D91"), (164, "#6B6F73")):
        bin_(c, x, 184, paint, full=not after)
    if after:
        return
    for _ in range(16):
        bag(c, c.dice.uniform(58, 250), c.dice.uniform(182, 200), c.dice.uniform(0.7, 1.1))
    for _ in range(26):
        left, top = c.dice.uniform(40, 280), c.dice.uniform(188, 204)
        c.oval(left, top, 3, 1.6, c.dice.choice(("#E9EBE6", "#C7B98F", "#D96B4B", "#7FA653")))


def rubble(c: Canvas, after: bool) -> None:
    street(c)
    if after:
        tree(c, 90, 178)
        return
    c.shape([(70, 200), (112, 156), (160, 142), (214, 158), (258, 200)], "#9B8F82")
    for _ in range(70):
        x = c.dice.uniform(84, 246)
        y = 200 - c.dice.random() * (50 - abs(x - 165) * 0.48)
        paint = c.dice.choice(("#A9684F", "#B7ADA0", "#8A7F73", "#C9C1B5"))
        c.box(x, y, c.dice.uniform(5, 11), c.dice.uniform(4, 7), paint)
    c.line([(120, 150), (98, 120)], "#8B6E4E", 4)


def leaves(c: Canvas, after: bool) -> None:
    street(c)
    for x in (46, 160, 274):
        tree(c, x, 178, 96, "#B98B3E" if not after else "#A99A55")
    if after:
        return
    for _ in range(320):
        left, top = c.dice.uniform(0, 320), c.dice.uniform(158, 212)
        c.oval(left, top, 3.4, 1.8, c.dice.choice(("#C08A35", "#A8672B", "#D3A94E", "#8E6B33")))


def ads(c: Canvas, after: bool) -> None:
    c.box(0, 0, 320, 240, "#CFC9BD")
    c.box(0, 150, 320, 90, "#8FA08D")
    c.box(46, 20, 110, 220, "#6E7C86")
    c.frame(46, 20, 110, 220, "#55626B", 3)
    c.oval(142, 132, 5, 5, "#2F383F")
    c.box(200, 70, 84, 60, "#9AA7AF")
    c.frame(200, 70, 84, 60, "#7A8790", 2)
    if after:
        return
    for _ in range(15):
        x, y = c.dice.uniform(50, 270), c.dice.uniform(28, 190)
        paint = c.dice.choice(("#F4F1E6", "#F2D24B", "#F0B9B0", "#BFE0EE"))
        c.box(x, y, 30, 20, paint)
        for n in range(3):
            c.line([(x + 4, y + 5 + n * 5), (x + 26 - n * 4, y + 5 + n * 5)], "#B0392B" if n == 0 else "#4A5560", 1.4)


def dust(c: Canvas, after: bool) -> None:
    sky_and_houses(c, 120)
    heap = [(0, 200), (40, 150), (110, 112), (190, 130), (270, 108), (320, 150), (320, 200)]
    c.shape(heap, "#B59A74" if not after else "#5F8A5A")
    if after:
        for x in range(52, 300, 12):
            c.line([(x, 152), (x + 14, 200)], "#527B4D", 1)
    for n in range(6):
        c.box(n * 56, 176, 54, 30, "#3F7F9E")
    road(c, 206)
    if not after:
        for _ in range(26):
            left, top = c.dice.uniform(0, 320), c.dice.uniform(70, 150)
            c.oval(left, top, c.dice.uniform(18, 44), c.dice.uniform(8, 18), "#C9B48F38")


def smoke(c: Canvas, after: bool) -> None:
    sky_and_houses(c, 110)
    c.box(0, 106, 320, 134, "#A8A06C")
    for y in range(120, 240, 14):
        c.line([(0, y), (320, y + 6)], "#97905F", 2)
    if after:
        c.blob(160, 186, 46, 12, "#57524A", 0.2)
        return
    c.blob(160, 186, 50, 13, "#4A443C", 0.2)
    for n in range(7):
        x, tip = 130 + n * 10, 158 - (n % 3) * 8
        c.shape([(x, 184), (x + 6, tip), (x + 12, 184)], ("#E2752B", "#F0B23A")[n % 2])
    for n in range(14):
        c.oval(158 + n * 7 + c.dice.uniform(-8, 8), 150 - n * 10, 18 + n * 2, 12 + n, "#5D626780")


def sofa(c: Canvas, after: bool) -> None:
    street(c)
    if after:
        bin_(c, 240, 184)
        return
    c.box(80, 136, 130, 30, "#8C5F4B", 6)
    c.box(74, 152, 142, 28, "#9C6C56", 5)
    c.box(70, 142, 16, 40, "#7F5443", 5)
    c.box(204, 142, 16, 40, "#7F5443", 5)
    c.shape([(226, 186), (240, 112), (284, 118), (272, 190)], "#D8D2C4")
    c.line([(236, 132), (280, 138)], "#B9B2A2", 2)


def heap(c: Canvas, after: bool) -> None:
    street(c)
    if after:
        return
    for row, many in ((0, 6), (1, 4), (2, 2)):
        for n in range(many):
            x, y = 70 + row * 30 + n * 32, 172 - row * 24
            c.box(x, y, 30, 23, c.dice.choice(("#B98B57", "#A67C4E", "#C79C69")))
            c.line([(x, y + 11), (x + 30, y + 11)], "#8A673E", 1.6)
    for n in range(5):
        c.line([(20, 196 - n * 4), (96, 190 - n * 4)], "#9C8A70", 3)


def puddle(c: Canvas, after: bool) -> None:
    close_road(c)
    if not after:
        c.blob(160, 150, 120, 60, "#9FB4BF", 0.12)
        c.blob(150, 142, 70, 30, "#B5C8D1", 0.15)


SCENES: dict[str, Scene] = {
    "garbage": garbage,
    "rubble": rubble,
    "leaves": leaves,
    "ads": ads,
    "dust": dust,
    "smoke": smoke,
    "sofa": sofa,
    "heap": heap,
    "puddle": puddle,
}
