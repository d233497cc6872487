"""The Party school on phones: apply, come by code, hand in, pass, and a certificate that a stranger checks."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import SHOTS, Shot, StartPhone
from factories.media import paper
from factories.school import assignment_body, last_day, session_body, term_body
from support.paper import read_picture
from support.product import Product, client_id
from support.wire import Wire
from weiguang.storage.clock import utc_now

SECRETARY, MEMBER, COMMITTEE = "13800000003", "13800000001", "13800000005"
TODAY = timedelta(minutes=10)


@pytest.fixture
def term(product: Product) -> str:
    """A term of this file's own, with a session that is about to begin and an assignment."""
    token = product.token(COMMITTEE)
    name = f"党校实训班{client_id()[:4]}"
    term = product.call("POST", "/school/terms", term_body(name=name, **last_day()), token)[1]["id"]
    assert product.call("POST", f"/school/terms/{term}/sessions", session_body(utc_now() + TODAY), token)[0] == 201
    assert product.call("POST", f"/school/terms/{term}/assignments", assignment_body(), token)[0] == 201
    return str(term)


def shown(product: Product, term: str, who: str = MEMBER) -> dict:
    return product.call("GET", f"/school/terms/{term}", token=product.token(who))[1]


def come_in(screen: Page, page: Page, decoder: Page) -> None:
    """Read the code on the screen at the door, and open what it says on the member's phone."""
    screen.get_by_role("button", name="大屏签到码").click()
    expect(screen.get_by_role("img", name="签到二维码")).to_be_visible()
    link = read_picture(decoder, screen.get_by_role("img", name="签到二维码").screenshot())[0]
    page.goto("/C/" + link.partition("/C/")[2])
    expect(page.get_by_text("签到成功")).to_be_visible()


def read_paper(decoder: Page, file: Path) -> tuple[str, str]:
    """The text of a PDF's first page, and what its QR code says."""
    page = pypdfium2.PdfDocument(file.read_bytes())[0]
    drawn = io.BytesIO()
    page.render(scale=3).to_pil().save(drawn, "PNG")
    (SHOTS.parent / "diploma.png").write_bytes(drawn.getvalue())
    return page.get_textpage().get_text_range(), read_picture(decoder, drawn.getvalue())[0]


def test_a_member_applies_comes_hands_in_and_a_stranger_checks_the_certificate(
    phone: StartPhone, product: Product, term: str, decoder: Page, shot: Shot
) -> None:
    page, desk = phone(number=MEMBER), phone(number=COMMITTEE)
    page.goto(f"/school/terms/{term}")
    page.get_by_label("想说的话").fill("我负责支部学习")
    page.get_by_role("button", name="报名", exact=True).click()
    expect(page.get_by_text("报名已提交，等审核")).to_be_visible()
    desk.goto(f"/work/school/{term}/people")
    expect(desk.get_by_text("我负责支部学习")).to_be_visible()
    shot(desk, "school-people")
    desk.get_by_role("button", name="通过", exact=True).click()
    expect(desk.get_by_text("没有人")).to_be_visible()

    desk.goto(f"/work/school/{term}")
    shot(desk, "school-work")
    come_in(desk, page, decoder)

    page.goto(f"/school/terms/{term}")
    expect(page.get_by_text("作业“学习心得”通过")).to_be_visible()
    shot(page, "school-term")
    page.get_by_role("link", name="学习心得").click()
    page.get_by_label("写在这里").fill("回去先从下个月的党课做起。")
    note = {"name": "笔记.pdf", "mimeType": "application/pdf", "buffer": paper()}
    page.get_by_label("附一个文件").set_input_files(note)
    expect(page.get_by_text("笔记.pdf", exact=True)).to_be_visible()
    page.get_by_role("button", name="交作业").click()
    expect(page.get_by_text("等老师看")).to_be_visible()

    desk.goto(f"/work/school/{term}")
    desk.get_by_role("link", name="学习心得").click()
    expect(desk.get_by_text("回去先从下个月的党课做起。")).to_be_visible()
    expect(desk.get_by_role("link", name="笔记.pdf")).to_be_visible()
    desk.get_by_label("您的意见").fill("写得实在")
    shot(desk, "school-submission")
    desk.locator("form").get_by_role("button", name="通过").click()
    expect(desk.get_by_text("没有", exact=True)).to_be_visible()

    desk.goto(f"/work/school/{term}/people")
    desk.get_by_text("学员", exact=True).click()
    desk.get_by_role("button", name="发结业证书").click()
    expect(desk.get_by_role("link", name="看证书")).to_be_visible()

    page.goto(f"/school/terms/{term}")
    page.get_by_role("link", name="打开我的结业证书").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载 PDF").click()
    shot(page, "school-certificate")
    text, link = read_paper(decoder, downloading.value.path())
    assert "结业证书" in text.replace(" ", "") and shown(product, term)["name"] in text.replace("\r\n", "")
    stranger = phone()
    stranger.goto("/V/" + link.rpartition("/")[2])
    expect(stranger.get_by_text("有效", exact=True)).to_be_visible()
    expect(stranger.get_by_text(shown(product, term)["name"])).to_be_visible()
    shot(stranger, "school-certificate-verified")


def test_an_assignment_handed_in_without_a_network_goes_out_by_itself(
    phone: StartPhone, product: Product, term: str, wire: Wire
) -> None:
    own, person = product.token(SECRETARY), product.call("GET", "/me", token=product.token(SECRETARY))[1]["id"]
    product.call("PUT", f"/school/terms/{term}/enrolment", {"note": ""}, own)
    decision = {"decision": "approve", "reason": ""}
    path = f"/school/terms/{term}/enrolments/{person}/decision"
    assert product.call("PUT", path, decision, product.token(COMMITTEE))[0] == 200
    page = phone(number=SECRETARY)
    work = shown(product, term, SECRETARY)["assignments"][0]["id"]
    page.goto(f"/school/assignments/{work}")
    page.get_by_label("写在这里").fill("在火车上写的心得。")
    wire.cut()
    page.get_by_role("button", name="交作业").click()
    expect(page.get_by_text("已保存，待提交").first).to_be_visible()
    wire.mend()
    page.reload()
    expect(page.get_by_text("等老师看")).to_be_visible(timeout=60_000)
    assert shown(product, term, SECRETARY)["assignments"][0]["my_state"] == "handed_in"
