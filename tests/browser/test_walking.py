"""A route is made on a laptop, printed, and walked with a phone that loses its network."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from factories.walking import DESCRIBED, stop_body
from support.paper import LAPTOP, SHEET, read
from support.product import Product, client_id
from support.wire import Wire

MEMBER, SECOND, ORGANISER = "13800000001", "13800000002", "13800000004"


def route_of(product: Product, *stops: str, **more: Any) -> dict[str, Any]:
    """A published route of its own, with its plaques in order."""
    token = product.token(ORGANISER)
    made = product.call("POST", "/routes", {"client_id": client_id(), **DESCRIBED, **more}, token)[1]
    for name in stops:
        product.call("PUT", f"/routes/{made['id']}/stops/{uuid.uuid4()}", stop_body(name), token)
    product.call("PUT", f"/routes/{made['id']}/publication", {"published": True}, token)
    return {**made, "plaques": product.call("GET", f"/routes/{made['id']}/plaques", token=token)[1]["plaques"]}


def record(product: Product, number: str, title: str) -> list[str]:
    rows = product.call("GET", "/me/participation?limit=100", token=product.token(number))[1]["items"]
    return sorted(row["title"] for row in rows if row["title"].startswith(title))


def scan(page: Page, plaque: dict[str, Any], *, said: str) -> None:
    """As the phone's own camera does: it opens the link."""
    page.goto(f"/R/{plaque['code']}")
    expect(page.get_by_role("heading", level=1)).to_have_text(plaque["name"], timeout=20_000)
    expect(page.get_by_role("heading", name=said)).to_be_visible(timeout=20_000)


def test_a_route_is_walked_with_the_network_cut(phone: StartPhone, product: Product, wire: Wire, shot: Shot) -> None:
    route = route_of(product, "断网第一站", "断网第二站", title="断网也能走")
    page = phone(number=MEMBER)
    page.goto(f"/routes/{route['id']}")
    expect(page.get_by_text("没有网络也能走")).to_be_visible()
    wire.cut()
    for plaque in reversed(route["plaques"]):
        scan(page, plaque, said="已保存，待提交")
    shot(page, "route-stop-offline")
    expect(page.get_by_text("从前这里停满了船。")).to_be_visible()
    page.get_by_role("link", name="看完成卡").click()
    expect(page.locator("main li").get_by_text("待提交")).to_have_count(2)
    wire.mend()
    page.goto("/me")
    for _ in range(200):
        if len(record(product, MEMBER, "断网也能走")) == 2:
            break
        page.wait_for_timeout(300)
    assert record(product, MEMBER, "断网也能走") == ["断网也能走 · 断网第一站", "断网也能走 · 断网第二站"]
    scan(page, route["plaques"][0], said="今天到过了")
    assert len(record(product, MEMBER, "断网也能走")) == 2


def test_without_an_account_the_phone_keeps_the_walk_and_offers_it_after_signing_in(
    phone: StartPhone, product: Product, wire: Wire, shot: Shot
) -> None:
    route = route_of(product, "登录前第一站", "登录前第二站", title="先走后登录")
    page = phone()
    scan(page, route["plaques"][1], said="到了")
    page.goto(f"/routes/{route['id']}")
    expect(page.get_by_text("走了 1 站，共 2 站")).to_be_visible()
    expect(page.get_by_text("下一站：第 1 站")).to_be_visible()
    shot(page, "route-progress")
    session = {"name": "weiguang_session", "value": product.token(SECOND), "url": wire.url, "httpOnly": True}
    page.context.add_cookies([session])
    page.reload()
    page.get_by_role("button", name="是我走的，记下来").click(timeout=20_000)
    for _ in range(100):
        if record(product, SECOND, "先走后登录"):
            break
        page.wait_for_timeout(200)
    assert record(product, SECOND, "先走后登录") == ["先走后登录 · 登录前第二站"]


def test_whoever_walked_every_stop_gets_a_card_and_a_picture_of_it(
    phone: StartPhone, product: Product, shot: Shot
) -> None:
    route = route_of(product, "甲站", "乙站", title="走到底")
    page = phone()
    for plaque in route["plaques"]:
        scan(page, plaque, said="到了")
    page.get_by_role("link", name="看完成卡").click()
    expect(page.get_by_text("2 站都走到了")).to_be_visible()
    page.get_by_role("button", name="存成图片").click()
    picture = page.get_by_role("img", name="走到底的完成卡")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 720
    shot(page, "route-finished")
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="从头再走一遍").click()
    expect(page.get_by_text("走了 0 站，共 2 站")).to_be_visible()


def test_a_plaque_that_is_none_says_so(phone: StartPhone, product: Product) -> None:
    page = phone()
    page.goto("/r/zzzzzz")
    expect(page.get_by_text("没有找到这块站点牌")).to_be_visible()


def test_what_an_organiser_writes_is_only_words(phone: StartPhone, product: Product) -> None:
    route = route_of(product, "<img src=x onerror=window.hit=1>", title="<script>window.hit=1</script>")
    page = phone()
    scan(page, route["plaques"][0], said="到了")
    expect(page.get_by_text("<script>window.hit=1</script>").first).to_be_visible()
    assert page.evaluate("window.hit") is None


def test_a_route_is_written_ordered_and_opened_on_the_phone(phone: StartPhone, product: Product, shot: Shot) -> None:
    page = phone(number=ORGANISER)
    page.goto("/work/routes/new")
    for label, words in (("路线名称", "手机上写的路线"), ("在哪个区县", "江北区"), ("一句话简介", "两站。")):
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="保存").click()
    for name in ("后面那站", "前面那站"):
        page.get_by_role("link", name="加一站").click()
        for label, words in (("站名", name), ("在哪里", "门口"), ("这一站的故事", "故事。")):
            page.get_by_label(label).fill(words)
        page.get_by_role("button", name="保存这一站").click()
        expect(page.get_by_role("link", name=f"修改{name}")).to_be_visible()
    page.get_by_role("button", name="把前面那站往前移").click()
    expect(page.locator(".stops li").first).to_contain_text("前面那站")
    page.get_by_role("button", name="开放给大家走").click()
    expect(page.get_by_role("button", name="收起路线")).to_be_visible()
    shot(page, "work-route")
    page.goto("/routes")
    page.get_by_role("link", name="手机上写的路线").click()
    expect(page.get_by_text("走了 0 站，共 2 站")).to_be_visible()


# --- paper ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def laptop(phone: StartPhone) -> Page:
    return phone(number=ORGANISER, **(LAPTOP | {"viewport": SHEET}))


def test_every_printed_plaque_opens_its_stop(laptop: Page, decoder: Page, product: Product) -> None:
    routes = product.call("GET", "/routes?limit=100")[1]["items"]
    for route in [one for one in routes if one["invented"]]:
        plaques = product.call("GET", f"/routes/{route['id']}/plaques", token=product.token(ORGANISER))[1]["plaques"]
        laptop.goto(f"/work/routes/{route['id']}/plaques")
        for size, rows in (("A4，一张一站", 1), ("A5，一张纸印两站", 2)):
            laptop.emulate_media(media="screen")
            laptop.get_by_text(size).click()
            expect(laptop.locator(".sheet")).to_have_count(-(-len(plaques) // rows))
            laptop.emulate_media(media="print")
            links = [link for sheet in laptop.locator(".sheet").all() for link in read(decoder, sheet, rows=rows)]
            assert links == [plaque["link"] for plaque in plaques]
        for plaque in plaques:
            found = product.call("GET", f"/route-stops/{plaque['link'].rpartition('/')[2]}")[1]
            assert found["stop"] == plaque["stop"]
