"""A handful of streets made up for the tests of places: small enough to know by heart."""

from functools import cache

from wangge.triage.placing import Division, Entry, Gazetteer, Kind, Numbers

_TREE = {
    "110115": "大兴区", "110115001": "清河街道", "110115002": "黄村地区",
    "110115001001": "丽园社区", "110115001002": "学院社区", "110115002001": "枣林村", "110115002002": "车站村",
    "110115001003": "车站村",
}  # fmt: skip
_MANY = {"110115001001": 3, "110115001002": 2, "110115002001": 2, "110115002002": 2, "110115001003": 1}

LI1, LI2, LI3 = (f"11011500100100{n}" for n in (1, 2, 3))  # 丽园
XUE1, XUE2 = (f"11011500100200{n}" for n in (1, 2))  # 学院
ZAO1, ZAO2 = (f"11011500200100{n}" for n in (1, 2))  # 枣林村
CHE1, CHE2, OTHER_CHE = "110115002002001", "110115002002002", "110115001003001"  # 车站村, 黄村 and 清河


@cache
def town() -> Gazetteer:
    tree = [
        Division(code, name, len(code) // 3 - 1, code[:-3] if len(code) > 6 else None) for code, name in _TREE.items()
    ]
    grids = [
        Division(f"{code}{n:03d}", f"{_TREE[code].removesuffix('社区').removesuffix('村')} {n:02d} 网格", 4, code)
        for code, many in _MANY.items()
        for n in range(1, many + 1)
    ]
    return Gazetteer([*tree, *grids], ENTRIES, _locate, {"1101150137000001": LI2}.get)


def _locate(lng: float, lat: float) -> str | None:
    """Four grids meet at (116.3, 39.7)."""
    return {(True, True): LI2, (True, False): XUE2, (False, True): LI1, (False, False): XUE1}[lng > 116.3, lat > 39.7]


ENTRIES = [
    Entry(Kind.COMPOUND, "棠门家园", (LI1,)),
    Entry(Kind.COMPOUND, "乐仁公寓", (LI2,)),
    Entry(Kind.COMPOUND, "秋达南里", (XUE1,)),
    Entry(Kind.COMPOUND, "秋阳花园", (XUE2,)),
    Entry(Kind.COMPOUND, "和平里", (LI3,)),
    Entry(Kind.COMPOUND, "和平里", (ZAO2,)),
    Entry(Kind.COMPOUND, "枫丹白露", (LI1, LI2)),
    Entry(Kind.POI, "稻香实验小学", (XUE2,)),
    Entry(Kind.POI, "清禾社区卫生服务站", (LI2,), ("清禾诊所",)),
    Entry(Kind.POI, "枫仁农贸市场", (ZAO1,)),
    Entry(Kind.PLACE, "枣林村", (ZAO2,)),
    Entry(
        Kind.ROAD, "裕峰街", (LI1, LI2, XUE1), (), 116.29, 39.7, ((116.2, 39.7), (116.4, 39.7)),
        (Numbers(LI1, 1, 23), Numbers(LI2, 25, 47), Numbers(XUE1, 2, 48)),
    ),
    Entry(Kind.ROAD, "清源路", (LI1, XUE1, ZAO1), (), 116.3, 39.71, ((116.3, 39.6), (116.3, 39.8))),
    Entry(Kind.ROAD, "乐晖胡同", (ZAO1, ZAO2), (), None, None, (), (Numbers(ZAO1, 1, 40, True),)),
]  # fmt: skip
