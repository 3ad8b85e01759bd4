"""Words that inputs are made of: those of circulars, and those of the formats."""

from __future__ import annotations

NAMES = (
    "市样本局", "市档案局", "各区人民政府", "国务院各部委", "教育部", "市教育局、市财政局", "有关单位",
    "the Sample Office", "SAMR",
)  # fmt: skip
JOINTS = (
    "、", "，", "。", "；", "：", "和", "及", "会同", "（", "）", "《", "》", "〔", "〕", "“", "”", "\n", " ",
    "　", "\t", "-", "等",
)  # fmt: skip
ROLES = (
    "牵头", "负责", "配合", "责任单位：", "牵头单位：", "由", "分别", "列第一位者为牵头单位，下同",
    "will be led by ", "are responsible for ", "共同负责",
)  # fmt: skip
TIMES = (
    "2024年12月底前", "2024年", "3月5日", "年底前", "到2025年", "90%以上", "100万人", "十四五", "〔2024〕7号",
    "by the end of 2025", "长期",
)  # fmt: skip
LABELS = (
    "一、", "二、", "十一、", "（一）", "（二）", "(3)", "1.", "2．", "3、", "1.1", "1.1.2 ", "①", "⑵",
    "第一条", "第二章 ", "I.", "iv.", "A.", "a)", "附件1", "附件：", "附表", "㈠", "Ⅲ、", "第九十九条", "〇、",
    "9999.", "(1)", "i)", "(iii)",
)  # fmt: skip
PROSE = (
    "推进样本建设", "关于做好样本工作的通知", "各单位：", "增长到", "特此通知", "is to be reported", "Part ",
    "工作", "请按时报送", "总体要求",
)  # fmt: skip
PDF_WORDS = tuple(
    b"obj endobj stream endstream xref trailer /Type /Page /Pages /Kids /Count /MediaBox [0 0 1 1] /Rotate 90 /Length "
    b"/Filter /FlateDecode /Prev /Contents /Resources /Font << >> [ ] BT ET Tj TJ Tm Td Tf re S f q Q "
    b"cm Do R null".split()
)
MARKUP_WORDS = (
    b"<td colspan=9999 rowspan=9999>", b"<table>", b"</table>", b"<tr>", b"<td>", b"<p>", b"</p>",
    b"<div id=zoom>", b"</div>", b"<br>", b"<ol start=-5><li>", b"<!--", b"-->", b"<script>", b"<style>",
    b"&nbsp;", b"&#0;", b"&#xD800;", b"<meta charset=big5>", b"<b>", b"<h1>", b"<pre>", b"<![CDATA[",
    b"</html>", b"style='display:none'", b"<frameset>", b"<svg>", b"<template>",
)  # fmt: skip
WORD_WORDS = (
    b"<w:p>", b"</w:p>", b"<w:tbl>", b"<w:tr><w:tc>", b"</w:tc></w:tr></w:tbl>", b"<w:t>", b"</w:t>",
    b'w:val="-1"', b'w:val=""', b'<w:gridSpan w:val="99999"/>', b"<w:vMerge/>", b'<w:numId w:val="1"/>',
    b'<w:ilvl w:val="8"/>', b"<w:txbxContent>", b"<w:br/>", b"<w:sdt>", b'<w:sym w:char="D800"/>', b"<w:del>",
    b"%1%2%9", b"&#55296;", b"<w:vanish/>",
)  # fmt: skip
OFD_WORDS = (
    b"<ofd:TextObject>", b"<ofd:TextCode>", b"</ofd:TextCode>", b'DeltaX="g 9 1e9"',
    b'Boundary="nan 0 1e30 -1"', b'CTM="0 0 0 0 0 0"', b"<ofd:PathObject>",
    b"<ofd:AbbreviatedData>M 0 0 L 9 9 B 1 Q C A 1", b"<ofd:Layer>", b"<ofd:PageBlock>", b'Size="0"',
    b'HScale="-1"',
)  # fmt: skip
SIGNATURES = (
    b"%PDF-1.7", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1", b"<html>",
    b"<?xml version='1.0'?>", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP", b'{"a":', b"MIME-Version: 1.0\n",
    b"From: a\n", b"\x1f\x8b", b"\xff\xfe", b"<!DOCTYPE html",
)  # fmt: skip
MAIL_WORDS = (
    b"Content-Type: multipart/mixed; boundary=x\n\n", b"\n--x\n", b"\n--x--\n", b"Content-Type: text/html\n",
    b"Content-Transfer-Encoding: base64\n", b"Content-Type: message/rfc822\n\n", b"charset=no-such\n",
    b"Content-Type: ;;;=\n", b"boundary=", b"quoted-printable", b"=ZZ", b"\n\n", b"filename*=utf-8''%FF",
)  # fmt: skip
