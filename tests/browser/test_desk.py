"""Staff scan people's codes at the door: with a network, without one, and at two doors apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from playwright.sync_api import Locator, Page, expect

from browser.camera import film
from browser.conftest import Shot, StartPhone
from browser.test_claiming import CAMERA
from support.product import Product, client_id
from support.wire import Wire
from weiguang.checkins.personal_codes import Keys
from weiguang.settings import CODE_KEYS, read_code_keys
from weiguang.storage.clock import utc_now

MEMBER, ORGANISER = "13800000001", "13800000004"
SLOW = 30_000


class Door:
    """A check-in point of an event of its own, and people of the demo with codes as their phones would show them."""

    def __init__(self, product: Product, row: int, **rule: Any) -> None:
        self.product, self.token = product, product.token(ORGANISER)
        self.event = str(product.call("GET", "/events?year=2023&limit=20")[1]["items"][row]["id"])
        made = {"client_id": client_id(), "kind": "gate", "name": "东门入口", "rule": rule}
        self.code = str(self.call("POST", f"/events/{self.event}/check-in-points", made)["code"])
        self.pack = self.call("GET", f"/check-in-points/{self.code}/pack")
        self.keys = Keys(read_code_keys(product.data / "keys" / CODE_KEYS))

    def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        status, answer = self.product.call(method, path, body, self.token)
        assert status in (200, 201), answer
        return dict(answer)

    def codes(self, count: int, since: timedelta = timedelta(hours=1)) -> list[str]:
        """The codes of the first people of the pack; where it is small, of the whole city."""
        people = self.pack["people"] if count <= len(self.pack["people"]) else self.city()
        return [self.code_of(person, utc_now() - since) for person, *_ in people[:count]]

    def city(self) -> list[list[Any]]:
        event = self.call("GET", "/events?year=2023&limit=1")["items"][0]["id"]
        point = self.call("GET", f"/events/{event}/desk-code")["point"]
        return list(self.call("GET", f"/check-in-points/{point}/pack")["people"])

    def code_of(self, person: str, issued_at: datetime) -> str:
        return self.keys.sign(ObjectId(person), issued_at)

    def name(self, nth: int) -> str:
        return str(self.pack["people"][nth][1])

    def admitted(self) -> int:
        points = self.call("GET", f"/events/{self.event}/check-in-points?limit=100")["items"]
        return int(next(point["checked_in"] for point in points if point["code"] == self.code))

    def wait_for(self, page: Page, count: int) -> None:
        """Everybody arrived, and the page knows it."""
        for _ in range(120):
            if self.admitted() == count:
                break
            page.wait_for_timeout(500)
        expect(page.get_by_text("条待提交")).to_be_hidden(timeout=SLOW)
        assert self.admitted() == count

    def open(self, page: Page) -> None:
        page.goto(f"/work/check-in/{self.code}")
        expect(page.get_by_text("在线")).to_be_visible()

    def load(self, page: Page) -> None:
        page.get_by_role("button", name="下载离线名单").click()
        expect(page.get_by_text(f"已下载，共 {len(self.pack['people'])} 人")).to_be_visible(timeout=SLOW)


def band(page: Page) -> Locator:
    return page.locator(".band")


def type_codes(page: Page, codes: list[str]) -> None:
    """As a scanner at the keyboard does."""
    if not page.get_by_label("或签到码").count():
        page.get_by_text("找姓名", exact=True).click()
    field = page.get_by_label("或签到码")
    for code in codes:
        field.fill(code)
        field.press("Enter")


def test_a_code_before_the_camera_is_answered_by_colour_word_and_name(
    phone: StartPhone, product: Product, shot: Shot, tmp_path: Path
) -> None:
    door = Door(product, 5)
    shown = film(tmp_path / "code.y4m", door.codes(1)[0])
    flags = (*CAMERA, f"--use-file-for-fake-video-capture={shown}")
    page = phone(*flags, permissions=("camera",), number=ORGANISER)
    door.open(page)
    expect(band(page)).to_contain_text("请进", timeout=SLOW)
    expect(band(page)).to_contain_text(door.name(0))
    shot(page, "desk-admitted")
    assert door.admitted() == 1
    other = phone(*flags, permissions=("camera",), number=ORGANISER)
    door.open(other)
    expect(band(other)).to_contain_text("已签到", timeout=SLOW)
    assert door.admitted() == 1


def test_a_name_is_found_online_and_in_the_pack(phone: StartPhone, product: Product, shot: Shot) -> None:
    door, page = Door(product, 5), phone(number=ORGANISER)
    door.open(page)
    page.get_by_text("找姓名", exact=True).click()
    for nth in (0, 1):
        page.get_by_label("姓名、手机后四位").fill(door.name(nth))
        page.get_by_role("button", name=door.name(nth)).first.click()
        expect(band(page)).to_contain_text("请进")
        expect(band(page)).to_contain_text(door.name(nth))
        if not nth:
            door.load(page)
    shot(page, "desk-found")
    assert door.admitted() == 2


def test_whoever_refuses_the_camera_can_still_check_people_in(phone: StartPhone, product: Product, shot: Shot) -> None:
    door, page = Door(product, 5), phone(number=ORGANISER)
    door.open(page)
    expect(page.get_by_text("找姓名”").first).to_be_visible()
    shot(page, "desk-no-camera")
    forged = door.codes(1)[0][:-6] + "AAAAAA"
    for code, word in ((forged, "假码"), ("WG1:AAAA", "读不出来"), *((code, "请进") for code in door.codes(1))):
        type_codes(page, [code])
        expect(band(page)).to_contain_text(word)
    type_codes(page, door.codes(1, timedelta(hours=13)))
    expect(band(page)).to_contain_text("码已过期")
    assert door.admitted() == 1


@pytest.mark.timeout(240)
def test_two_hundred_people_without_a_network_all_arrive(
    phone: StartPhone, product: Product, wire: Wire, shot: Shot, tmp_path: Path
) -> None:
    door = Door(product, 6)
    first, *codes = door.codes(201)
    shown = film(tmp_path / "code.y4m", first)
    page = phone(*CAMERA, f"--use-file-for-fake-video-capture={shown}", permissions=("camera",), number=ORGANISER)
    door.open(page)
    expect(band(page)).to_contain_text("请进", timeout=SLOW)
    door.load(page)
    wire.cut()
    page.reload()
    expect(band(page)).to_contain_text("已签到", timeout=SLOW)  # of the pack, by the camera
    type_codes(page, codes)
    expect(page.get_by_text("没有网络，用离线名单判断")).to_be_visible()
    expect(page.get_by_text("还有 200 条待提交")).to_be_visible(timeout=60_000)
    type_codes(page, codes[3:4])
    expect(band(page)).to_contain_text("已签到")
    shot(page, "desk-offline")
    page.reload()
    expect(page.get_by_text("还有 200 条待提交")).to_be_visible(timeout=SLOW)
    assert door.admitted() == 1
    wire.mend()
    door.wait_for(page, 201)


@pytest.mark.timeout(180)
def test_two_doors_without_a_network_that_admit_one_person_leave_something_to_do(
    phone: StartPhone, product: Product, wire: Wire, shot: Shot
) -> None:
    doors = [Door(product, 7, once="event"), Door(product, 7, once="event")]
    pages = [phone(number=ORGANISER), phone(number=ORGANISER)]
    for door, page in zip(doors, pages, strict=True):
        door.open(page)
        door.load(page)
    wire.cut()
    code = doors[0].codes(1)
    for page in pages:
        type_codes(page, code)
        expect(band(page)).to_contain_text("请进", timeout=SLOW)
    wire.mend()
    for page in pages:
        expect(page.get_by_text("条待提交")).to_be_hidden(timeout=60_000)
    loser = who_has_to_do(pages)
    shot(loser, "desk-todo")
    loser.get_by_role("button", name="知道了").click()
    expect(loser.get_by_text("条要处理")).to_be_hidden()
    assert doors[0].admitted() == 1
    decide(loser, doors[0], shot)


def who_has_to_do(pages: list[Page]) -> Page:
    """The one of two desks that came second."""
    for _ in range(40):
        found = [page for page in pages if page.get_by_text("1 条要处理").count()]
        if found:
            break
        pages[0].wait_for_timeout(250)
    assert len(found) == 1
    return found[0]


def decide(page: Page, door: Door, shot: Shot) -> None:
    page.goto(f"/work/events/{door.event}/points")
    page.get_by_role("link", name="签到冲突").click()
    expect(page.get_by_role("heading", name=door.name(0))).to_be_visible()
    shot(page, "check-in-conflicts")
    page.get_by_role("button", name="是同一个人").click()
    page.get_by_role("dialog").get_by_role("button", name="是同一个人").click()
    expect(page.get_by_text("没有要处理的")).to_be_visible()
    assert door.admitted() == 1


@pytest.mark.timeout(240)
def test_a_page_killed_in_mid_queue_loses_no_row_and_counts_none_twice(
    phone: StartPhone, product: Product, wire: Wire
) -> None:
    door, page = Door(product, 8), phone(number=ORGANISER)
    door.open(page)
    door.load(page)
    wire.cut()
    type_codes(page, door.codes(260))
    expect(page.get_by_text("还有 260 条待提交")).to_be_visible(timeout=60_000)
    wire.mend()
    with page.expect_request("**/check-ins/batch", timeout=60_000):
        pass
    again = page.context.new_page()
    page.close()  # whether the server's answer was heard or not
    again.goto(f"/work/check-in/{door.code}")
    door.wait_for(again, 260)
    expect(again.get_by_text("条要处理")).to_be_hidden()


def test_signing_out_with_rows_that_wait_asks_first(phone: StartPhone, product: Product, wire: Wire) -> None:
    door, page = Door(product, 9), phone(number=ORGANISER)
    door.open(page)
    door.load(page)
    wire.cut()
    type_codes(page, door.codes(2))
    expect(page.get_by_text("还有 2 条待提交")).to_be_visible(timeout=SLOW)
    page.goto("/me")
    expect(page.get_by_role("heading", name="签到台还有 2 条待提交")).to_be_visible()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("dialog")).to_contain_text("2 条")
    page.get_by_role("dialog").get_by_role("button", name="先不退出").click()
    wire.mend()
    expect(page.get_by_role("heading", name="签到台还有")).to_be_hidden(timeout=60_000)
    assert door.admitted() == 2


@pytest.mark.timeout(180)
def test_the_wrong_name_is_taken_back_offline_and_online(
    phone: StartPhone, product: Product, wire: Wire, shot: Shot
) -> None:
    door, page = Door(product, 10), phone(number=ORGANISER)
    door.open(page)
    door.load(page)
    wire.cut()
    find(page, door.name(0))  # it left this phone, and nobody knows whether it arrived
    take_back(page, door.name(0), "先记下撤销")
    find(page, door.name(2))
    shot(page, "desk-may-undo")
    take_back(page, door.name(2), "已撤销", shot)
    expect(page.get_by_text("还有 1 条待提交")).to_be_visible()  # the second never left
    find(page, door.name(1))
    wire.mend()
    door.wait_for(page, 1)
    page.locator(".item", has_text=door.name(1)).get_by_role("button", name="撤销").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销签到").click()
    expect(band(page)).to_contain_text("可以重新签到")
    door.wait_for(page, 0)
    shot(page, "desk-undone")
    find(page, door.name(1))
    door.wait_for(page, 1)


def find(page: Page, name: str) -> None:
    """Check somebody in by name."""
    if not page.get_by_label("姓名、手机后四位").count():
        page.get_by_text("找姓名", exact=True).click()
    page.get_by_label("姓名、手机后四位").fill(name)
    page.get_by_role("button", name=name).first.click()
    expect(band(page)).to_contain_text("请进")
    expect(band(page)).to_contain_text(name)


def take_back(page: Page, name: str, word: str, shot: Shot | None = None) -> None:
    """Undo what the band says, after the one question."""
    band(page).get_by_role("button", name="撤销这次签到").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"撤销{name}的签到吗")
    if shot:
        shot(page, "desk-undo")
    page.get_by_role("dialog").get_by_role("button", name="撤销签到").click()
    expect(band(page)).to_contain_text(word)


def test_my_code_is_shown_without_a_network(phone: StartPhone, wire: Wire, shot: Shot) -> None:
    page = phone(number=MEMBER)
    page.goto("/me")
    page.get_by_role("link", name="我的签到码").click()
    expect(page.get_by_role("img", name="我的签到码")).to_be_visible()
    shot(page, "my-code")
    wire.cut()
    page.goto("/me/code")
    expect(page.get_by_role("img", name="我的签到码")).to_be_visible()
    expect(page.get_by_text("有效期内照样能用")).to_be_visible(timeout=SLOW)


def test_an_organiser_makes_a_point_and_opens_its_screen(phone: StartPhone, product: Product, shot: Shot) -> None:
    event = product.call("GET", "/events?year=2023&limit=20")[1]["items"][9]["id"]
    page = phone(number=ORGANISER)
    page.goto(f"/work/events/{event}/points")
    page.get_by_role("button", name="加一个签到点").click()
    page.get_by_label("名称").fill("西门入口")
    page.get_by_label("每人签几次").select_option("event")
    page.get_by_label("走的时候要签退").check()
    shot(page, "point-form")
    page.get_by_role("button", name="保存").click()
    card = page.locator("section.card", has=page.get_by_role("heading", name="西门入口"))
    expect(card).to_contain_text("每人全程一次")
    shot(page, "points")
    card.get_by_role("link", name="大屏签到码").click()
    expect(page.get_by_role("img", name="签到二维码")).to_be_visible()
    expect(page.get_by_text("西门入口")).to_be_visible()
