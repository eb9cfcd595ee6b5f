"""Small generated messages: each category has its words, all share the same politeness. Nothing of anybody's in it."""

import random

WORDS = {
    "0101": "井盖 丢失 路口 缺失 下水道 窨井 行人 绊倒 马路 检查井",
    "0102": "路灯 不亮 夜里 漆黑 灯泡 灯杆 电路 照明 熄灭 昏暗",
    "0201": "垃圾 清运 臭味 堆放 垃圾桶 环卫 满溢 苍蝇 保洁 清扫",
    "0202": "小广告 张贴 墙面 乱贴 传单 电线杆 涂写 喷涂 清除 牛皮癣",
}
POLITE = [
    "您好",
    "我们",
    "小区",
    "居民",
    "反映",
    "问题",
    "一直",
    "没有",
    "解决",
    "希望",
    "有关",
    "部门",
    "尽快",
    "处理",
    "谢谢",
    "多次",
    "现在",
    "已经",
    "这里",
    "大家",
]


def sentence(code: str, dice: random.Random, telling: int = 3) -> str:
    """``telling``: how many words of its own the category has in it."""
    words = dice.sample(WORDS[code].split(), telling) + dice.sample(POLITE, 8)
    dice.shuffle(words)
    return "，".join("".join(words[at : at + 3]) for at in range(0, len(words), 3)) + "。"


def messages(each: int, seed: int = 1, telling: int = 3) -> tuple[list[str], list[str]]:
    """Texts and their codes, as many of each category."""
    dice = random.Random(seed)
    codes = [code for code in WORDS for _ in range(each)]
    return [sentence(code, dice, telling) for code in codes], codes
