"""A new release comes while the app is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from browser.conftest import CHROMIUM, FLAGS, PHONE
from browser.release import first_release, second_release
from support.product import Product

SECOND = "meta[name=release]"
BAR = "有新版本"
SLOW = 30_000  # the worker fetches the whole release first


def test_a_new_version_waits_for_a_tap_and_then_comes(release: Release, page: Page) -> None:
    release.next()
    look_for_update(page)
    expect(page.get_by_text(BAR)).to_be_visible(timeout=SLOW)
    assert page.locator(SECOND).count() == 0
    page.get_by_role("button", name="更新").click()
    expect(page.locator(SECOND)).to_be_attached(timeout=SLOW)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text(BAR)).to_be_hidden()


def test_the_app_is_not_loaded_anew_while_a_row_waits_on_the_phone(release: Release, page: Page) -> None:
    page.context.route("**/api/v1/suggestions", busy)
    suggest(page, "请在门口放一把椅子")
    expect(page.get_by_text("已保存，待提交").first).to_be_visible()
    release.next()
    look_for_update(page)
    page.get_by_role("button", name="更新").click(timeout=SLOW)
    expect(page.get_by_text("提交以后再更新")).to_be_visible()
    page.wait_for_timeout(4000)  # longer than the update waits for its worker
    assert page.locator(SECOND).count() == 0
    page.context.unroute("**/api/v1/suggestions")
    page.get_by_role("button", name="现在再试").click()
    expect(page.get_by_text("待提交").first).to_be_hidden()
    page.get_by_role("button", name="更新").click()
    expect(page.locator(SECOND)).to_be_attached(timeout=SLOW)


def test_a_page_that_is_open_still_finds_the_files_of_its_release(release: Release, playwright: Playwright) -> None:
    """Where no service worker runs, as in WeChat, only the server can give them."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    page = browser.new_context(**PHONE, base_url=release.product.url, service_workers="block").new_page()
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    release.next()
    page.get_by_role("link", name="学习").click()
    expect(page.get_by_role("heading", level=1, name="学习")).to_be_visible()
    assert page.locator(SECOND).count() == 0
    browser.close()


class Release:
    """A product that serves one release and then the next."""

    def __init__(self, folder: Path) -> None:
        self.pages = folder / "dist"
        self.first, self.second = first_release(folder / "first"), folder / "second"
        self.pages.symlink_to(self.first)
        (folder / "data").mkdir()
        self.product = Product(folder / "data", WEIGUANG_PWA=str(self.pages))

    def next(self) -> None:
        """Put the next release in place, as an administrator does."""
        self.pages.unlink()
        self.pages.symlink_to(second_release(self.first, self.second))
        assert self.product.stop() == 0
        self.product.start()


@pytest.fixture
def release(tmp_path: Path) -> Iterator[Release]:
    made = Release(tmp_path)
    yield made
    made.product.stop()


@pytest.fixture
def page(release: Release, playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    """A phone that has the first release, with its worker."""
    context = playwright.chromium.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=CHROMIUM, args=FLAGS, base_url=release.product.url, **PHONE
    )
    page = context.pages[0]
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    yield page
    context.close()


def look_for_update(page: Page) -> None:
    """As when the person comes back to the app."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")


def suggest(page: Page, words: str) -> None:
    page.goto("/suggestions")
    page.get_by_role("textbox").first.fill(words)
    page.get_by_role("button", name="提交").click()


def busy(route: Route) -> None:
    route.fulfill(status=503, body="{}", content_type="application/problem+json")
