"""What the tables hold: their columns, types, keys and meaning. Everything that writes a table reads this.

Columns may be added at the end of a table; they are never renamed or moved.
"""

from __future__ import annotations

from ipr_extract.model import (
    Basis,
    Change,
    LinkBasis,
    PartyKind,
    Relation,
    RepairKind,
    Role,
    Severity,
    StatedIn,
)
from ipr_extract.tables.columns import (
    DOCUMENT_ID,
    END,
    ORGANISATION_ID,
    PAGE,
    PATH,
    SECTION_ID,
    START,
    TO_DOCUMENT,
    TO_ORGANISATION,
    TO_SECTION,
    TO_TASK,
    choice,
    date,
    integer,
    key,
)
from ipr_extract.tables.columns import Column as Column
from ipr_extract.tables.columns import ColumnType as ColumnType
from ipr_extract.tables.columns import ForeignKey as ForeignKey
from ipr_extract.tables.columns import Table as Table
from ipr_extract.tables.schema_run import EVIDENCE as EVIDENCE
from ipr_extract.tables.schema_run import MEMBERS as MEMBERS
from ipr_extract.tables.schema_run import ORGANISATIONS as ORGANISATIONS
from ipr_extract.tables.schema_run import PAIR_DIFFERENCES as PAIR_DIFFERENCES
from ipr_extract.tables.schema_run import PAIRS as PAIRS
from ipr_extract.tables.schema_run import WANTED as WANTED


def _parties(name: str, description: str) -> Table:
    return Table(
        name,
        description,
        (
            DOCUMENT_ID,
            integer("position", "Its place in the printed list, from 1.", nullable=False),
            key("name", "The name as printed, line breaks removed."),
            choice("kind", "One organisation, many under one name, or a person.", PartyKind),
            ORGANISATION_ID,
            START,
            END,
        ),
        primary_key=("document_id", "position"),
        foreign_keys=(TO_DOCUMENT, TO_ORGANISATION),
    )


DOCUMENTS = Table(
    "documents",
    "One row for each document that was read.",
    (
        DOCUMENT_ID,
        key("source", "The path relative to the input folder, or the URL."),
        key("sha256", "The sha256 of the source's bytes."),
        key("media_type", "What the bytes are, by their content."),
        Column("language", "Of the text.", nullable=False, values=("zh", "en", "mul")),
        Column("title", "The circular's own title, line breaks removed."),
        Column("document_number", "The document number (发文字号)."),
        Column("document_type", "The kind of document (文种), such as 通知 or 意见."),
        date("written_date", "The date of writing (成文日期)."),
        date("published_date", "The date of publication."),
        Column("publisher", "Who published it, where the site says so."),
        Column("index_number", "The index number (索引号)."),
        Column("subject", "The subject heading (主题分类)."),
        Column("url", "Where it was published."),
        Column("retrieved_at", "When it was fetched, ISO 8601; empty for a file."),
        integer("pages", "The number of pages; empty where the source has none."),
        integer("characters", "The length of the document's text.", nullable=False),
        key("parser", "What read it."),
        Column(
            "residue",
            "The share of its text, from 0 to 1, that no rule has claimed: outside of numbered units, the header, "
            "statements and citations.",
            ColumnType.NUMBER,
        ),
        integer(
            "residue_cues",
            "Words of responsibility, time or figures to be reached that stand outside of every statement, deadline "
            "and indicator; each has a row in `findings`, with the code `residue_cue`.",
        ),
        date(
            "effective_date",
            "The day from which it holds (施行), as it says of itself; a day that it only names by "
            "its own issue (自印发之日起) is the date of writing.",
        ),
        date("valid_until", "The last day on which it holds (有效期), as it says of itself."),
        Column("validity", "The sentence that says so: `text[validity_start:validity_end]`."),
        integer("validity_start", "Where that sentence begins, in characters of the document's text, from 0."),
        integer("validity_end", "Where it ends."),
    ),
    primary_key=("document_id",),
)

ISSUERS = _parties("issuers", "The organs that issued the document, as printed.")
ADDRESSEES = _parties("addressees", "Those to whom the document is addressed (主送机关), as printed.")

SECTIONS = Table(
    "sections",
    "The tree of numbered units, in printed order. A unit's text is its own, without the units below it. "
    "Rows of a responsibility table that only a column of bare numbers numbers are units too.",
    (
        DOCUMENT_ID,
        key("section_id", "The unit, within its document."),
        integer("part", "The numbered part of the document, from 1.", nullable=False),
        Column(PATH.name, PATH.description, nullable=False),
        key("number", "The path with its numbering repaired."),
        Column("parent_id", "The `section_id` of the unit around it."),
        integer("level", "The depth of nesting, from 1.", nullable=False),
        key("style", "The style of the label, such as `han` for `一、`."),
        key("label", "The label as printed."),
        key("title", "From the label up to the first full stop, or the whole line; no closing punctuation."),
        key("text", "The unit's own text: `text[start:end]` of the document."),
        integer("printed_position", "Its place among its siblings as printed, from 1.", nullable=False),
        integer("position", "Its place among its siblings as repaired, from 1.", nullable=False),
        START,
        END,
        PAGE,
    ),
    primary_key=("document_id", "section_id"),
    foreign_keys=(TO_DOCUMENT, ForeignKey(("document_id", "parent_id"), "sections")),
)

TASKS = Table(
    "tasks",
    "Pieces of work: what a responsibility statement covers, or a leaf unit of a document that divides work.",
    (
        DOCUMENT_ID,
        key("task_id", "The task, within its document."),
        SECTION_ID,
        PATH,
        key("text", "The task's text: `text[start:end]` of the document."),
        START,
        END,
        PAGE,
    ),
    primary_key=("document_id", "task_id"),
    foreign_keys=(TO_DOCUMENT, TO_SECTION),
)

ASSIGNMENTS = Table(
    "assignments",
    "Who does what: one organisation in one role for one task.",
    (
        DOCUMENT_ID,
        key("assignment_id", "The assignment, within its document."),
        Column("task_id", "The task it is about."),
        SECTION_ID,
        PATH,
        key("organisation", "The organisation's name as printed, line breaks removed."),
        ORGANISATION_ID,
        choice("role", "What the organisation does.", Role),
        choice("basis", "Why it holds: stated there, by a rule of the document, or by an enclosing unit.", Basis),
        Column("open_list", "The list of names is left open (等).", ColumnType.BOOLEAN, nullable=False),
        key("statement", "The responsibility statement as printed."),
        START,
        END,
        PAGE,
    ),
    primary_key=("document_id", "assignment_id"),
    foreign_keys=(TO_DOCUMENT, TO_TASK, TO_SECTION, TO_ORGANISATION),
)

DEADLINES = Table(
    "deadlines",
    "By when.",
    (
        DOCUMENT_ID,
        Column("task_id", "The task it is about."),
        SECTION_ID,
        PATH,
        key("text", "The deadline as printed."),
        date("date", "The last day that meets it; empty where it names none."),
        choice(
            "stated_in",
            "In a responsibility statement, or in the running text (`text`): a day by which something "
            "is to be done. A year to which only a figure belongs is in `indicators`.",
            StatedIn,
        ),
        START,
        END,
    ),
    foreign_keys=(TO_DOCUMENT, TO_TASK, TO_SECTION),
)

INDICATORS = Table(
    "indicators",
    "Figures to be reached, from sentences and from tables of indicators. A figure that was reached already, a limit "
    "that a rule sets (a fine, a subsidy) and a date are none. No two rows of a document overlap.",
    (
        DOCUMENT_ID,
        SECTION_ID,
        PATH,
        key("name", "What is measured, as printed, without line breaks; parts that stand apart are joined by `：`."),
        Column(
            "comparator",
            "How the value is to be met: exactly or as a mark to reach (`=`), at least, more than, at most, less than, "
            "about (`~`), or `range` from `value` to `upper_value`.",
            nullable=False,
            values=("=", ">=", ">", "<=", "<", "~", "range"),
        ),
        key("value", "The printed figure as a decimal number, without what stands in `unit`: 1.5 of `1.5万件`."),
        key(
            "unit",
            "All that counts the value, in simplified characters, `万` and `亿` included (`万件`); `%` for 百分之 too; "
            "empty for a bare figure.",
        ),
        Column("baseline_value", "The figure it starts from, in the same unit."),
        integer("baseline_year", "The year of that figure, or the year that a change is counted from."),
        integer(
            "target_year",
            "The year by which it is to be reached: the sentence's, else its paragraph's or the unit's above.",
        ),
        Column("nature", "Binding (约束性) or expected (预期性), where it is said.", values=("binding", "expected")),
        START,
        END,
        choice(
            "change",
            "Empty where the value is the level to be reached; else by how much it is to change, in all or a year, or "
            "a total over the period.",
            Change,
            nullable=True,
        ),
        Column("upper_value", "The other end of a range."),
        key(
            "value_text",
            "The printed words: `text[start:end]` of the document. The figure with its unit and the words "
            "of comparison that touch it (`达到12件`, `2.5%以上`), or a table's cell.",
        ),
        key("statement", "The sentence, or the table's row, in which it stands, as printed."),
        PAGE,
    ),
    foreign_keys=(TO_DOCUMENT, TO_SECTION),
)

REFERENCES = Table(
    "references",
    "Documents that are cited, each once: by number, or by title where no number is printed. Of several citations the "
    "first with a number gives the place; the relation is the most telling of all "
    "(`repeals`, `amends`, `issues`, `forwards`, `implements`, `cites`, in this order).",
    (
        DOCUMENT_ID,
        Column("title", "The cited document's title."),
        Column("document_number", "The cited document's number; empty where it is cited by its title alone."),
        choice("relation", "How the circular stands to the cited document.", Relation),
        Column(
            "target_document_id",
            "The cited document's `document_id`, where it is among those read and is not the citing one.",
        ),
        START,
        END,
        key("text", "The citation as printed, title and number: `text[start:end]` of the document."),
        Column("cue", "The words that decide the relation, as the rules read them (one form of each sign)."),
        integer("mentions", "In how many places it is cited.", nullable=False),
        choice(
            "target_basis",
            "By what the cited document was found: its number, its title, or the title of what it issues or forwards.",
            LinkBasis,
            nullable=True,
        ),
    ),
    foreign_keys=(TO_DOCUMENT, ForeignKey(("target_document_id",), "documents")),
)

REPAIRS = Table(
    "repairs",
    "Printed numbers that were read differently, and why. Print is never altered. "
    "A unit that was printed and is not read so has one row; so has a number that no unit bears (`missing`). "
    "`relabelled` is a number that is plainly wrong, or that follows one that was; `misread` one that looks like the "
    "right one, or has a sign that is no numeral (`-、`).",
    (
        DOCUMENT_ID,
        SECTION_ID,
        choice("kind", "What was found wrong.", RepairKind),
        key("printed", "What is printed."),
        key("read_as", "What it was read as."),
        integer("position_from", "Its place among its siblings as printed, from 1."),
        integer("position_to", "Its place among its siblings as read, from 1."),
        Column("confidence", "How sure the reading is, from 0 to 1.", ColumnType.NUMBER, nullable=False),
        Column("runner_up", "The second-best reading."),
        key("explanation", "The reason, in a sentence."),
        Column(
            "cost",
            "What the reading of the labels in question costs: one slip of a hand is about 1, what follows from it 0.",
            ColumnType.NUMBER,
            nullable=False,
        ),
        Column("runner_up_cost", "What the second-best reading costs; empty where there is none.", ColumnType.NUMBER),
    ),
    foreign_keys=(TO_DOCUMENT, TO_SECTION),
)

# No key to documents: what could not be read has findings and no row there.
FINDINGS = Table(
    "findings",
    "All that a person should look at, documents that could not be read included.",
    (
        Column("document_id", DOCUMENT_ID.description + " Empty where the bytes could not be had."),
        choice("severity", "How much it matters: `error` means that something could not be read.", Severity),
        key("code", "What kind of finding it is."),
        key("message", "What was found, in a sentence."),
        START,
        END,
        PAGE,
        key("source", "The path relative to the input folder, or the URL, of the file it is about."),
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
