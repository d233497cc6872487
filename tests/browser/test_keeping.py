"""What a phone keeps to open without a network: everybody the app, and only who works there the workbench."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from browser.conftest import StartPhone
from support.product import REPOSITORY
from support.wire import Wire

ORGANISER = "13800000004"
MARKED = re.compile(r'"url":"(assets/[^"]+)","work":true')
KEPT = """async () => {
    const found = {}
    for (const name of await caches.keys()) {
        found[name] = (await (await caches.open(name)).keys()).map(request => new URL(request.url).pathname.slice(1))
    }
    return found
}"""


def workbench() -> set[str]:
    """The files that the build marked as the workbench's."""
    return set(MARKED.findall((REPOSITORY / "pwa" / "dist" / "sw.js").read_text()))


def kept(page: Page) -> dict[str, set[str]]:
    return {name: set(files) for name, files in page.evaluate(KEPT).items()}


def test_a_visitor_keeps_nothing_of_the_workbench(phone: StartPhone) -> None:
    page = phone()
    page.get_by_role("link", name="心愿", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    everything = kept(page)
    assert "workbench" not in everything
    assert not workbench() & set().union(*everything.values())


def test_whoever_opens_the_workbench_keeps_all_of_it(phone: StartPhone, wire: Wire) -> None:
    page = phone(number=ORGANISER)
    page.goto("/work")
    files = workbench()
    assert any("ScanDeskPage" in name for name in files)
    for _ in range(100):
        if kept(page).get("workbench") == files:
            break
        page.wait_for_timeout(200)
    assert kept(page)["workbench"] == files
    wire.cut()
    page.goto("/work/notice")
    expect(page.get_by_role("heading", level=1, name="写通知")).to_be_visible()
    wire.mend()
