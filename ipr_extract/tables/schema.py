"""What the tables hold: their columns, types, keys and meaning. Everything that writes a table reads this.

Columns may be added at the end of a table; they are never renamed or moved.
"""

from __future__ import annotations

from enum import StrEnum

from ipr_extract.model import (
    Basis,
    Change,
    DifferenceKind,
    LinkBasis,
    PartyKind,
    Relation,
    RepairKind,
    Role,
    Severity,
    StatedIn,
)
from ipr_extract.tables.columns import Column as Column
from ipr_extract.tables.columns import ColumnType as ColumnType
from ipr_extract.tables.columns import ForeignKey as ForeignKey
from ipr_extract.tables.columns import Table as Table


def _key(name: str, description: str) -> Column:
    return Column(name, description, nullable=False)


def _integer(name: str, description: str, *, nullable: bool = True) -> Column:
    return Column(name, description, ColumnType.INTEGER, nullable)


def _date(name: str, description: str) -> Column:
    return Column(name, description, ColumnType.DATE)


def _choice(name: str, description: str, values: type[StrEnum], *, nullable: bool = False) -> Column:
    return Column(name, description, nullable=nullable, values=tuple(member.value for member in values))


_DOCUMENT_ID = _key("document_id", "The first 16 hex digits of the sha256 of the source's bytes.")
_SECTION_ID = Column("section_id", "The numbered unit it stands in; empty outside of any.")
_PATH = Column(
    "path",
    "Printed ordinals of the unit and those around it, joined by dots, outermost first; `@2/` before those of the "
    "second numbered part, `~2` after a second sibling with the same number.",
)
_ORGANISATION_ID = Column(
    "organisation_id", "The organisation in `organisations`; empty where the name couldn't be resolved."
)
_START = _integer("start", "Where it begins, in characters of the document's text (`texts/DOCUMENT_ID.txt`), from 0.")
_END = _integer("end", "Where it ends: `text[start:end]` is the value as printed.")
_PAGE = _integer("page", "The page it begins on, from 1; empty where the source has no pages.")

_TO_DOCUMENT = ForeignKey(("document_id",), "documents")
_TO_SECTION = ForeignKey(("document_id", "section_id"), "sections")
_TO_TASK = ForeignKey(("document_id", "task_id"), "tasks")
_TO_ORGANISATION = ForeignKey(("organisation_id",), "organisations")


def _parties(name: str, description: str) -> Table:
    return Table(
        name,
        description,
        (
            _DOCUMENT_ID,
            _integer("position", "Its place in the printed list, from 1.", nullable=False),
            _key("name", "The name as printed, line breaks removed."),
            _choice("kind", "One organisation, many under one name, or a person.", PartyKind),
            _ORGANISATION_ID,
            _START,
            _END,
        ),
        primary_key=("document_id", "position"),
        foreign_keys=(_TO_DOCUMENT, _TO_ORGANISATION),
    )


DOCUMENTS = Table(
    "documents",
    "One row for each document that was read.",
    (
        _DOCUMENT_ID,
        _key("source", "The path relative to the input folder, or the URL."),
        _key("sha256", "The sha256 of the source's bytes."),
        _key("media_type", "What the bytes are, by their content."),
        Column("language", "Of the text.", nullable=False, values=("zh", "en", "mul")),
        Column("title", "The circular's own title, line breaks removed."),
        Column("document_number", "The document number (发文字号)."),
        Column("document_type", "The kind of document (文种), such as 通知 or 意见."),
        _date("written_date", "The date of writing (成文日期)."),
        _date("published_date", "The date of publication."),
        Column("publisher", "Who published it, where the site says so."),
        Column("index_number", "The index number (索引号)."),
        Column("subject", "The subject heading (主题分类)."),
        Column("url", "Where it was published."),
        Column("retrieved_at", "When it was fetched, ISO 8601; empty for a file."),
        _integer("pages", "The number of pages; empty where the source has none."),
        _integer("characters", "The length of the document's text.", nullable=False),
        _key("parser", "What read it."),
        Column(
            "residue",
            "The share of its text, from 0 to 1, that no rule has claimed: outside of numbered units, the header, "
            "statements and citations.",
            ColumnType.NUMBER,
        ),
        _integer(
            "residue_cues",
            "Words of responsibility, time or figures to be reached that stand outside of every statement, deadline "
            "and indicator; each has a row in `findings`, with the code `residue_cue`.",
        ),
        _date(
            "effective_date",
            "The day from which it holds (施行), as it says of itself; a day that it only names by "
            "its own issue (自印发之日起) is the date of writing.",
        ),
        _date("valid_until", "The last day on which it holds (有效期), as it says of itself."),
        Column("validity", "The sentence that says so: `text[validity_start:validity_end]`."),
        _integer("validity_start", "Where that sentence begins, in characters of the document's text, from 0."),
        _integer("validity_end", "Where it ends."),
    ),
    primary_key=("document_id",),
)

ISSUERS = _parties("issuers", "The organs that issued the document, as printed.")
ADDRESSEES = _parties("addressees", "Those to whom the document is addressed (主送机关), as printed.")

SECTIONS = Table(
    "sections",
    "The tree of numbered units, in printed order. A unit's text is its own, without the units below it.",
    (
        _DOCUMENT_ID,
        _key("section_id", "The unit, within its document."),
        _integer("part", "The numbered part of the document, from 1.", nullable=False),
        Column(_PATH.name, _PATH.description, nullable=False),
        _key("number", "The path with its numbering repaired."),
        Column("parent_id", "The `section_id` of the unit around it."),
        _integer("level", "The depth of nesting, from 1.", nullable=False),
        _key("style", "The style of the label, such as `han` for `一、`."),
        _key("label", "The label as printed."),
        _key("title", "From the label up to the first full stop, or the whole line; no closing punctuation."),
        _key("text", "The unit's own text: `text[start:end]` of the document."),
        _integer("printed_position", "Its place among its siblings as printed, from 1.", nullable=False),
        _integer("position", "Its place among its siblings as repaired, from 1.", nullable=False),
        _START,
        _END,
        _PAGE,
    ),
    primary_key=("document_id", "section_id"),
    foreign_keys=(_TO_DOCUMENT, ForeignKey(("document_id", "parent_id"), "sections")),
)

TASKS = Table(
    "tasks",
    "Pieces of work: what a responsibility statement covers, or a leaf unit of a document that divides work.",
    (
        _DOCUMENT_ID,
        _key("task_id", "The task, within its document."),
        _SECTION_ID,
        _PATH,
        _key("text", "The task's text: `text[start:end]` of the document."),
        _START,
        _END,
        _PAGE,
    ),
    primary_key=("document_id", "task_id"),
    foreign_keys=(_TO_DOCUMENT, _TO_SECTION),
)

ASSIGNMENTS = Table(
    "assignments",
    "Who does what: one organisation in one role for one task.",
    (
        _DOCUMENT_ID,
        _key("assignment_id", "The assignment, within its document."),
        Column("task_id", "The task it is about."),
        _SECTION_ID,
        _PATH,
        _key("organisation", "The organisation's name as printed, line breaks removed."),
        _ORGANISATION_ID,
        _choice("role", "What the organisation does.", Role),
        _choice("basis", "Why it holds: stated there, by a rule of the document, or by an enclosing unit.", Basis),
        Column("open_list", "The list of names is left open (等).", ColumnType.BOOLEAN, nullable=False),
        _key("statement", "The responsibility statement as printed."),
        _START,
        _END,
        _PAGE,
    ),
    primary_key=("document_id", "assignment_id"),
    foreign_keys=(_TO_DOCUMENT, _TO_TASK, _TO_SECTION, _TO_ORGANISATION),
)

DEADLINES = Table(
    "deadlines",
    "By when.",
    (
        _DOCUMENT_ID,
        Column("task_id", "The task it is about."),
        _SECTION_ID,
        _PATH,
        _key("text", "The deadline as printed."),
        _date("date", "The last day that meets it; empty where it names none."),
        _choice(
            "stated_in",
            "In a responsibility statement, or in the running text (`text`): a day by which something "
            "is to be done. A year to which only a figure belongs is in `indicators`.",
            StatedIn,
        ),
        _START,
        _END,
    ),
    foreign_keys=(_TO_DOCUMENT, _TO_TASK, _TO_SECTION),
)

INDICATORS = Table(
    "indicators",
    "Figures to be reached, from sentences and from tables of indicators. A figure that was reached already, a limit "
    "that a rule sets (a fine, a subsidy) and a date are none. No two rows of a document overlap.",
    (
        _DOCUMENT_ID,
        _SECTION_ID,
        _PATH,
        _key("name", "What is measured, as printed, without line breaks; parts that stand apart are joined by `：`."),
        Column(
            "comparator",
            "How the value is to be met: exactly or as a mark to reach (`=`), at least, more than, at most, less than, "
            "about (`~`), or `range` from `value` to `upper_value`.",
            nullable=False,
            values=("=", ">=", ">", "<=", "<", "~", "range"),
        ),
        _key("value", "The printed figure as a decimal number, without what stands in `unit`: 1.5 of `1.5万件`."),
        _key(
            "unit",
            "All that counts the value, in simplified characters, `万` and `亿` included (`万件`); `%` for 百分之 too; "
            "empty for a bare figure.",
        ),
        Column("baseline_value", "The figure it starts from, in the same unit."),
        _integer("baseline_year", "The year of that figure, or the year that a change is counted from."),
        _integer(
            "target_year",
            "The year by which it is to be reached: the sentence's, else its paragraph's or the unit's above.",
        ),
        Column("nature", "Binding (约束性) or expected (预期性), where it is said.", values=("binding", "expected")),
        _START,
        _END,
        _choice(
            "change",
            "Empty where the value is the level to be reached; else by how much it is to change, in all or a year, or "
            "a total over the period.",
            Change,
            nullable=True,
        ),
        Column("upper_value", "The other end of a range."),
        _key(
            "value_text",
            "The printed words: `text[start:end]` of the document. The figure with its unit and the words "
            "of comparison that touch it (`达到12件`, `2.5%以上`), or a table's cell.",
        ),
        _key("statement", "The sentence, or the table's row, in which it stands, as printed."),
        _PAGE,
    ),
    foreign_keys=(_TO_DOCUMENT, _TO_SECTION),
)

REFERENCES = Table(
    "references",
    "Documents that are cited, each once: by number, or by title where no number is printed. Of several citations the "
    "first with a number gives the place; the relation is the most telling of all "
    "(`repeals`, `amends`, `issues`, `forwards`, `implements`, `cites`, in this order).",
    (
        _DOCUMENT_ID,
        Column("title", "The cited document's title."),
        Column("document_number", "The cited document's number; empty where it is cited by its title alone."),
        _choice("relation", "How the circular stands to the cited document.", Relation),
        Column(
            "target_document_id",
            "The cited document's `document_id`, where it is among those read and is not the citing one.",
        ),
        _START,
        _END,
        _key("text", "The citation as printed, title and number: `text[start:end]` of the document."),
        Column("cue", "The words that decide the relation, as the rules read them (one form of each sign)."),
        _integer("mentions", "In how many places it is cited.", nullable=False),
        _choice(
            "target_basis",
            "By what the cited document was found: its number, its title, or the title of what it issues or forwards.",
            LinkBasis,
            nullable=True,
        ),
    ),
    foreign_keys=(_TO_DOCUMENT, ForeignKey(("target_document_id",), "documents")),
)

WANTED = Table(
    "wanted",
    "Documents that are cited and are not among those read, the most cited first. What a circular issues "
    "or forwards stands in it and isn't wanted.",
    (
        Column("document_number", "The cited document's number, as first printed."),
        Column("title", "Its title, as first printed."),
        _integer("citations", "How many of the documents read cite it.", nullable=False),
        _key("relations", "How they stand to it, joined by `|`."),
        _key("document_ids", "The `document_id` of the first ten that cite it, joined by `|`."),
    ),
)

PAIRS = Table(
    "pairs",
    "Chinese circulars and their English versions among the documents read. Only pairs with no rival are stated.",
    (
        _key("document_id_zh", "The Chinese document."),
        _key("document_id_en", "The English document."),
        Column(
            "score",
            "The share of the evidence compared that agrees, from 0 to 1, by its weight.",
            ColumnType.NUMBER,
            nullable=False,
        ),
        _key("evidence", "What was compared and how far it agrees, in words, joined by `|`."),
    ),
    primary_key=("document_id_zh", "document_id_en"),
    foreign_keys=(ForeignKey(("document_id_zh",), "documents"), ForeignKey(("document_id_en",), "documents")),
)

PAIR_DIFFERENCES = Table(
    "pair_differences",
    "What a Chinese circular and its English version say differently. *Missing* is missing in the English.",
    (
        _key("document_id_zh", "The Chinese document."),
        _key("document_id_en", "The English document."),
        _choice("kind", "What differs.", DifferenceKind),
        Column("section_id_zh", "The numbered unit in the Chinese document."),
        Column("section_id_en", "The numbered unit in the English document."),
        Column("printed_zh", "What the Chinese prints."),
        Column("printed_en", "What the English prints."),
        _integer("start_zh", "Where it begins in the Chinese text."),
        _integer("end_zh", "Where it ends there: `text[start_zh:end_zh]` is `printed_zh`."),
        _integer("start_en", "Where it begins in the English text."),
        _integer("end_en", "Where it ends there."),
        _key("message", "The difference, in a sentence."),
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
        _key("organisation_id", "The organisation over one span of years."),
        _key("name_zh", "Its full Chinese name."),
        _key("short_name_zh", "Its short Chinese name."),
        _key("name_en", "Its English name."),
        _key("abbreviation", "Its abbreviation."),
        _key("aliases", "Other names, joined by `|`."),
        _key(
            "kind",
            "What kind of organ it is: `local_…` for those of a place, `central_branch` for a central one's there.",
        ),
        _date("valid_from", "The first day of these names."),
        _date("valid_to", "The last day of these names; empty while they hold."),
        _key("successor_ids", "The `organisation_id` of those that follow it, joined by `|`."),
        _key("source", "Where the facts come from."),
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
        _DOCUMENT_ID,
        _key("name", "The collective as printed among the document's issuers, addressees or assignments."),
        _integer("position", "The member's place among those of the name, from 1.", nullable=False),
        Column("organisation_id", "The member, in `organisations`.", nullable=False),
        _date("date", "The day as of which; empty where the document has none, and today's members are taken."),
        _key("source", "Where the membership comes from."),
    ),
    foreign_keys=(_TO_DOCUMENT, _TO_ORGANISATION),
)

EVIDENCE = Table(
    "evidence",
    "Where each row with offsets is printed: a box for each line. Filled where it is asked for (`--evidence`, in a "
    "pipeline `evidence = true`).",
    (
        _DOCUMENT_ID,
        _key("table_name", "The table that the row is in."),
        _key("row_key", "Its id or position there, else its number among the document's rows of that table, from 1."),
        _integer("part", "The box's number, from 1: a row on two lines has two.", nullable=False),
        _integer("page", "The page, from 1; empty where the source has no pages."),
        Column("x0", "The box's left edge, in points (1/72 inch) from the page's left.", ColumnType.NUMBER),
        Column("top", "Its top, in points from the page's top.", ColumnType.NUMBER),
        Column("x1", "Its right edge.", ColumnType.NUMBER),
        Column("bottom", "Its foot.", ColumnType.NUMBER),
        Column("element", "The element of the page, or the paragraph of the Word file, that the row begins in."),
    ),
    foreign_keys=(_TO_DOCUMENT,),
)

REPAIRS = Table(
    "repairs",
    "Printed numbers that were read differently, and why. Print is never altered. "
    "A unit that was printed and is not read so has one row; so has a number that no unit bears (`missing`). "
    "`relabelled` is a number that is plainly wrong, or that follows one that was; `misread` one that looks like the "
    "right one, or has a sign that is no numeral (`-、`).",
    (
        _DOCUMENT_ID,
        _SECTION_ID,
        _choice("kind", "What was found wrong.", RepairKind),
        _key("printed", "What is printed."),
        _key("read_as", "What it was read as."),
        _integer("position_from", "Its place among its siblings as printed, from 1."),
        _integer("position_to", "Its place among its siblings as read, from 1."),
        Column("confidence", "How sure the reading is, from 0 to 1.", ColumnType.NUMBER, nullable=False),
        Column("runner_up", "The second-best reading."),
        _key("explanation", "The reason, in a sentence."),
        Column(
            "cost",
            "What the reading of the labels in question costs: one slip of a hand is about 1, what follows from it 0.",
            ColumnType.NUMBER,
            nullable=False,
        ),
        Column("runner_up_cost", "What the second-best reading costs; empty where there is none.", ColumnType.NUMBER),
    ),
    foreign_keys=(_TO_DOCUMENT, _TO_SECTION),
)

# No key to documents: what could not be read has findings and no row there.
FINDINGS = Table(
    "findings",
    "All that a person should look at, documents that could not be read included.",
    (
        Column("document_id", _DOCUMENT_ID.description + " Empty where the bytes could not be had."),
        _choice("severity", "How much it matters: `error` means that something could not be read.", Severity),
        _key("code", "What kind of finding it is."),
        _key("message", "What was found, in a sentence."),
        _START,
        _END,
        _PAGE,
        _key("source", "The path relative to the input folder, or the URL, of the file it is about."),
    ),
)

TABLES: tuple[Table, ...] = (
    DOCUMENTS,
    ISSUERS,
    ADDRESSEES,
    SECTIONS,
    TASKS,
    ASSIGNMENTS,
    DEADLINES,
    INDICATORS,
    REFERENCES,
    ORGANISATIONS,
    REPAIRS,
    FINDINGS,
    MEMBERS,
    EVIDENCE,
    WANTED,
    PAIRS,
    PAIR_DIFFERENCES,
)
BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}


def as_markdown() -> str:
    """The tables described for people: the text of ``docs/tables.md`` between its marks."""
    lines: list[str] = []
    for table in TABLES:
        lines += [f"### {table.name}", "", table.description, ""]
        if table.primary_key:
            lines += [f"Key: {', '.join(f'`{name}`' for name in table.primary_key)}.", ""]
        lines += ["| column | type | |", "|---|---|---|"]
        for column in table.columns:
            values = f" One of {', '.join(f'`{value}`' for value in column.values)}." if column.values else ""
            lines.append(
                f"| `{column.name}` | {column.type}{'' if column.nullable else ', always'} | "
                f"{column.description}{values} |"
            )
        lines.append("")
    return "\n".join(lines)
