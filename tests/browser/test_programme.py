"""From the newspaper's table to a follower's inbox: paste, look, import, follow, fix what was tentative."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from factories.programme import printed
from support.product import Product

ORGANISER, MEMBER = "13800000004", "13800000001"
TITLE = "2023年5月便民服务安排"
HTML = f"""<table><caption>{TITLE}</caption>
<tr><th>活动名称</th><th>组织单位</th><th>具体内容</th><th>活动地点</th><th>时间安排</th></tr>
<tr><td>五月义诊</td><td>江北区社会组织服务中心</td><td>健康义诊、理发</td><td>日湖广场或文化广场</td>
<td rowspan="2">5月20日（暂定）</td></tr>
<tr><td>五月集市</td><td>镇海区社会组织服务中心</td><td>公益集市</td><td>骆驼街道</td></tr></table>"""


def paste(page: Page, html: str) -> None:
    """As a browser hands over what was copied from a page."""
    page.get_by_label("表格", exact=True).evaluate(
        """(field, html) => {
            const clipboardData = new DataTransfer()
            clipboardData.setData('text/html', html)
            field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
        }""",
        html,
    )


def imported(page: Page, shot: Shot) -> None:
    page.goto("/work")
    page.get_by_role("link", name="活动安排表").click()
    page.get_by_role("link", name="导入一张表").click()
    paste(page, HTML)
    page.get_by_role("button", name="检查表格").click()
    expect(page.get_by_text("第 4 行：单元格和上一行合并在一起")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("地点还没有定，会标上“暂定”：日湖广场、文化广场")).to_be_visible()
    shot(page, "programme-preview")
    page.get_by_role("button", name="导入 2 场活动").click()
    expect(page.get_by_role("heading", name="导入完成：新增 2 场，更新 0 场")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="查看这张表").click()
    expect(page.get_by_role("cell", name="日湖广场或文化广场")).to_be_visible(timeout=20_000)


def test_a_pasted_table_becomes_events_and_a_fixed_place_reaches_the_follower(
    phone: StartPhone, product: Product, shot: Shot
) -> None:
    organiser, follower = phone(number=ORGANISER), phone(number=MEMBER)
    imported(organiser, shot)
    path = f"/events/{event_of(product, '五月义诊')}"
    follower.goto(path)
    expect(follower.get_by_text("地点暂定").first).to_be_visible(timeout=20_000)
    follower.get_by_role("button", name="关注这场活动").click()
    expect(follower.get_by_role("button", name="已关注")).to_be_visible(timeout=20_000)
    shot(follower, "programme-followed")
    organiser.goto(path)
    organiser.get_by_role("button", name="修改时间地点").click()
    organiser.get_by_label("地点", exact=True).fill("日湖广场")
    organiser.get_by_label("地点还没定，标为“暂定”").uncheck()
    organiser.get_by_role("button", name="保存").click()
    expect(organiser.get_by_text("已经改好")).to_be_visible(timeout=20_000)
    told(follower, shot)


def told(follower: Page, shot: Shot) -> None:
    follower.goto("/inbox")
    notice = follower.get_by_text("活动地点有变化").first
    for _ in range(20):  # the worker tells it within a second or two
        if notice.count():
            break
        follower.wait_for_timeout(500)
        follower.reload()
        follower.get_by_role("heading", level=1).first.wait_for()
    notice.click()
    expect(follower.get_by_text("地点定了：日湖广场").first).to_be_visible(timeout=20_000)
    shot(follower, "programme-told")


def test_the_demonstration_prints_both_published_tables(product: Product) -> None:
    token = product.token(ORGANISER)
    programmes: list[dict[str, Any]] = product.call("GET", "/programmes", token=token)[1]["items"]
    for year in (2021, 2023):
        found = next(one["id"] for one in programmes if one["year"] == year and "5月" not in one["title"])
        table = product.call("GET", f"/programmes/table?programme={found}", token=token)[1]
        headers = [column["header"] for column in table["columns"]]
        assert [[table["title"]], headers, *(row["cells"] for row in table["rows"])] == printed(year)


def event_of(product: Product, title: str) -> str:
    """The id of the event with this title."""
    events = product.call("GET", "/events?year=2023&limit=100")[1]["items"]
    return next(str(event["id"]) for event in events if event["title"] == title)
