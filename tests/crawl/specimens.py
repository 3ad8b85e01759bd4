"""Pages of the families' shapes, written for the tests; nobody issued what they say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Circular:
    """A document of a site of our own."""

    number: int
    title: str = ""
    date: str = "2024-05-07"
    text: str = ""
    attachments: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.title or f"关于做好第{self.number}项试办工作的通知"

    @property
    def serial(self) -> str:
        return f"试发〔2024〕{self.number}号"

    def page(self, counter: int = 0) -> str:
        """Its page, with a counter in the furniture."""
        y, m, d = self.date.split("-")
        links = "".join(f'<p><a href="{a}">附件：清单{i}</a></p>' for i, a in enumerate(self.attachments, 1))
        return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{self.name}</title>
<meta name="ArticleTitle" content="{self.name}"><meta name="PubDate" content="{self.date}">
<script>var page = {self.number};</script></head><body><div class="nav"><a href="/">首页</a> 今日访问 {counter}</div>
<div class="article"><h1>{self.name}</h1><p>{self.serial}</p><p>各试办单位：</p>
<p>为做好第{self.number}项试办工作，现就有关事项通知如下，请结合实际认真落实，并把进展情况按时报送。</p>
<p>一、明确分工。各试办单位确定专人负责，按月汇总。（牵头单位：试办一局，配合单位：试办二局）</p>
<p>二、按期完成。请在年底前完成全部工作。{self.text}</p>{links}
<p>试办总局</p><p>{int(y)}年{int(m)}月{int(d)}日</p></div></body></html>"""


def hanweb_entry(address: str, circular: Circular) -> str:
    return f'<li><a href="{address}" title="{circular.name}">{circular.name}</a><span>{circular.date}</span></li>'


def hanweb_records(entries: Sequence[str], total: int, pages: int) -> str:
    records = "".join(f"<record><![CDATA[{entry}]]></record>" for entry in entries)
    return (
        f"<datastore><nextgroup></nextgroup><recordset>{records}</recordset>"
        f"<totalrecord>{total}</totalrecord><totalpage>{pages}</totalpage></datastore>"
    )


def hanweb_list(entries: Sequence[str], total: int, pages: int, column: int = 75, unit: int = 669) -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告</title>
<meta name="SiteName" content="试办总局"><meta name="ColumnName" content="通知公告"></head><body>
<div class="list" id="{unit}"><script type="text/xml">{hanweb_records(entries, total, pages)}</script></div>
<script>$('#{unit}').jpage({{proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:2,totalRecord:{total},
ajaxParam:{{webid:1,path:'/',columnid:{column},unitid:'{unit}',webname:'试办总局',permissiontype:0}}}});</script></body></html>"""


def trs_list(links: Sequence[tuple[str, Circular]], page: int, pages: int) -> str:
    rows = "".join(f'<li><span>{c.date}</span><a href="{a}">{c.name}</a></li>' for a, c in links)
    return f"""<!DOCTYPE html><html><head><title>政策法规</title></head><body>
<ul class="nav"><li><a href="/">首页</a></li></ul><div class="index_articl_list"><ul>{rows}</ul></div>
<script>createPageHTML({pages}, {page}, "index", "html");</script></body></html>"""


def plain_list(links: Sequence[tuple[str, Circular]], following: str | None = None) -> str:
    rows = "".join(f'<div class="row"><a href="{a}">{c.name}</a> <i>{c.date}</i></div>' for a, c in links)
    more = f'<a class="next" href="{following}">下一页</a>' if following else ""
    return (
        f"<!DOCTYPE html><html><head><title>公开</title></head><body><div class='rows'>{rows}</div>{more}</body></html>"
    )


def govcn_answer(links: Sequence[tuple[str, Circular]], page: int, pages: int, kind: str | None = None) -> str:
    rows = [
        {
            "id": str(c.number), "title": f"关于做好第{c.number}项<em>试办</em>工作的通知", "url": a, "pcode": c.serial,
            "puborg": "试办总局", "pubtime": 1715040000000, "pubtimeStr": c.date.replace("-", "."), "summary": "…",
        }
        for a, c in links
    ]  # fmt: skip
    found: dict[str, object] = {"totalCount": 2 * pages, "totalpage": pages, "currentPage": page}
    found |= {"catMap": {kind: {"listVO": rows}}, "listVO": None} if kind else {"listVO": rows}
    return json.dumps({"code": 200, "msg": "操作成功", "searchVO": found}, ensure_ascii=False)


def govcn_feed(links: Sequence[tuple[str, Circular]]) -> str:
    rows = [{"TITLE": c.name, "SUB_TITLE": "", "URL": a, "DOCRELPUBTIME": c.date} for a, c in links]
    return json.dumps(rows, ensure_ascii=False)


def gkmlpt_answer(links: Sequence[tuple[str, Circular]], total: int) -> str:
    rows = [
        {
            "id": c.number, "title": c.name, "url": a, "document_number": c.serial, "publisher": "试办总局",
            "date": 1715040000, "first_publish_time": 1715040000,
        }
        for a, c in links
    ]  # fmt: skip
    return json.dumps({"articles": rows, "total": total}, ensure_ascii=False)


def jpaas_answer(links: Sequence[tuple[str, Circular]], total: int) -> str:
    rows = "".join(f'<li><a href="{a}" title="{c.name}">{c.name}</a><span>{c.date}</span></li>' for a, c in links)
    markup = f'<div id="列表"><ul>{rows}</ul><div class="pagination" count="{total}"></div></div>'
    return json.dumps({"success": True, "data": {"html": markup}}, ensure_ascii=False)


def rss(links: Sequence[tuple[str, Circular]]) -> str:
    rows = "".join(
        f"<item><title>{c.name}</title><link>{a}</link><pubDate>Tue, 07 May 2024 08:00:00 +0800</pubDate></item>"
        for a, c in links
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>{rows}</channel></rss>'


def atom(links: Sequence[tuple[str, Circular]], following: str | None = None) -> str:
    rows = "".join(
        f'<entry><title>{c.name}</title><link rel="alternate" href="{a}"/><updated>{c.date}T00:00:00Z</updated></entry>'
        for a, c in links
    )
    more = f'<link rel="next" href="{following}"/>' if following else ""
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{more}{rows}</feed>'


def cdx(copies: Sequence[tuple[str, str]], key: str | None = None) -> str:
    rows: list[list[str]] = [["timestamp", "original", "mimetype", "statuscode", "digest"]]
    rows += [[stamp, url, "text/html", "200", f"D{i}"] for i, (stamp, url) in enumerate(copies)]
    return json.dumps(rows + ([[], [key]] if key else []))
