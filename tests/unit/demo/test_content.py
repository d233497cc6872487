"""The promises of the demo content: printed figures, privacy of the invented wishes, and answers that exist.

The two programmes are copies of published tables; a digest over their verbatim columns shows that no word was touched.
"""

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "backend" / "weiguang" / "demo" / "data"
MIB = 1024 * 1024
DISTRICTS = ["海曙区", "江北区", "镇海区", "北仑区", "鄞州区", "奉化区", "余姚市", "慈溪市", "宁海县", "象山县"]
AGE_BANDS = {
    "困境儿童": {"6-12岁", "13-17岁"},
    "困难老人": {"60-69岁", "70-79岁", "80岁以上"},
    "大病患者": {"18-59岁", "60-69岁"},
    "残障人士": {"18-59岁", "60-69岁"},
}
VERBATIM_SHA256 = {
    2021: "ecbe7e3a873e7facd210aeca37cab844a1aac3c15a6842d2f3256a20ff4f8b2f",
    2023: "27ab85e8431e4fac7e196864fbbfec447803f2a54bfbd47323ffb563942b070d",
}
KINDS = {"red_route", "home_visit", "fair", "service", "study", "ceremony"}

# What a wall text must never hold: numbers that reach a person, places that find one, illnesses that name one.
PHONE_OR_ID = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{15,18}|\d{5,}")
PLACE = re.compile(r"[路街巷弄村镇号幢栋]|小区|社区|单元|小学|中学|学校|大学|学院|幼儿园")
DIAGNOSIS = re.compile(r"癌|瘤|白血病|尿毒|透析|化疗|放疗|糖尿|血压高|高血压|中风|抑郁|自闭|癫痫|瘫|聋|失明|截肢|痴呆")
NAMED_PERSON = re.compile(
    r"[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗][\u4e00-\u9fff]?(奶奶|爷爷|阿姨|叔叔|先生|女士|同学)"
)
REFUSED_WORDS = re.compile(r"排名|排行|积分|连续签到|学习时长|打卡")


# --- wishes ---------------------------------------------------------------------------------------------------------


def test_there_are_309_wishes_numbered_from_1(wishes):
    assert [wish["serial"] for wish in wishes] == list(range(1, 310))


def test_290_are_claimed_and_19_are_open(wishes):
    assert Counter(wish["claimed"] for wish in wishes) == {True: 290, False: 19}


def test_the_open_ones_are_spread_over_every_group_and_district(wishes):
    still_open = [wish for wish in wishes if not wish["claimed"]]
    assert {wish["group"] for wish in still_open} == set(AGE_BANDS)
    assert {wish["district"] for wish in still_open} == set(DISTRICTS)


def test_every_wish_says_it_is_invented(wishes):
    assert all(wish["invented"] is True for wish in wishes)


def test_no_group_age_band_and_district_is_rarer_than_five(wishes):
    combinations = Counter((wish["group"], wish["age_band"], wish["district"]) for wish in wishes)
    assert {key: n for key, n in combinations.items() if n < 5} == {}


def test_every_district_has_wishes_and_every_age_band_fits_its_group(wishes):
    assert {wish["district"] for wish in wishes} == set(DISTRICTS)
    assert [wish["serial"] for wish in wishes if wish["age_band"] not in AGE_BANDS[wish["group"]]] == []


def test_stories_are_all_different_and_items_are_varied(wishes):
    assert len({wish["story"] for wish in wishes}) == 309
    assert len({wish["item"] for wish in wishes}) >= 120


def test_a_story_is_one_or_two_short_sentences(wishes):
    for wish in wishes:
        assert 1 <= len(re.findall(r"[。！？]", wish["story"])) <= 2, wish
        assert wish["story"].endswith(("。", "！", "？")), wish
        assert 15 <= len(wish["story"]) <= 80, wish
        assert len(wish["item"]) <= 20, wish


@pytest.mark.parametrize("pattern", [PHONE_OR_ID, PLACE, DIAGNOSIS, NAMED_PERSON])
def test_no_wall_text_identifies_anyone(wishes, pattern):
    assert [wish for wish in wishes if pattern.search(wish["item"] + wish["story"])] == []


def test_the_patterns_do_find_what_they_look_for():
    assert PHONE_OR_ID.search("打13812345678")
    assert PLACE.search("解放北路12号")
    assert DIAGNOSIS.search("做完化疗")
    assert NAMED_PERSON.search("王奶奶")


def test_a_wish_is_published_and_received_in_its_own_district(wishes):
    for wish in wishes:
        assert wish["organisation"].startswith(wish["district"]), wish
        assert wish["district"] + "社会组织服务中心" in wish["deliver_hint"], wish


# --- programmes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2021, 2023])
def test_a_programme_holds_the_eleven_printed_rows_word_for_word(year):
    programme = load(f"programme_{year}.json")
    lines = ["|".join([str(row["seq"]), *(row[f] for f in programme["verbatim_fields"])]) for row in programme["rows"]]
    assert len(lines) == 11
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == VERBATIM_SHA256[year]


@pytest.mark.parametrize("year", [2021, 2023])
def test_every_row_is_complete_and_lies_in_a_known_district(year, branches):
    known = {branch["key"] for branch in branches}
    for row in load(f"programme_{year}.json")["rows"]:
        assert row["district"] in DISTRICTS, row
        assert row["branch"] in known, row
        assert row["kind"] in KINDS, row
        assert row["title"] and row["host"] and row["date_text"], row
        assert row["venues"] and row["services"], row
        assert row["date"].startswith(f"{year}-06-"), row


def test_only_rows_8_and_9_of_2021_are_tentative():
    flags = {row["seq"]: row["tentative"] for row in load("programme_2021.json")["rows"]}
    assert {seq for seq, flag in flags.items() if flag["time"]} == {8, 9}
    assert {seq for seq, flag in flags.items() if flag["place"]} == {9}
    assert all(bool(flag["note"]) == (flag["time"] or flag["place"]) for flag in flags.values())


def test_nothing_in_2023_is_tentative_and_all_is_on_28_june():
    rows = load("programme_2023.json")["rows"]
    assert {row["date"] for row in rows} == {"2023-06-28"}
    assert all(row["tentative"] == {"time": False, "place": False, "note": ""} for row in rows)


def test_an_alternative_place_is_two_venues():
    row = load("programme_2021.json")["rows"][8]
    assert row["venue"] == "图书馆广场或吾悦广场"
    assert row["venues"] == ["图书馆广场", "吾悦广场"]


def test_the_fair_is_row_1_of_2023_and_no_other():
    rows = [(year, row) for year in (2021, 2023) for row in load(f"programme_{year}.json")["rows"]]
    assert [(year, row["seq"]) for year, row in rows if row["fair"]] == [(2023, 1)]


def test_the_fair_keeps_its_blocks_and_figures():
    programme = load("programme_2023.json")
    figures = programme["figures"]
    assert programme["blocks"] == ["启动仪式", "公益圆梦", "公益集市", "公益舞台", "公益善行"]
    assert (figures["wishes_collected"], figures["wishes_claimed_by_0628"], figures["wishes_open"]) == (309, 290, 19)
    assert (figures["fair_orgs"], figures["delivery_teams"]) == (20, 9)


# --- branches and people --------------------------------------------------------------------------------------------


def test_the_tree_has_one_root_and_every_parent_is_a_committee(branches):
    by_key = {branch["key"]: branch for branch in branches}
    assert len(by_key) == len(branches) == len({branch["name"] for branch in branches})
    assert [branch["key"] for branch in branches if branch["parent"] is None] == ["root"]
    assert all(by_key[branch["parent"]]["kind"] == "committee" for branch in branches if branch["parent"])


def test_ten_district_committees_each_have_formal_branches(branches):
    committees = {b["key"]: b["district"] for b in branches if b["kind"] == "committee" and b["parent"] == "root"}
    assert sorted(committees.values()) == sorted(DISTRICTS)
    below = Counter(branch["parent"] for branch in branches if branch["kind"] == "formal")
    assert all(below[key] >= 2 for key in committees)


def test_seven_e_branches_by_place_and_one_direct_branch_stand_under_the_root(branches):
    functional = [branch for branch in branches if branch["kind"] == "functional"]
    assert len(functional) == 7
    assert {(branch["parent"], branch["basis"]) for branch in functional} == {("root", "地缘")}
    direct = [branch for branch in branches if "直属支部" in branch["name"]]
    assert [(branch["kind"], branch["parent"]) for branch in direct] == [("formal", "root")]


def test_the_demo_accounts_are_the_published_ones(people):
    accounts = {account["phone"]: account for account in people["accounts"]}
    assert sorted(accounts) == [f"1380000000{n}" for n in range(1, 9)]
    granted = [{role["role"] for role in accounts[phone]["roles"]} - {"member"} for phone in sorted(accounts)]
    assert granted == [
        set(),
        set(),
        {"secretary"},
        {"organiser"},
        {"committee"},
        {"operator"},
        {"social_worker"},
        {"volunteer"},
    ]


def members(people):
    """The accounts of members; a social worker and a volunteer help without being one."""
    return [account for account in people["accounts"] if account["formal"]]


def test_every_member_with_an_account_has_one_formal_branch_and_belongs_there(people, branches):
    kinds = {branch["key"]: branch["kind"] for branch in branches}
    assert len(members(people)) == 6
    for account in members(people):
        assert kinds[account["formal"]] == "formal", account
        assert {"role": "member", "branch": account["formal"]} in account["roles"], account
        assert all(kinds[key] == "functional" for key in account["functional"]), account
        assert all(role["branch"] in kinds for role in account["roles"]), account


def test_the_secretary_serves_the_first_members_branch(people):
    member, second, secretary = people["accounts"][:3]
    assert {"role": "secretary", "branch": member["formal"]} in secretary["roles"]
    assert member["functional"] == second["functional"] == ["e-east"]
    assert member["formal"] != second["formal"]


def test_name_parts_are_enough_for_the_1287_registered_members(people):
    surnames, given = people["surnames"], people["given_names"]
    count = people["members_to_invent"]
    assert count + len(members(people)) == people["members_total"] == 1287
    assert len(set(surnames)) == len(surnames) and len(set(given)) == len(given)
    invented = {surnames[i % len(surnames)] + given[(i // len(surnames) + i) % len(given)] for i in range(count)}
    assert len(invented) == count
    assert invented.isdisjoint(person["name"] for person in people["accounts"] + people["applications"])


def test_three_applications_wait_for_formal_branches(people, branches):
    formal = {branch["key"] for branch in branches if branch["kind"] == "formal"}
    assert len(people["applications"]) == 3
    assert all(application["branch"] in formal and application["statement"] for application in people["applications"])


# --- study ----------------------------------------------------------------------------------------------------------


def test_the_course_has_five_lessons_of_a_readable_length(lessons):
    assert [lesson["serial"] for lesson in lessons] == [1, 2, 3, 4, 5]
    for lesson in lessons:
        assert {block["type"] for block in lesson["blocks"]} <= {"heading", "paragraph", "quote"}
        characters = re.findall(r"[\u4e00-\u9fff]", "".join(block["text"] for block in lesson["blocks"]))
        assert 500 <= len(characters) <= 900, lesson["title"]


def test_each_lesson_asks_three_or_four_questions_of_known_kinds(lessons):
    for lesson in lessons:
        assert 3 <= len(lesson["questions"]) <= 4
        assert {question["kind"] for question in lesson["questions"]} <= {"single", "multiple", "true_false"}


def test_every_answer_is_among_its_options(questions):
    for question in questions:
        options = [option["id"] for option in question["options"]]
        assert len(set(options)) == len(options) >= 2, question
        assert set(question["answer"]) <= set(options), question
        assert len(set(question["answer"])) == len(question["answer"]), question


def test_the_number_of_answers_fits_the_kind(questions):
    for question in questions:
        if question["kind"] == "multiple":
            assert 2 <= len(question["answer"]) <= len(question["options"]), question
        else:
            assert len(question["answer"]) == 1, question
        if question["kind"] == "true_false":
            assert [option["text"] for option in question["options"]] == ["对", "不对"], question


def test_every_question_explains_itself_in_one_sentence(questions):
    assert all(question["explanation"].count("。") == 1 for question in questions)
    assert len({question["key"] for question in questions}) == len(questions)


def test_the_audio_lesson_states_its_file_truly(lessons):
    (audio,) = [lesson["audio"] for lesson in lessons if lesson["kind"] == "audio"]
    content = (DATA / audio["file"]).read_bytes()
    assert audio["bytes"] == len(content) <= 500_000
    assert abs(len(content) * 8 / 32_000 - audio["duration_s"]) <= 2  # constant 32 kbit/s
    assert content[0] == 0xFF and content[1] & 0xE0 == 0xE0  # an MPEG frame, no tags before it


def test_the_audio_transcript_is_the_lessons_own_text(lessons):
    (lesson,) = [lesson for lesson in lessons if lesson["kind"] == "audio"]
    texts = {block["text"] for block in lesson["blocks"]}
    assert set(lesson["audio"]["transcript"][1:]) <= texts


# --- history, notices, files ----------------------------------------------------------------------------------------


def test_imported_history_is_approximate_and_says_so_in_its_quote():
    rows = load("history.json")["rows"]
    assert all(row["approx"] is True and "余" in row["quote"] for row in rows)
    quantities = {(row["kind"], row["measure"]): row["quantity"] for row in rows}
    assert quantities["study", "attendances"] == 2_000_000
    assert quantities["service", "attendances"] == 60_000


def test_the_fair_figures_are_exact_and_agree_with_the_wishes(wishes):
    figures = {row["key"]: row["quantity"] for row in load("history.json")["fair_figures"] if row["approx"] is False}
    assert list(figures.values()) == [309, 290, 19, 20, 9]
    assert figures["fair-wishes-collected"] == len(wishes)
    assert figures["fair-wishes-open"] == sum(not wish["claimed"] for wish in wishes)


def test_notices_are_short_and_reach_everyone_a_district_and_a_branch(branches):
    notices = load("notices.json")["notices"]
    assert [list(notice["audience"]) for notice in notices] == [["everyone"], ["districts"], ["branches"]]
    assert all(len(notice["title"]) <= 60 and len(notice["body"]) <= 300 for notice in notices)
    assert set(notices[1]["audience"]["districts"]) <= set(DISTRICTS)
    assert set(notices[2]["audience"]["branches"]) <= {branch["key"] for branch in branches}


@pytest.mark.parametrize("name", ["courses.json", "notices.json", "wishes.json"])
def test_nothing_speaks_of_what_the_product_refuses(name):
    assert REFUSED_WORDS.findall((DATA / name).read_text("utf-8")) == []


def test_files_are_small_readable_json_without_paths_of_a_machine():
    for path in DATA.iterdir():
        assert path.stat().st_size < MIB, path.name
        if path.suffix == ".json":
            text = path.read_text("utf-8")
            assert text.endswith("}\n") and "\\u" not in text and text.count("\n") > 10, path.name
            assert not re.search(r"/(work|tmp|home|root)/", text), path.name


# --- fixtures -------------------------------------------------------------------------------------------------------


def load(name):
    return json.loads((DATA / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def wishes():
    return load("wishes.json")["wishes"]


@pytest.fixture(scope="module")
def branches():
    return load("branches.json")["branches"]


@pytest.fixture(scope="module")
def people():
    return load("people.json")


@pytest.fixture(scope="module")
def lessons():
    (course,) = load("courses.json")["courses"]
    return course["lessons"]


@pytest.fixture(scope="module")
def questions(lessons):
    return [question for lesson in lessons for question in lesson["questions"]]
