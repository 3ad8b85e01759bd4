"""Seeded circulars for the benchmark: gov.cn-like pages and PDFs. The same seed gives the same text.

The set is like the real circulars that were at hand (`likeness.py` measures both): of ten documents two say after
nearly every unit who does it, one says it once, seven nowhere. Its documents are longer, for the promised sizes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.benchmarks.vocabulary import (
    ACTIONS,
    AIMS,
    CENTRAL,
    GOALS,
    HEADINGS,
    MANNERS,
    OBJECTS,
    PROVINCIAL,
    TOPICS,
)
from tests.specimens import Grid, Line, Part, Place, govcn_page

_PLAN_WITHOUT_NAMES = 9
_DIGITS = "零一二三四五六七八九十"
_ISSUERS = (
    ("国务院办公厅", "国办发", "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：", CENTRAL),
    ("江苏省人民政府办公厅", "苏政办发", "各市、县（市、区）人民政府，省各委办厅局：", PROVINCIAL),
)


class Statements(StrEnum):
    """How often a circular says who does something."""

    EVERYWHERE = "everywhere"
    ONCE = "once"
    NOWHERE = "nowhere"


def statements_of(seed: int) -> Statements:
    """The kind of the circular of a seed; any ten seeds in a row are the whole mixture."""
    return {2: Statements.EVERYWHERE, 4: Statements.ONCE, 7: Statements.EVERYWHERE}.get(seed % 10, Statements.NOWHERE)


@dataclass(frozen=True, slots=True)
class Generated:
    """One circular: what the page's metadata says of it, and its parts."""

    title: str
    number: str
    issuer: str
    date: str
    parts: tuple[Part, ...]


def chinese_number(value: int) -> str:
    """1 to 99 as it is counted: 十, 二十一."""
    tens, ones = divmod(value, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _sentence(chance: random.Random) -> str:
    verb = chance.choice(("对", "围绕", "针对"))
    manner, other = chance.sample(MANNERS, 2)
    tail = chance.choice((f"，{other}", f"，{chance.choice(AIMS)}", f"，{other}，{chance.choice(AIMS)}"))
    return f"{verb}{chance.choice(OBJECTS)}，{manner}{tail}。"


def _statement(chance: random.Random, organs: tuple[str, ...], year: int) -> str:
    first, second, third, fourth = chance.sample(organs, 4)
    month = chance.randint(3, 12)
    return chance.choice((
        f"（{first}、{second}负责）",
        f"（{first}牵头，{second}、{third}等按职责分工负责）",
        f"（{first}会同{second}负责）",
        f"（{first}牵头，{second}、{third}配合）",
        f"（牵头单位：{first}；责任单位：{second}、{third}；完成时限：{year}年{month}月底前）",
        f"（牵头单位：{first}，配合单位：{second}、{third}、{fourth}）",
        f"（{month}月底前完成，牵头单位：{first}，责任单位：{second}）",
    ))  # fmt: skip


def _goal(chance: random.Random) -> str:
    return chance.choice(GOALS).format(share=chance.randint(60, 98), count=chance.randint(2, 300))


def _body(
    chance: random.Random, organs: tuple[str, ...], year: int, size: int, statements: Statements
) -> Iterator[Line]:
    """Numbered units until ``size`` characters are reached: 一、 then （一） then 1."""
    everywhere = statements is Statements.EVERYWHERE
    # Units are as long with a statement as without one.
    sentences = (1, 3) if everywhere else (2, 3)
    written = part = 0
    while written < size:
        part += 1
        lines = [Line(f"{chinese_number(part)}、{chance.choice(HEADINGS)}", emphasis=20)]
        for section in range(1, chance.randint(3, 5)):
            head = f"（{chinese_number(section)}）{chance.choice(ACTIONS)}。"
            lines.append(Line(head + _sentence(chance) + _sentence(chance), emphasis=len(head)))
            for item in range(1, chance.randint(3, 6)):
                head = f"{item}.{chance.choice(ACTIONS)}。"
                text = "".join(_sentence(chance) for _ in range(chance.randint(*sentences)))
                stated = _statement(chance, organs, year) if everywhere else ""
                lines.append(Line(head + text + stated, emphasis=len(head)))
        written += sum(len(line.text) for line in lines)
        yield from lines
    if statements is Statements.ONCE:
        yield Line(f"本办法实施中的具体问题另行通知。（{chance.choice(organs)}负责）")


def _table(chance: random.Random, organs: tuple[str, ...], year: int, rows: int) -> Grid:
    head = ("序号", "任务", "责任单位", "完成时限")
    body = (
        (
            str(index),
            chance.choice(ACTIONS) + "：" + _sentence(chance).rstrip("。"),
            "、".join(chance.sample(organs, 2)),
            f"{year}年{chance.randint(3, 12)}月底",
        )
        for index in range(1, rows + 1)
    )
    return Grid((head, *body))


def circular(seed: int, characters: int, table_rows: int = 0) -> Generated:
    """A circular of about ``characters`` characters, at its end a ruled table of ``table_rows`` rows."""
    statements = statements_of(seed)
    # What divides work is a 方案, what sets rules a 办法; some plans name nobody, and each of their units is a task.
    kind = "工作方案" if statements is Statements.EVERYWHERE or seed % 10 == _PLAN_WITHOUT_NAMES else "管理办法"
    chance = random.Random(seed)
    issuer, series, addressees, organs = chance.choice(_ISSUERS)
    year, month, day = chance.randint(2015, 2024), chance.randint(1, 12), chance.randint(1, 28)
    topic = chance.choice(TOPICS)
    title = f"{issuer}关于印发{topic}{kind}的通知"
    number = f"{series}〔{year}〕{100 + seed}号"
    goals = "，".join(_goal(chance) for _ in range(3))
    basis = f"根据《{topic}规划》（国发〔{year - 1}〕{chance.randint(101, 180)}号），制定本{kind[2:]}。"
    parts: list[Part] = [
        Line(title, Place.CENTER, len(title)),
        Line(number, Place.CENTER),
        Line(addressees, Place.FLUSH),
        Line(f"《{topic}{kind}》已经同意，现印发给你们，请认真组织实施。"),
        Line(issuer, Place.RIGHT),
        Line(f"{year}年{month}月{day}日", Place.RIGHT),
        Line(f"{topic}{kind}", Place.CENTER, 40),
        Line(f"{basis}到{year + 3}年，{goals}。"),
        *_body(chance, organs, year, characters, statements),
    ]
    if table_rows:
        parts += [Line("附件"), Line(f"{topic}任务分工表", Place.CENTER), _table(chance, organs, year, table_rows)]
    return Generated(title, number, issuer, f"{year}年{month:02d}月{day:02d}日", tuple(parts))


def _scripts(chance: random.Random, lines: int) -> str:
    """Style and script as heavy as a real page's head."""
    rule = ".b{}{{width:{}px;margin:0 auto;color:#333}}"
    rules = "\n".join(rule.format(index, chance.randint(1, 900)) for index in range(lines))
    calls = "\n".join(f"var item{index} = document.getElementById('i{index}');" for index in range(lines))
    return f"<style>{rules}</style>\n<script>{calls}</script>\n"


def _links(chance: random.Random, count: int) -> str:
    item = '<li><a href="/content/{}/content_{}.htm" target="_blank">{}</a><span>{}-{:02d}</span></li>'
    year = chance.randint(2015, 2024)
    rows = (
        item.format(year, chance.randint(10**6, 10**7), f"{chance.choice(TOPICS)}有关问答", year, chance.randint(1, 12))
        for _ in range(count)
    )
    return f'<div class="related"><h4>相关文件</h4><ul>{"".join(rows)}</ul></div>'


def page_circular(seed: int) -> Generated:
    """The circular of a page: about 20 KB in UTF-8, more where work is divided, as real ones have it."""
    return circular(seed, characters=7600 if statements_of(seed) is Statements.EVERYWHERE else 5600)


def page(seed: int) -> str:
    """A page of about 60 KB with a circular of about 20 KB in it."""
    made = page_circular(seed)
    chance = random.Random(-seed - 1)
    fields = {
        "索 引 号": f"000014349/{made.date[:4]}-{seed:05d}", "主题分类": "综合政务\\其他", "发文机关": made.issuer,
        "成文日期": made.date, "标　　题": made.title, "发文字号": made.number, "发布日期": made.date,
    }  # fmt: skip
    return govcn_page(fields, made.parts, _scripts(chance, 110), _links(chance, 95))


_ALIGNMENTS = {Place.CENTER: "center", Place.RIGHT: "right", Place.FLUSH: "left", Place.BODY: "justify"}


def flat_page(made: Generated, font: str | None) -> str:
    """A plain page to be printed; ``font`` is the family to set it in, None the browser's own choice."""
    family = f"font-family: '{font}';" if font else ""
    body = "\n".join(
        f'<p class="{_ALIGNMENTS[part.place]}">{part.text}</p>' for part in made.parts if isinstance(part, Line)
    )
    return f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><style>
@page {{ size: A4; margin: 25mm; }} body {{ {family} font-size: 16pt; line-height: 1.7; }} p {{ margin: 0; }}
.center {{ text-align: center; }} .right {{ text-align: right; }}
.justify {{ text-align: justify; text-indent: 2em; }}
</style></head><body>{body}</body></html>"""
