"""Handles on the fixture town: people, units, grids and matters by the names everybody knows."""

from functools import cache

from wangge import people, places
from wangge.demo import town
from wangge.kit.tx import Actor, Pool, Tx, work

DISTRICT = town.DISTRICT
PASSWORD: str = town.plan()["password"]
ORIGIN = "http://testserver"

CLERK = "wangmin"  # 王敏, the whole district
STREET_CLERK = "wuqian"  # 吴倩, 清源 only
DISPATCHER = "liwei"  # 李伟
SHIFT_LEAD = "zhaogang"  # 赵刚
WORKER = "zhanglei"  # 张磊, 丽园社区
NEIGHBOUR = "liuyang"  # 刘洋, 枣园 and 学院, the same street
FAR_WORKER = "chenjing"  # 陈静, 富强西里社区, the other street
LEAD = "mafang"  # 马芳, 清源
CITY_HANDLER = "zhengtao"  # 郑涛, 城管委
WATER_HANDLER = "helin"  # 何琳, 水务局
HOUSING_HANDLER = "gaofeng"  # 高峰, 住建委
HEAT_HANDLER = "linfang"  # 林芳, 热力公司
STREET_HANDLER = "guoqiang"  # 郭强, 清源街道办
SUB_HANDLER = "tangjun"  # 唐军, 清源执法队
FAR_HANDLER = "xuming"  # 许明, 兴丰街道办
CALLER = "sunjing"  # 孙静
SUPERVISOR = "zhouzheng"  # 周正
SYSTEM_ADMIN = "shenli"  # 沈立
SECURITY_ADMIN = "anning"  # 安宁
AUDIT_ADMIN = "zhongping"  # 钟平
NOBODY = "hanbing"  # 韩冰, signs in and holds no post

LIYUAN, ZAOYUAN, COLLEGE = "110115003006001", "110115003008001", "110115003028002"  # unit grids of 清源
FUQIANG, KANGJU = "110115001001001", "110115001020001"  # unit grids of 兴丰


def actor(tx: Tx, login: str) -> Actor:
    return people.actor(tx, people.user_id(tx, login))


def actor_of(pool: Pool, login: str) -> Actor:
    with work(pool, DISTRICT) as tx:
        return actor(tx, login)


def unit(tx: Tx, name: str) -> int:
    """Id of a unit by its short name: 城管委, 水务局, 住建委, 热力公司, 清源街道办, 清源执法队 …"""
    return {unit.short_name: unit.id for unit in people.units(tx)}[name]


def grid(tx: Tx, code: str) -> places.Grid:
    return places.grid(tx, code)


@cache
def matter(name: str, condition: str = "01") -> tuple[str, str]:
    """Category and condition by the category's name: 暴露生活垃圾, 道路破损, 私搭乱建, 上水井盖 …"""
    categories = {row["category_name"]: row["category"] for row in town.plan()["standards"]}
    return categories[name], condition


def token(pool: Pool, login: str) -> str:
    return str(people.sign_in(pool, DISTRICT, login, PASSWORD))


def bearer(pool: Pool, login: str) -> dict[str, str]:
    """Headers of somebody who is signed in."""
    return {"Authorization": f"Bearer {token(pool, login)}"}
