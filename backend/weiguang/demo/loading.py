"""Load the demo data once; the marker is written last, so an interrupted load simply runs again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pymongo.database import Database

from weiguang.demo.centres import load_centres
from weiguang.demo.deliveries import load_deliveries
from weiguang.demo.history import load_history
from weiguang.demo.hours import load_hours
from weiguang.demo.lessons import load_courses
from weiguang.demo.meetings import load_meetings
from weiguang.demo.notices import load_notices
from weiguang.demo.people import load_branches, load_people
from weiguang.demo.points import load_points
from weiguang.demo.programme import load_programme
from weiguang.demo.rosters import load_rosters
from weiguang.demo.routes import load_routes
from weiguang.demo.sales import load_sales
from weiguang.demo.school import load_school
from weiguang.demo.stories import load_stories
from weiguang.demo.wishes import load_wishes

EDITION = 4


def load_demo(database: Database[dict[str, Any]], now: datetime) -> None:
    """Load everything, unless this edition is loaded already. Ids are the same at every load."""
    site = database["site"]
    if site.find_one({"_id": "site", "demo_edition": EDITION}):
        return
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("支部", load_branches),
        ("党员", load_people),
        ("活动安排", lambda: load_programme(now)),
        ("报名", load_rosters),
        ("签到点", load_points),
        ("微心愿", lambda: load_wishes(now)),
        ("配送", lambda: load_deliveries(now)),
        ("义卖", lambda: load_sales(now)),
        ("课程", load_courses),
        ("党建平台", lambda: load_stories(now)),
        ("研学路线", lambda: load_routes(now)),
        ("会议", lambda: load_meetings(now)),
        ("党校", lambda: load_school(now)),
        ("公开数字", lambda: load_history(now)),
        ("服务中心", lambda: load_centres(now)),
        ("服务时长", lambda: load_hours(now)),
        ("通知", lambda: load_notices(now)),
    )
    for name, step in steps:
        print(f"  装入演示数据：{name}", flush=True)
        step()
    site.update_one({"_id": "site"}, {"$set": {"demo_edition": EDITION}})
