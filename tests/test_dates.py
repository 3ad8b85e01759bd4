"""Dates and deadlines: each form that is printed, and what must not be read as one."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.dates import find_dates, last_day, parse_date

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev" / "baotou-2022-43.json"
_DIGITS = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019年1月12日", "2019-01-12"),
        ("2018 年 11 月 7 日", "2018-11-07"),
        ("2 0 1 8 年 11 月 7 日", "2018-11-07"),
        ("２０２１年１０月１１日", "2021-10-11"),
        ("二〇〇六年九月七日", "2006-09-07"),
        ("二○○四年十二月十七日", "2004-12-17"),
        ("二零一九年八月二十日", "2019-08-20"),
        ("二0一九年八月二十一日", "2019-08-21"),
        ("二OO六年十月三十一日", "2006-10-31"),
        ("一九九八年三月廿九日", "1998-03-29"),
        ("二〇〇六年十二月卅一日", "2006-12-31"),
        ("2019年1月12號", "2019-01-12"),
        ("2017年8⽉17⽇", "2017-08-17"),
        ("某某市人民政府办公室 2022年4月14日", "2022-04-14"),
        ("（2022年4月14日印发）", "2022-04-14"),
        ("August 17, 2017", "2017-08-17"),
        ("Aug. 17th, 2017", "2017-08-17"),
        ("17 August 2017", "2017-08-17"),
        ("the 17th of August, 2017", "2017-08-17"),
        ("May 5, 2020", "2020-05-05"),
        ("2017-08-17", "2017-08-17"),
        ("2017-08-17 10:30", "2017-08-17"),
        ("2017/8/17", "2017-08-17"),
        ("2017.8.17", "2017-08-17"),
        ("Updated: 9 09,2022", "2022-09-09"),
    ],
)
def test_a_whole_date_is_read(text: str, expected: str) -> None:
    assert parse_date(text) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    ["二○○四年", "2019年1月", "2019年2月30日", "2019年13月1日", "2017-8.17", "2017.8.17.3", "第44号", "8/17/2017", ""],
)
def test_what_is_no_whole_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_dates_carry_their_offsets_in_print() -> None:
    text = "自２０１９年１月１日起，至2020年2月30日止；二〇二〇年三月一日修订，see 2 May 2021."
    assert [(found.date.isoformat(), text[found.start : found.end]) for found in find_dates(text)] == [
        ("2019-01-01", "２０１９年１月１日"),
        ("2020-03-01", "二〇二〇年三月一日"),
        ("2021-05-02", "2 May 2021"),
    ]


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day: dt.date) -> None:
    def chinese(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")

    year = "".join(_DIGITS[int(sign)] for sign in str(day.year))
    forms = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{chinese(day.month)}月{chinese(day.day)}日",
        day.isoformat(),
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
    ]
    assert [parse_date(form) for form in forms] == [day] * len(forms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the document's year
        ("5月底取得明显成效并持续推进", "2022-05-31"),
        ("6月份取得明显成效", "2022-06-30"),
        ("12月取得明显成效", "2022-12-31"),
        ("11月底完成", "2022-11-30"),
        ("六月底前", "2022-06-30"),
        ("9月10日前", "2022-09-10"),
        ("年底前", "2022-12-31"),
        ("今年内", "2022-12-31"),
        ("一季度", "2022-03-31"),
        ("第三季度末", "2022-09-30"),
        ("下半年", "2022-12-31"),
        ("每年12月31日前", "2022-12-31"),
        ("明年3月底前", "2023-03-31"),
        ("后年", "2024-12-31"),
        ("6月上旬", "2022-06-10"),
        ("6月中旬前", "2022-06-20"),
        ("2月下旬", "2022-02-28"),
        ("1—6月", "2022-06-30"),
        ("11月至次年3月", "2023-03-31"),
        ("11月至3月", "2023-03-31"),
        ("by June 30", "2022-06-30"),
        ("by the end of June", "2022-06-30"),
        ("by year-end", "2022-12-31"),
        ("by the end of the year", "2022-12-31"),
        ("by the end of next year", "2023-12-31"),
        # the year as printed
        ("2019年底前", "2019-12-31"),
        ("2020年年底前", "2020-12-31"),
        ("２０２０年６月底前", "2020-06-30"),
        ("2020 年 6 月 底 前", "2020-06-30"),
        ("22年6月底前", "2022-06-30"),
        ("2019年上半年", "2019-06-30"),
        ("2019年前三季度", "2019-09-30"),
        ("2020年二季度末前", "2020-06-30"),
        ("2019年年中前", "2019-06-30"),
        ("2019年中小企业服务平台上线", "2019-12-31"),
        ("2025年", "2025-12-31"),
        ("到2025年", "2025-12-31"),
        ("二〇二五年底", "2025-12-31"),
        ("2020年2月底前", "2020-02-29"),
        ("2023年12月31日", "2023-12-31"),
        ("2022.12", "2022-12-31"),
        ("2022-06", "2022-06-30"),
        ("2022.6.15前", "2022-06-15"),
        ("by the end of June 2018", "2018-06-30"),
        ("December 2018", "2018-12-31"),
        ("by June 30, 2018", "2018-06-30"),
        ("no later than 1 March 2019", "2019-03-01"),
        ("in the first half of 2019", "2019-06-30"),
        ("Q3 2020", "2020-09-30"),
        ("by 2020", "2020-12-31"),
        ("mid-2019", "2019-06-30"),
        # five-year plans
        ("“十四五”末", "2025-12-31"),
        ("十三五期间", "2020-12-31"),
        ("“十五五”时期", "2030-12-31"),
        ("“十五”期末", "2005-12-31"),
        ("by the end of the 14th Five-Year Plan", "2025-12-31"),
        ("during the “Thirteenth Five-Year” Plan", "2020-12-31"),
        # a unit named without its end, and before it
        ("2020年前", "2019-12-31"),
        ("2020年以前", "2019-12-31"),
        ("6月前完成", "2022-05-31"),
        ("2020年前后", "2020-12-31"),
        ("before 2020", "2019-12-31"),
        ("before June 2018", "2018-05-31"),
        ("before the end of 2018", "2018-12-31"),
        ("before December 31, 2018", "2018-12-31"),
        # ranges
        ("2021—2023年", "2023-12-31"),
        ("2021—2023", "2023-12-31"),
        ("2021年3月至12月", "2021-12-31"),
        ("2021年11月至3月", "2022-03-31"),
        ("2021年—2023年", "2023-12-31"),
        ("6月1—20日", "2022-06-20"),
        ("from 2021 to 2023", "2023-12-31"),
        # several dates
        ("2022年6月底前启动，2023年底前完成", "2023-12-31"),
        ("2022年6月底前启动", "2022-06-30"),
        ("2019年6月底前啟動，12月底前辦結", "2019-12-31"),
        ("7月底前完成前期手续，年底前完成全部任务", "2022-12-31"),
        ("2020年6月底前完成，2021年总结推广", "2020-06-30"),
        ("2019年3月底前拿出清单，12月底前报送", "2019-03-31"),
        ("2020年起，每年2月底前", "2020-02-29"),
        ("launched by the end of June 2022 and completed by the end of 2023", "2023-12-31"),
    ],
)
def test_the_last_day_that_meets_a_deadline(text: str, expected: str) -> None:
    assert last_day(text, 2022) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        "近期", "长期坚持", "持续推进", "按进度推进", "持续优化", "30日内", "3年内", "两年内", "6个月内",
        "月底前", "每月15日前", "次月10日前", "每季度末", "年初", "2020年初", "2019年10月1日起施行",
        "2020年6月31日前", "0403年底前", "2019年13月底前", "“十四五”规划",
        "this may be done", "early 2020", "since 2018", "on a continuous basis", "",
    ],
)  # fmt: skip
def test_a_text_that_names_no_day_has_no_last_day(text: str) -> None:
    assert last_day(text, 2022) is None


def test_without_a_year_only_a_printed_one_counts() -> None:
    assert last_day("6月底前", None) is None
    assert last_day("明年3月底前", None) is None
    assert last_day("2021年6月底前", None) == dt.date(2021, 6, 30)
    assert last_day("2021年6月底前启动，年底前完成", None) == dt.date(2021, 12, 31)


_ALPHABET = "年月日底前起至—-/.,，0123456789一二十〇季度上半下旬五“”完成启动 endofJuly"


@given(st.text(alphabet=_ALPHABET, max_size=40), st.integers(1990, 2050))
def test_any_text_is_read_without_an_error(text: str, year: int) -> None:
    day = last_day(text, year)
    assert day is None or 1899 <= day.year <= 2105
    assert all(text[found.start : found.end] for found in find_dates(text))


def test_the_deadlines_of_the_gold_circular() -> None:
    if not GOLD.exists():
        pytest.skip("the shared gold annotations are not beside this checkout")
    deadlines = json.loads(GOLD.read_text(encoding="utf-8"))["deadlines"]
    read = [last_day(row["text"], 2022) for row in deadlines]
    assert [day and day.isoformat() for day in read] == [row["date"] for row in deadlines]
