"""Labels with a sign in them that is no numeral: the document's reader took ``-、`` for 一、, and here it is said."""

from __future__ import annotations

from collections.abc import Sequence

from ipr_extract.model import Repair, RepairKind, Section
from ipr_extract.normalize.labels_written import any_wrong_sign, has_wrong_sign, specimen, written
from ipr_extract.normalize.misprints import FIRST_GAP, MISREAD, RELABEL, confidence


def misread_labels(sections: Sequence[Section]) -> list[Repair]:
    """A repair for each label with a wrong sign; none, at once, where no label has one."""
    if not any_wrong_sign(sections):
        return []
    return [_repair(sections, index) for index, section in enumerate(sections) if has_wrong_sign(section)]


def _repair(sections: Sequence[Section], index: int) -> Repair:
    section = sections[index]
    sound = [i for i, other in enumerate(sections) if other.style == section.style and not has_wrong_sign(other)]
    # As the units beside it are printed, or the nearest ones elsewhere.
    like = min(sound, key=lambda i: (sections[i].parent_id != section.parent_id, abs(i - index)), default=None)
    label = specimen(section.style) if like is None else sections[like].label
    read_as = written(label, section.style, section.ordinal)
    above = next((other for other in sections if other.section_id == section.parent_id), None)
    where = f" in {above.label} {above.title[:40]}" if above else ""
    stop = "" if read_as.endswith(".") else "."
    missing = FIRST_GAP + RELABEL
    return Repair(
        section_id=section.section_id,
        kind=RepairKind.MISREAD,
        printed=section.label,
        read_as=read_as,
        position_from=section.printed_position,
        position_to=section.position,
        confidence=confidence(MISREAD, missing),
        runner_up=f"{section.label} is no label; {read_as} missing (cost {missing:.3g})",
        explanation=f"{section.label} is printed{where} where {read_as} stands in order; it is read as {read_as}{stop}",
        cost=MISREAD,
        runner_up_cost=round(missing, 2),
    )
