"""Where on a page the circular is: marks and containers that sites are known by, else the densest part.

When unsure it keeps more: a line too many is furniture at worst, a line too few is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from ipr_extract.parse.furniture import match_furniture
from ipr_extract.parse.html_blocks import Region
from ipr_extract.parse.html_tree import Tree
from ipr_extract.parse.site_families import sites

_STRING = etree.XPath("string()", smart_strings=False)
_NEARLY_ALL = 0.9
_A_PART = 0.05  # of the candidates' prose, below which a candidate is a caption or an empty box
_FEW = 10  # marks of punctuation, below which counting them says nothing
_PASSED_INTO = frozenset(
    (
        *("html", "body", "div", "main", "section", "article", "center", "form", "fieldset", "span", "font"),
        *("table", "tbody", "tr", "td", "th", "dl", "dd", "ul", "li"),
    )
)
_HOLDERS = ("div", "td", "section", "article", "main", "table", "tbody", "tr", "center", "ul")
_LINK_LISTS = frozenset(
    ("div", "ul", "ol", "dl", "nav", "section", "aside", "footer", "header", "table", "td", "p", "menu")
)
_CHROME = frozenset(("nav", "footer", "aside"))
_SILENT = frozenset(
    ("script", "style", "noscript", "template", "select", "option", "button", "textarea", "iframe", "head", "title")
)
_ATTACHMENT = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|tiff?|jpe?g)$|down(?:file)?\.jsp", re.IGNORECASE
)
# What stands beside the links of a list: "2020-01-02", "[01-02]", "|", "»"; circulars write 2020年1月2日.
_NO_PROSE = re.compile(r"[\[(（【]?\s*(?:\d{2,4}[-/.])?\d{1,2}[-/.]\d{1,2}\s*[\])）】]?|[|｜·»>＞/-]{1,3}")


def find_body(tree: Tree) -> Region:
    """The part of ``tree`` that holds the circular."""
    return _marked(tree) or _contained(tree) or _densest(_weigh(tree.root))


def _marks(text: str) -> int:
    """Marks of punctuation of Chinese prose, which menus have none of."""
    return text.count("，") + text.count("。")


def _marked(tree: Tree) -> Region | None:
    """The part between two marks that the site's own software has set."""
    for start_name, end_name in sites().marks:
        if start_name not in tree.source or end_name not in tree.source:
            continue
        named = {element.get("name"): element for element in tree.root.iter("meta")}
        start, end = named.get(start_name), named.get(end_name)
        if start is None or end is None:
            continue
        between = tree.source[tree.source.index(start_name) : tree.source.rindex(end_name)]
        if 10 * _marks(between) >= _marks(tree.source) or len(between) * 5 > len(tree.source):
            return Region(_common_ancestor((start, end)), start, end)
    return None


def _contained(tree: Tree) -> Region | None:
    """The smallest known container that holds nearly all that any of them holds, if that is enough of the page."""
    found = _candidates(tree)
    if not found:
        return None
    marks = {element: _marks(str(_STRING(element))) for element in found}
    in_source = _marks(tree.source)
    outermost = [element for element in found if not any(above in found for above in element.iterancestors())]
    total = sum(marks[element] for element in outermost)
    holders = [element for element in found if marks[element] >= _NEARLY_ALL * total]
    if total < _FEW:
        return _by_prose(tree, found)
    if holders:
        body, share = holders[-1], found[holders[-1]]  # the last in document order is the innermost
        held = marks[body]
    else:
        parts = [element for element in outermost if marks[element] >= _A_PART * total] or outermost
        body, share = _common_ancestor(parts), max(found[element] for element in parts)
        held = total
    # The count in the source takes in comments and scripts, so what holds against it holds.
    return Region(body) if held >= share * in_source else _by_prose(tree, found)


def _candidates(tree: Tree) -> dict[etree._Element, float]:
    """Elements of known names in document order, each with the share that it has to hold."""
    # Runs of text (<span>) are most of a page's elements: they are looked at where nothing else bears a name.
    known = sites().containers
    return dict(known.among(tree.root.iter(*_HOLDERS))) or dict(known.among(tree.root.iter("span")))


def _common_ancestor(elements: Iterable[etree._Element]) -> etree._Element:
    first, *others = elements
    shared = [first, *first.iterancestors()]
    for element in others:
        chain = {element, *element.iterancestors()}
        shared = [candidate for candidate in shared if candidate in chain]
    return shared[0]


@dataclass(slots=True)
class _Weights:
    """For each element of a page: characters of prose in it, characters of its links, and their number."""

    prose: dict[etree._Element, int]
    linked: dict[etree._Element, int]
    links: dict[etree._Element, int]
    root: etree._Element


def _weigh(root: etree._Element) -> _Weights:
    """Weigh every element in two passes: what stands in it directly, then what its children add."""
    body = next(root.iter("body"), root)
    order = list(body.iter())
    weights = _Weights(dict.fromkeys(order, 0), dict.fromkeys(order, 0), dict.fromkeys(order, 0), body)
    silent: set[etree._Element] = set()
    linked: set[etree._Element] = set()
    for element in order:
        parent = element.getparent()
        if element.tag in _SILENT or parent in silent:
            silent.add(element)
        elif (element.tag == "a" and not _ATTACHMENT.search(element.get("href") or "")) or parent in linked:
            linked.add(element)
            weights.links[element] += element.tag == "a"
        _weigh_text(weights, element, element.text, element in silent, element in linked)
        if element is not body and parent is not None:
            _weigh_text(weights, parent, element.tail, parent in silent, parent in linked)
    for element in reversed(order[1:]):
        parent = element.getparent()
        if parent is not None:
            weights.prose[parent] += weights.prose[element]
            weights.linked[parent] += weights.linked[element]
            weights.links[parent] += weights.links[element]
    return weights


def _weigh_text(weights: _Weights, element: etree._Element, text: str | None, silent: bool, linked: bool) -> None:
    bare = text.strip() if text and not silent else ""
    if not bare:
        return
    if linked and not bare.startswith("附"):  # 附件：… and 附：… are the circular's, though they are links
        weights.linked[element] += len(bare)
    elif match_furniture(bare) is None and not _NO_PROSE.fullmatch(bare):
        weights.prose[element] += len(bare)


def _by_prose(tree: Tree, found: dict[etree._Element, float]) -> Region:
    """The known container that holds its share of the prose, exactly counted; else the densest part."""
    weights = _weigh(tree.root)
    total = weights.prose[weights.root]
    believed = [e for e, share in found.items() if weights.prose.get(e, 0) >= max(share * total, 1)]
    if not believed:
        return _densest(weights)
    most = max(weights.prose[element] for element in believed)
    return Region([element for element in believed if weights.prose[element] >= _NEARLY_ALL * most][-1])


def _densest(weights: _Weights) -> Region:
    """From the page inwards, as long as what is left outside is links and a site's own lines."""
    here = weights.root
    enough = _NEARLY_ALL * weights.prose[here]
    while enough:
        children = [child for child in here if child in weights.prose]
        inner = max(children, key=lambda child: weights.prose[child], default=None)
        if inner is None or inner.tag not in _PASSED_INTO or weights.prose[inner] < enough:
            break
        bare = weights.prose[here] > sum(weights.prose[child] for child in children)
        if bare or any(_may_be_text(child, weights) for child in children if child is not inner):
            break
        here = inner
    return Region(here, dropped=frozenset(_link_lists(here, weights)))


def _may_be_text(element: etree._Element, weights: _Weights) -> bool:
    """Whether ``element``, beside the bulk of the text, may be its title, signature or annex."""
    prose, linked, links = weights.prose[element], weights.linked[element], weights.links[element]
    teasers = element.tag != "p" and links >= 5 and 2 * linked > prose
    return prose > 0 and not teasers and not _is_link_list(element, weights)


def _link_lists(root: etree._Element, weights: _Weights) -> Iterator[etree._Element]:
    """The outermost elements inside ``root`` that are menus, lists of other pages, or the page's head and foot."""
    skip: set[etree._Element] = set()
    for element in root.iterdescendants():
        if element.getparent() in skip:
            skip.add(element)
        elif _is_link_list(element, weights):
            skip.add(element)
            yield element


def _is_link_list(element: etree._Element, weights: _Weights) -> bool:
    if element.tag not in _LINK_LISTS:
        return False
    prose, linked = weights.prose.get(element, 0), weights.linked.get(element, 0)
    if element.tag in _CHROME and prose < 0.3 * weights.prose[weights.root]:
        return True
    return weights.links.get(element, 0) >= 3 and linked > 2 * prose
