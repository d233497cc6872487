"""A certificate as a PDF of portrait A4 pages: the words of the page that a browser prints, drawn without a browser."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from weiguang.checkins.hours.certificates.rules import day_words, span_words, undrawable
from weiguang.checkins.hours.certificates.typesetting import wrap, write, write_right, write_spaced
from weiguang.checkins.hours.rules import hours_text
from weiguang.errors import Conflict
from weiguang.storage.clock import local_day

TITLES = {"hours": "志愿服务记录证明", "school": "结业证书"}
INK, SOFT, RED, HAIR = HexColor("#1a1a1a"), HexColor("#555555"), HexColor("#b3131a"), HexColor("#bbbbbb")
WIDE, HIGH = A4
LEFT, RIGHT = 25 * mm, WIDE - 25 * mm
TOP, FOOT = HIGH - 42 * mm, 20 * mm
CLOSING = 66 * mm
"""What the notes, the QR code and the issuer's name take at the end."""
BODY, TABLE, SMALL = 13.0, 11.0, 9.0
LEADING, ROW = 24.0, 16.0
DATES, TIMES_, HOURS = RIGHT - 78 * mm, RIGHT - 26 * mm, RIGHT
TITLE_WIDTH = DATES - LEFT - 4 * mm
QR_SIZE = 30 * mm
NOTES = {
    "hours": (
        "时长以分钟累计，换算成小时保留一位小数，不进位。",
        "本证明依据民政部令第67号《志愿服务记录与证明出具办法（试行）》出具，不收费。",
        "扫描二维码可以核验真伪；需要盖章的，请持本证明到出具单位办理。",
    ),
    "school": ("扫描二维码可以核验真伪；需要盖章的，请持本证书到颁发单位办理。",),
}


class LettersMissing(Conflict):
    """A rare character, which PDF readers' own fonts may lack."""

    code = "letters_missing"
    title = "有生僻字在 PDF 里可能显示不出来，请用“打印”，在打印时选“另存为 PDF”"


def draw_certificate(paper: dict[str, Any]) -> bytes:
    """Draw what `service.show_own` says; the same certificate gives the same bytes. Raises `LettersMissing`."""
    if undrawable(paper):
        raise LettersMissing
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, lang="zh-CN")
    canvas.setTitle(f"{TITLES[paper['kind']]} {paper['number']}")
    canvas.setAuthor(paper["issuer"])
    Drawing(canvas, paper).draw()
    canvas.save()
    return file.getvalue()


def opening_words(paper: dict[str, Any]) -> str:
    """The sentence that certifies."""
    if paper["kind"] == "school":
        return school_words(paper)
    times = sum(line["times"] for line in paper["lines"])
    activities = len({line["title"] for line in paper["lines"]})
    served = hours_text(paper["machine_minutes"] + paper["hand_minutes"])
    span = day_words(paper["first"])
    if paper["last"] != paper["first"]:
        span += f"至{day_words(paper['last'])}"
    said = (
        f"兹证明 {paper['name']} 于{span}参加志愿服务活动 {activities} 项、共 {times} 次，服务时长合计 {served} 小时。"
    )
    if not paper["hand_minutes"]:
        return said + "以上时长均为签到签退记录。"
    machine, hand = hours_text(paper["machine_minutes"]), hours_text(paper["hand_minutes"])
    return f"{said}其中签到签退记录 {machine} 小时，人工补录或更正 {hand} 小时（均由两人核对）。"


def school_words(paper: dict[str, Any]) -> str:
    """The sentence of a certificate of the Party school."""
    span = day_words(paper["first"])
    if paper["last"] != paper["first"]:
        span += f"至{day_words(paper['last'])}"
    return f"{paper['name']} 于{span}参加{paper['title']}学习，出勤 {paper['sessions']} 次，学完规定内容，准予结业。"


class Drawing:
    """The pen on its way down the page."""

    def __init__(self, canvas: Canvas, paper: dict[str, Any]) -> None:
        """Begin at the top of the first page."""
        self.canvas, self.paper, self.y, self.page = canvas, paper, TOP, 1

    def draw(self) -> None:
        """Head, sentence, table, and what closes it; as many pages as the table needs."""
        self._head()
        self._sentence()
        if self.paper["lines"]:
            self._table()
        self._closing()
        self._foot()

    def _ink(self, colour: Color) -> None:
        self.canvas.setFillColor(colour)
        self.canvas.setStrokeColor(colour)

    def _rule(self, y: float, colour: Color, thick: float) -> None:
        self._ink(colour)
        self.canvas.setLineWidth(thick)
        self.canvas.line(LEFT, y, RIGHT, y)
        self._ink(INK)

    def _head(self) -> None:
        self._ink(INK)
        write_spaced(self.canvas, WIDE / 2, self.y, TITLES[self.paper["kind"]], 26, gap=5, bold=0.7)
        self._rule(self.y - 7 * mm, RED, 1.4)
        self._rule(self.y - 7.9 * mm, RED, 0.4)
        self._ink(SOFT)
        write_right(self.canvas, RIGHT, self.y - 15 * mm, f"编号：{self.paper['number']}", 10.5)
        if self.paper["state"] != "valid":
            self._ink(RED)
            write(
                self.canvas, LEFT, self.y - 15 * mm, void_words(self.paper["since"], self.paper["kind"]), 10.5, bold=0.3
            )
        self._ink(INK)
        self.y -= 29 * mm

    def _sentence(self) -> None:
        indent = 2 * BODY
        for number, line in enumerate(wrap(opening_words(self.paper), BODY, RIGHT - LEFT, indent=indent)):
            write(self.canvas, LEFT + (0 if number else indent), self.y, line, BODY)
            self.y -= LEADING
        self.y -= 4 * mm

    def _table(self) -> None:
        self._heads()
        for line in self.paper["lines"]:
            titles = wrap(line["title"] + ("（人工补录或更正）" if line["by_hand"] else ""), TABLE, TITLE_WIDTH)
            self._make_room(len(titles) * ROW + 3 * mm)
            write(self.canvas, DATES, self.y, span_words(line["first"], line["last"]), TABLE)
            write_right(self.canvas, TIMES_, self.y, str(line["times"]), TABLE)
            write_right(self.canvas, HOURS, self.y, hours_text(line["minutes"]), TABLE)
            for title in titles:
                write(self.canvas, LEFT, self.y, title, TABLE)
                self.y -= ROW
            self._rule(self.y + 3 * mm, HAIR, 0.4)
            self.y -= 2 * mm
        total = self.paper["machine_minutes"] + self.paper["hand_minutes"]
        write(self.canvas, LEFT, self.y, "合计", TABLE, bold=0.3)
        write_right(self.canvas, HOURS, self.y, hours_text(total), TABLE, bold=0.3)
        self._rule(self.y - 3 * mm, INK, 0.8)
        self.y -= 12 * mm

    def _heads(self) -> None:
        self._rule(self.y + 6 * mm, INK, 0.8)
        write(self.canvas, LEFT, self.y, "服务内容", TABLE, bold=0.3)
        write(self.canvas, DATES, self.y, "服务日期", TABLE, bold=0.3)
        write_right(self.canvas, TIMES_, self.y, "次数", TABLE, bold=0.3)
        write_right(self.canvas, HOURS, self.y, "时长（小时）", TABLE, bold=0.3)
        self._rule(self.y - 3 * mm, HAIR, 0.4)
        self.y -= 9 * mm

    def _make_room(self, needed: float) -> None:
        if self.y - needed < FOOT + 8 * mm:
            self._turn()
            self._heads()

    def _turn(self) -> None:
        self._foot()
        self.canvas.showPage()
        self.page += 1
        self.y = HIGH - 30 * mm
        self._ink(INK)

    def _closing(self) -> None:
        if self.y < FOOT + CLOSING:
            self._turn()
        self._ink(SOFT)
        for note in NOTES[self.paper["kind"]]:
            write(self.canvas, LEFT, self.y, note, SMALL)
            self.y -= 5.2 * mm
        self._ink(INK)
        bottom = FOOT + 12 * mm
        draw_qr(self.canvas, self.paper["link"], LEFT, bottom + 4 * mm, QR_SIZE)
        write(self.canvas, LEFT + 2 * mm, bottom, f"扫码核验　核验码 {self.paper['code']}", SMALL)
        given = "颁发" if self.paper["kind"] == "school" else "出具"
        issuer = wrap(f"{given}单位：{self.paper['issuer']}", BODY, RIGHT - LEFT - QR_SIZE - 20 * mm)
        said = [*issuer, f"{given}日期：{day_words(self.paper['issued_on'])}"]
        for number, line in enumerate(reversed(said)):
            write_right(self.canvas, RIGHT, bottom + 6 * mm + number * LEADING, line, BODY)

    def _foot(self) -> None:
        self._ink(SOFT)
        write(self.canvas, LEFT, FOOT - 4 * mm, f"编号：{self.paper['number']}", 8)
        write_right(self.canvas, RIGHT, FOOT - 4 * mm, f"第 {self.page} 页", 8)
        self._ink(INK)


def void_words(since: datetime, kind: str = "hours") -> str:
    """What a paper says that is no longer good."""
    return f"本{'证书' if kind == 'school' else '证明'}已于{day_words(local_day(since))}作废"


def draw_qr(canvas: Canvas, link: str, x: float, y: float, size: float) -> None:
    """Dark modules as squares, with the quiet zone inside ``size``: sharp on every printer."""
    code: QRCode = QRCode(error_correction=ERROR_CORRECT_M, border=2)
    code.add_data(link, optimize=0)
    code.make()
    matrix = code.get_matrix()
    step = size / len(matrix)
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                path.rect(x + column * step, y + size - (row + 1) * step, step, step)
    canvas.drawPath(path, stroke=0, fill=1)
