"""Hours on phones: added by two people, certified, printed to a file, and verified by a stranger's phone."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import SHOTS, Shot, StartPhone
from support.paper import read_picture
from support.product import Product, client_id

ORGANISER, COMMITTEE = "13800000004", "13800000005"
DAY = "2023-05-20"


@pytest.fixture
def activity(product: Product) -> str:
    """An activity of this file's own; returns its title."""
    title = f"五月敬老服务{client_id()[:4]}"
    event = {"client_id": client_id(), "title": title, "date": DAY, "host": "甬城志愿服务队", "district": "海曙区"}
    assert product.call("POST", "/events", event | {"venues": ["鼓楼"]}, product.token(ORGANISER))[0] == 201
    return title


def volunteer(product: Product, number: str, name: str) -> str:
    """Somebody who has signed in once and said their name; returns the number."""
    assert product.call("PATCH", "/me", {"name": name}, product.token(number))[0] == 200
    return number


def read_paper(decoder: Page, file: Path) -> tuple[str, str]:
    """The text of a PDF's first page, and what its QR code says."""
    page = pypdfium2.PdfDocument(file.read_bytes())[0]
    drawn = io.BytesIO()
    page.render(scale=3).to_pil().save(drawn, "PNG")
    (SHOTS.parent / "certificate.png").write_bytes(drawn.getvalue())
    return page.get_textpage().get_text_range(), read_picture(decoder, drawn.getvalue())[0]


def propose(page: Page, title: str, number: str) -> None:
    page.goto("/work/hours?what=propose")
    page.get_by_label("哪一场活动").select_option(label=f"{DAY} {title}")
    page.get_by_label("志愿者的手机号").fill(number)
    expect(page.get_by_label("哪一天")).to_have_value(DAY)
    page.get_by_label("时长（小时）").fill("2.58")
    page.get_by_label("原因").fill("手机没电，纸质签到表上有签名")
    page.get_by_role("button", name="提出补录").click()
    expect(page.get_by_text("补录 2.5 小时").last).to_be_visible()


def test_two_people_add_hours_and_the_proposer_alone_cannot(
    phone: StartPhone, product: Product, activity: str, shot: Shot
) -> None:
    number = volunteer(product, "13911990001", "许志愿")
    first = phone(number=ORGANISER)
    propose(first, activity, number)
    mine = first.locator("section", has_text=activity)
    expect(mine.get_by_text("这一条您不能批准")).to_be_visible()
    second = phone(number=COMMITTEE)
    second.goto("/work/hours?what=proposals")
    shot(second, "hours-proposals")
    second.locator("section", has_text=activity).get_by_role("button", name="批准").click()
    second.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(second.locator("section", has_text=activity)).to_have_count(0)
    assert product.call("GET", "/me/hours", token=product.token(number))[1]["figures"]["hand_minutes"] == 155


def test_hours_are_certified_and_another_phone_verifies_the_paper(
    phone: StartPhone, product: Product, activity: str, decoder: Page, shot: Shot
) -> None:
    number = volunteer(product, "13911990002", "梅志愿")
    propose(phone(number=ORGANISER), activity, number)
    waiting = product.call("GET", "/hours/proposals?limit=100", token=product.token(COMMITTEE))[1]["items"]
    change = next(one["id"] for one in waiting if one["person"] == "梅志愿")
    decision = {"decision": "approve", "reason": ""}
    assert product.call("POST", f"/hours/proposals/{change}/decision", decision, product.token(COMMITTEE))[0] == 200
    page = phone(number=number)
    page.goto("/me/hours")
    expect(page.get_by_text("2.5 小时").last).to_be_visible()
    shot(page, "hours-mine")
    page.get_by_role("link", name="开志愿服务记录证明").click()
    page.get_by_text("自己选", exact=True).click()
    page.get_by_label("从哪天").fill("2023-05-01")
    page.get_by_label("到哪天").fill("2023-05-31")
    page.get_by_role("button", name="开证明").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载 PDF").click()
    shot(page, "certificate")
    text, link = read_paper(decoder, downloading.value.path())
    assert "梅志愿" in text and activity in text and link.startswith(f"{product.url}/V/".upper())
    stranger = phone()
    stranger.goto("/V/" + link.rpartition("/")[2])
    expect(stranger.get_by_text("有效", exact=True)).to_be_visible()
    expect(stranger.get_by_text("梅志愿")).to_be_visible()
    shot(stranger, "certificate-verified")


def test_a_volunteer_asks_for_a_correction_and_a_wrong_code_is_said_kindly(
    phone: StartPhone,
) -> None:
    page = phone(number="13800000001")
    page.goto("/me/hours")
    page.get_by_role("button", name="微光演示市级党群服务中心").first.click()
    page.get_by_label("应该是怎样的").fill("那天到十二点才走，签退时手机没电")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("等负责人答复")).to_be_visible()
    page.goto("/V/")
    page.get_by_label("核验码").fill("abc")
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_text("核验码是 12 位字母和数字")).to_be_visible()
    page.get_by_label("核验码").fill("abcd efgh-2345")
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_text("没有查到这份证明")).to_be_visible()
