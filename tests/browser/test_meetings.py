"""Meetings on phones: convened together, minutes written by two at once, signed, and counted once."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from support.product import Product, client_id

MEMBER, SECRETARY, COMMITTEE = "13800000001", "13800000003", "13800000005"
HOUR = timedelta(hours=1)


def branch_named(product: Product, part: str) -> dict[str, Any]:
    return next(one for one in product.call("GET", "/branches")[1]["items"] if part in one["name"])


def convene(product: Product, title: str, number: str = SECRETARY, **more: Any) -> str:
    """A meeting of the secretary's branch that began an hour ago; its id."""
    now = datetime.now(UTC)
    body = {
        "client_id": client_id(),
        "kind": "general",
        "title": title,
        "branches": [branch_named(product, "小橘灯")["id"]],
        "starts_at": (now - HOUR).isoformat(),
        "ends_at": (now + HOUR).isoformat(),
        "place": "二楼会议室",
        "agenda": [{"id": client_id(), "title": name} for name in ("选举", "预算")],
    }
    status, made = product.call("POST", "/meetings", body | more, product.token(number))
    assert status == 201, made
    return str(made["id"])


@pytest.fixture
def minutes(product: Product) -> str:
    """The address of the minutes of a meeting of this test's own."""
    return f"/meetings/{convene(product, f'换届选举{client_id()[:4]}')}/minutes"


def field(page: Page, section: str, label: str = "谁说了什么") -> Any:
    return page.locator("section.card", has=page.get_by_role("heading", name=section, exact=True)).get_by_label(label)


def test_two_secretaries_write_the_same_minutes_at_once(phone: StartPhone, minutes: str, shot: Shot) -> None:
    first, second = phone(number=SECRETARY), phone(number=COMMITTEE)
    for page in (first, second):
        page.goto(minutes)
        expect(field(page, "选举")).to_be_visible()
    field(first, "选举").press_sequentially("大家推选了三位同志。")
    field(second, "预算").press_sequentially("账目公开，没有意见。")
    for page in (first, second):
        expect(field(page, "选举")).to_have_value("大家推选了三位同志。")
        expect(field(page, "预算")).to_have_value("账目公开，没有意见。")
    for page, wording in ((first, "大家提名。"), (second, "无记名投票。")):
        field(page, "选举", "决定了什么").fill(wording)
    for page in (first, second):
        decision = field(page, "选举", "决定了什么")
        expect(decision).to_have_value(re.compile("大家提名。"))
        expect(decision).to_have_value(re.compile("无记名投票。"))
    sign(first)
    expect(first.get_by_text("签字").first).to_be_visible()
    expect(second.get_by_role("heading", name="选举")).to_be_visible()
    for page in (first, second):
        expect(page.get_by_text("大家推选了三位同志。")).to_be_visible()
        expect(page.get_by_text("账目公开，没有意见。")).to_be_visible()
        expect(page.get_by_text("第 1 版")).to_be_visible()


def sign(page: Page) -> None:
    page.get_by_role("button", name="签字", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="签字").click()
    expect(page.get_by_text("第 1 版")).to_be_visible()


def test_two_wordings_of_one_sentence_stay_until_one_is_chosen(phone: StartPhone, minutes: str, shot: Shot) -> None:
    first, second = phone(number=SECRETARY), phone(number=COMMITTEE)
    first.goto(minutes)
    field(first, "预算", "决定了什么").fill("同意。")
    expect(first.get_by_text("已保存")).to_be_visible()
    second.goto(minutes)
    expect(field(second, "预算", "决定了什么")).to_have_value("同意。")
    for page, wording in ((first, "全体同意。"), (second, "多数赞成。")):
        field(page, "预算", "决定了什么").fill(wording)
    for page in (first, second):
        expect(page.get_by_role("group", name="这里有不同写法，请选一种：")).to_be_visible()
    shot(second, "minutes-two-wordings")
    second.get_by_role("button", name="全体同意。").click()
    for page in (first, second):
        expect(field(page, "预算", "决定了什么")).to_have_value("全体同意。")


def test_what_is_typed_survives_a_reload_without_a_network(phone: StartPhone, product: Product, minutes: str) -> None:
    page = phone(number=SECRETARY)
    page.goto(minutes)
    expect(field(page, "选举")).to_be_visible()
    page.context.set_offline(True)
    field(page, "选举").fill("没有网络时写的话。")
    expect(page.get_by_text("您写的都在这部手机里")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(field(page, "选举")).to_have_value("没有网络时写的话。")
    expect(page.get_by_text("已保存")).to_be_visible()
    saved = product.call("GET", minutes, token=product.token(COMMITTEE))[1]
    assert saved["sections"][0]["text"] == "没有网络时写的话。"


def sessions(product: Product, branch: str) -> int:
    return int(product.call("GET", f"/participation/counts?measure=sessions&kind=meeting&branch={branch}")[1]["exact"])


def test_a_joint_meeting_is_credited_to_both_branches_and_counted_once(
    phone: StartPhone, product: Product, shot: Shot
) -> None:
    own, other = branch_named(product, "小橘灯"), branch_named(product, "松年")
    root = branch_named(product, "宁波市社会组织综合党委")
    before = [sessions(product, one["id"]) for one in (own, other, root)]
    title, page = f"联建会{client_id()[:4]}", phone(number=SECRETARY)
    fill_form(page, title, other["name"])
    shot(page, "meeting-form")
    page.get_by_role("button", name="召开并通知大家").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    meeting = page.url.split("/")[-1]
    accepting = phone(number=COMMITTEE)
    accepting.goto(f"/meetings/{meeting}")
    accepting.get_by_role("button", name="接受").click()
    expect(accepting.get_by_text("已接受邀请")).to_be_visible()
    page.goto(f"/meetings/{meeting}/minutes")
    field(page, "选举").fill("两个支部的同志都发了言。")
    expect(page.get_by_text("已保存")).to_be_visible()
    sign(page)
    wanted = [one + 1 for one in before]
    deadline = time.monotonic() + 30
    while (counted := [sessions(product, one["id"]) for one in (own, other, root)]) != wanted:
        assert time.monotonic() < deadline, (counted, wanted)
        time.sleep(0.3)


def fill_form(page: Page, title: str, invited: str) -> None:
    """Convene a meeting of today, which began at midnight, together with another branch."""
    page.goto("/work/meetings/new")
    page.get_by_label("会议题目").fill(title)
    page.get_by_label("日期").fill((datetime.now(UTC) + 8 * HOUR).strftime("%Y-%m-%d"))
    page.get_by_label("开始").fill("00:00")
    page.get_by_label("结束").fill("23:59")
    page.get_by_label("地点").fill("活动室")
    page.get_by_label("第 1 项").fill("选举")
    page.get_by_role("button", name="选支部").click()
    page.get_by_label("按名称找支部").fill("松年")
    page.get_by_label(invited).check()
    page.get_by_role("button", name="选好了").click()
    expect(page.get_by_text(invited).first).to_be_visible()


def test_a_member_apologises_and_only_the_secretary_reads_why(phone: StartPhone, product: Product, shot: Shot) -> None:
    meeting = convene(product, f"组织生活会{client_id()[:4]}")
    page = phone(number=MEMBER)
    page.goto(f"/meetings/{meeting}")
    page.get_by_role("button", name="我要请假").click()
    page.get_by_label("为什么不能来").fill("在外地出差")
    page.get_by_role("button", name="请假", exact=True).click()
    expect(page.get_by_text("理由：在外地出差")).to_be_visible()
    shot(page, "meeting-apology")
    secretary = phone(number=SECRETARY)
    secretary.goto(f"/work/meetings/{meeting}/attendance")
    secretary.get_by_text("请假了").click()
    expect(secretary.get_by_text("理由：在外地出差")).to_be_visible()
    page.get_by_role("button", name="我能来了，撤回请假").click()
    expect(page.get_by_role("button", name="我要请假")).to_be_visible()
