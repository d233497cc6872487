"""What the cells of a programme mean: places, hosts, service kinds, districts, kinds of event. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

SERVICES: tuple[tuple[str, str], ...] = (
    ("红色教育", "红色教育"),
    ("走访慰问", "走访慰问|上门慰问|慰问|走访"),
    ("微心愿征集", "征集微心愿|微心愿征集"),
    ("微心愿认领", "微心愿认领|认领微心愿"),
    ("公益集市", "公益集市|惠民集市|便民集市|集市"),
    ("公益圆梦", "公益圆梦"),
    ("公益舞台", "公益舞台"),
    ("公益善行", "公益善行"),
    ("公益跑", "公益跑"),
    ("公益项目对接", "公益项目对接"),
    ("公益项目结对", "公益项目结对"),
    ("公益创投", "公益创投"),
    ("公益组织展示", "公益组织展示"),
    ("公益品牌展演", "公益品牌展演"),
    ("现场互动", "现场互动"),
    ("文艺演出", "文艺演出|文艺表演|文艺汇演"),
    ("红歌快闪", "红歌快闪"),
    ("爱心义卖", "爱心义卖|义卖"),
    ("中医义诊", "中医义诊"),
    ("健康义诊", "健康义诊|义诊"),
    ("健康咨询", "健康咨询"),
    ("健康讲座", "健康讲座|抑郁症讲座|健康知识讲座|讲解.{0,8}预防"),
    ("眼科检查", "眼科检查"),
    ("健康体检", "健康体检|体检"),
    ("急救知识普及", "急救知识普及|急救培训|急救"),
    ("推拿", "推拿"),
    ("理发", "理发|义剪|剪发"),
    ("磨剪刀", "磨剪刀|磨刀"),
    ("修衣服", "修衣服|缝补"),
    ("家电维修", "家电维修|小家电修理"),
    ("垃圾分类", "垃圾分类"),
    ("防诈骗宣传", "防诈骗宣传|反诈宣传|反诈"),
    ("政策宣传", "政策宣传"),
    ("政策解读", "政策解读"),
    ("法律援助", "法律援助|法律咨询"),
    ("普法宣传", "普法"),
    ("扶残助残", "扶残助残|助残"),
    ("求职招聘", "求职招聘|招聘"),
    ("志愿者招募", "志愿者登记招募|志愿者招募"),
    ("困境儿童帮扶", "困境儿童帮扶|困境儿童赋能"),
    ("导医", "导医|引导服务|导诊"),
    ("陪护老年人", "陪护老年人|陪护老人"),
    ("秩序维护", "秩序维护|维护秩序"),
    ("告知提醒", "告知提醒"),
    ("留观值守", "留观值守"),
    ("党史学习", "学习党史|党史学习"),
    ("亚运知识宣讲", "亚运知识宣讲"),
    ("宣教服务", "宣教服务"),
    ("体验服务", "体验服务"),
    ("集体宣誓", "集体宣誓"),
    ("升旗仪式", "升旗"),
    ("升帆仪式", "升帆"),
    ("便民服务", "便民服务"),
)
"""Service kinds, and the words by which programmes call them; the earlier line has the words of a later one."""

KINDS: tuple[tuple[str, str], ...] = (
    ("ceremony", "宣誓|升旗|揭牌|表彰|启动仪式"),
    ("red_route", "红色之旅|红色古道|红色路线|红色研学|研学"),
    ("fair", "集市|市集|义卖|微心愿认领|公益舞台"),
    ("home_visit", "走访|慰问|上门|探望|入户"),
    ("study", "学习|讲座|宣讲|党课|讲解"),
)
BLOCKS = ("启动仪式", "公益圆梦", "公益集市", "公益舞台", "公益善行")
BLOCKS_LEAST = 3
"""Fewer of these words in a content are services, not blocks of one event."""
CITY = ("市本级", "全市", "市直", "市级")
"""Said of an area, the city as a whole."""
DITTO = ("〃", "″", "同上", "〞")

_SERVICE = re.compile("|".join(f"(?P<s{at}>{words})" for at, (_, words) in enumerate(SERVICES)))
CANCELLED = re.compile(r"[（(]\s*(?:已)?取消[^（）()]*[）)]")
OPEN_TIME = re.compile(r"时间(?:另行|待定|暂定|未定)")
_OPEN_PLACE = re.compile(r"暂定|待定|另行通知|拟定")
_NUMBERING = re.compile(r"(?:^|[;；。\n])\s*(?:\d{1,2}\s*[.、．]|[（(]\d{1,2}[）)])\s*")
_DISTRICT = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}?市)?([\u4e00-\u9fff]{1,3}?(?:区|县|市))")
_NO_DISTRICT = ("社区", "小区", "园区", "城区", "片区", "校区", "超市", "夜市", "集市", "城市", "地区", "全市")


@dataclass(frozen=True)
class Where:
    """Venues, whether one is still to be chosen or all are tentative, and what to say about it."""

    venues: list[str]
    tentative: bool
    note: str


def split(text: str, *, at: str = "、；;，\n") -> list[str]:
    """The parts of a list, in which marks inside brackets and quotation marks do not separate."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "（([“《") - (letter in "）)]”》")
        if depth <= 0 and letter in at:
            parts.append(text[start:place])
            start = place + 1
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]


def places_of(text: str) -> Where:
    """The venues of a cell. ``A或B`` is two of which one is still to be chosen."""
    bare = re.sub(r"[（(][^（）()]*(?:暂定|待定|另行通知)[^（）()]*[）)]", "", text).strip()
    choice = "或" in bare
    parts = [piece.strip() for part in split(bare) for piece in re.split(r"或者?", part) if piece.strip()]
    venues = [re.sub(r"等(?:地|处|地方)?$", "", part) or part for part in parts]
    tentative = choice or bool(_OPEN_PLACE.search(text))
    note = f"地点为{bare}，待定" if choice else ""
    if not venues and tentative:
        venues = ["地点待定"]
    return Where(venues, tentative, note)


def programmes_of(content: str) -> list[str]:
    """The items of a numbered content, or of a plain list that ends with 等服务; else none."""
    if _NUMBERING.match(content):
        return [item.strip(" ;；。\n") for item in _NUMBERING.split(content) if item.strip(" ;；。\n")]
    listed = re.fullmatch(r"(.+?)等(?:服务|活动)?[。.]?", content.strip())
    if listed and content.rstrip("。. ").endswith(("等服务", "等活动")) and "，" not in content:
        return split(listed[1], at="、")
    return []


def services_of(*texts: str) -> list[str]:
    """The service kinds that the first telling text names, in its order; each once."""
    for text in texts:
        found = dict.fromkeys(SERVICES[int(hit.lastgroup[1:])][0] for hit in _SERVICE.finditer(text) if hit.lastgroup)
        if found:
            return list(found)
    return []


def kind_of(*texts: str) -> str:
    """One of `events.rules.KINDS`: by the title if it says so, else by the content."""
    return next((kind for text in texts for kind, words in KINDS if re.search(words, text)), "service")


def blocks_of(content: str) -> list[str]:
    """The blocks of a welfare day, where a content names them all."""
    named = [block for block in BLOCKS if block in content]
    return named if len(named) >= BLOCKS_LEAST else []


def district_of(texts: Iterable[str], known: Iterable[str]) -> str:
    """The first district that the texts name: in full, then without 区/县/市 at the start; else by its form."""
    texts = [text for text in texts if text]
    names = sorted(known, key=len, reverse=True)
    for text in texts:
        hit = [(text.find(name), name) for name in names if name in text]
        if hit:
            return min(hit)[1]
    short = {name[:-1]: name for name in names if len(name) > 2}
    for text in texts:
        for start, name in short.items():
            if text.startswith(start):
                return name
    for text in texts:
        form = _DISTRICT.match(text)
        if form and not form[1].endswith(_NO_DISTRICT):
            return form[1]
    return ""
