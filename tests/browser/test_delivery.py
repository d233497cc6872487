"""A delivery team drives its stops of today, also where there is no network."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Shot, StartPhone
from support.product import Product
from support.wire import Wire

MEMBER, ORGANISER = "13800000002", "13800000004"


class Tour:
    """Today's stops of the demo's second member, as the server has them and as the phone shows them."""

    def __init__(self, product: Product) -> None:
        self.product, self.token = product, product.token(MEMBER)
        (self.team,) = self.call("/me/teams")["items"]

    def call(self, path: str) -> dict[str, Any]:
        status, answer = self.product.call("GET", path, token=self.token)
        assert status == 200
        return dict(answer)

    def stops(self) -> dict[str, dict[str, Any]]:
        return {stop["code"]: stop for stop in self.call(f"/teams/{self.team['id']}/run-sheet?limit=100")["items"]}

    def left(self) -> list[dict[str, Any]]:
        return [stop for stop in self.stops().values() if stop["stop"] == "planned"]


@pytest.fixture
def tour(product: Product) -> Tour:
    return Tour(product)


def card(page: Page, stop: dict[str, Any]) -> Locator:
    return page.locator("section.card", has_text=f"{stop['serial']} 号心愿")


def open_stops(page: Page) -> None:
    page.goto("/me")
    page.get_by_role("link", name="配送任务").click()
    expect(page.get_by_text("还有").first).to_be_visible()


def sign(page: Page) -> None:
    box = page.get_by_role("img", name="签名板").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(box["x"] + 20 + 30 * step, box["y"] + 20 + (step % 2) * 60)
    page.mouse.up()


def test_a_member_sees_the_address_and_hands_over_with_a_signature(phone: StartPhone, tour: Tour, shot: Shot) -> None:
    stop, page = tour.left()[0], phone(number=MEMBER)
    open_stops(page)
    card(page, stop).get_by_role("button", name="看地址").click()
    expect(card(page, stop).get_by_text("虚构地址")).to_be_visible()
    shot(page, "delivery-stops")
    card(page, stop).get_by_role("button", name="已送达").click()
    page.get_by_role("button", name="确定送达").click()
    expect(page.get_by_text("还没有签字")).to_be_visible()
    sign(page)
    shot(page, "delivery-signature")
    page.get_by_role("button", name="确定送达").click()
    expect(card(page, stop).get_by_role("button", name="写下感谢的话")).to_be_visible()
    assert (tour.stops()[stop["code"]]["stop"], tour.stops()[stop["code"]]["receipt"]) == ("delivered", "signature")


def test_two_stops_marked_without_a_network_arrive_when_it_returns(
    phone: StartPhone, tour: Tour, wire: Wire, shot: Shot
) -> None:
    first, second = tour.left()[:2]
    page = phone(number=MEMBER)
    open_stops(page)
    page.get_by_role("button", name="把今天的地址存到手机").click()
    expect(page.get_by_text("存好了")).to_be_visible()
    wire.cut()
    page.goto("/me/deliveries")
    expect(card(page, first).get_by_text("虚构地址")).to_be_visible(timeout=20_000)
    card(page, first).get_by_role("button", name="已送达").click()
    page.get_by_text("都不方便").click()
    page.get_by_role("button", name="确定送达").click()
    card(page, second).get_by_role("button", name="没人").click()
    for stop in (first, second):
        expect(card(page, stop).get_by_text("已保存，待提交")).to_be_visible(timeout=20_000)
    shot(page, "delivery-offline")
    assert {tour.stops()[stop["code"]]["stop"] for stop in (first, second)} == {"planned"}
    wire.mend()
    page.goto("/me/deliveries")
    for _ in range(150):
        if not {first["code"], second["code"]} & {stop["code"] for stop in tour.left()}:
            break
        page.wait_for_timeout(300)
    assert [tour.stops()[stop["code"]]["stop"] for stop in (first, second)] == ["delivered", "absent"]
    expect(page.get_by_text("已保存，待提交")).to_have_count(0)


def test_an_organiser_plans_by_district_and_prints_the_run_sheet(phone: StartPhone, tour: Tour, shot: Shot) -> None:
    page, before = phone(number=ORGANISER), len(tour.stops())
    page.goto("/work")
    page.get_by_role("link", name="配送和感谢").first.click()
    page.get_by_label("哪个队").select_option(label=tour.team["name"])
    page.get_by_role("button", name="按区县自动排").click()
    expect(page.get_by_text("排好了")).to_be_visible()
    shot(page, "delivery-plan")
    page.get_by_text("配送单", exact=True).click()
    page.get_by_role("region", name="今天").get_by_role("link", name=tour.team["name"]).click()
    expect(page.get_by_role("table")).to_be_visible()
    shot(page, "delivery-run-sheet")
    assert len(tour.stops()) > before
