from __future__ import annotations

import dataclasses

import pytest

from ipr_extract.batch.progress import progress
from ipr_extract.batch.show import lines
from ipr_extract.model import Circular, Section
from tests.handmade import circular


def shown(circular: Circular) -> list[str]:
    return [line.plain for line in lines(circular)]


def test_a_circular_as_a_person_reads_it() -> None:
    assert (
        "\n".join(shown(circular()))
        == """\
关于做好样本工作的通知
number      样发〔2024〕7号
kind        通知
issued by   市样本局
written     2024-03-05
published   2024-03-08
publisher   样本网
index       000-1
subject     样本管理
source      folder/sample.pdf

Addressees (2)
  各区人民政府
  市直各单位

Units (2)
  一、 总体要求
    （一） 开展登记  [moved: read as 1.1]
      → lead: 市样本局; support: 市档案局
      ⏱ 2024年12月底前 (2024-12-31)

Cited (1)
  样本规划 样发〔2023〕1号  (implements)

Repairs (1)
  （三）is printed where （一） belongs.

Findings (2)
  info: The PDF has no outline.
  warning: A line that fits nowhere."""
    )


def test_units_stand_in_the_order_as_read_and_moved_ones_say_so() -> None:
    made = circular()
    first, second = made.sections

    def below(number: int, printed: int, section_id: str) -> Section:
        return second._replace(section_id=section_id, label=f"（{number}）", position=number, printed_position=printed)

    sections = (first, below(1, 1, "s2"), below(3, 2, "s3"), below(2, 3, "s4"))
    repairs = (dataclasses.replace(made.repairs[0], section_id="s4"),)
    tree = shown(dataclasses.replace(made, sections=sections, repairs=repairs))
    labels = [line.strip().split()[0] for line in tree if line.strip().startswith(("一、", "（1", "（2", "（3"))]
    assert labels == ["一、", "（1）", "（2）", "（3）"]
    (moved,) = [line for line in tree if "[moved" in line]
    assert moved == "    （2） 开展登记  [moved: read as 1.1, printed in place 3]"


def test_what_stands_outside_the_units_is_shown() -> None:
    made = circular()
    assignments = tuple(a._replace(section_id=None, task_id=None) for a in made.assignments)
    text = shown(dataclasses.replace(made, sections=(), tasks=(), deadlines=(), assignments=assignments))
    assert "\nOutside the numbered units" in text
    assert "  → lead: 市样本局; support: 市档案局" in text


def test_progress_is_shown_only_where_it_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    for wanted in (False, True):
        with progress(2, wanted) as advance:
            advance(0)
            advance(0)
        said = capsys.readouterr()
        assert said.out == ""
        assert ("2/2" in said.err) == wanted
