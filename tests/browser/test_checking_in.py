"""The organiser's screen shows a rotating code; members scan it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import expect
from pymongo import MongoClient

from browser.camera import film
from browser.conftest import Shot, StartPhone
from browser.test_claiming import CAMERA
from support.product import Product
from support.wire import Wire
from weiguang.checkins.rules import ROTATES_S, proof_of
from weiguang.storage.embedded import running_uri

MEMBER, SECOND, ORGANISER = "13800000001", "13800000002", "13800000004"


def event_of(product: Product, row: int) -> str:
    return str(product.call("GET", "/events?year=2023&limit=20")[1]["items"][row]["id"])


def desk_code(product: Product, event: str) -> dict[str, Any]:
    status, code = product.call("GET", f"/events/{event}/desk-code", token=product.token(ORGANISER))
    assert status == 200
    return dict(code)


def checked_in(product: Product, event: str) -> int:
    return int(desk_code(product, event)["checked_in"])


def test_a_second_browser_scans_the_organisers_code(
    phone: StartPhone, product: Product, wire: Wire, shot: Shot, tmp_path: Path
) -> None:
    event = event_of(product, 0)
    desk = phone(number=ORGANISER)
    desk.goto(f"/work/desk/{event}")
    expect(desk.get_by_role("img", name="签到二维码")).to_be_visible()
    shot(desk, "desk")
    code = desk_code(product, event)
    shown = film(tmp_path / "desk.y4m", f"{wire.url}/C/{code['point']}/{code['proof']}".upper())
    page = phone(*CAMERA, f"--use-file-for-fake-video-capture={shown}", permissions=("camera",), number=MEMBER)
    page.goto("/scan")
    page.get_by_role("button", name="签到").click(timeout=20_000)
    expect(page.get_by_text("签到成功")).to_be_visible()
    shot(page, "checked-in")
    assert checked_in(product, event) == 1


def test_checking_in_twice_says_so(phone: StartPhone, product: Product) -> None:
    event = event_of(product, 1)
    page = phone(number=MEMBER)
    for word in ("签到成功", "已签到"):
        code = desk_code(product, event)
        page.goto(f"/C/{code['point']}/{code['proof']}")
        expect(page.get_by_text(word, exact=True)).to_be_visible()
        page.evaluate("sessionStorage.clear()")
    assert checked_in(product, event) == 1


def test_a_photo_of_the_code_is_refused_after_a_while(phone: StartPhone, product: Product, shot: Shot) -> None:
    event = event_of(product, 2)
    point = desk_code(product, event)["point"]
    with MongoClient(running_uri(product.data)) as client:
        secret = client["weiguang"].check_in_points.find_one({"_id": point})["secret"]
    old = proof_of(bytes(secret), int(time.time()) // ROTATES_S - 5)
    page = phone(number=SECOND)
    page.goto(f"/C/{point}/{old}")
    expect(page.get_by_text("签到码已过期")).to_be_visible()
    shot(page, "check-in-expired")
    assert checked_in(product, event) == 0


def test_a_scan_without_network_is_kept_and_sent_later(
    phone: StartPhone, product: Product, wire: Wire, shot: Shot
) -> None:
    event = event_of(product, 3)
    page = phone(number=MEMBER)
    code = desk_code(product, event)
    wire.cut()
    page.goto(f"/C/{code['point']}/{code['proof']}")
    expect(page.get_by_text("已保存，待提交").first).to_be_visible(timeout=20_000)
    shot(page, "check-in-kept")
    assert checked_in(product, event) == 0
    wire.mend()
    page.goto("/me")
    for _ in range(150):
        if checked_in(product, event):
            break
        page.wait_for_timeout(300)
    assert checked_in(product, event) == 1
    expect(page.get_by_text("没有提交的")).to_be_hidden()


def test_signing_in_on_the_way_does_not_lose_the_scan(phone: StartPhone, product: Product) -> None:
    event = event_of(product, 4)
    code = desk_code(product, event)
    page = phone()
    page.goto(f"/C/{code['point']}/{code['proof']}")
    page.get_by_role("link", name="登录").click()
    page.get_by_label("手机号").fill("13800000003")
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_role("button", name="使用").click()
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("签到成功")).to_be_visible(timeout=20_000)
