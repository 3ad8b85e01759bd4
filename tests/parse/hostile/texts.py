"""Texts and pages that ask for more work than their size is worth: one sign or one phrase over and over."""

from __future__ import annotations

from collections.abc import Callable

_HEAD = "某市人民政府关于做好样本工作的通知\n各区人民政府：\n"
_TAIL = "\n某市人民政府\n2024年3月5日\n"
_SIZE = 40_000  # characters

# What a pattern may begin at and not end, or end at many places; what readers count, cut or join.
PHRASES = (
    "（", "(", "（）", "《", "《》", "“", "〔", "、", "，", "。", "；", "：", "　", " ", "\t", "\n", "\r", "-", "—", "…", "%",
    "1", "1.", "1、", "1.1.", "（一）", "（1）", "一、", "\n一、", "\n（一）样本", "\n1.样本", "\n2.样本。", "第一条", "\n第一条　样本。",
    "\n附件1\n", "\n附件：1.", "①", "i.", "\nI. sample", "\nii. sample", "甲局、", "甲局和", "市样本局、", "各区、", "各省、自治区、",
    "由甲局", "由市样本局负责。", "（甲局负责）", "（市样本局牵头，市档案局配合）", "（责任单位：市样本局）", "责任单位：", "\n责任单位：市样本局\n",
    "牵头单位：", "牵头", "列第一位者为牵头单位，", "2024年", "2024年3月", "2024年12月底前", "到2025年，", "到2025年达到90%以上，", "年底前",
    "万人", "3,000", "3.5", "不低于", "〔2024〕", "国办发〔2024〕1号", "《样本规划》（国办发〔2024〕1号）", "根据《样本》", "废止《", "同时废止",
    "自2024年1月1日起施行", "有效期5年", "的通知", "\n关于样本的通知", "通知\n", "各单位：\n", "人民政府", "人民政府办公室", "国务院", "等有关部门",
    "the Office and ", "Office, ", "The MOF and the STA are responsible for ", " and ", "by the end of 2025 ", "a", "Ab", "A. ", "No. ",
    "会同", "分别", "省、市、县", "以上", "样", "样本。", "序号\t单位\n", "1\t甲局\n", "序号\n", "甲局\n牵头\n", "市样本局\n2024年3月5日\n",
    "抄送：", "〇", "十", "百", "零", "\u200b", "\ufeff", "\x00", "＆", "&nbsp;", "&#", "<", "</", "<!--", "㈠", "Ⅳ", "⑴", "…",
)  # fmt: skip

_ANY = frozenset({"read", "empty", "too_large", "binary", "unsupported"})


def _text(phrase: str) -> Callable[[], bytes]:
    return lambda: (_HEAD + phrase * (_SIZE // len(phrase)) + _TAIL).encode()


def _page(markup: str) -> Callable[[], bytes]:
    return lambda: f"<html><body><div id=zoom><p>{_HEAD}</p>{markup}<p>{_TAIL}</p></div></body></html>".encode()


TEXTS: dict[str, tuple[Callable[[], bytes], frozenset[str]]] = {
    **{f"{phrase!r} over and over": (_text(phrase), _ANY) for phrase in PHRASES},
    "zero bytes": (lambda: b"", frozenset({"empty"})),
    "zeros": (lambda: bytes(1_000_000), frozenset({"empty"})),
    "a million characters in a line": (lambda: "样本。".encode() * 400_000, frozenset({"read", "too_large"})),
    "lines without number": (lambda: b"a\n" * 5_000_000, frozenset({"too_large"})),
}

PAGES: dict[str, tuple[Callable[[], bytes], frozenset[str]]] = {
    "tags ten thousand deep": (_page("<div>" * 10_000 + "样本"), frozenset({"read", "too_deep"})),
    "a cell over a billion columns": (
        _page("<table border=1><tr><td colspan=999999999>样<td>本<tr><td rowspan=999999999>样<td>本</table>"),
        _ANY,
    ),
    "cells over all rows": (
        _page("<table border=1>" + "<tr><td rowspan=65534 colspan=1000>牵头单位" * 2_000 + "</table>"),
        _ANY,
    ),
    "tables in tables": (_page("<table><tr><td>" * 500 + "样本"), _ANY | {"too_deep"}),
    "a million attributes": (_page("<p " + " ".join(f"a{i}=1" for i in range(1_000_000)) + ">样本"), _ANY),
    "a million entities": (_page("<p>" + "&#26679;" * 1_000_000), _ANY),
    "lists in lists": (_page("<ol><li>" * 1_000 + "样本"), _ANY | {"too_deep"}),
    "entities that laugh": (
        lambda: b'<!DOCTYPE html [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><html><p>&b;</p></html>',
        _ANY,
    ),
    "a style without end": (_page("<style>" + "a{" * 300_000), _ANY),
    "a comment without end": (_page("<!--" * 200_000), _ANY),
    "white space in numbers": (_page("<p>" + "&nbsp;\n\t " * 200_000), _ANY),
}  # fmt: skip
