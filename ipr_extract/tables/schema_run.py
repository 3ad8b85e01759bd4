"""The tables that belong to a run as a whole, and those that are filled where they are asked for."""

from __future__ import annotations

from ipr_extract.model import DifferenceKind
from ipr_extract.tables.columns import (
    DOCUMENT_ID,
    TO_DOCUMENT,
    TO_ORGANISATION,
    Column,
    ColumnType,
    ForeignKey,
    Table,
    choice,
    date,
    integer,
    key,
)

WANTED = Table(
    "wanted",
    "Documents that are cited and are not among those read, the most cited first. What a circular issues "
    "or forwards stands in it and isn't wanted.",
    (
        Column("document_number", "The cited document's number, as first printed."),
        Column("title", "Its title, as first printed."),
        integer("citations", "How many of the documents read cite it.", nullable=False),
        key("relations", "How they stand to it, joined by `|`."),
        key("document_ids", "The `document_id` of the first ten that cite it, joined by `|`."),
    ),
)

PAIRS = Table(
    "pairs",
    "Chinese circulars and their English versions among the documents read. Only pairs with no rival are stated.",
    (
        key("document_id_zh", "The Chinese document."),
        key("document_id_en", "The English document."),
        Column(
            "score",
            "The share of the evidence compared that agrees, from 0 to 1, by its weight.",
            ColumnType.NUMBER,
            nullable=False,
        ),
        key("evidence", "What was compared and how far it agrees, in words, joined by `|`."),
    ),
    primary_key=("document_id_zh", "document_id_en"),
    foreign_keys=(ForeignKey(("document_id_zh",), "documents"), ForeignKey(("document_id_en",), "documents")),
)

PAIR_DIFFERENCES = Table(
    "pair_differences",
    "What a Chinese circular and its English version say differently. *Missing* is missing in the English.",
    (
        key("document_id_zh", "The Chinese document."),
        key("document_id_en", "The English document."),
        choice("kind", "What differs.", DifferenceKind),
        Column("section_id_zh", "The numbered unit in the Chinese document."),
        Column("section_id_en", "The numbered unit in the English document."),
        Column("printed_zh", "What the Chinese prints."),
        Column("printed_en", "What the English prints."),
        integer("start_zh", "Where it begins in the Chinese text."),
        integer("end_zh", "Where it ends there: `text[start_zh:end_zh]` is `printed_zh`."),
        integer("start_en", "Where it begins in the English text."),
        integer("end_en", "Where it ends there."),
        key("message", "The difference, in a sentence."),
    ),
    foreign_keys=(
        ForeignKey(("document_id_zh",), "documents"),
        ForeignKey(("document_id_en",), "documents"),
    ),
)

ORGANISATIONS = Table(
    "organisations",
    "The organisations that are referred to, those that follow them, and those that they belong or correspond to. "
    "Central ones are rows of the authority list; local ones are composed of a place and a function.",
    (
        key("organisation_id", "The organisation over one span of years."),
        key("name_zh", "Its full Chinese name."),
        key("short_name_zh", "Its short Chinese name."),
        key("name_en", "Its English name."),
        key("abbreviation", "Its abbreviation."),
        key("aliases", "Other names, joined by `|`."),
        key(
            "kind",
            "What kind of organ it is: `local_…` for those of a place, `central_branch` for a central one's there.",
        ),
        date("valid_from", "The first day of these names."),
        date("valid_to", "The last day of these names; empty while they hold."),
        key("successor_ids", "The `organisation_id` of those that follow it, joined by `|`."),
        key("source", "Where the facts come from."),
        Column("place_code", "A local organ's place, by its code of GB/T 2260: of a county, the place around it."),
        Column("parent_id", "The `organisation_id` of the organ that it belongs to or is managed by, where known."),
        Column("counterpart_id", "The `organisation_id` of the central organ of a local one's field."),
    ),
    primary_key=("organisation_id",),
)

MEMBERS = Table(
    "members",
    "Who is meant by a name of many, such as `国务院各部委`, on the document's date. Filled where it is asked for "
    "(`--members`, in a pipeline `members = true`); a name whose members aren't known has a finding `members_unknown`.",
    (
        DOCUMENT_ID,
        key("name", "The collective as printed among the document's issuers, addressees or assignments."),
        integer("position", "The member's place among those of the name, from 1.", nullable=False),
        Column("organisation_id", "The member, in `organisations`.", nullable=False),
        date("date", "The day as of which; empty where the document has none, and today's members are taken."),
        key("source", "Where the membership comes from."),
    ),
    foreign_keys=(TO_DOCUMENT, TO_ORGANISATION),
)

EVIDENCE = Table(
    "evidence",
    "Where each row with offsets is printed: a box for each line. Filled where it is asked for (`--evidence`, in a "
    "pipeline `evidence = true`).",
    (
        DOCUMENT_ID,
        key("table_name", "The table that the row is in."),
        key("row_key", "Its id or position there, else its number among the document's rows of that table, from 1."),
        integer("part", "The box's number, from 1: a row on two lines has two.", nullable=False),
        integer("page", "The page, from 1; empty where the source has no pages."),
        Column("x0", "The box's left edge, in points (1/72 inch) from the page's left.", ColumnType.NUMBER),
        Column("top", "Its top, in points from the page's top.", ColumnType.NUMBER),
        Column("x1", "Its right edge.", ColumnType.NUMBER),
        Column("bottom", "Its foot.", ColumnType.NUMBER),
        Column("element", "The element of the page, or the paragraph of the Word file, that the row begins in."),
    ),
    foreign_keys=(TO_DOCUMENT,),
)
