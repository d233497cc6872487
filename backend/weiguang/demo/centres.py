"""An invented district: the city's service centre, eight of towns, 114 of villages; and how many came in two weeks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from weiguang.branches.tree import load_tree
from weiguang.checkins.centres.managing import OFFICE_HOURS, WITHIN, new_centre
from weiguang.checkins.centres.models import Centre
from weiguang.checkins.centres.service import ensure_centre_point
from weiguang.checkins.footfall.models import Footfall
from weiguang.checkins.service import ensure_point
from weiguang.demo.programme import FAIR
from weiguang.demo.reading import demo_id, read
from weiguang.events.models import Event
from weiguang.storage.clock import local_day

MORNING, AFTERNOON = {"from": "08:30", "to": "11:30"}, {"from": "13:30", "to": "17:00"}
WEEKLY: dict[str, list[list[dict[str, str]]]] = {
    "city": [[{"from": "08:30", "to": "20:30"}]] * 5 + [[{"from": "09:00", "to": "17:00"}]] * 2,
    "town": [*OFFICE_HOURS[:5], [{"from": "09:00", "to": "16:00"}], []],
    "village": [[MORNING, AFTERNOON]] * 5 + [[], []],
}
DAYS, BUSY = 14, 4
STALLS = ("义诊", "理发", "家电维修", "法律咨询", "磨剪子", "心愿咨询")


def load_centres(now: datetime) -> None:
    """All centres, the footfall of the busiest four, and the stalls of the fair of 2023."""
    source = read("centres")
    busy = [_store(source, demo_id("centre", "city"), "city", None, source["city"], 0, now)]
    for number, town in enumerate(source["towns"], start=1):
        name, seq = town["name"], number * WITHIN
        busy.append(_store(source, demo_id("centre", name), "town", busy[0]["_id"], name, seq, now))
        for place, village in enumerate(town["villages"], start=1):
            own = demo_id("centre", village)
            _store(source, own, "village", busy[-1]["_id"], f"{name}{village}", seq + place, now)
    for place, centre in enumerate(busy[:BUSY]):
        _came(ensure_centre_point(centre)["_id"], place, now)
    _load_stalls()


def _store(
    source: dict[str, Any], own: ObjectId, level: str, parent: ObjectId | None, name: str, seq: int, now: datetime
) -> dict[str, Any]:
    """One centre, stored before those below it are made."""
    new_year = local_day(now + timedelta(days=366))[:4]
    made = new_centre(
        line=load_tree().line(demo_id("branch", source["branch"])),
        name=name if level == "city" else f"{name}党群服务中心",
        level=level,
        parent=parent,
        district=source["district"],
        address=f"虚构地址：{source['district']}{'' if level == 'city' else name}演示路{seq % WITHIN + 1}号",
        phone=f"0574-0000{seq:04d}",
        about="（演示）进门右手边是服务台，有问题都可以问。轮椅和婴儿车可以从西门进。",
        services=source["services"][level],
        weekly=WEEKLY[level],
        exceptions=[
            {"first_day": f"{new_year}-01-01", "last_day": f"{new_year}-01-03", "spans": [], "note": "元旦放假"}
        ],
        invented=True,
    )
    made |= {"_id": own, "path": [own, *made["path"][1:]], "seq": seq, "created_at": now}
    Centre.collection().replace_one({"_id": own}, made, upsert=True)
    return made


def _came(point: str, place: int, now: datetime) -> None:
    """Two weeks of invented visits, as they stand when their day is over."""
    for back in range(1, DAYS + 1):
        day = local_day(now - timedelta(days=back))
        first = 70 - 14 * place + (back * 11 + place * 5) % 23
        _footfall(point, day, visits=first + first // 6, first=first, people=first - first // 20)


def _load_stalls() -> None:
    """Six stalls of the fair, each with its plaque and the visits of that morning."""
    fair = Event.collection().find_one({"_id": FAIR}) or {}
    for number, name in enumerate(STALLS):
        point = ensure_point(
            f"stall:{FAIR}:{number}",
            kind="stall",
            subject=f"event:{FAIR}",
            title=fair["title"],
            name=f"{name}摊位",
            event=FAIR,
            branch=fair["branch"],
            line=fair["line"],
            rule={"once": "day", "ways": ["plaque"]},
        )
        first = 180 - 23 * number
        _footfall(point["_id"], "2023-06-28", visits=first + first // 8, first=first, people=first - first // 25)


def _footfall(point: str, day: str, *, visits: int, first: int, people: int) -> None:
    row = {"point": point, "day": day, "visits": visits, "first": first, "unsure": visits % 4, "people": people}
    Footfall.collection().replace_one({"_id": f"{point}:{day}"}, row, upsert=True)
