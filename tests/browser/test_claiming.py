"""A citizen takes a rose card off the wall and scans it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from browser.camera import film
from browser.conftest import Shot, StartPhone
from support.product import Product, client_id
from support.wire import Wire

CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def fill_card(page: Page, phone: str) -> None:
    page.get_by_label("您的姓名").fill("王小明")
    page.get_by_label("手机号").fill(phone)
    page.get_by_label("想对 TA 说的话").fill("祝您天天开心")
    page.get_by_role("checkbox", name="我已看过").check()
    page.get_by_role("button", name="确定认领").click()


def test_a_citizen_claims_by_a_qr_held_to_the_camera(
    phone: StartPhone, product: Product, wire: Wire, shot: Shot, tmp_path: Path
) -> None:
    wish = product.open_wishes()[0]
    shown = film(tmp_path / "card.y4m", f"{wire.url}/W/{wish['code']}".upper())
    page = phone(*CAMERA, f"--use-file-for-fake-video-capture={shown}", permissions=("camera",))
    page.get_by_role("link", name="扫一扫").click()
    expect(page.get_by_text("这是一张心愿卡")).to_be_visible(timeout=20_000)
    shot(page, "scan-found")
    page.get_by_role("link", name="我来认领").click()
    fill_card(page, "13912340001")
    expect(page.get_by_role("heading", name="认领成功")).to_be_visible()
    shot(page, "claim-done")
    assert product.call("GET", f"/wishes/{wish['code']}")[1]["state"] == "claimed"


def test_a_second_phone_is_told_kindly_and_shown_similar_wishes(
    phone: StartPhone, product: Product, shot: Shot
) -> None:
    wish = product.open_wishes()[0]
    first, second = phone(), phone()
    for page in (first, second):
        page.goto(f"/W/{wish['code']}")
    first.get_by_role("link", name="我来认领").click()
    fill_card(first, "13912340002")
    expect(first.get_by_role("heading", name="认领成功")).to_be_visible()
    second.get_by_role("link", name="我来认领").click()
    expect(second.get_by_text("已经有人认领了").first).to_be_visible()
    expect(second.get_by_role("heading", name="还在等人的心愿")).to_be_visible()
    shot(second, "claim-taken")


def test_giving_back_reopens_the_wish(phone: StartPhone, product: Product) -> None:
    wish = product.open_wishes()[0]
    page = phone()
    page.goto(f"/wishes/{wish['code']}/claim")
    fill_card(page, "13912340004")
    page.get_by_role("link", name="看看这个心愿").click()
    page.get_by_role("button", name="办不到了，退回心愿").click()
    page.get_by_role("dialog").get_by_role("button", name="退回").click()
    expect(page.get_by_role("link", name="我来认领")).to_be_visible(timeout=30_000)
    assert product.call("GET", f"/wishes/{wish['code']}")[1]["state"] == "open"


def test_a_double_tap_claims_once(phone: StartPhone, product: Product) -> None:
    wish = product.open_wishes()[0]
    page = phone()
    page.goto(f"/wishes/{wish['code']}/claim")
    page.get_by_label("您的姓名").fill("王小明")
    page.get_by_label("手机号").fill("13912340005")
    page.get_by_role("checkbox", name="我已看过").check()
    page.get_by_role("button", name="确定认领").dblclick()
    expect(page.get_by_role("heading", name="认领成功")).to_be_visible()


def test_the_code_can_be_typed_where_there_is_no_camera(phone: StartPhone, product: Product) -> None:
    wish = product.open_wishes()[0]
    page = phone()
    page.goto("/scan")
    page.get_by_role("button", name="输入编号").click()
    page.get_by_label("玫瑰卡上的 6 位编号").fill(wish["code"].lower())
    page.get_by_role("button", name="查这个编号").click()
    expect(page.get_by_text(wish["item"])).to_be_visible()


def test_the_card_keeps_what_was_typed_over_a_reload(phone: StartPhone, product: Product) -> None:
    page = phone()
    page.goto(f"/wishes/{product.open_wishes()[-1]['code']}/claim")
    page.get_by_label("您的姓名").fill("王小明")
    page.reload()
    expect(page.get_by_label("您的姓名")).to_have_value("王小明")


def test_the_wall_changes_by_itself_when_a_wish_is_claimed(phone: StartPhone, product: Product, shot: Shot) -> None:
    board = product.call("GET", f"/fairs/{product.fair()}/board")[1]
    wall = phone(viewport={"width": 1280, "height": 720}, is_mobile=False, device_scale_factor=1)
    wall.goto(f"/wall/{product.fair()}")
    expect(wall.get_by_role("definition").nth(1)).to_have_text(f"{board['claimed']}件")
    wish = product.open_wishes()[0]
    body = {
        "client_id": client_id(),
        "name": "王小明",
        "phone": "13912340006",
        "consent": True,
    }
    assert product.call("PUT", f"/wishes/{wish['code']}/claim", body)[0] == 201
    expect(wall.get_by_role("definition").nth(1)).to_have_text(f"{board['claimed'] + 1}件", timeout=15_000)
    shot(wall, "wall")


def test_a_rose_fades_on_every_phone_as_it_is_claimed_and_a_lost_network_is_said(
    phone: StartPhone, product: Product, wire: Wire, shot: Shot
) -> None:
    page, wish = phone(), product.open_wishes()[0]
    page.goto("/wishes")
    card, claimed = page.locator(f"a[href='/wishes/{wish['code']}']"), page.get_by_role("definition").nth(1)
    expect(card.get_by_text("等待认领")).to_be_visible()
    before = int(claimed.inner_text().split("件")[0])
    body = {"client_id": client_id(), "name": "王小明", "phone": "13912340007", "consent": True}
    assert product.call("PUT", f"/wishes/{wish['code']}/claim", body)[0] == 201
    expect(card.get_by_text("已认领")).to_be_visible(timeout=15_000)
    expect(claimed).to_contain_text(str(before + 1))
    shot(page, "wishes-live")
    wire.cut()
    expect(page.get_by_text("网络断开了，正在重连")).to_be_visible(timeout=30_000)
    wire.mend()
    expect(page.get_by_text("网络断开了，正在重连")).to_be_hidden(timeout=30_000)
    assert product.call("DELETE", f"/wishes/{wish['code']}/claim", {"client_id": body["client_id"]})[0] == 204
