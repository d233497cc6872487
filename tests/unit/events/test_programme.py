"""Reading the newspaper's tables: headers, days, places, service kinds, and what goes wrong with a paste."""

from __future__ import annotations

import pytest

from factories.programme import DISTRICTS, HEADER, copied, printed, published, row, table, workbook
from weiguang.events.days import UnclearDay, read_when
from weiguang.events.programme.columns import meaning_of
from weiguang.events.programme.planning import make_plan
from weiguang.events.programme.reading import Context, read_rows
from weiguang.events.programme.tables import grid_of, read_text, written
from weiguang.events.programme.uploading import read_file
from weiguang.events.programme.words import places_of, programmes_of, services_of, split


def read(text: str, year: int = 2026, **more: object):
    found = read_text(text, day_given="day" in more)
    return found, read_rows(found.rows, Context(year, districts=DISTRICTS, **more))


@pytest.mark.parametrize("name", ["title", "district", "date", "tentative", "venues", "services", "kind", "content"])
def test_the_table_of_2021_means_what_was_published(name: str) -> None:
    _, rows = read(copied(printed(2021)), 2021)
    wanted = [one[name] for one in published(2021)["rows"]]
    if name == "tentative":
        wanted = [{key: one[key] for key in ("time", "place")} for one in wanted]
        assert [{key: one["tentative"][key] for key in ("time", "place")} for _, _, one, _ in rows] == wanted
    else:
        assert [one[name] for _, _, one, _ in rows] == wanted


@pytest.mark.parametrize("name", ["district", "venues", "programmes", "content", "date", "host"])
def test_the_table_of_2023_means_what_was_published(name: str) -> None:
    _, rows = read(copied(printed(2023)), 2023, day="2023-06-28", host="宁波市民政局")
    assert [one[name] for _, _, one, _ in rows] == [one[name] for one in published(2023)["rows"]]


@pytest.mark.parametrize("year", [2021, 2023])
def test_a_published_table_has_nothing_to_put_right(year: int) -> None:
    found, rows = read(copied(printed(year)), year, day=f"{year}-06-28")
    assert found.title == published(year)["title"]
    assert [column.header for column in found.columns] == published(year)["columns_zh"]
    assert not [one for one in found.findings if one.level == "error"]
    assert not [one for _, _, _, findings in rows for one in findings if one.level == "error"]


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("6月28日", ("2026-06-28", "", "", "", False)),
        ("2026年6月28日", ("2026-06-28", "", "", "", False)),
        ("2025/6/28", ("2025-06-28", "", "", "", False)),
        ("6.28", ("2026-06-28", "", "", "", False)),
        ("６月２８日 周日", ("2026-06-28", "", "", "", False)),
        ("6月28日上午9:00-11:30", ("2026-06-28", "", "09:00", "11:30", False)),
        ("6月28日 下午2点半", ("2026-06-28", "", "14:30", "", False)),
        ("2026-06-28 09:00", ("2026-06-28", "", "09:00", "", False)),
        ("6月28日下午1:30至3:30", ("2026-06-28", "", "13:30", "15:30", False)),
        ("6月28日至30日", ("2026-06-28", "2026-06-30", "", "", False)),
        ("6月28日—7月2日", ("2026-06-28", "2026-07-02", "", "", False)),
        ("6月30日（暂定）", ("2026-06-30", "", "", "", True)),
        ("6月28日（具体根据疫苗安排）", ("2026-06-28", "", "", "", True)),
        ("6月28日或29日", ("2026-06-28", "", "", "", True)),
    ],
)
def test_days_are_read_as_they_are_written(said: str, when: tuple[object, ...]) -> None:
    found = read_when(said, 2026)
    assert (found.date, found.to_date, found.starts, found.ends, found.tentative) == when


@pytest.mark.parametrize("said", ["28日", "6月", "6月下旬", "待定", "端午节", "6月31日", "28/6", "6月30日至28日", ""])
def test_what_leaves_the_day_open_is_never_guessed(said: str) -> None:
    with pytest.raises(UnclearDay, match=r"请"):
        read_when(said, 2026)


def test_a_weekday_is_held_against_the_calendar() -> None:
    assert read_when("6月28日（星期日）", 2026).doubt == ""
    assert "星期日" in read_when("6月28日（星期一）", 2026).doubt


def test_marks_inside_brackets_do_not_separate() -> None:
    assert split("广场(东门、西门)、“老、少”活动室；学校") == ["广场(东门、西门)", "“老、少”活动室", "学校"]


def test_a_choice_of_places_is_tentative() -> None:
    found = places_of("图书馆广场或吾悦广场")
    assert (found.venues, found.tentative) == (["图书馆广场", "吾悦广场"], True)
    assert (places_of("待定").venues, places_of("鼓楼（暂定）").venues) == (["待定"], ["鼓楼"])


def test_items_come_from_numbers_or_from_a_plain_list() -> None:
    assert programmes_of("1.义卖;2.普法进校园。") == ["义卖", "普法进校园"]
    assert programmes_of("健康咨询、政策宣传等服务。") == ["健康咨询", "政策宣传"]
    assert programmes_of("上门走访慰问困难党员，送去关怀、温暖。") == []


def test_a_service_is_called_by_its_one_name() -> None:
    assert services_of("为老人义剪，还有健康义诊、便民服务") == ["理发", "健康义诊", "便民服务"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (" 活动 名称：", "name"),
        ("活动地点（暂定）", "venue"),
        ("时间安排", "time"),
        ("区县（市）", "area"),
        ("电话", None),
    ],
)
def test_headers_are_forgiving(header: str, field: str | None) -> None:
    assert meaning_of(header) == field


def codes(text: str, **more: object) -> list[str]:
    found, rows = read(text, **more)
    return [one.code for one in found.findings] + [one.code for _, _, _, findings in rows for one in findings]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "table_empty"),
        ("  \n\t\n", "table_empty"),
        ("今天天气好", "no_columns"),
        ("甲\t乙\n丙\t丁", "header_missing"),
        (table(), "no_rows"),
        (table(row(1)) + "\n" + table(row(2)), "second_table"),
        (copied([["活动名称", "主办单位", "时间"], ["甲", "乙", "6月28日"]]), "column_missing"),
        (copied([["活动名称", "主办单位", "地点"], ["甲", "乙", "丙"]]), "column_missing"),
        (copied([[*HEADER, "联系电话"], [*row(1), "13700000000"]]), "columns_unused"),
        (copied([[*HEADER, "地点"], [*row(1), "鼓楼"]]), "column_twice"),
        (table(row(1, time="28日")), "day_unclear"),
        (table(row(1, time="")), "cell_empty"),
        (table(row(1, venue="")), "cell_empty"),
        (table(row(1, venue="鼓楼或天一广场")), "place_tentative"),
        (table(row(1), row(2, time="〃")), "merged_cells"),
        (table(row(1, time="同上")), "merged_with_nothing"),
        (table(row(1, name="长" * 121)), "cell_too_long"),
        (table(*(row(number) for number in range(1, 502))), "too_many_rows"),
    ],
)
def test_each_bad_table_is_told_in_one_sentence(text: str, code: str) -> None:
    assert code in codes(text)


def test_a_finding_names_its_row() -> None:
    _, rows = read(table(row(1), row(2, time="28日")))
    [finding] = rows[1][3]
    assert (finding.row, finding.message.partition("：")[0]) == (4, "第 4 行")


def test_a_merged_cell_has_the_words_above_it() -> None:
    found, rows = read(table(row(1, time="6月29日"), row(2, time="〃"), row(3, time="〃")))
    assert {one["date"] for _, _, one, _ in rows} == {"2026-06-29"}
    assert [one.row for one in found.findings] == [4, 5]


def test_a_row_said_twice_is_one_event() -> None:
    _, rows = read(table(row(1), row(1), row(2)))
    plan = make_plan(rows, [])
    assert [one.act for one in plan.rows] == ["new", "new"]
    assert "row_twice" in [one.code for one in plan.rows[0].findings]


def test_quotes_that_do_not_pair_swallow_no_rows() -> None:
    assert grid_of('甲\t"乙\n丙\t丁') == [["甲", '"乙'], ["丙", "丁"]]
    assert grid_of('甲\t"乙\n丙"\n丁\t戊') == [["甲", "乙\n丙"], ["丁", "戊"]]


@pytest.mark.parametrize("cell", ["甲\n乙", '说"好"', "一\t二", "'引", "，；。"])
def test_written_cells_are_read_back(cell: str) -> None:
    assert grid_of(written([["头", cell], ["1", "2"]]))[0][1] == cell.replace("\t", " ")


def test_a_file_becomes_text_with_ditto_marks_for_what_is_merged() -> None:
    rows = [[*HEADER], [*row(1)], [*row(2)], [*row(3)]]
    rows[2][5] = rows[3][5] = None
    read_back = read_file(workbook(rows, "F2:F4"))
    assert [cells[5] for cells in grid_of(read_back["text"])] == ["时间", "6月28日上午9:00", "〃", "〃"]
    assert read_back["findings"] == []


def test_a_file_says_what_is_merged_sideways_and_what_is_a_formula() -> None:
    rows = [[*HEADER], [*row(1)], [*row(2, name="=A1")]]
    found = read_file(workbook(rows, "B2:C2"))["findings"]
    assert [(one["code"], one["row"]) for one in found] == [("cell_is_formula", 3), ("merged_across", 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encoding_it_was_saved_in(encoding: str) -> None:
    text = "\r\n".join(",".join(cells) for cells in (list(HEADER), row(1)))
    assert grid_of(read_file(text.encode(encoding))["text"])[1] == row(1)
