"""An organiser keeps the sale fund and closes the fair."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from factories.fund import photo
from support.product import Product

ORGANISER = "13800000004"


def record_sale(page: Page, yuan: str, picture: Path) -> None:
    page.get_by_label("摊位").fill("3 号 手工香囊")
    page.get_by_label("金额（元）").fill(yuan)
    page.get_by_label("拍凭证照片").set_input_files(picture)
    page.get_by_label("募捐单位").fill("宁波市慈善总会")
    page.get_by_label("公开募捐备案编号").fill("51330200MJ8964021KA23001")
    page.get_by_role("button", name="记下这笔收入").click()


def fund(product: Product) -> dict[str, Any]:
    status, sums = product.call("GET", f"/fairs/{product.fair()}/fund", token=product.token(ORGANISER))
    assert status == 200
    return dict(sums)


def test_an_organiser_records_a_sale_allocates_it_and_downloads_the_report(
    phone: StartPhone, product: Product, shot: Shot, tmp_path: Path
) -> None:
    picture = tmp_path / "evidence.jpg"
    picture.write_bytes(photo())
    wish, before = product.open_wishes()[0], fund(product)
    assert before["received_fen"] > 0  # the demo has had a sale
    page = phone(number=ORGANISER)
    page.goto(f"/work/fairs/{product.fair()}/fund")
    record_sale(page, "88.50", picture)
    expect(page.get_by_text("已入账 88.50 元")).to_be_visible()
    shot(page, "fund-record")
    page.get_by_text("拨付", exact=True).first.click()
    page.get_by_role("searchbox").fill(wish["code"])
    shot(page, "fund-allocate")
    page.get_by_role("button", name=wish["item"]).click()
    page.get_by_label("这件心愿要多少元").fill("60.5")
    page.get_by_role("button", name="确定拨付").click()
    expect(page.get_by_text(f"{fund(product)['free_fen'] / 100:,.2f}").first).to_be_visible()
    assert fund(product)["free_fen"] == before["free_fen"] + 8850 - 6050
    page.get_by_text("账目", exact=True).click()
    expect(page.get_by_text("3 号 手工香囊")).to_be_visible()
    shot(page, "fund-accounts")
    assert product.call("GET", f"/wishes/{wish['code']}")[1]["state"] == "funded"
    close_fair(page, product, shot, tmp_path)


def close_fair(page: Page, product: Product, shot: Shot, tmp_path: Path) -> None:
    page.goto(f"/work/fairs/{product.fair()}/report")
    expect(page.get_by_role("heading", name=re.compile("^已送达 [0-9,]+ 件"))).to_be_visible()
    shot(page, "report")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载表格").click()
    downloading.value.save_as(tmp_path / "report.xlsx")
    overview = {row[0]: row[1] for row in load_workbook(tmp_path / "report.xlsx")["概况"].iter_rows(values_only=True)}
    sums = [fund(product)[name] / 100 for name in ("received_fen", "allocated_fen", "free_fen")]
    assert [overview[name] for name in ("义卖收入", "已拨付", "结余")] == sums


def test_an_organiser_takes_a_wish_down_with_a_reason(phone: StartPhone, product: Product, shot: Shot) -> None:
    wish = product.open_wishes()[1]
    page = phone(number=ORGANISER)
    page.goto(f"/wishes/{wish['code']}")
    page.get_by_role("button", name="撤下这个心愿").click()
    page.get_by_label("受助人不再需要").check()
    shot(page, "withdraw")
    page.get_by_role("button", name="确定撤下").click()
    expect(page.get_by_text("已撤下").first).to_be_visible()
    assert product.call("GET", f"/wishes/{wish['code']}")[1]["state"] == "withdrawn"
