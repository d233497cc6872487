"""The spreadsheet to download and fill in."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from weiguang.wishes.collecting.columns import EXAMPLE, HEADERS, REQUIRED
from weiguang.wishes.collecting.rules import AGE_BANDS, CROWD_LEAST, EVERY_DISTRICT, LABELS
from weiguang.wishes.collecting.sheets import ROWS_MOST
from weiguang.wishes.rules import GROUPS

SAMPLE = {
    "serial": EXAMPLE,
    "item": "一双防滑的运动鞋，38码",
    "story": "我喜欢跑步，可鞋底快磨平了，想要一双防滑的运动鞋。",
    "true_story": "这一栏只给审核的人看，不会上墙，请写清楚家庭情况和为什么需要。",
    "group": "困境儿童",
    "age_band": "6-12岁",
    "district": "海曙区",
    "organisation": "某某社会工作服务中心",
    "deliver_hint": "请送到海曙区社会组织服务中心",
    "by": "2023-07-15",
    "name": "（受助人姓名）",
    "phone": "（联系电话）",
    "address": "（送达地址）",
    "guardian": "（监护人姓名）",
}
WIDTHS = {"story": 48, "true_story": 48, "item": 28, "organisation": 26, "deliver_hint": 30, "address": 30}
USUAL_WIDTH = 14
NOTES = (
    ("怎么填", ""),
    ("一行一个心愿", f"序号从 1 开始，不能重复；一次最多 {ROWS_MOST} 行。标着“{EXAMPLE}”的那一行不会导入，可以留着。"),
    ("必须填", "、".join(LABELS[name] for name in REQUIRED)),
    ("上墙文字", "会公开。用受助人的口气写一两句：平时怎样、想要什么。不写姓名、学校、地址、电话、证件号、病名。"),
    ("真实情况", "不公开，加密保存，只给审核的人看。姓名、电话、地址、监护人也加密保存，只在送达那天给送达的人看。"),
    ("群体", "、".join(GROUPS)),
    ("年龄段", "、".join(AGE_BANDS) + "；可以不填"),
    (
        "区县",
        f"群体、年龄段、区县都一样的心愿不到 {CROWD_LEAST} 个，容易认出是谁：请不填年龄段，或写“{EVERY_DISTRICT}”。",
    ),
    ("需要日期", "写成 2023-06-28 或 6月28日；可以不填"),
    ("不要", "不要合并单元格，不要用公式，不要给文件设密码。"),
)


def make_template() -> bytes:
    """The template as xlsx."""
    book = openpyxl.Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    _fill(sheet)
    notes = book.create_sheet("填写说明")
    for name, text in NOTES:
        notes.append((name, text))
    notes.column_dimensions["A"].width = USUAL_WIDTH
    notes.column_dimensions["B"].width = 90
    for row in notes.iter_rows():
        row[0].font = Font(bold=True)
        row[1].alignment = Alignment(wrap_text=True, vertical="top")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Worksheet) -> None:
    sheet.title = "心愿"
    sheet.append([LABELS[name] for name in HEADERS])
    sheet.append([SAMPLE[name] for name in HEADERS])
    sheet.freeze_panes = "C2"
    for at, name in enumerate(HEADERS, 1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = WIDTHS.get(name, USUAL_WIDTH)
        sheet[f"{letter}1"].font = Font(bold=True, color="C8161D" if name in REQUIRED else "000000")
        sheet[f"{letter}1"].fill = PatternFill("solid", fgColor="FBEAEA")
        sheet[f"{letter}2"].font = Font(italic=True, color="808080")
        choices = {"group": GROUPS, "age_band": AGE_BANDS}.get(name)
        if choices:
            offered = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            sheet.add_data_validation(offered)
            offered.add(f"{letter}3:{letter}{ROWS_MOST + 2}")
