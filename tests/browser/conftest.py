"""A real Chromium at phone size against the real product."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from support.paper import open_decoder
from support.product import REPOSITORY, Product
from support.wire import Wire

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome-stable"))), "chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}
expect.set_options(timeout=20_000)  # a machine that runs other tests at the same time is slow, not wrong
SHOTS = REPOSITORY / "var" / "screenshots"

StartPhone = Callable[..., Page]
Shot = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One running product for all journeys; they use different wishes, members and lessons."""
    running = Product(tmp_path_factory.mktemp("product"))
    yield running
    assert running.stop() == 0
    assert running.personal_in_logs() == []


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def wire(product: Product) -> Iterator[Wire]:
    """The phones' way to the product, which a test may cut."""
    made = Wire(product.port)
    yield made
    made.cut()


@pytest.fixture
def phone(product: Product, wire: Wire, playwright: Playwright, tmp_path: Path) -> Iterator[StartPhone]:
    """Start a phone of its own: ``phone(*flags, permissions=(), number=None)`` → page on the home screen.

    A persistent profile, so that service worker and storage behave as for a real user. A page's errors fail the test.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def start(*flags: str, permissions: tuple[str, ...] = (), number: str | None = None, **more: object) -> Page:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / f"profile{len(contexts)}"),
            executable_path=CHROMIUM,
            args=[*FLAGS, *flags],
            base_url=wire.url,
            **(PHONE | more),
        )
        contexts.append(context)
        context.grant_permissions(list(permissions), origin=wire.url)
        if number:
            session = {"name": "weiguang_session", "value": product.token(number), "url": wire.url, "httpOnly": True}
            context.add_cookies([session])
        page = context.pages[0]
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        if number:
            page.wait_for_function("localStorage.getItem('weiguang.me')")
        return page

    yield start
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def decoder(playwright: Playwright) -> Iterator[Page]:
    """A page that reads QR codes out of pictures."""
    with playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser:
        yield open_decoder(browser)


@pytest.fixture
def shot() -> Shot:
    """Keep a picture of a screen under an ignored folder."""
    SHOTS.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=str(SHOTS / f"{name}.png"))

    return take
