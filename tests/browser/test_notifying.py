"""A notice reaches the inbox and the phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from browser.service_worker import ServiceWorker
from support.product import Product
from support.wire import Wire

MEMBER, ORGANISER = "13800000001", "13800000004"


def test_an_organiser_sees_whom_a_notice_reaches_and_sends_it(phone: StartPhone, product: Product, shot: Shot) -> None:
    page = phone(number=ORGANISER)
    page.goto("/work/notice")
    page.get_by_label("标题").fill("集合改到九点")
    page.get_by_label("内容").fill("下雨，改在室内集合。")
    page.get_by_role("button", name="选择收件人").click()
    picker = page.get_by_role("dialog")
    picker.get_by_text("地区", exact=True).click()
    picker.get_by_label("海曙区").check(force=True)
    page.get_by_role("button", name="选好了").click()
    expect(page.get_by_text("将通知").first).to_be_visible()
    shot(page, "notice-forecast")
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="发出").click()
    expect(page.get_by_text("海曙区全体").first).to_be_visible()
    member = phone(number=MEMBER)
    member.goto("/inbox")
    member.get_by_text("集合改到九点").first.click()
    expect(member.get_by_text("下雨，改在室内集合。")).to_be_visible()


def test_a_push_is_shown_and_opens_its_notice(phone: StartPhone, product: Product, wire: Wire) -> None:
    inbox = product.call("GET", "/inbox", token=product.token(MEMBER))[1]["items"]
    page = phone(permissions=("notifications",), number=MEMBER)
    payload = {"title": inbox[-1]["title"], "body": "请看", "tag": inbox[-1]["id"], "url": f"/inbox/{inbox[-1]['id']}"}
    ServiceWorker(page, wire.url).push(payload)
    shown = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
        .map(n => [n.title, n.body, n.tag])"""
    assert first_shown(page, shown) == [[payload["title"], payload["body"], payload["tag"]]]
    # A tap cannot be made from outside a headless browser; its event can.
    page.context.service_workers[0].evaluate("""async () => {
        const [notification] = await self.registration.getNotifications()
        self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
    }""")
    page.wait_for_url(f"**/inbox/{inbox[-1]['id']}")
    expect(page.get_by_text(payload["title"]).first).to_be_visible()


def test_a_push_without_content_still_shows_something(phone: StartPhone, wire: Wire) -> None:
    """iOS ends a subscription after three pushes that show nothing."""
    page = phone(permissions=("notifications",))
    ServiceWorker(page, wire.url).push({})
    titles = "navigator.serviceWorker.ready.then(r => r.getNotifications()).then(n => n.map(one => one.title))"
    assert [bool(title) for title in first_shown(page, titles)] == [True]


def first_shown(page: Page, shown: str) -> list[object]:
    """What ``shown`` finds, once it finds something; the browser takes a moment to put a notification up."""
    for _ in range(300):
        found: list[object] = page.evaluate(shown)
        if found:
            return found
        page.wait_for_timeout(100)
    return []
