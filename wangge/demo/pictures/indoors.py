"""Scenes in and around houses: corridors, lifts, sockets, kitchens, benches."""

from wangge.demo.pictures.canvas import Canvas, Scene, sky_and_houses, tree


def _corridor(c: Canvas) -> None:
    c.box(0, 0, 320, 240, "#D5D0C5")
    c.shape([(0, 240), (110, 150), (210, 150), (320, 240)], "#A8A195")
    c.shape([(0, 0), (110, 50), (110, 150), (0, 240)], "#C5BFB2")
    c.shape([(320, 0), (210, 50), (210, 150), (320, 240)], "#CBC5B9")
    c.box(110, 50, 100, 100, "#BEB8AB")
    c.box(140, 76, 40, 74, "#7A6653")
    c.shape([(22, 60), (72, 74), (72, 184), (22, 222)], "#8A6F58")
    c.oval(62, 138, 3, 3, "#3E3228")
    c.oval(160, 34, 14, 4, "#FFF3CF")


def corridor(c: Canvas, after: bool) -> None:
    _corridor(c)
    if after:
        return
    for x, y, wide, high in ((206, 150, 52, 62), (246, 168, 48, 60), (92, 140, 30, 34), (214, 118, 36, 32)):
        c.box(x, y, wide, high, c.dice.choice(("#B98B57", "#A67C4E", "#C79C69")))
        c.line([(x, y + high / 2), (x + wide, y + high / 2)], "#8A673E", 2)
    c.box(100, 120, 22, 22, "#5B7FA0")
    c.line([(270, 168), (286, 110)], "#8B6E4E", 4)


def ebike(c: Canvas, after: bool) -> None:
    _corridor(c)
    if after:
        c.box(230, 96, 26, 26, "#B0392B", 2)
        c.box(236, 103, 14, 3, "#F4F1E6")
        c.box(236, 111, 14, 3, "#F4F1E6")
        return
    for x in (150, 226):
        c.ring(x, 204, 17, "#23292F", 5)
    c.shape([(146, 196), (170, 176), (206, 178), (232, 196), (200, 204)], "#B5483A")
    c.box(160, 164, 42, 9, "#23292F", 4)
    c.line([(226, 198), (216, 140), (200, 136)], "#23292F", 4)
    c.line([(186, 176), (120, 130), (116, 96)], "#2A2A2A", 2.4)
    c.box(110, 88, 12, 12, "#F4F1E6", 2)


def lift(c: Canvas, after: bool) -> None:
    c.box(0, 0, 320, 240, "#D8D5CC")
    c.box(0, 196, 320, 44, "#9A948A")
    c.box(84, 30, 152, 166, "#8F979D")
    c.box(94, 40, 132, 156, "#B9C1C6" if after else "#2B3238")
    if after:
        c.line([(160, 40), (160, 196)], "#8F979D", 3)
    else:
        c.box(94, 40, 30, 156, "#B9C1C6")
        c.box(200, 40, 26, 156, "#B9C1C6")
        c.box(106, 118, 110, 12, "#D9622B")
        for x in range(112, 210, 22):
            c.box(x, 118, 10, 12, "#F2EEE8")
    c.box(258, 96, 20, 40, "#6F7B85", 2)
    for y in (106, 122):
        c.oval(268, y, 5, 5, "#F4E3A6" if after else "#47525B")


def kitchen(c: Canvas, after: bool) -> None:
    c.box(0, 0, 320, 240, "#E2E0D8")
    for x in range(0, 320, 32):
        c.line([(x, 0), (x, 130)], "#CFCCC2", 1)
    for y in range(0, 130, 26):
        c.line([(0, y), (320, y)], "#CFCCC2", 1)
    c.box(0, 130, 320, 16, "#A4ABB0")
    c.box(0, 146, 320, 54, "#8F979D")
    c.box(0, 200, 320, 40, "#B3ADA0")
    c.box(30, 112, 66, 18, "#5B646B", 3)
    c.oval(220, 124, 30, 8, "#D9DEE0")
    if after:
        for x in (130, 150, 170):
            c.box(x, 104, 14, 26, "#EDEFF0", 2)
        return
    for _ in range(26):
        left, top, wide = c.dice.uniform(10, 310), c.dice.uniform(204, 236), c.dice.uniform(4, 9)
        c.oval(left, top, wide, 4, c.dice.choice(("#7FA653", "#6B8F45", "#C98A3A")))
    for _ in range(12):
        c.blob(c.dice.uniform(20, 300), c.dice.uniform(20, 120), 10, 7, "#A8906080", 0.3)
    c.box(140, 92, 60, 38, "#A67C4E")


def bench(c: Canvas, after: bool) -> None:
    sky_and_houses(c, 100)
    c.box(0, 96, 320, 144, "#8FAE83")
    c.shape([(0, 240), (0, 196), (320, 176), (320, 240)], "#C3BBA9")
    tree(c, 50, 170)
    tree(c, 280, 160)
    for x in (96, 214):
        c.box(x, 140, 7, 56, "#4A5560")
    slats = ((142, 0), (152, 0), (168, 0), (177, 0))
    for n, (y, _) in enumerate(slats):
        if after or n in (0, 3):
            c.box(88, y, 142, 6, "#A87B4F", 1)
    if not after:
        c.shape([(88, 168), (150, 168), (158, 174), (88, 174)], "#8C6643")
        c.line([(170, 206), (226, 214)], "#A87B4F", 6)


def room(c: Canvas, after: bool) -> None:
    """A living room with its radiator, and what the thermometer shows."""
    c.box(0, 0, 320, 240, "#E4DED1")
    c.box(0, 176, 320, 64, "#B79C7A")
    c.box(40, 30, 120, 84, "#BFD3DF")
    c.frame(40, 30, 120, 84, "#F2EFE7", 5)
    c.line([(100, 30), (100, 114)], "#F2EFE7", 4)
    for n in range(9):
        c.box(44 + n * 13, 128, 10, 42, "#F4F2EC", 3)
    c.box(210, 52, 40, 88, "#F7F5EF", 6)
    c.box(227, 64, 6, 54, "#D9D5CA", 3)
    high = 38 if after else 14
    c.box(227, 118 - high, 6, high, "#B0392B")
    c.oval(230, 122, 8, 8, "#B0392B")
    for n in range(6):
        c.line([(236, 68 + n * 9), (243, 68 + n * 9)], "#8A8577", 1.4)
    c.box(186, 168, 118, 36, "#7F8FA0", 6)
    c.box(180, 184, 130, 34, "#8C9CAC", 6)


SCENES: dict[str, Scene] = {
    "corridor": corridor,
    "ebike": ebike,
    "lift": lift,
    "kitchen": kitchen,
    "bench": bench,
    "room": room,
}
