"""Printed sheets, read back as a phone would read them."""

from __future__ import annotations

import base64

from playwright.sync_api import Browser, Locator, Page, Route

from support.product import REPOSITORY

DPI = 200  # coarser than any printer
LAPTOP = {
    "viewport": {"width": 1280, "height": 900},
    "is_mobile": False,
    "has_touch": False,
    "device_scale_factor": DPI / 96,
}
SHEET = {"width": 840, "height": 1200}  # a whole sheet fits, so that no picture needs a new layout
QR = REPOSITORY / "pwa" / "node_modules" / "qr"

CUT_AND_DECODE = """async ([png, columns, rows, edge]) => {
    const { default: decode } = await import('/decode.js')
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob())
    const mm = image.width / 210
    const [wide, high] = [(210 - 2 * edge) / columns * mm, (297 - 2 * edge) / rows * mm]
    const canvas = new OffscreenCanvas(Math.floor(wide), Math.floor(high))
    const pen = canvas.getContext('2d', { willReadFrequently: true })
    const found = []
    for (let n = 0; n < columns * rows; n++) {
        const [x, y] = [edge * mm + n % columns * wide, edge * mm + Math.floor(n / columns) * high]
        pen.drawImage(image, -x, -y)
        try { found.push(decode(pen.getImageData(0, 0, canvas.width, canvas.height), { timeLimit: 2000 })) } catch { }
    }
    return found
}"""


def open_decoder(browser: Browser) -> Page:
    """A page that cuts a sheet along its lines and reads each piece, with the decoder that phones use."""
    page = browser.new_page()

    def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        body = (QR / name).read_text() if name.endswith(".js") else "<!doctype html>"
        route.fulfill(body=body, content_type="text/javascript" if name.endswith(".js") else "text/html")

    page.route("http://decoder.test/**", serve)
    page.goto("http://decoder.test/")
    return page


def on_paper(page: Page) -> list[Locator]:
    """The sheets of a page as they would be printed."""
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)
    return page.locator(".sheet").all()


def read(decoder: Page, sheet: Locator, columns: int = 1, rows: int = 1, edge: int = 0) -> list[str]:
    """What the QR codes of a sheet say; ``edge`` is the margin around its cards in millimetres."""
    return read_picture(decoder, sheet.screenshot(), columns, rows, edge)


def read_picture(decoder: Page, png: bytes, columns: int = 1, rows: int = 1, edge: int = 0) -> list[str]:
    """What the QR codes of a drawn sheet say."""
    return list(decoder.evaluate(CUT_AND_DECODE, [base64.b64encode(png).decode(), columns, rows, edge]))
