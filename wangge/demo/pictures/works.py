"""Scenes of works and pipes: a site at night, water, sewage, gas, a shed on a roof, an open cabinet."""

from wangge.demo.pictures.canvas import Canvas, Scene, close_road, cone, sky_and_houses, street


def site(c: Canvas, after: bool) -> None:
    c.box(0, 0, 320, 240, "#26303C" if not after else "#C6D2DB")
    c.box(196, 30, 5, 130, "#C79A2E")
    c.line([(120, 34), (300, 34)], "#C79A2E", 4)
    c.line([(199, 18), (130, 34)], "#C79A2E", 1.4)
    c.line([(199, 18), (290, 34)], "#C79A2E", 1.4)
    c.box(30, 70, 100, 100, "#8C9298" if after else "#3C4752")
    for y in range(78, 160, 18):
        for x in range(38, 120, 20):
            c.box(x, y, 12, 10, "#6F777E" if after else "#2B343D")
    if not after:
        c.shape([(132, 36), (40, 170), (160, 170)], "#FFF0B84A")
        c.oval(132, 36, 6, 6, "#FFF6D8")
    for n in range(5):
        c.box(n * 64, 160, 62, 40, "#3F7F9E" if after else "#2C566B")
        c.box(n * 64 + 4, 176, 54, 4, "#E3E8EA" if after else "#6F8A96")
    c.box(0, 200, 320, 40, "#7E858C" if after else "#3A4047")


def pipe(c: Canvas, after: bool) -> None:
    close_road(c)
    if after:
        c.shape([(96, 96), (226, 92), (230, 182), (92, 186)], "#5C6268")
        return
    c.blob(160, 176, 140, 44, "#A9BFCB", 0.12)
    c.blob(160, 160, 44, 20, "#5E6367", 0.2)
    for dx in (-22, -10, 0, 11, 24):
        c.line([(160 + dx * 0.4, 156), (160 + dx * 1.6, 70 + abs(dx) * 1.5), (160 + dx * 3.2, 128)], "#E4F0F6", 3.4)
    cone(c, 60, 220, 1.4)


def sewage(c: Canvas, after: bool) -> None:
    close_road(c)
    if not after:
        c.blob(166, 166, 126, 52, "#6B6248", 0.14)
        c.blob(150, 158, 70, 26, "#5A5239", 0.2)
    c.oval(150, 132, 46, 31, "#4A5057")
    for n in range(-2, 3):
        c.line([(116, 132 + n * 10), (184, 132 + n * 10)], "#5B6269", 2.4)
    if not after:
        for x in (128, 152, 176):
            c.oval(x, 126, 8, 5, "#7A7153")


def gas(c: Canvas, after: bool) -> None:
    street(c)
    c.box(110, 120, 90, 62, "#B9B4A6")
    c.frame(110, 120, 90, 62, "#8A8577", 2)
    c.box(126, 132, 58, 8, "#C79A2E")
    c.line([(96, 178), (96, 112), (110, 112)], "#D1B04A", 6)
    c.line([(200, 150), (226, 150), (226, 190)], "#D1B04A", 6)
    if after:
        return
    c.line([(30, 172), (292, 176)], "#D9622B", 6)
    for x in range(34, 290, 24):
        c.box(x, 171, 10, 6, "#F2EEE8")
    for x in (30, 292, 160):
        cone(c, x, 206)
    for n in range(4):
        c.oval(232 + n * 9, 138 - n * 17, 8 + n * 2, 6 + n, "#E9EDEF90")


def shed(c: Canvas, after: bool) -> None:
    sky_and_houses(c, 120)
    c.box(40, 84, 240, 112, "#C2BDB2")
    for x in range(56, 270, 44):
        c.box(x, 104, 24, 26, "#93A1AD")
    c.box(0, 196, 320, 44, "#9AA08A")
    if after:
        return
    c.shape([(96, 58), (250, 46), (250, 84), (96, 84)], "#5E88A8")
    c.shape([(90, 58), (254, 44), (254, 50), (90, 64)], "#3F6683")
    for x in (104, 150, 196, 240):
        c.line([(x, 60), (x, 84)], "#3A4650", 3)
    c.line([(60, 196), (84, 84)], "#8B6E4E", 4)
    c.line([(76, 196), (98, 84)], "#8B6E4E", 4)


def box(c: Canvas, after: bool) -> None:
    street(c)
    c.box(106, 92, 108, 92, "#4F6B5E")
    c.frame(106, 92, 108, 92, "#3A5247", 2)
    if after:
        c.line([(160, 94), (160, 182)], "#3A5247", 2)
        c.shape([(128, 124), (120, 140), (127, 140), (122, 154), (136, 134), (128, 134)], "#E2C14A")
        return
    c.box(112, 98, 96, 80, "#20272C")
    for n in range(5):
        c.box(120 + n * 17, 106, 12, 26, "#59646C")
        c.line([(126 + n * 17, 132), (122 + n * 17, 172)], ("#C0392B", "#D9A21B", "#2D6FB0")[n % 3], 2.4)
    c.shape([(106, 92), (72, 104), (72, 196), (106, 184)], "#5B7A6B")


SCENES: dict[str, Scene] = {
    "site": site,
    "pipe": pipe,
    "sewage": sewage,
    "gas": gas,
    "shed": shed,
    "box": box,
}
