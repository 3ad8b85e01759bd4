"""Figures to be reached, in sentences: ``到2020年，每万人口发明专利拥有量达到12件``.

A sentence is read only where `cues` found a sign of a figure in it. Each figure is tried: what compares it and what it
counts (`quantities`), whether it is a goal or a report and by when (`goals`), and what it measures (`measured`). What
rules set (a fine, a subsidy, a term of days) is no goal, nor is a figure in an attribute (``3年以上的企业``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ipr_extract.data import alternatives
from ipr_extract.model import Change, Header, Indicator, Value
from ipr_extract.nlp.goals import Context, context, is_done, target_in
from ipr_extract.nlp.measured import MAKING, bare_name, clause_start, is_name, object_behind, without_predicate
from ipr_extract.nlp.places import Places, document_year
from ipr_extract.nlp.quantities import FIGURE, WORDS, Figure, decimal, figure
from ipr_extract.nlp.reading import Line, Reading

_END = re.compile("[。；！\n]")
_DIVIDES = re.compile("分工|任务|要点|计划|方案|规划|纲要|目标|意见")
_RULES = re.compile(alternatives(WORDS["rules"]["words"]))
_RULE_DOCUMENTS = frozenset(WORDS["rules"]["documents"])
# Words before a figure that say little by themselves: a goal has to be said otherwise.
_WEAK = frozenset(("为", "占", "到", "至", "在", "实现", "保持", "维持", "达", ""))
_ANNUAL = re.compile(alternatives(WORDS["cues"]["annual"]))
_TOTAL = re.compile(alternatives(WORDS["cues"]["cumulative"]))
_MAKING_END = re.compile(rf"(?P<verb>{MAKING})(?:了|约)?\s?\Z")
_MAKING_START = re.compile(rf"(?:{MAKING}|[和、])+")
# Between two objects: 50所学校‖和‖150个专业, ‖、建成‖30个基地.
_SERIES_OF_OBJECTS = re.compile(rf"(?:[和与及、，]|以及)(?:{MAKING})?")
# What each may send or get, not what is to be reached: 每省不超过8个.
_ALLOTTED = re.compile(r"[每各][^，。率量]{0,4}|最多|一般")
_WHOLE = re.compile(
    rf"(?:{alternatives(word for words in WORDS['limits'].values() for word in words)})(?P<whole>.+)的\s?\Z"
)
# Names that say nothing by themselves: 占比, 总量.
_PARTIAL = frozenset(WORDS["partial"]["names"])
# Behind a figure that is said of what stands before it: the clause ends, or another begins.
_SAID = re.compile(
    rf"\s?(?:{alternatives(WORDS['tails']['words'])})?\s?(?=[，。；：、！（）\n]|\Z|[和与及并且]|以及|或)"
)
_DURATION_BEHIND = re.compile(alternatives(WORDS["units"]["durations_behind"]))
# 由2015年的6.3件提高到, 从6.3件增至: what it starts from.
# 以1995年实招1445名为基数: the same, said in a clause of its own.
_STARTED = re.compile(
    r"以(?P<year>(?:19|20)\d\d)年[^，。；\d]{0,12}?(?P<value>\d+(?:,\d{3})*(?:\.\d+)?)[^，。；\d]{0,8}为(?:基数|基准|基期|起点)"
)
_BASELINE = re.compile(
    r"[由从](?:(?P<year>(?:19|20)\d\d)年?[底末]?的?|[^，。；\d]{0,6})(?P<value>\d+(?:,\d{3})*(?:\.\d+)?)[^，。；\d（）]{0,8}\Z"
)
_NATURE = re.compile(
    rf"(?P<binding>{alternatives(WORDS['natures']['binding'])})|(?P<expected>{alternatives(WORDS['natures']['expected'])})"
)
# 全市90%的市场主体纳入平台: a share of those who do something.
_SHARE_OF = re.compile(r"的(?P<who>[^，。；：\n\d]{4,40})(?=[，。；\n]|\Z)")
_SERIES = re.compile(r"(?:[、和与及，]|以及){1,2}\Z")


@dataclass(slots=True)
class _Sentence:
    """A sentence and what has been found in it so far."""

    start: int
    end: int
    line: Line
    found: list[Indicator]
    read_to: int = 0
    objects_to: int = 0
    names: tuple[tuple[int, int], ...] = ()


def sentence_indicators(reading: Reading, header: Header, places: Places, cues: Sequence[int]) -> list[Indicator]:
    """The indicators in the sentences of a Chinese text; ``cues`` are where figures may stand."""
    return _Reader(reading, header, places).read(cues)


class _Reader:
    def __init__(self, reading: Reading, header: Header, places: Places) -> None:
        self.reading = reading
        self.folded = reading.folded
        self.places = places
        self.year = document_year(header)
        self.by_rule = header.document_type in _RULE_DOCUMENTS
        self.plans = header.title is not None and _DIVIDES.search(header.title.text) is not None
        self.begin = max((value.end or 0) for value in (header.title, header.document_number, _NOWHERE) if value)

    def read(self, cues: Sequence[int]) -> list[Indicator]:
        found: list[Indicator] = []
        read_to = self.begin
        for cue in cues:
            if cue < read_to:
                continue
            line = self.places.line_at(cue)
            if line is None:
                continue
            stop = _END.search(self.folded, cue, line.end)
            end = stop.start() if stop else line.end
            begin = line.start if line.label is None else line.label.end
            start = max(begin, *(self.folded.rfind(sign, line.start, cue) + 1 for sign in "。；！"))
            sentence = _Sentence(start, end, line, [])
            self._sentence(sentence)
            found += sentence.found
            read_to = end
        return found

    def _sentence(self, sentence: _Sentence) -> None:
        for match in FIGURE.finditer(self.folded, sentence.start, sentence.end):
            if match.start() < sentence.read_to or not (match["unit"] or match["number"] is None or self._bare(match)):
                continue
            if match["han"] and (not match["unit"] or match["han"] == "一"):
                continue  # 一批 is no figure
            one = figure(self.folded, match, max(sentence.start, sentence.read_to))
            indicator = self._indicator(sentence, one)
            if indicator is not None:
                sentence.found.append(indicator)
                sentence.read_to = one.end
        nature = _NATURE.search(self.folded, sentence.start, sentence.end) if sentence.found else None
        if nature is not None:
            self._natures(sentence)

    def _bare(self, match: re.Match[str]) -> bool:
        """Whether a number without a unit is a value: 指数达到85，."""
        return (
            match.start() > 0
            and self.folded[match.start() - 1] in "到至"
            and self.folded[match.end() : match.end() + 1] in "，。；、）"
        )

    def _natures(self, sentence: _Sentence) -> None:
        """Binding or expected: said behind a figure, or of all figures of the sentence (上述指标均为预期性)."""
        for index, one in enumerate(sentence.found):
            after = sentence.found[index + 1].start if index + 1 < len(sentence.found) else sentence.end
            nature = _NATURE.search(self.folded, one.end, after) or _NATURE.search(
                self.folded, sentence.start, one.start
            )
            if nature is not None:
                sentence.found[index] = one._replace(nature=nature.lastgroup)

    def _indicator(self, sentence: _Sentence, one: Figure) -> Indicator | None:
        folded = self.folded
        clause = clause_start(folded, sentence.start, one.start)
        series = self._series(sentence, one)
        if not series and not self._may_be(one, clause):
            return None
        said = context(folded, sentence.start, one.start, self.year)
        target = self._target(sentence, one, said)
        if series:
            name: tuple[int, int] | str | None = series
        else:
            if one.done or is_done(folded, clause, one.start) or not self._goal(one, said, target, sentence, clause):
                return None
            name = self._name(sentence, one, clause, goal=said.goal is True or target is not None)
        if name is None:
            return None
        printed = name if isinstance(name, str) else self._printed(*name)
        return self._made(sentence, one, printed, said, target, clause)

    def _printed(self, start: int, end: int) -> str:
        return self.reading.text[start:end].replace("\n", "").strip()

    def _may_be(self, one: Figure, clause: int) -> bool:
        """Cheap reasons why a figure is none: a term of days that nothing shortens, an age."""
        if one.duration:
            return _DURATION_BEHIND.search(self.folded, max(clause, one.start - 8), one.number) is not None
        return one.unit != "岁" or "寿命" in self.folded[clause : one.start]

    def _target(self, sentence: _Sentence, one: Figure, said: Context) -> int | None:
        if one.year is not None:
            return one.year
        if said.target is not None:
            return said.target
        if said.current:
            return self.year
        if said.goal is False:
            return None
        before = target_in(self.folded, sentence.line.start, sentence.start, self.year)
        return before if before is not None else self._above(sentence)

    def _above(self, sentence: _Sentence) -> int | None:
        """The year of the unit, or of one around it that speaks of goals or ends in a colon."""
        section = self.places.section_at(sentence.start)
        if section is None:
            return None
        for unit in [section, *self.places.around(section)]:
            end = min(unit.end, sentence.start)
            opens = self.folded[unit.start : end].rstrip()[-1:] == "："
            if opens or any(word in unit.title for word in ("目标", "指标")):
                year = target_in(self.folded, unit.start, end, self.year)
                if year is not None:
                    return year
        return None

    def _goal(self, one: Figure, said: Context, target: int | None, sentence: _Sentence, clause: int) -> bool:
        if (target is None or said.goal is False) and _RULES.search(self.folded, sentence.start, sentence.end):
            return False
        if said.goal is not None:
            return said.goal or (one.year is not None and (self.year is None or one.year >= self.year))
        if target is not None:
            return True
        if self.by_rule:
            return False
        stated = one.limited or one.verb not in _WEAK
        return stated and (self.plans or (one.limited and one.comparator in (">=", "<=")))

    def _name(self, sentence: _Sentence, one: Figure, clause: int, *, goal: bool) -> tuple[int, int] | str | None:
        """What the figure measures, as offsets; None where it is no indicator."""
        folded = self.folded
        said = _SAID.match(folded, one.end, sentence.end)
        making = _MAKING_END.search(folded, clause, one.start) or (
            _MAKING_END.search(folded, clause, one.number) if one.verb in ("新增", "实现") else None
        )
        if said is None:
            if not (goal or one.limited):
                return None
            if making is not None or _SERIES_OF_OBJECTS.fullmatch(folded, sentence.objects_to, one.start):
                return self._object(sentence, one)
            return self._share(sentence, one, clause)
        if one.verb in _WEAK and not (goal or one.limited):
            return None
        end = folded.rfind("的", one.start, one.number) if one.whole and one.verb == "占" else one.start
        baseline = _BASELINE.search(folded, clause, one.start)
        name = bare_name(folded, clause, baseline.start() if baseline else end)
        making = _MAKING_START.match(folded, *name) if one.verb == "" and said else None
        if making is not None and name[1] - making.end() >= _SHORTEST_OBJECT:
            name = (making.end(), name[1])  # 培育示范企业100家
        if folded[name[0] : name[1]] in _PARTIAL:
            return self._completed(sentence, name, clause)
        if _ALLOTTED.fullmatch(folded, *name):
            return None
        if one.whole and one.verb != "占" and is_name(folded, *name):
            whole = _WHOLE.search(folded, one.start, one.number)
            return f"{self._printed(*name)}：{self._printed(*whole.span('whole'))}" if whole else name
        if is_name(folded, *name):
            return self._split(sentence, name, one)
        if sentence.found:
            return sentence.found[-1].name
        return self._earlier(sentence, clause)

    def _object(self, sentence: _Sentence, one: Figure) -> tuple[int, int] | None:
        found = object_behind(self.folded, one.end, sentence.end)
        if found is not None:
            sentence.objects_to = found[1]
        return found

    def _completed(self, sentence: _Sentence, name: tuple[int, int], clause: int) -> tuple[int, int] | str:
        """A name that needs the one before it: 服务业增加值年均增长7%，占比达到60%."""
        above = self._earlier(sentence, clause) if not sentence.found else sentence.found[-1].name.partition("：")[0]
        if above is None:
            return name
        before = above if isinstance(above, str) else self._printed(*above)
        return f"{before}：{self._printed(*name)}"

    def _earlier(self, sentence: _Sentence, clause: int) -> tuple[int, int] | None:
        """The subject of a clause before: 贡献显著增强，达到60%以上."""
        while clause > sentence.start:
            end = clause - 1
            clause = clause_start(self.folded, sentence.start, end)
            name = without_predicate(self.folded, clause, end)
            if is_name(self.folded, *name) and not _FIGURES.search(self.folded, *name):
                return name
        return None

    def _share(self, sentence: _Sentence, one: Figure, clause: int) -> tuple[int, int] | None:
        """90%的市场主体纳入平台: those who are to do something, and what."""
        if one.unit != "%" or one.verb not in ("", "实现", "确保", "达到") or one.start - clause > 12:
            return None
        found = _SHARE_OF.match(self.folded, one.end, sentence.end)
        return found.span("who") if found else None

    def _split(self, sentence: _Sentence, name: tuple[int, int], one: Figure) -> tuple[int, int]:
        """A、B和C分别达到: the first name for this figure, the others for those that follow."""
        if "分别" not in self.folded[name[1] : one.number]:
            return name
        cuts = [m.span() for m in re.finditer("、|和|与|以及|及", self.folded[name[0] : name[1]])]
        starts = [name[0], *(name[0] + end for _, end in cuts)]
        ends = [*(name[0] + start for start, _ in cuts), name[1]]
        names = tuple(zip(starts, ends, strict=True))
        figures = 1 + len(list(_FOLLOWING.finditer(self.folded, one.end, sentence.end)))
        if len(names) < 2 or len(names) != figures or not all(end - start >= 3 for start, end in names):
            sentence.names = (name,) * (figures - 1)
            return name
        sentence.names = names[1:]
        return names[0]

    def _series(self, sentence: _Sentence, one: Figure) -> tuple[int, int] | None:
        """The name of a further figure of 分别达到90%、95%和80%."""
        if not sentence.names or one.verb or not _SERIES.search(self.folded, sentence.read_to, one.number):
            return None
        name, *rest = sentence.names
        sentence.names = tuple(rest)
        return name

    def _made(
        self, sentence: _Sentence, one: Figure, name: str, said: Context, target: int | None, clause: int
    ) -> Indicator:
        section = self.places.section_at(one.start)
        baseline = _BASELINE.search(self.folded, clause, one.start) if one.move == "level" else None
        if baseline is None and "为基" in self.folded[sentence.start : one.start]:
            baseline = _STARTED.search(self.folded, sentence.start, one.start)
        base = int(baseline["year"]) if baseline and baseline["year"] else said.base if said.base_at >= clause else None
        comparator, change = one.comparator, one.change
        if (
            sentence.found
            and sentence.read_to
            and not one.verb
            and sentence.found[-1].name != name
            and one.comparator == "="
        ):
            change = change or (
                sentence.found[-1].change if _SERIES.search(self.folded, sentence.read_to, one.number) else None
            )
        if change in (Change.INCREASE, Change.DECREASE) and _ANNUAL.search(self.folded, clause, one.number):
            change = Change.ANNUAL_INCREASE if change is Change.INCREASE else Change.ANNUAL_DECREASE
        if change is None and _TOTAL.search(self.folded, clause, one.number):
            change = Change.CUMULATIVE
        start, end = self.reading.strip(sentence.start, sentence.end)
        return Indicator(
            section_id=section.section_id if section else None,
            path=section.path if section else "",
            name=name,
            comparator=comparator,
            value=one.value,
            unit=one.unit,
            baseline_value=decimal(baseline["value"]) if baseline else None,
            baseline_year=base,
            target_year=target,
            nature=None,
            start=one.start,
            end=one.end,
            change=change,
            upper=one.upper,
            statement=Value(self.reading.text[start:end], start, end),
        )


# 培育示范企业100家 is about 示范企业; 新建绿道600公里 is better said with its verb.
_SHORTEST_OBJECT = 4
_FIGURES = re.compile(r"\d")
_NOWHERE = Value("", 0, 0)
# The further figures of a series, each behind 、 or 和.
_FOLLOWING = re.compile(r"(?:[、和与及，]|以及){1,2}\d[\d.,]*[^\d，。；、和与及]{1,8}")
