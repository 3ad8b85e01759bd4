"""A Chinese circular and its English version in one run: paired where nothing else can be meant, and compared."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import ipr_extract
from tests.conftest import ROOT

CHINESE = """商务部办公厅关于分解样本服务重点工作的通知
商办样函〔2019〕31号
教育部、财政部、海关总署，国家知识产权局：
为做好样本服务，现将重点工作通知如下。
一、健全登记
（一）统一登记窗口。到2022年，窗口达到1200个，按期办结率达到95%。（财政部、海关总署负责）
（二）公开登记结果。每年公布不少于30项。（教育部负责）
（三）培训登记人员。累计培训1.5万人次。（国家知识产权局牵头，教育部配合）
二、便利查询
（一）开通网上查询。响应时间缩短20%。（海关总署负责）
（二）保留纸面查询。（财政部负责）
按照《样本服务发展规划》（国发〔2018〕77号）评估。
商务部办公厅
2019年3月8日
"""
ENGLISH = """Circular of the General Office of the Ministry of Commerce on Dividing the Key Work of Sample Services
No. 31 [2019]
To: Ministry of Education, Ministry of Finance, General Administration of Customs and \
National Intellectual Property Administration
For better sample services the key work is as follows.
I. Registration
(I) One counter for all. By 2022 there will be 1,200 counters, and 95% of all cases will be closed in time. \
(Responsible: Ministry of Finance, General Administration of Customs)
(II) Results in the open. No fewer than 30 each year. (Responsible: Ministry of Education)
(III) Training. 15 thousand people will be trained. \
(Responsible: National Intellectual Property Administration, Ministry of Education)
II. Inquiries
(I) Inquiries on the web. They will be answered 20 per cent faster. \
(Responsible: General Administration of Customs)
(II) Inquiries on paper. (Responsible: Ministry of Finance)
The “Plan for the Development of Sample Services” (State Council No. [2018]77) is the measure.
General Office of the Ministry of Commerce
March 8, 2019
"""


def _run(folder: Path, workers: int = 1, **files: str) -> Path:
    (folder / "in").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    output = folder / f"out{workers}"
    ipr_extract.run(folder / "in", output, formats="csv,sqlite", workers=workers, check=True, progress=False)
    return output


def _rows(output: Path, table: str) -> list[dict[str, str]]:
    with (output / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _differences(output: Path) -> list[tuple[str, str, str]]:
    """Kind and what each prints; every offset is held to the texts."""
    texts = {path.stem: path.read_bytes().decode() for path in (output / "texts").iterdir()}
    found = []
    for row in _rows(output, "pair_differences"):
        for side in ("zh", "en"):
            if row[f"start_{side}"]:
                text = texts[row[f"document_id_{side}"]]
                assert text[int(row[f"start_{side}"]) : int(row[f"end_{side}"])] == row[f"printed_{side}"]
        assert row["message"].endswith(".")
        found.append((row["kind"], row["printed_zh"], row["printed_en"]))
    return found


def test_a_faithful_translation_has_no_differences(tmp_path: Path) -> None:
    output = _run(tmp_path, zh=CHINESE, en=ENGLISH)
    (pair,) = _rows(output, "pairs")
    assert float(pair["score"]) > 0.95
    evidence = [words.split(":")[0] for words in pair["evidence"].split("|")]
    assert evidence == ["number", "date", "issuers", "addressees", "cited numbers", "units", "figures"]
    assert _differences(output) == []


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("Ministry of Education, Ministry of Finance, General", "Ministry of Education, General",
         ("addressee_missing", "财政部", "")),
        ("To: Ministry of Education,", "To: Ministry of Education, Ministry of Justice,",
         ("addressee_extra", "", "Ministry of Justice")),
        ("95% of all", "90% of all", ("figure_differs", "95%", "90%")),
        ("1,200 counters", "12,000 counters", ("figure_differs", "1200", "12,000")),
        ("15 thousand people", "People", ("figure_differs", "1.5万", "")),
        ("March 8, 2019", "March 18, 2019", ("date_differs", "2019-03-08", "2019-03-18")),
        ("(II) Results in the open. No fewer than 30 each year. (Responsible: Ministry of Education)\n(III)", "(II)",
         ("unit_missing", "（二）公开登记结果", "")),
        ("web. They", "web. See (2) also. They", None),
        ("(Responsible: Ministry of Finance, General Administration of Customs)", "(Responsible: Ministry of Finance)",
         ("assignment_missing", "海关总署", "")),
        ("paper. (Responsible: Ministry of Finance)", "paper. (Responsible: Ministry of Finance, Ministry of Justice)",
         ("assignment_extra", "", "Ministry of Justice")),
        (" (State Council No. [2018]77)", "",
         ("citation_missing", "《样本服务发展规划》（国发〔2018〕77号", "")),
    ],
)  # fmt: skip
def test_one_difference_is_found_and_no_other(
    tmp_path: Path, old: str, new: str, difference: tuple[str, str, str] | None
) -> None:
    assert old in ENGLISH
    output = _run(tmp_path, zh=CHINESE, en=ENGLISH.replace(old, new))
    assert len(_rows(output, "pairs")) == 1
    assert _differences(output) == ([difference] if difference else [])


def test_several_differences_at_once(tmp_path: Path) -> None:
    """The English leaves an addressee out, prints another figure, and lacks a unit."""
    english = ENGLISH.replace(
        "Ministry of Finance, General Administration of Customs and", "General Administration of Customs and", 1
    )
    english = english.replace("95%", "85%").replace("(II) Inquiries on paper. (Responsible: Ministry of Finance)\n", "")
    output = _run(tmp_path, zh=CHINESE, en=english)
    assert _differences(output) == [
        ("addressee_missing", "财政部", ""),
        ("unit_missing", "（二）保留纸面查询", ""),
        ("figure_differs", "95%", "85%"),
    ]
    assert "Ministry of Finance" in _rows(output, "pair_differences")[0]["message"]


def test_two_that_could_be_meant_are_no_pair_and_copies_are_one(tmp_path: Path) -> None:
    rival = ENGLISH.replace("Sample Services", "Sample Duties").replace("One counter", "A counter")
    assert _rows(_run(tmp_path, zh=CHINESE, en=ENGLISH, en2=rival), "pairs") == []
    copied = tmp_path / "copied"
    copied.mkdir()
    output = _run(copied, zh=CHINESE, en=ENGLISH, en2=ENGLISH + "\n\n")
    (pair,) = _rows(output, "pairs")
    sources = {row["document_id"]: row["source"] for row in _rows(output, "documents")}
    assert (sources[pair["document_id_zh"]], sources[pair["document_id_en"]]) == ("zh.txt", "en.txt")


@pytest.mark.parametrize(
    "changes",
    [
        {"No. 31 [2019]": "No. 32 [2019]", "March 8, 2019": "March 9, 2019"},
        {"General Office of the Ministry of Commerce": "Ministry of Justice", "No. 31 [2019]": "No. 30 [2018]"},
    ],
    ids=["the next circular of the same organ", "another organ's"],
)
def test_another_circular_of_the_same_shape_is_no_pair(tmp_path: Path, changes: dict[str, str]) -> None:
    english = ENGLISH
    for old, new in changes.items():
        english = english.replace(old, new)
    assert _rows(_run(tmp_path, zh=CHINESE, en=english), "pairs") == []


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    other = "甲局关于样本{0}的通知\n样发〔2020〕{0}号\n各单位：\n根据样发〔2020〕{1}号做好。\n甲局\n2020年1月2日\n"
    files = {f"other{i}": other.format(i, i + 1) for i in range(1, 9)}
    outputs = [_run(tmp_path, workers=number, zh=CHINESE, en=ENGLISH, **files) for number in (1, 2)]
    names = sorted(path.name for path in (outputs[0] / "tables").iterdir())
    for name in names:
        assert (outputs[0] / "tables" / name).read_bytes() == (outputs[1] / "tables" / name).read_bytes()
    targets = [
        row["target_document_id"] for row in _rows(outputs[0], "references") if row["document_number"][:2] == "样发"
    ]
    assert [bool(target) for target in targets] == [True] * 7 + [False]


def test_the_specimens_that_ship_are_one_pair(tmp_path: Path) -> None:
    ipr_extract.run(ROOT / "corpus", tmp_path / "out", formats="csv", progress=False)
    sources = {row["document_id"]: row["source"] for row in _rows(tmp_path / "out", "documents")}
    (pair,) = _rows(tmp_path / "out", "pairs")
    assert sources[pair["document_id_zh"]] == "zh-15-key-tasks.txt"
    assert sources[pair["document_id_en"]] == "en-01-key-tasks.txt"
    assert _differences(tmp_path / "out") == [("addressee_missing", "文物局", "")]


def test_real_circulars_are_not_paired_by_accident(tmp_path: Path, shared: Path) -> None:
    ipr_extract.run(
        [shared / "corpus" / "circulars", shared / "corpus" / "more"], tmp_path / "out", formats="csv", progress=False
    )
    assert _rows(tmp_path / "out", "pairs") == []
