"""The paper of a fair, decoded back: every QR code on every sheet opens its wish, every tear-off counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import SHOTS, StartPhone
from factories.wishes import claim_body
from support.paper import LAPTOP, on_paper, read
from support.product import Product

ORGANISER = "13800000004"
NO_CARD = ("closed", "withdrawn")
EDGE = 8  # millimetres around the cards


@pytest.fixture
def organiser(phone: StartPhone, product: Product) -> Page:
    """The organiser's laptop on the page that prints."""
    page = phone(number=ORGANISER, **LAPTOP)
    page.goto(f"/work/fairs/{product.fair()}/print")
    return page


def make_cards(page: Page, *, per_sheet: int = 8) -> list[dict[str, Any]]:
    """Ask for every card of the fair; the answer's cards."""
    page.get_by_label("按序号").check()
    page.get_by_label("从几号").fill("1")
    page.get_by_text(f"{per_sheet} 张", exact=True).click()
    with page.expect_response("**/cards") as answered:
        page.get_by_role("button", name="生成玫瑰卡").click()
    page.locator(".sheet").first.wait_for()
    return list(answered.value.json()["cards"])


def public_wishes(product: Product) -> Iterator[dict[str, Any]]:
    position = ""
    while position is not None:
        following = f"&cursor={position}" if position else ""
        page = product.call("GET", f"/wishes?fair={product.fair()}&limit=100{following}")[1]
        yield from page["items"]
        position = page["next"]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_every_qr_on_every_sheet_opens_its_wish(organiser: Page, decoder: Page, product: Product) -> None:
    cards = make_cards(organiser)
    sheets = on_paper(organiser)
    links = [link for sheet in sheets for link in read(decoder, sheet, columns=2, rows=4, edge=EDGE)]
    assert links == [f"{product.url}/W/{card['code']}".upper() for card in cards]
    expected = {wish["code"] for wish in public_wishes(product) if wish["state"] not in NO_CARD}
    codes = {link.rpartition("/")[2] for link in links}
    assert expected <= codes and len(codes) == len(links)
    assert {product.call("GET", f"/wishes/{code}")[0] for code in expected} == {200}
    organiser.pdf(path=str(SHOTS.parent / "rose-cards.pdf"), prefer_css_page_size=True)
    pages = (SHOTS.parent / "rose-cards.pdf").read_bytes().count(b"/Type /Page\n")
    assert pages == len(sheets) == -(-len(cards) // 8)


def test_the_printed_tear_off_is_the_one_that_claims(organiser: Page, product: Product) -> None:
    make_cards(organiser, per_sheet=12)
    wish = product.open_wishes()[0]
    tear_off = organiser.locator(f"[data-code='{wish['code']}'] .tear").inner_text().replace(" ", "")
    other = organiser.locator(f".card:not([data-code='{wish['code']}']) .tear").first.inner_text().replace(" ", "")
    assert product.call("PUT", f"/wishes/{wish['code']}/claim", claim_body(card_code=other))[0] == 409
    assert product.call("PUT", f"/wishes/{wish['code']}/claim", claim_body(card_code=tear_off))[0] == 201


def test_printing_again_prints_the_same_codes_and_a_lost_card_another(organiser: Page, product: Product) -> None:
    first, again = make_cards(organiser), make_cards(organiser, per_sheet=12)
    assert first == again
    wish = product.open_wishes()[0]
    old = next(card for card in first if card["code"] == wish["code"])
    organiser.get_by_label("补印丢失的一张").check()
    organiser.get_by_label("心愿序号").fill(str(wish["serial"]))
    organiser.get_by_role("button", name="补印", exact=True).click()
    organiser.get_by_role("dialog").get_by_role("button", name="补印").click()
    expect(organiser.locator(".tear")).to_have_count(1)
    assert organiser.locator(".tear").inner_text().replace(" ", "") != old["tear_off"]


def test_a_phone_opens_the_wish_that_is_printed_on_the_card(organiser: Page, decoder: Page, phone: StartPhone) -> None:
    card = make_cards(organiser)[0]
    link = read(decoder, on_paper(organiser)[0], columns=2, rows=4, edge=EDGE)[0]
    page = phone()
    page.goto("/W/" + link.rpartition("/")[2])
    expect(page.get_by_text(card["item"]).first).to_be_visible()


def test_a_poster_leads_to_the_stalls_wishes_and_the_list_has_room_to_write(
    organiser: Page, decoder: Page, product: Product
) -> None:
    stall = product.open_wishes()[0]["organisation"]
    organiser.get_by_text("海报", exact=True).click()
    organiser.get_by_label("给哪个摊位").select_option(stall)
    expect(organiser.locator(".sheet").get_by_role("heading", name=stall)).to_be_visible()
    link = read(decoder, on_paper(organiser)[0])[0]
    organiser.emulate_media(media="screen")
    organiser.goto(link.removeprefix(product.url))
    expect(organiser.get_by_role("button", name=f"不再筛选“{stall}”")).to_be_visible()
    organiser.goto(f"/work/fairs/{product.fair()}/print?what=list")
    rows = organiser.locator(".sheet tbody tr")
    expect(rows).to_have_count(len(product.open_wishes()))
    expect(organiser.locator(".sheet").last).to_contain_text("见证人签名")
