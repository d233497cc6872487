"""Promises about every screen: accessible, within its width, and honest without a network."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import SHOTS, StartPhone
from factories.writing import draft, new_course, written_question
from support.product import REPOSITORY, Product
from support.wire import Wire

AXE = REPOSITORY / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MEMBER, SECRETARY, ORGANISER, COMMITTEE = "13800000001", "13800000003", "13800000004", "13800000005"

SMALL = """least => [...document.querySelectorAll('a, button, select, input:not(.sr, [type=checkbox], [type=radio])')]
    .map(e => [e.getBoundingClientRect(), e]).filter(([b, e]) => b.width && b.height < least
        && getComputedStyle(e).display !== 'inline' && !e.closest('.sr'))
    .map(([b, e]) => [e.textContent.trim().slice(0, 16), Math.round(b.width), Math.round(b.height)])"""


def screens(product: Product, who: str | None) -> Iterator[str]:
    """The addresses that a person of this kind uses."""
    wish = product.open_wishes()[-1]["code"]
    taken = product.call("GET", "/wishes?state=claimed&limit=1")[1]["items"][0]["code"]
    course = product.call("GET", "/courses")[1]["items"][0]["id"]
    lesson = product.call("GET", f"/courses/{course}")[1]["lessons"][2]["id"]
    event = product.call("GET", "/events?year=2023")[1]["items"][0]["id"]
    staffed = next(one["id"] for one in product.call("GET", "/events?year=2023")[1]["items"] if one["waiting"])
    branch = next(one["id"] for one in product.call("GET", "/branches")[1]["items"] if one["kind"] == "formal")
    route = next(one["id"] for one in product.call("GET", "/routes")[1]["items"] if one["invented"])
    stop = product.call("GET", f"/routes/{route}")[1]["stops"][1]["id"]
    if who is None:
        yield from ("/", "/wishes", f"/wishes/{wish}", f"/wishes/{taken}", f"/wishes/{wish}/claim", "/study", "/scan")
        yield "/wishes/organisation"
        yield from ("/study/search?q=%E5%BF%83%E6%84%BF", "/study/kept")
        yield from (f"/study/courses/{course}", f"/study/lessons/{lesson}", "/events", f"/events/{event}", "/counts")
        yield f"/events/{staffed}"
        yield from ("/routes", f"/routes/{route}", f"/routes/{route}/stops/{stop}", "/R/ZZZZZZ")
        yield from ("/sign-in", "/branches", "/suggestions", "/about", "/nowhere", "/C/ABCDEF/0123456789")
        yield from ("/stories", "/S/STAR22", "/S/FARE25")
        yield from ("/V/", "/V/ABCDEFGH2345", f"/V/{certificate(product)}", f"/V/{certificate(product, 'school')}")
        yield from ("/centres", f"/centres/{centre(product)}", f"/C/{plaque(product)}")
    elif who == MEMBER:
        yield from (
            "/",
            "/me",
            "/me/code",
            "/me/record",
            "/me/claims",
            "/me/deliveries",
            "/me/devices",
            "/inbox",
            f"/branches/{branch}",
        )
        yield from ("/study/notes", "/study/recall", f"/study/lessons/{lesson}", f"/study/courses/{course}")
        yield from ("/me/hours", "/me/certificates", f"/me/certificates/{certificate(product)}")
        yield from ("/school", *(f"/school/terms/{term}" for term in terms(product)))
        yield f"/me/certificates/{certificate(product, 'school')}"
        coming, _, signed = meetings(product)
        yield from ("/meetings", f"/meetings/{coming}", f"/meetings/{signed}", f"/meetings/{signed}/minutes")
    elif who == SECRETARY:
        yield from ("/work", f"/work/applications/{branch}", f"/work/lessons/{lesson}/learning")
        yield from ("/work/stories", "/work/stories/new", "/work/stories/STAR22")
        made, begun = written(product)
        yield from ("/work/courses", "/work/courses/new", f"/work/courses/{made}", f"/work/courses/{made}/edit")
        yield from (f"/work/lessons/{begun}", f"/work/lessons/{begun}/preview")
        coming, unsigned, signed = meetings(product)
        yield from ("/work/meetings", "/work/meetings/new", f"/meetings/{coming}", f"/work/meetings/{coming}/edit")
        yield from (f"/work/meetings/{signed}/attendance", f"/meetings/{unsigned}/minutes")
        own = product.call("GET", "/me", token=product.token(SECRETARY))[1]["roles"][0]["branch"]
        yield f"/work/meetings/year/{own}"
    elif who == COMMITTEE:
        second, first = terms(product)
        yield from ("/work/school", "/work/school/new", f"/work/school/{first}/people")
        term = product.call("GET", f"/school/terms/{second}", token=product.token(COMMITTEE))[1]
        session, work, base = term["sessions"][0]["id"], term["assignments"][0]["id"], f"/work/school/{second}"
        yield from (f"/school/assignments/{work}", base, f"{base}/edit", f"{base}/people")
        yield from (f"{base}/sessions/new", f"{base}/sessions/{session}", f"{base}/sessions/{session}/attendance")
        yield from (f"{base}/assignments/new", f"{base}/assignments/{work}", f"{base}/assignments/{work}/edit")
    else:
        fair = product.call("GET", "/fairs")[1]["items"][0]["id"]
        yield from (f"/work/hours?what={what}" for what in ("forgotten", "requests", "proposals", "propose"))
        yield from ("/work/programme", "/work/programme/import", "/work/programme/table?year=2021")
        yield from ("/work", f"/work/desk/{event}", "/work/notice", "/work/notices", f"/work/fairs/{fair}/rescue")
        point = product.call("GET", f"/events/{event}/desk-code", token=product.token(ORGANISER))[1]["point"]
        yield from (f"/work/check-in/{point}{page}" for page in ("", "/screen", "/plaque"))
        yield from (f"/work/events/{event}/{page}" for page in ("points", "check-in-conflicts"))
        yield from ("/work/routes", "/work/routes/new", f"/work/routes/{route}", f"/work/routes/{route}/stops/{stop}")
        yield from (f"/work/routes/{route}/{page}" for page in ("facts", "plaques", "visits"))
        yield from ("/work/helped", *(f"/work/fairs/{fair}/{page}" for page in ("collecting", "import", "review")))
        yield from (f"/work/events/{staffed}/{page}" for page in ("roster", "posts"))
        yield from ("/work/centres", "/work/centres/new", f"/work/centres/{centre(product)}")
        yield from (f"/work/centres/{centre(product)}/{page}" for page in ("edit", "plaque"))
        yield from (f"/work/events/{fair}/{page}" for page in ("footfall", "plaques"))
        yield from (f"/work/fairs/{fair}/{page}" for page in ("wishes/new", "report", "paper", "conflicts"))
        yield from (f"/work/fairs/{fair}/fund?what={what}" for what in ("record", "allocate", "accounts"))
        yield from (f"/work/fairs/{fair}/print?what={what}" for what in ("cards", "poster", "list"))
        yield from (f"/work/fairs/{fair}/delivery{view}" for view in ("", "?view=days", "?view=teams", "?view=thanks"))


def certificate(product: Product, kind: str = "hours") -> str:
    """The code of a certificate of the demo member."""
    own = product.call("GET", "/me/certificates", token=product.token(MEMBER))[1]["items"]
    return str(next(one["code"] for one in own if one["kind"] == kind))


def terms(product: Product) -> list[str]:
    """The Party school's terms of the demo, the latest first; others may be there too."""
    found = product.call("GET", "/school/terms?limit=100", token=product.token(MEMBER))[1]["items"]
    return [one["id"] for one in found if one["name"].startswith("社会组织党校第")][-2:]


def meetings(product: Product) -> tuple[str, str, str]:
    """A coming meeting of the demo, one whose minutes are being written, and one that is signed."""
    token = product.token(SECRETARY)
    coming = product.call("GET", "/meetings", token=token)[1]["items"]
    past = product.call("GET", "/meetings?when=past", token=token)[1]["items"]
    unsigned = next(one["id"] for one in past if not one["signed"])
    return coming[0]["id"], unsigned, next(one["id"] for one in past if one["signed"])


def written(product: Product) -> tuple[str, str]:
    """A course of the secretary's, and a lesson in it that is being written."""
    token = product.token(SECRETARY)
    course = product.call("POST", "/courses", new_course(), token)[1]["id"]
    begun = {"client_id": str(uuid.uuid4()), "title": "敲门之前"}
    lesson = product.call("POST", f"/courses/{course}/lessons", begun, token)[1]["id"]
    asked = [written_question(), written_question("q2", kind="short", model="先问一句")]
    assert product.call("PUT", f"/lessons/{lesson}/draft", draft(1, questions=asked), token)[0] == 200
    return str(course), str(lesson)


def centre(product: Product) -> str:
    """The city's service centre."""
    return str(product.call("GET", "/centres?limit=1")[1]["items"][0]["id"])


def plaque(product: Product) -> str:
    """The code at its door."""
    shown = product.call("GET", f"/centres/{centre(product)}/plaque", token=product.token(ORGANISER))[1]
    return str(shown["point"])


def settled(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_function("!document.querySelector('[aria-busy=true], .skeleton')")


def shown(page: Page, scheme: str, text: str, *, width: int = 390) -> None:
    """Without motion, so that nothing is looked at half-way between two colours."""
    page.set_viewport_size({"width": width, "height": 844 if width == 390 else 640})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(
        "size => new Promise(done => { document.documentElement.dataset.text = size; setTimeout(done, 50) })", text
    )


def problems(page: Page) -> list[tuple[str, list[str]]]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run({ runOnly: rules })", RULES)["violations"]
    return [(one["id"], [node["html"][:140] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", [None, MEMBER, SECRETARY, ORGANISER, COMMITTEE])
def test_every_screen_is_accessible_and_fits_the_smallest_phone_in_the_largest_type(
    phone: StartPhone, product: Product, who: str | None
) -> None:
    page, wrong = phone(number=who), []
    SHOTS.mkdir(parents=True, exist_ok=True)
    for path in screens(product, who):
        settled(page, path)
        for scheme, text in (("light", "normal"), ("dark", "large")):
            shown(page, scheme, text)
            wrong += [(path, scheme, text, problem) for problem in problems(page)]
            wrong += [(path, text, "small", one) for one in page.evaluate(SMALL, 60 if text == "large" else 44)]
            name = f"{who or 'visitor'}{path.replace('/', '_')[:40]}-{scheme}-{text}"
            page.screenshot(path=str(SHOTS / f"{name}.png"))
        shown(page, "light", "largest", width=320)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append((path, "light", "largest", "scrolls sideways"))
    assert wrong == []


def test_the_app_can_be_installed(phone: StartPhone) -> None:
    page = phone()
    browser = page.context.new_cdp_session(page)
    assert browser.send("Page.getAppManifest")["errors"] == []
    assert browser.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_the_shell_opens_without_a_network_and_says_so(phone: StartPhone, wire: Wire) -> None:
    page = phone()
    settled(page, "/wishes")
    wire.cut()
    page.goto("/wishes")
    expect(page.get_by_role("navigation")).to_be_visible()
    expect(page.get_by_text("没有网络").first).to_be_visible(timeout=15_000)


def test_text_size_is_one_tap_away_on_the_first_screen(phone: StartPhone) -> None:
    page = phone()
    page.get_by_role("button", name="大字").first.click()
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= 20
    page.reload()
    assert page.evaluate("document.documentElement.dataset.text") != "normal"


def test_swagger_ui_is_served_from_our_own_files(phone: StartPhone, wire: Wire) -> None:
    page = phone()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/api/docs")
    page.get_by_role("heading", name="wishes").click(timeout=60_000)
    expect(page.get_by_text("Claim a wish").first).to_be_visible()
    assert [url for url in asked if not url.startswith((wire.url, "data:", "blob:"))] == []
