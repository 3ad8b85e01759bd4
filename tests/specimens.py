"""Pages and texts of the shapes that the sites have, built from lines: for specimens, tests and benchmarks.

Only shapes stand here (`table.bd1`, `#UCAP-CONTENT`, `ContentStart`); the furniture round them is worded
for the project. Every function is pure and returns text; who saves it chooses the encoding.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape


class Place(StrEnum):
    """Where a line is set: a title's centre, an addressee's margin, a body's indent, a signature's right."""

    CENTER = "center"
    FLUSH = "flush"
    BODY = "body"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph; ``emphasis`` is the first characters that are set in bold (a heading's)."""

    text: str
    place: Place = Place.BODY
    emphasis: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table; its first row is the head."""

    rows: tuple[tuple[str, ...], ...]


Part = Line | Grid

_STYLES = {
    Place.CENTER: "margin-top: 0px; margin-bottom: 0px; text-align: center; font-family: 宋体;",
    Place.FLUSH: "margin-top: 0px; margin-bottom: 0px; text-align: justify; font-family: 宋体;",
    Place.BODY: "margin-top: 0px; margin-bottom: 0px; text-indent: 2em; text-align: justify; font-family: 宋体;",
    Place.RIGHT: "margin-top: 0px; margin-bottom: 0px; text-align: right; font-family: 宋体;",
}


def plain_text(parts: Iterable[Part], indent: str = "　　", newline: str = "\n") -> str:
    """The parts as a text file: bodies indented, tables as tab-separated rows, one line break after each."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Grid):
            lines.extend("\t".join(row) for row in part.rows)
        else:
            lines.append((indent if part.place is Place.BODY else "") + part.text)
    return newline.join(lines) + newline


def _paragraph(line: Line) -> str:
    head, tail = line.text[: line.emphasis], line.text[line.emphasis :]
    bold = f'<span style="font-family: 楷体, 楷体_GB2312; font-weight: bold;">{escape(head)}</span>' if head else ""
    plain = f'<span style="font-family: 宋体;">{escape(tail)}</span>' if tail else ""
    return f'<p style="{_STYLES[line.place]}">{bold}{plain}</p>'


def _table(grid: Grid) -> str:
    cell = '<td style="border: 1px solid #000; padding: 2pt 5pt;"><p style="text-align: left;">{}</p></td>'
    rows = "\n".join("<tr>" + "".join(cell.format(escape(text)) for text in row) + "</tr>" for row in grid.rows)
    return f'<table border="1" cellspacing="0" cellpadding="0" width="640"><tbody>{rows}</tbody></table>'


def fragment(parts: Iterable[Part], separator: str = " ") -> str:
    """The parts as HTML paragraphs and tables, without a page round them."""
    return separator.join(_table(part) if isinstance(part, Grid) else _paragraph(part) for part in parts)


def _row(cells: Sequence[tuple[str, str]]) -> str:
    pairs = (f'<td width="70"><b>{label}：</b></td><td>{escape(value)}</td>' for label, value in cells)
    return "<tr>" + "".join(pairs) + "</tr>"


def _bd1(fields: Mapping[str, str]) -> str:
    pairs = list(fields.items())
    rows = "\n".join(_row(pairs[index : index + 2]) for index in range(0, len(pairs), 2))
    return f'<table width="860" border="0" cellpadding="0" class="bd1"><tbody>\n{rows}\n</tbody></table>'


def _menu(words: Sequence[str], css: str) -> str:
    item = '<li><a href="/site/{}/index.htm" target="_blank">{}</a></li>'
    links = "".join(item.format(index, word) for index, word in enumerate(words))
    return f'<div class="{css}"><ul>{links}</ul></div>'


def govcn_page(fields: Mapping[str, str], parts: Iterable[Part], scripts: str = "", footer: str = "") -> str:
    """A page of the State Council's policy library: ``table.bd1`` with ``fields``, body in ``#UCAP-CONTENT``."""
    title = fields.get("标　　题", "")
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{escape(title)}_政策文件库（样本）</title>
<meta name="manuscriptId" content="0000001"><meta name="others" content="页面生成时间">
{scripts}</head>
<body>
{_menu(("首页", "文件库", "解读", "问答", "专题", "数据"), "header nav")}
<div class="crumbs"><a href="/">首页</a> &gt; <a href="/library/">文件库</a> &gt; 正文</div>
<div class="wrap" style="font-family:宋体">
<table width="930" border="0" cellpadding="0" cellspacing="0"><tbody><tr><td>
{_bd1(fields)}
<table width="860" border="0" class="bd1"><tbody><tr>
<td width="70"><b>主 题 词：</b></td><td></td><td></td><td></td></tr></tbody></table>
</td></tr></tbody></table><br>
<table width="674" border="0"><tbody><tr><td class="b12c" id="UCAP-CONTENT">{fragment(parts)}</td></tr></tbody></table>
</div>
<div class="share">分享到：<a href="#">微信</a><a href="#">微博</a> <a href="javascript:window.print()">打印</a></div>
{footer}<div class="footer"><p>关于我们 | 网站声明 | 联系我们 | 网站地图</p><p>本页为样本页面</p></div>
</body></html>
"""


def hanweb_page(title: str, published: str, parts: Iterable[Part], site: str = "样本网站", column: str = "通知") -> str:
    """A page of the family that cnipa and many provinces use: meta tags, ``ContentStart`` to ``ContentEnd``."""
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8">
<title>{escape(title)}</title>
<meta name="SiteName" content="{site}"><meta name="SiteDomain" content="www.example.org">
<meta name="SiteIDCode" content="bm00000000">
<meta name="ColumnName" content="{column}"><meta name="ColumnType" content="政策文件">
<meta name="ArticleTitle" content="{escape(title)}">
<meta name="PubDate" content="{published}"><meta name="pubdate" content="{published}">
<meta name="ContentSource" content="{site}"><meta name="Keywords" content=""><meta name="Author" content="">
<meta name="Description" content="{escape(title)}"><meta name="Url" content="http://www.example.org/art/art_75_1.html">
</head><body>
{_menu(("首页", "机构", "政务公开", "政务服务", "互动"), "top-nav")}
<div class="position">当前位置：首页 &gt; 政务公开 &gt; {column}</div>
<div class="article"><div class="article-title">{escape(title)}</div>
<div class="article-info">发布时间：{published}　字体：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>]</div>
<div class="article-content" id="zoom"><meta name="ContentStart">
{fragment(parts, chr(10))}
<meta name="ContentEnd"></div></div>
<div class="related"><h4>相关链接</h4><ul><li><a href="#">申请指南</a></li><li><a href="#">表格下载</a></li></ul></div>
<div class="foot">主办单位：{site}　本页为样本页面</div>
</body></html>
"""


def trs_page(
    title: str,
    parts: Iterable[Part],
    charset: str = "gb2312",
    menu: str = "首页 | 政务公开 | 办事大厅 | 公众互动",
    foot: str = "版权所有　本页为样本页面",
) -> str:
    """An older page: the body in ``.TRS_Editor``, and the character set that its head claims."""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>{escape(title)}</title></head>
<body topmargin="0"><table width="1000" align="center"><tr><td class="dh">{menu}</td></tr></table>
<table width="1000" align="center"><tr><td class="main-txt">
<div class="TRS_Editor">
{fragment(parts, chr(10))}
</div></td></tr></table>
<table width="1000" align="center"><tr><td class="copyright">{foot}</td></tr></table>
</body></html>
"""


def english_page(title: str, updated: dt.date, parts: Iterable[Part], charset: str = "utf-8") -> str:
    """An English article page: title and date above ``div.article``, the site's links round it."""
    shown = f"{updated.month} {updated.day:02d},{updated.year}"
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="{charset}"><title>{escape(title)}</title>
<meta name="ArticleTitle" content="{escape(title)}"><meta name="PubDate" content="{updated.isoformat()}"></head>
<body>
{_menu(("Home", "About", "News", "Laws and Policies", "Statistics"), "nav")}
<div class="location">You are here: <a href="/">Home</a> &gt; <a href="/policies/">Policies</a></div>
<div class="title"><h1>{escape(title)}</h1><span class="date">Updated: {shown}</span></div>
<div class="article"><meta name="ContentStart">
{fragment(parts, chr(10))}
<meta name="ContentEnd"></div>
<div class="footer"><a href="#">Contact us</a> | <a href="#">Site map</a><p>A specimen page</p></div>
</body></html>
"""
