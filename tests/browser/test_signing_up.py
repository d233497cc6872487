"""Two phones and one place: who has it, who waits, and what happens when the first one cannot come."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from support.product import Product, client_id
from support.wire import Wire

FIRST, SECOND, ORGANISER = "13800000001", "13800000002", "13800000004"
days = itertools.count(11)


def shift_on(day: str) -> dict[str, Any]:
    times = {"starts_at": f"{day}T08:30:00+08:00", "ends_at": f"{day}T12:00:00+08:00"}
    return {"id": client_id(), "capacity": 1} | times


@pytest.fixture
def event(product: Product) -> str:
    """An event of the test's own, on its own day, with one post that has one place."""
    day = f"2023-05-{next(days)}"
    token = product.token(ORGANISER)
    place = {"host": "宁波市民政局", "venues": ["鼓楼"], "district": "海曙区"}
    body = {"client_id": client_id(), "title": "便民义诊", "date": day} | place
    made: dict[str, Any] = product.call("POST", "/events", body, token)[1]
    post = {"id": client_id(), "name": "导医", "note": "", "shifts": [shift_on(day)]}
    plan = {"version": 0, "capacity": None, "posts": [post]}
    assert product.call("PUT", f"/events/{made['id']}/posts", plan, token)[0] == 200
    return str(made["id"])


def sign_up(page: Page, event: str, act: str) -> None:
    """Choose the only shift and say yes."""
    page.goto(f"/events/{event}")
    page.get_by_role("button", name="8:30–12:00").click()
    page.get_by_role("dialog").get_by_role("button", name=act).click()


def test_whoever_waits_gets_the_place_that_the_first_gives_back(
    phone: StartPhone, product: Product, event: str, shot: Shot
) -> None:
    one, two = phone(number=FIRST), phone(number=SECOND)
    sign_up(one, event, "报名")
    expect(one.get_by_role("heading", name="您已报名")).to_be_visible()
    sign_up(two, event, "排候补")
    expect(two.get_by_role("heading", name="候补第 1 位")).to_be_visible()
    shot(two, "sign-up-waiting")
    one.get_by_role("button", name="取消报名").click()
    one.get_by_role("dialog").get_by_role("button", name="取消报名").click()
    expect(one.get_by_text("已取消报名")).to_be_visible()
    two.goto("/inbox")
    expect(two.get_by_text("候补成功，您有名额了")).to_be_visible(timeout=15_000)
    two.goto(f"/events/{event}")
    expect(two.get_by_role("heading", name="您已报名")).to_be_visible()


def test_a_sign_up_without_signal_gets_its_own_answer_later(
    phone: StartPhone, product: Product, event: str, wire: Wire, shot: Shot
) -> None:
    page = phone(number=FIRST)
    page.goto(f"/events/{event}")
    expect(page.get_by_text("还剩 1 个名额").first).to_be_visible()
    [shift] = product.call("GET", f"/events/{event}")[1]["posts"][0]["shifts"]
    wire.cut()
    page.get_by_role("button", name="8:30–12:00").click()
    page.get_by_role("dialog").get_by_role("button", name="报名").click()
    expect(page.get_by_role("heading", name="已保存，待提交")).to_be_visible(timeout=15_000)
    shot(page, "sign-up-kept")
    path, body = f"/events/{event}/registration", {"client_id": client_id(), "shift": shift["id"]}
    assert product.call("PUT", path, body, product.token(SECOND))[0] == 201
    wire.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="候补第 1 位")).to_be_visible(timeout=30_000)


def test_an_organiser_moves_the_line_and_undoes_a_slip(
    phone: StartPhone, product: Product, event: str, shot: Shot
) -> None:
    [shift] = product.call("GET", f"/events/{event}")[1]["posts"][0]["shifts"]
    for number in (FIRST, SECOND):
        body = {"client_id": client_id(), "shift": shift["id"]}
        product.call("PUT", f"/events/{event}/registration", body, product.token(number))
    page = phone(number=ORGANISER)
    page.goto(f"/work/events/{event}/posts")
    page.get_by_label("几个人").fill("2")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("保存好了")).to_be_visible()
    page.goto(f"/work/events/{event}/roster")
    expect(page.get_by_text("2 / 2 人")).to_be_visible()
    shot(page, "roster")
    page.get_by_role("button", name="林晓梅").click()
    page.get_by_role("button", name="取消这个人的报名").click()
    expect(page.get_by_text("1 / 2 人")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("2 / 2 人")).to_be_visible()
