"""Helping at the fair: claims for somebody else and their receipt, a held wish, paper lists, organisations' lists."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from support.product import Product

ORGANISER = "13800000004"


def help_somebody(page: Page, code: str, number: str) -> None:
    """A volunteer takes an elder's claim down, a witness beside them."""
    page.goto("/work/helped")
    page.get_by_label("玫瑰卡上的 6 位编号").fill(code.lower())
    page.get_by_role("button", name="查这个编号").click()
    page.get_by_label("认领人姓名").fill("陈奶奶")
    page.get_by_label("联系电话").fill(number)
    page.get_by_label("见证人姓名").fill("李阿姨")
    page.get_by_role("checkbox", name="见证人在场").check()
    page.get_by_role("button", name="替他认领").click()
    expect(page.get_by_role("heading", name="认领回执")).to_be_visible()


def test_a_helped_claim_is_opened_and_given_back_by_the_family(phone: StartPhone, product: Product, shot: Shot) -> None:
    wish = product.open_wishes()[-2]
    volunteer = phone(number=ORGANISER)
    with volunteer.expect_response(re.compile("helped-claim")) as answered:
        help_somebody(volunteer, wish["code"], "13912350001")
    shot(volunteer, "helped-receipt")
    link = answered.value.json()["receipt"].split("/", 3)[3]
    family = phone()
    family.goto(f"/{link}")
    expect(family.get_by_text("陈**")).to_be_visible()
    shot(family, "receipt")
    family.get_by_role("button", name="办不到了，退回心愿").click()
    family.get_by_role("dialog").get_by_role("button", name="退回").click()
    expect(family.get_by_text("这份认领已经不在了")).to_be_visible()
    assert product.call("GET", f"/wishes/{wish['code']}")[1]["state"] == "open"


def test_a_held_wish_is_seen_by_a_second_phone_until_the_first_lets_go(
    phone: StartPhone, product: Product, shot: Shot
) -> None:
    wish = product.open_wishes()[-3]
    first, second = phone(), phone()
    first.goto(f"/wishes/{wish['code']}/claim")
    expect(first.get_by_text("已为您留 15 分钟")).to_be_visible()
    shot(first, "claim-hold")
    second.goto(f"/wishes/{wish['code']}/claim")
    expect(second.get_by_role("heading", name="有人正在填写")).to_be_visible()
    expect(second.get_by_role("heading", name="还在等人的心愿")).to_be_visible()
    shot(second, "claim-held")
    with first.expect_response(lambda answer: answer.request.method == "DELETE"):
        first.get_by_role("button", name="返回").click()
    second.get_by_role("button", name="再看看").click()
    expect(second.get_by_text("已为您留 15 分钟")).to_be_visible()
    second.get_by_role("button", name="返回").click()


def test_a_paper_list_is_keyed_in_and_its_conflict_decided(phone: StartPhone, product: Product, shot: Shot) -> None:
    free, taken = product.open_wishes()[-4], product.call("GET", "/wishes?state=claimed&limit=1")[1]["items"][0]
    page = phone(number=ORGANISER)
    page.goto(f"/work/fairs/{product.fair()}/paper")
    page.get_by_role("checkbox", name="每个人都签了字").check()
    for wish, number in ((free, "13912350002"), (taken, "13912350003")):
        key(page, str(wish["serial"]), number)
    expect(page.get_by_text("已登记", exact=True)).to_be_visible()
    expect(page.get_by_text("有冲突", exact=True)).to_be_visible()
    shot(page, "paper-keyed")
    page.get_by_role("link", name="去处理认领冲突").click()
    shot(page, "conflicts")
    page.get_by_role("button", name="现在的人保留").click()
    page.get_by_role("dialog").get_by_role("button", name="现在的人保留").click()
    expect(page.get_by_text("没有要处理的")).to_be_visible()


def key(page: Page, serial: str, number: str) -> None:
    """One line; Enter takes it."""
    said = {name: page.get_by_role("textbox", name=name) for name in ("序号或编号", "姓名", "手机号", "时间")}
    said["序号或编号"].fill(serial)
    said["姓名"].fill("陈奶奶")
    if not said["时间"].input_value():
        said["时间"].fill("005")
    said["手机号"].fill(number)
    said["手机号"].press("Enter")
    expect(said["序号或编号"]).to_be_focused()


def test_an_organisation_claims_by_list(phone: StartPhone, product: Product, shot: Shot) -> None:
    first, second = product.open_wishes()[-5:-3]
    page = phone()
    page.goto("/wishes/organisation")
    page.get_by_label("心愿编号").fill(f"{first['serial']} {second['code'].lower()}")
    expect(page.get_by_text(first["item"]).first).to_be_visible()
    page.get_by_label("单位名称").fill("甬城书店")
    page.get_by_label("联系人姓名").fill("王小明")
    page.get_by_label("联系人手机号").fill("13912350004")
    page.get_by_role("checkbox", name="我已看过").check()
    shot(page, "organisation")
    page.get_by_role("button", name="认领这 2 件心愿").click()
    expect(page.get_by_role("heading", name="认领了 2 件")).to_be_visible()
    shot(page, "organisation-done")
