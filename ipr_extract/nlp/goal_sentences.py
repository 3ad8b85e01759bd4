"""One sentence → the figures in it that are to be reached: a function of its words, the year and what stands around.

Each figure is tried: what compares it and what it counts (`quantities`), whether it is a goal or a report and by when
(`goals`), and what it measures (`measured`). What rules set (a fine, a subsidy, a term of days) is no goal, nor is a
figure in an attribute (``3年以上的企业``).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from ipr_extract.data import alternatives
from ipr_extract.model import Change
from ipr_extract.nlp.goals import Context, Event, context, events, is_done
from ipr_extract.nlp.measured import MAKING, bare_name, clause_start, is_name, object_behind, without_predicate
from ipr_extract.nlp.quantities import LIMIT, WORDS, Figure, decimal, figure, find_figures

Span = tuple[int, int]


class Goal(NamedTuple):
    """A figure to be reached; offsets count in its sentence. ``names`` are the parts of what it measures."""

    names: tuple[Span, ...]
    comparator: str
    value: str
    unit: str
    baseline_value: str | None
    baseline_year: int | None
    target_year: int | None
    nature: str | None
    start: int
    end: int
    change: Change | None
    upper: str | None


class Around(NamedTuple):
    """What a sentence stands in: the document's year, a year that the text above says is to be reached, whether the
    document sets rules, and whether it plans."""

    year: int | None
    target: int | None
    by_rule: bool
    plans: bool


_RULES = re.compile(alternatives(WORDS["rules"]["words"]))
# Words before a figure that say little by themselves: a goal has to be said otherwise.
_WEAK = frozenset(("为", "占", "到", "至", "在", "实现", "保持", "维持", "达", ""))
_ANNUAL = re.compile("|".join([alternatives(WORDS["cues"]["annual"]), *WORDS["cues"]["annual_patterns"]]))
_TOTAL = re.compile(alternatives(WORDS["cues"]["cumulative"]))
_MAKING_END = re.compile(rf"(?:{MAKING})约?\s?\Z")
_FOR = re.compile(rf"(?:{'|'.join(WORDS['making']['patterns'])})\Z")
_MAKING_START = re.compile(rf"(?:{MAKING})(?:[和、](?:{MAKING}))*")
# Between two objects: 50所学校‖和‖150个专业, ‖、建成‖30个基地.
_SERIES_OF_OBJECTS = re.compile(rf"(?:[和与及、，]|以及)(?:{MAKING})?")
_SERIES = re.compile(r"(?:[、和与及，]|以及){1,2}\Z")
# The further figures of a series, each behind 、 or 和.
_FOLLOWING = re.compile(r"(?:[、和与及，]|以及){1,2}\d[\d.,]*[^\d，。；、和与及]{1,8}")
_JOINTS = re.compile("、|和|与|以及|及")
# Behind a figure that is said of what stands before it: the clause ends, or another begins.
_SAID = re.compile(
    rf"\s?(?:{alternatives(WORDS['tails']['words'])})?\s?(?=[，。；：、！（）〔\n]|\.(?!\d)|\Z|[和与及并且]|以及|或)"
)
_DURATION_BEHIND = re.compile(alternatives(WORDS["units"]["durations_behind"]))
# 由2015年的6.3件提高到, 从6.3件增至: what it starts from.
_BASELINE = re.compile(
    r"[由从](?:(?P<year>(?:19|20)\d\d)年?[底末]?的?|[^，。；\d]{0,6})(?P<value>\d+(?:,\d{3})*(?:\.\d+)?)[^，。；\d（）]{0,8}\Z"
)
# 以1995年实招1445名为基数: the same, said in a clause of its own.
_STARTED = re.compile(
    r"以(?P<year>(?:19|20)\d\d)年[^，。；\d]{0,12}?(?P<value>\d+(?:,\d{3})*(?:\.\d+)?)[^，。；\d]{0,8}为(?:基数|基准|基期|起点)"
)
_NATURE = re.compile("|".join(f"(?P<{kind}>{alternatives(words)})" for kind, words in WORDS["natures"].items()))
_ALL_OF_THEM = re.compile(
    rf"(?:以上|上述|[均都])[^，。；]{{0,8}}(?:{'|'.join(alternatives(w) for w in WORDS['natures'].values())})"
)
# 全市90%的市场主体纳入平台: a share of those who do something.
_SHARE_OF = re.compile(r"的(?P<who>[^，。；：\n\d]{4,40})(?=[，。；\n]|\Z)")
# What each may send or get, not what is to be reached: 每省不超过8个.
_ALLOTTED = re.compile(r"[每各][^，。]{0,3}[^，。率量耗额数值重费比]|最多|一般")
_WHOLE = re.compile(rf"(?:{LIMIT})(?P<whole>.+)的\s?\Z")
# Names that say nothing by themselves: 占比, 总量.
_PARTIAL = frozenset(WORDS["partial"]["names"])
_VERBS = frozenset(WORDS["partial"]["verbs"])
_POINTS_OF = re.compile(alternatives(WORDS["units"]["points_of"]))
# 至少建设1个: at least, said before the verb.
_AT_LEAST = re.compile("至少[^，\\d]{1,6}\\Z")
# 培育示范企业100家 is about 示范企业; 新建绿道600公里 is better said with its verb.
_SHORTEST_OBJECT = 3
_MOVED_UP, _MOVED_DOWN = (re.compile(rf"(?:{alternatives(WORDS['moves'][kind])})\Z") for kind in ("up", "down"))
_DIGIT = re.compile(r"\d")
_SINCE = re.compile(r"[从自]\d|分\d")


@functools.lru_cache(maxsize=1024)  # circulars take over the sentences of those above them
def goals(words: str, around: Around) -> tuple[Goal, ...]:
    """The figures to be reached in one folded sentence, in printed order."""
    sentence = _Sentence(words, around)
    for match in find_figures(words):
        if match.start() >= sentence.read_to and _counts(words, match):
            goal = sentence.goal(figure(words, match, sentence.read_to))
            if goal is not None:
                sentence.found.append(goal)
                sentence.read_to = goal.end
    return sentence.with_natures()


def _counts(words: str, match: re.Match[str]) -> bool:
    """Whether a number has a unit, or is a value without one: 指数达到85，. 一批 is no figure."""
    if match["unit"]:
        return match["han"] != "一"
    if match["number"] is None:
        return match["han"] is None
    return (
        match.start() > 0 and words[match.start() - 1] in "到至" and words[match.end() : match.end() + 1] in "，；、）"
    )


@dataclass(slots=True)
class _Sentence:
    """A sentence and what has been found in it so far."""

    words: str
    around: Around
    found: list[Goal] = field(default_factory=list)
    read_to: int = 0
    objects_to: int = 0
    names: tuple[Span, ...] = ()
    _events: list[Event] | None = None

    def goal(self, one: Figure) -> Goal | None:
        """The goal that a figure states, or None."""
        clause = clause_start(self.words, 0, one.start)
        series = self._series(one)
        if series is None and self._never(one, clause):
            return None
        if self._events is None:
            self._events = events(self.words, self.around.year)
        said = context(self._events, clause, one.start)
        target = one.year or said.target or (None if said.goal is False else self.around.target)
        if series is not None:
            return self._made(one, (series,), said, target, clause, series=True)
        if one.done or is_done(self.words, clause, one.start) or not self._is_goal(one, said, target, clause):
            return None
        names = self._names(one, clause, goal=said.goal is True or target is not None)
        return self._made(one, names, said, target, clause) if names else None

    def _never(self, one: Figure, clause: int) -> bool:
        """Cheap reasons why a figure is none: a term of days that nothing shortens, an age."""
        if one.duration:
            return _DURATION_BEHIND.search(self.words, max(clause, one.start - 8), one.number) is None
        if one.unit == "分":
            # 90分以上为优秀, 开办企业（25分）: scores
            return one.start == one.number or not (one.limited or _POINTS_OF.search(self.words, clause, one.start))
        return one.unit == "岁" and "寿命" not in self.words[clause : one.start]

    def _is_goal(self, one: Figure, said: Context, target: int | None, clause: int) -> bool:
        if (target is None or said.goal is False) and _RULES.search(self.words):
            return False
        if said.goal is not None:
            return said.goal or (one.year is not None and (self.around.year is None or one.year >= self.around.year))
        if target is not None:
            return True
        if self.around.by_rule:
            return False
        if self.around.plans:
            return one.limited or one.verb not in _WEAK or self._makes(one, clause)
        return one.limited and one.comparator in (">=", "<=")

    def _makes(self, one: Figure, clause: int) -> bool:
        """Whether a clause says that something is made, so many of it: 建设50所学校, 培育企业10家."""
        if self._made_before(one, clause):
            return True
        name = bare_name(self.words, max(clause, self.read_to), one.start)
        return _MAKING_START.match(self.words, *name) is not None

    def _made_before(self, one: Figure, clause: int) -> bool:
        """Whether a verb of making stands directly before the figure: 建成50所, 建成不少于50所, 新增50所."""
        return any(_MAKING_END.search(self.words, clause, end) for end in (one.start, one.number))

    def _names(self, one: Figure, clause: int, *, goal: bool) -> tuple[Span, ...] | None:
        """The parts of what the figure measures; None where it is no indicator."""
        words = self.words
        if _SAID.match(words, one.end) is None:
            if not (goal or one.limited or self.around.plans):
                return None
            if self._made_before(one, clause) or (goal and _FOR.search(words, clause, one.number)):
                return self._object(one)
            if self.objects_to and _SERIES_OF_OBJECTS.fullmatch(words, self.objects_to, one.start):
                return self._object(one)
            return self._share(one, clause) if goal else None
        if one.verb in _WEAK and not (goal or one.limited or self.around.plans):
            return None
        end = words.rfind("的", one.start, one.number) if one.whole and one.verb == "占" else one.start
        baseline = _BASELINE.search(words, clause, one.start)
        # 示范企业5家、优势企业20家: behind a figure of the same clause.
        name = bare_name(words, max(clause, self.read_to), baseline.start() if baseline else end)
        return self._complete(one, name, clause)

    def _complete(self, one: Figure, name: Span, clause: int) -> tuple[Span, ...] | None:
        """A name with what it needs: the name before it, the whole that it is a share of, its part of a list."""
        words = self.words
        making = _MAKING_START.match(words, *name) if one.verb == "" else None
        if making is not None and name[1] - making.end() >= _SHORTEST_OBJECT:
            name = (making.end(), name[1])
        if words[name[0] : name[1]] in _PARTIAL:
            above = self.found[-1].names[:1] if self.found else self._earlier(clause)
            return (*(above or ()), name)
        if words[name[0] : name[1]] in _VERBS:
            name = (name[0], name[0])
        if _ALLOTTED.fullmatch(words, *name):
            return None
        if not is_name(words, *name):
            return self.found[-1].names if self.found else self._earlier(clause)
        whole = _WHOLE.search(words, one.start, one.number) if one.whole and one.verb != "占" else None
        return (name, whole.span("whole")) if whole else (self._split(name, one),)

    def _object(self, one: Figure) -> tuple[Span, ...] | None:
        found = object_behind(self.words, one.end, len(self.words))
        if found is None:
            return None
        self.objects_to = found[1]
        return (found,)

    def _earlier(self, clause: int) -> tuple[Span, ...] | None:
        """The subject of a clause before: 贡献显著增强，达到60%以上."""
        while clause > 0:
            end = clause - 1
            clause = clause_start(self.words, 0, end)
            name = without_predicate(self.words, clause, end)
            if (
                is_name(self.words, *name)
                and not _DIGIT.search(self.words, *name)
                and not _SINCE.match(self.words, clause)
            ):
                return (name,)
        return None

    def _share(self, one: Figure, clause: int) -> tuple[Span, ...] | None:
        """90%的市场主体纳入平台: those who are to do something, and what."""
        if one.unit != "%" or one.start < one.number or one.start - clause > 12:
            return None
        found = _SHARE_OF.match(self.words, one.end)
        return (found.span("who"),) if found else None

    def _split(self, name: Span, one: Figure) -> Span:
        """A、B和C分别达到: the first name for this figure, the others for those that follow."""
        if "分别" not in self.words[name[1] : one.number]:
            return name
        cuts = [match.span() for match in _JOINTS.finditer(self.words, *name)]
        names = tuple(zip([name[0], *(end for _, end in cuts)], [*(start for start, _ in cuts), name[1]], strict=True))
        figures = 1 + len(_FOLLOWING.findall(self.words, one.end))
        if len(names) < 2 or len(names) != figures or not all(end - start >= 3 for start, end in names):
            self.names = (name,) * (figures - 1)
            return name
        self.names = names[1:]
        return names[0]

    def _series(self, one: Figure) -> Span | None:
        """The name of a further figure of 分别达到90%、95%和80%."""
        if not self.names or one.verb or not _SERIES.search(self.words, self.read_to, one.number):
            return None
        name, *rest = self.names
        self.names = tuple(rest)
        return name

    def _moved(self, clause: int, name: int) -> Change | None:
        """What is said before the name of what is measured: 减少申请材料50%以上."""
        if _MOVED_UP.search(self.words, clause, name):
            return Change.INCREASE
        return Change.DECREASE if _MOVED_DOWN.search(self.words, clause, name) else None

    def _annual(self, one: Figure, name: Span, clause: int) -> bool:
        """Whether a change is one of each year; the 年均 of PM2.5年均浓度 is its name's."""
        start, end = name if clause <= name[0] <= one.start else (clause, clause)
        return any(_ANNUAL.search(self.words, *span) for span in ((clause, start), (end, one.number)))

    def _made(
        self,
        one: Figure,
        names: tuple[Span, ...],
        said: Context,
        target: int | None,
        clause: int,
        *,
        series: bool = False,
    ) -> Goal:
        baseline = _BASELINE.search(self.words, clause, one.start) if one.change is None else None
        if baseline is None and "为基" in self.words:
            baseline = _STARTED.search(self.words, 0, one.start)
        change = one.change
        if change is None and not one.verb and names[0][0] <= one.start:
            change = self._moved(clause, names[0][0])
        if series:
            change = self.found[-1].change  # 分别增长5%和8%
        elif change in (Change.INCREASE, Change.DECREASE) and self._annual(one, names[0], clause):
            change = Change.ANNUAL_INCREASE if change is Change.INCREASE else Change.ANNUAL_DECREASE
        if change is None and _TOTAL.search(self.words, clause, one.number):
            change = Change.CUMULATIVE
        comparator = (
            ">=" if one.comparator == "=" and _AT_LEAST.search(self.words, clause, one.number) else one.comparator
        )
        return Goal(
            names, comparator, one.value, one.unit, decimal(baseline["value"]) if baseline else None,
            int(baseline["year"]) if baseline and baseline["year"] else said.base, target, None, one.start, one.end,
            change, one.upper,
        )  # fmt: skip

    def with_natures(self) -> tuple[Goal, ...]:
        """Binding or expected: said behind a figure, or of all of the sentence (上述指标均为预期性)."""
        if not self.found or _NATURE.search(self.words) is None:
            return tuple(self.found)
        if _ALL_OF_THEM.search(self.words):
            nature = _NATURE.search(self.words)
            return tuple(goal._replace(nature=nature.lastgroup if nature else None) for goal in self.found)
        out = []
        for goal, after in zip(self.found, [*(g.start for g in self.found[1:]), len(self.words)], strict=True):
            nature = _NATURE.search(self.words, goal.end, after)
            out.append(goal._replace(nature=nature.lastgroup if nature else None))
        return tuple(out)
