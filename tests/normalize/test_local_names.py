"""Local names → ids: by the place in the name, and by the place of who speaks."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.data import places, registry, rules
from ipr_extract.data.local_organs import LocalPlace, local_functions
from ipr_extract.model import Circular, Document, Header, Party, PartyKind, Value
from ipr_extract.normalize.local_names import LocalNames
from ipr_extract.normalize.nearest import Nearest
from ipr_extract.normalize.organisations import normalize_organisations, speaker_of
from ipr_extract.normalize.place_names import PlaceNames
from ipr_extract.normalize.resolver import default_resolver

RESOLVER = default_resolver()
NAMES = LocalNames(local_functions().values(), PlaceNames(places(), rules("local_names")["known_areas"]))
ANHUI, HEFEI, BAOTOU, INNER_MONGOLIA = map(LocalPlace, ("340000", "340100", "150200", "150000"))
XIANGYIN = LocalPlace("000000", "湘阴县")
HAIDIAN, BEIJING, SHANDONG = LocalPlace("110000", "海淀区"), LocalPlace("110000"), LocalPlace("370000")


def read(name: str, home: LocalPlace | None = None) -> str | None:
    found = NAMES.read(name, home)
    return found.organisation_id if found else None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("安徽省科技厅", "340000-science_technology"),
        ("安徽省科学技术厅", "340000-science_technology"),
        ("包头市公安局", "150200-public_security"),
        ("合肥市人民政府", "340100-government"),
        ("中共安徽省委宣传部", "340000-party_publicity"),
        ("安徽省委办公厅", "340000-party_office"),
        ("内蒙古自治区党委宣传部", "150000-party_publicity"),
        ("宁夏区委组织部", "640000-party_organisation"),
        ("阿坝州人民政府办公室", "513200-government_office"),
        ("锡林郭勒盟行政公署", "152500-government"),
        ("天津市人民政府国有资产监督管理委员会", "120000-state_assets"),
        ("安徽省教育厅办公室", "340000-education"),
        ("北京市海淀区人民政府", "110000.海淀区-government"),
        ("安徽省合肥市包河区教体局", "340100.包河区-education_sport"),
        ("合肥高新技术产业开发区管委会", "340100.高新技术产业开发区-zone_committee"),
        ("广州开发区投资促进局", "440100.开发区-investment_promotion"),
        ("浦东新区教育局", "310000.浦东新区-education"),
        ("国家税务总局北京市税务局", "110000-tax"),
        ("山东证监局", "370000-csrc_branch"),
        ("中国证券监督管理委员会宁波监管局", "330200-csrc_branch"),
        ("人民银行济南分行", "370100-pboc_branch"),
        ("中国人民银行上海总部", "310000-pboc_branch"),
        ("青岛海关", "370200-customs"),
        ("共青团安徽省委", "340000-youth_league"),
        ("安徽省高级人民法院", "340000-court_high"),
        ("合肥市中级人民法院", "340100-court_intermediate"),
        ("新疆生产建设兵团科技局", "xpcc-science_technology"),
        ("安徽省道路运输管理局", "340000-道路运输管理局"),
        ("济南市", "370100-government"),
        ("吉林市公安局", "220200-public_security"),
        ("吉林省公安厅", "220000-public_security"),
    ],
)
def test_a_place_in_the_name_says_whose_it_is(name: str, expected: str) -> None:
    assert read(name) == expected
    assert read(name, BAOTOU) == expected


@pytest.mark.parametrize(
    ("name", "home", "expected"),
    [
        ("省科技厅", ANHUI, "340000-science_technology"),
        ("省科技厅", HEFEI, "340000-science_technology"),
        ("省政府", ANHUI, "340000-government"),
        ("省委", ANHUI, "340000-party_committee"),
        ("省直机关工委", ANHUI, "340000-party_organs_committee"),
        ("市公安局", BAOTOU, "150200-public_security"),
        ("市公安局", ANHUI, None),
        ("省公安厅", BAOTOU, None),
        ("自治区党委", BAOTOU, "150000-party_committee"),
        ("自治区工信厅", INNER_MONGOLIA, "150000-industry_information"),
        ("市政府金融办", BAOTOU, "150200-local_finance"),
        ("市市场监管局", BAOTOU, "150200-market_regulation"),
        ("市场监管局", BAOTOU, "150200-market_regulation"),
        ("市监局", BAOTOU, "150200-market_regulation"),
        ("审批服务局", BAOTOU, "150200-approval_services"),
        ("财政厅", HEFEI, "340000-finance"),
        ("区党委宣传部", INNER_MONGOLIA, "150000-party_publicity"),
        ("少先路街道办事处", BAOTOU, "150200.少先路街道-subdistrict_office"),
        ("妇联", BAOTOU, "150200-women_federation"),
        ("科协", HAIDIAN, "110000.海淀区-science_association"),
        ("市公安部门", BAOTOU, "150200-public_security"),
        ("市科委", HAIDIAN, "110000-science_technology"),
        ("区教委", HAIDIAN, "110000.海淀区-education"),
        ("财政局", HAIDIAN, "110000.海淀区-finance"),
        ("朝阳区教委", BEIJING, "110000.朝阳区-education"),
        ("达茂旗", BAOTOU, "150200.达茂旗-government"),
        ("土右旗教育局", BAOTOU, "150200.土右旗-education"),
        ("稀土高新区管委会", BAOTOU, "150200.稀土高新区-zone_committee"),
        ("省道路运输管理局", ANHUI, "340000-道路运输管理局"),
        ("县行政审批局", XIANGYIN, "000000.湘阴县-approval_services"),
        ("县法院", XIANGYIN, "000000.湘阴县-court_basic"),
        ("市财政局", XIANGYIN, None),
        ("城关镇人民政府", XIANGYIN, "000000.湘阴县城关镇-government"),
        ("湘阴县城关镇人民政府", XIANGYIN, "000000.湘阴县城关镇-government"),
        ("平江县人民政府", XIANGYIN, "000000.平江县-government"),
        ("省邮政管理局", SHANDONG, "370000-post_administration"),
        ("省税务局", SHANDONG, "370000-tax"),
    ],
)
def test_a_name_without_a_place_is_the_speakers(name: str, home: LocalPlace, expected: str | None) -> None:
    assert read(name, home) == expected
    if expected and not name.startswith(("达茂", "土右", "稀土", "朝阳", "少先", "城关", "湘阴", "平江")):
        assert read(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "各市人民政府", "省有关部门", "市直有关部门、单位", "各旗、县、区人民政府", "省演艺集团", "市区", "社区",
        "园区管理办法", "试点城市", "城市", "开发区", "办公室", "市", "省", "自治区",
        "合芜蚌三市", "公安部门", "政府", "管委会", "人大", "法院", "上市公司", "中央企业", "省发展改革委和省财政厅",
    ],
)  # fmt: skip
def test_what_names_many_or_nobody_is_no_local_organ(name: str) -> None:
    for home in (None, ANHUI, BAOTOU, HAIDIAN):
        assert read(name, home) is None


@given(
    st.text(alphabet="省市县区自治州盟旗各中共委政府办公安局厅教育海淀安徽包头高新财,，、。A1 （）()“-·和", max_size=14)
)
def test_whatever_is_read_is_in_the_registry(name: str) -> None:
    for home in (None, ANHUI, HAIDIAN):
        found = NAMES.read(name, home)
        if found is not None:
            assert found.organisation_id in registry()
            assert 0 < found.confidence <= 1


@given(st.sampled_from(sorted(local_functions())), st.sampled_from([p.code for p in places()][:60]))
def test_a_composed_name_is_read_back_as_its_organ(function: str, code: str) -> None:
    place = LocalPlace(code)
    levels = local_functions()[function].levels
    if function == "zone_committee" or function == "zone_party_committee" or (levels and place.level not in levels):
        return
    made = registry()[place.organ(function)]
    for name in (made.name_zh, made.short_name_zh):
        resolution = RESOLVER.resolve(name, on=dt.date(2020, 1, 1), language="zh")
        assert resolution.organisation_id == made.organisation_id, name


# --- who speaks ------------------------------------------------------------------------------------------------------


def circular(
    title: str = "关于样本工作的通知", number: str | None = None, publisher: str | None = None, *issuers: str
) -> Circular:
    document = Document("0" * 16, "sample.txt", "0" * 64, "text/plain", title, (), "test")
    header = Header(
        Value(title, 0, len(title)),
        Value(number, 0, len(number)) if number else None,
        written_date=dt.date(2019, 6, 1),
        publisher=publisher,
    )
    parties = tuple(Party(name, PartyKind.ORGANISATION) for name in issuers)
    return Circular(document, "zh", header, issuers=parties)


@pytest.mark.parametrize(
    ("given", "local", "place"),
    [
        (circular(), False, None),
        (circular("关于样本工作的通知", None, None, "国务院办公厅"), False, None),
        (circular("关于支持山东省样本工作的意见", "国发〔2018〕1号", None, "国务院"), False, None),
        (circular("关于样本工作的通知", None, None, "包头市人民政府办公室"), True, BAOTOU),
        (circular("关于样本工作的通知", None, None, "财政部", "安徽省人民政府"), False, None),
        (circular("关于样本工作的通知", None, None, "安徽省人民政府", "财政部"), True, ANHUI),
        (circular("关于样本工作的通知", None, None, "某某集团", "安徽省财政厅", "合肥市财政局"), True, ANHUI),
        (circular("关于样本工作的通知", "皖政办〔2021〕3号", None, "省人民政府办公厅"), True, ANHUI),
        (circular("关于样本工作的通知", "皖科政〔2021〕3号"), True, ANHUI),
        (circular("关于样本工作的通知", "国办发〔2021〕3号"), False, None),
        (circular("青岛市样本工作方案", "青政办发〔2021〕3号"), True, LocalPlace("370200")),
        (circular("关于样本工作的通知", None, "合肥市财政局"), True, HEFEI),
        (
            circular("关于样本工作的通知", None, "合肥市人民政府", "肥西县人民政府"),
            True,
            LocalPlace("340100", "肥西县"),
        ),
        (circular("关于样本工作的通知", None, None, "湘阴县人民政府"), True, LocalPlace("000000", "湘阴县")),
        (circular("关于样本工作的通知", None, None, "鼓楼区人民政府"), True, None),
        (circular("关于样本工作的通知", None, None, "县人民政府办公室"), True, None),
        (circular("关于样本工作的通知", None, None, "教育局"), False, None),
    ],
)
def test_who_speaks(given: Circular, local: bool, place: LocalPlace | None) -> None:
    assert speaker_of(given, RESOLVER) == (local, place)


def test_an_issuer_without_its_place_is_resolved_by_what_the_circular_says() -> None:
    named = normalize_organisations(circular("样本通知", "皖政办〔2021〕3号", None, "省人民政府办公厅"), RESOLVER)
    assert named.issuers[0].organisation_id == "340000-government_office"
    assert named.findings == ()


def test_an_unresolved_local_name_has_candidates_of_the_place() -> None:
    before = circular("样本通知", None, None, "包头市人民政府")
    before = Circular(
        before.document, "zh", before.header, before.issuers,
        addressees=(Party("政务服务和数据化管理局", PartyKind.ORGANISATION, 0, 5),),
    )  # fmt: skip
    (finding,) = normalize_organisations(before, RESOLVER).findings
    assert (finding.code, finding.start, finding.end) == ("unresolved_organisation", 0, 5)
    assert "150200-government_data" in finding.message


def test_the_nearest_names_come_first_and_strangers_never() -> None:
    nearest = Nearest([("样本管理局", "a"), ("样本总局", "b"), ("海关", "c"), ("样本管理总局", "d")])
    assert nearest.of("样本管理局") == ("a", "d")
    assert nearest.of("样本管理总局")[0] == "d"
    assert nearest.of("完全不同") == ()
    assert nearest.of("") == ()


@given(
    st.sampled_from(["安徽省", "包头", "市", "省", "中国人民银行", "", "自治区"]),
    st.text(alphabet="县区旗高新各和政府局办中心,、（(）)A1-“ ", max_size=8),
    st.sampled_from(["局", "区", "办公室", "管委会", "", "县", "中心"]),
)
def test_no_strange_sign_comes_into_an_id(head: str, middle: str, tail: str) -> None:
    for home in (None, ANHUI, BAOTOU, HAIDIAN):
        found = NAMES.read(head + middle + tail, home)
        assert found is None or found.organisation_id in registry()


@given(st.text(alphabet="样本管理总局委员会国家", min_size=1, max_size=9))
def test_no_near_name_is_overlooked(name: str) -> None:
    """The rare pairs alone find what all pairs would."""
    known = ["样本管理局", "国家样本管理总局", "样本委员会", "国家样本委员会", "总局", "国家委员会", "管理局"]

    def pairs(text: str) -> set[str]:
        return {text[at : at + 2] for at in range(len(text) - 1)} or {text}

    def score(other: str) -> float:
        return 2 * len(pairs(name) & pairs(other)) / (len(pairs(name)) + len(pairs(other)))

    expected = {other for other in known if score(other) >= 0.6}
    found = Nearest([(other, other) for other in known]).of(name)
    assert set(found) <= expected
    assert len(found) == min(3, len(expected))
