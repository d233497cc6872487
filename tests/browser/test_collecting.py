"""From a spreadsheet to the wall: an organiser imports, another person reviews, the wall opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from factories.collecting import rows, xlsx
from support.product import Product, client_id

ORGANISER, COMMITTEE = "13800000004", "13800000005"
SOCIAL_WORKER, VOLUNTEER = "13800000007", "13800000008"


def a_fair(product: Product, title: str) -> str:
    """A new fair of the organiser's, before the one of the demo, which stays the first that people see."""
    body = {"client_id": client_id(), "title": title, "date": "2023-05-28", "district": "海曙区", "venues": ["鼓楼"]}
    status, made = product.call(
        "POST", "/events", body | {"host": "宁波市民政局", "fair": True}, product.token(ORGANISER)
    )
    assert status == 201, made
    return str(made["id"])


def choose(page: Page, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    page.set_input_files("input[type=file]", str(path))


def test_a_spreadsheet_becomes_a_wall(phone: StartPhone, product: Product, shot: Shot, tmp_path: Path) -> None:
    fair = a_fair(product, "表格集市")
    page = phone(number=ORGANISER)
    page.goto(f"/work/fairs/{fair}/collecting")
    page.get_by_role("link", name="导入表格").click()
    choose(page, tmp_path / "a.xlsx", xlsx([*rows(5), rows(1)[0]]))
    expect(page.get_by_text("序号 1 和第 2 行重复了")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="导入 5 个心愿")).to_be_hidden()
    shot(page, "import-findings")
    choose(page, tmp_path / "b.xlsx", xlsx(rows(5, by="2030-07-15")))
    page.get_by_role("button", name="导入 5 个心愿").click()
    expect(page.get_by_role("heading", name="导入完成：5 个心愿")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="审核心愿").click()
    expect(page.get_by_text("要请另一位同事审核").first).to_be_visible()
    review_and_open(phone(number=COMMITTEE), fair, shot)
    assert len(product.call("GET", f"/wishes?fair={fair}&state=open")[1]["items"]) == 4


def review_and_open(page: Page, fair: str, shot: Shot) -> None:
    """Look at one true story, send one wish back, approve the others, open the wall."""
    page.goto(f"/work/fairs/{fair}/review")
    page.get_by_role("button", name="看真实情况").first.click()
    page.get_by_role("dialog").get_by_role("button", name="看真实情况").click()
    expect(page.get_by_text("独自居住，去年摔过一次。")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="退回").first.click()
    page.get_by_label("要改什么").fill("请写明拐杖的高度")
    page.get_by_role("dialog").get_by_role("button", name="退回").click()
    shot(page, "review")
    for left in (3, 2, 1, 0):
        page.get_by_role("button", name="通过").first.click()
        expect(page.get_by_role("button", name="通过")).to_have_count(left if left else 1, timeout=10_000)
    page.goto(f"/work/fairs/{fair}/collecting")
    page.get_by_role("button", name="开放心愿墙").click()
    shot(page, "open-wall")
    page.get_by_role("dialog").get_by_role("button", name="开放心愿墙").click()
    expect(page.get_by_role("link", name="看心愿墙")).to_be_visible()


def test_a_wish_is_written_on_a_phone_and_survives_a_reload(phone: StartPhone, product: Product, shot: Shot) -> None:
    fair = a_fair(product, "手写集市")
    page = phone(number=ORGANISER)
    page.goto(f"/work/fairs/{fair}/wishes/new")
    page.get_by_label("送给谁").select_option("困难老人")
    page.get_by_role("button", name="我平时＿＿不太方便").click()
    page.get_by_label("心愿物品").fill("一把四脚拐杖")
    page.reload()
    expect(page.get_by_label("心愿物品")).to_have_value("一把四脚拐杖")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("还有空没有填")).to_be_visible()
    page.get_by_label("上墙文字").fill("我在海曙中心小学门口摔过，想要一把拐杖。")
    page.get_by_label("发布单位").fill("松年助老服务中心")
    page.get_by_label("姓名").fill("钱阿秀")
    page.get_by_label("真实情况").fill("独自居住，去年摔过一次。")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("里有学校的名称")).to_be_visible()
    shot(page, "write-wish")
    page.get_by_label("上墙文字").fill("我走路不太稳，想要一把拐杖。")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("我走路不太稳，想要一把拐杖。")).to_be_visible()


@pytest.mark.parametrize(
    ("number", "duty", "others"), [(SOCIAL_WORKER, "征集与审核", "代人认领"), (VOLUNTEER, "代人认领", "征集与审核")]
)
def test_who_helps_at_a_fair_finds_their_own_duties(phone: StartPhone, number: str, duty: str, others: str) -> None:
    page = phone(number=number)
    page.goto("/work")
    page.get_by_role("link", name=duty).click()
    expect(page.get_by_role("heading", level=1, name=duty)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name=duty)).to_be_visible()
    expect(page.get_by_role("link", name=others)).to_have_count(0)
