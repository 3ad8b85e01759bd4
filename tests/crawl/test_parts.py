"""The parts of a crawl by themselves: addresses, rounds, numbers, silence, schedules, drafts."""

from __future__ import annotations

import datetime as dt
import socket
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ipr_extract import cli
from ipr_extract.archive import Archive, Item, ListingState
from ipr_extract.config import Pipeline
from ipr_extract.crawl.addresses import is_public, refusal
from ipr_extract.crawl.draft import as_toml, draft, slug_of
from ipr_extract.crawl.links import attachments, parse_number, stated_number
from ipr_extract.crawl.news import Change, as_atom
from ipr_extract.crawl.pages import Page
from ipr_extract.crawl.process import _is_dead, is_due, take_lease, user_agent
from ipr_extract.crawl.rounds import ColumnState, Mode, Round
from ipr_extract.crawl.schedule import Scheduler, schedule
from ipr_extract.crawl.silence import number_gaps, overdue, shrunk, silences, unfilled, without_number
from ipr_extract.errors import ConfigError
from ipr_extract.sites import Column, Site
from tests.conftest import ROOT
from tests.crawl import specimens
from tests.crawl.specimens import Circular

SITE = Site.model_validate(
    {"name": "shiban", "hosts": ["www.shiban.example"], "columns": [{"name": "c", "url": "http://www.shiban.example/"}]}
)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "x",
    ],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://www.shiban.example/", "http://other.example/", "http://www.shiban.example@evil.example/", "http://[::1",
        "http://www.shiban.example.evil.example/", "//www.shiban.example/", "http://127.0.0.1/", "javascript:alert(1)",
        "http://www.shiban.example:99999/", "http://" + "a" * 3000,
    ],
)  # fmt: skip
def test_refused(url: str) -> None:
    assert refusal(url, SITE)


def test_a_private_address_is_allowed_by_name_and_port_only() -> None:
    site = Site.model_validate(
        {
            "name": "x",
            "columns": [{"name": "c", "url": "http://127.0.0.1:8000/"}],
            "politeness": {"allow_private": ["127.0.0.1:8000"], "seconds_between_requests": 0},
        }
    )
    assert refusal("http://127.0.0.1:8000/x", site) is None
    assert refusal("http://127.0.0.1:8001/x", site)


def test_nobody_else_is_asked_more_often_than_twice_a_second() -> None:
    with pytest.raises(ValueError, match=r"below 0\.5"):
        Site.model_validate(SITE.model_dump() | {"politeness": {"seconds_between_requests": 0.1}})


def test_rounds_are_kept_whole() -> None:
    state = ColumnState(
        "http://a", True, "2026-01-01T00:00:00Z", Round("2026-01-02T00:00:00Z", False, ["u"], Mode.AGAIN, ["a"], 3)
    )
    assert ColumnState.unpack(state.packed()) == state
    assert ColumnState.unpack({"round": {"mode": "nonsense"}}) == ColumnState()
    assert ColumnState.unpack(None) == ColumnState()


@given(st.lists(st.integers(), unique=True, min_size=1, max_size=8), st.integers(0, 3), st.integers(0, 8))
def test_growth_on_top_is_not_taken_for_a_loss(old: list[int], on_top: int, size: int) -> None:
    first = [str(number) for number in old]
    now = ([f"n{number}" for number in range(on_top)] + first)[: len(first)]
    expected = None if now == first else Mode.TOP
    assert Round("", True, [], first=first).after_check(now) is expected


def test_numbers_and_attachments() -> None:
    page = Page("http://a.cn/x/y.html", Circular(14, attachments=("a.pdf", "/down.jsp?id=3", "b.html")).page().encode())
    assert stated_number(page) == "试发〔2024〕14号"
    assert [found.url for found in attachments(page)] == ["http://a.cn/x/a.pdf", "http://a.cn/down.jsp?id=3"]
    cited = Page("http://a.cn", "<p>根据《某意见》（国发〔2019〕3号）的要求</p>".encode())
    assert stated_number(cited) is None
    assert parse_number("没有文号") is None


# Silence


def items(*dates: str, number: str = "", title: str = "题") -> list[Item]:
    return [
        Item(
            f"http://a/{n}", title, number and f"{number}{n + 1}号", date, "c", f"{date}T00:00:00Z", f"{date}T00:00:00Z"
        )
        for n, date in enumerate(dates)
    ]


COLUMN = SITE.columns[0]
WEEKLY = [f"2024-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in (1, 8, 15, 22)]


def test_a_column_is_overdue_by_its_own_cadence() -> None:
    assert not list(overdue(COLUMN, items(*WEEKLY), dt.date(2024, 4, 2)))
    [(code, message)] = overdue(COLUMN, items(*WEEKLY), dt.date(2024, 4, 20))
    assert code == "column_overdue"
    assert "2024-03-22" in message
    stated = COLUMN.model_copy(update={"cadence_days": 60.0})
    assert not list(overdue(stated, items(*WEEKLY), dt.date(2024, 4, 20)))
    assert [code for code, _ in overdue(COLUMN, [], dt.date(2024, 4, 20))] == ["column_empty"]


def test_a_date_to_come_hides_no_silence() -> None:
    slip = Item("http://a/99", "题", "", "2042-03-22", "c", "2024-03-22T00:00:00Z", "2024-03-22T00:00:00Z")
    assert [code for code, _ in overdue(COLUMN, [*items(*WEEKLY), slip], dt.date(2024, 4, 20))] == ["column_overdue"]


@pytest.mark.parametrize(
    ("serials", "missing"),
    [((14, 15, 17), "16"), ((1, 2, 3), None), ((1, 9, 30), None), ((1, 2, 5, 6, 7), "3, 4"), ((3,), None)],
)
def test_gaps_in_numbers(serials: tuple[int, ...], missing: str | None) -> None:
    found = list(number_gaps(f"试发〔2024〕{n}号" for n in serials))
    assert [message.split("号")[0].split("〕 ")[1] for _, message in found] == ([missing] if missing else [])


def test_old_gaps_are_no_news() -> None:
    numbers = [f"试发〔{year}〕{n}号" for year in (2019, 2024) for n in (1, 2, 4)]
    assert len(list(number_gaps(numbers))) == 2
    [(_, message)] = number_gaps(numbers, 2023)
    assert "2024" in message


def test_a_listing_that_shrank() -> None:
    def states(*counts: int) -> list[ListingState]:
        return [ListingState("u", "s", count, total=count, checked_at="2024-01-01T00:00:00Z") for count in counts]

    assert [code for code, _ in shrunk(states(80, 100))] == ["listing_shrank"]
    assert not list(shrunk(states(99, 100)))
    assert not list(shrunk(states(100, 80)))
    assert not list(shrunk(states(5)))


def test_fields_that_stopped_being_filled() -> None:
    before = items(*WEEKLY, number="试发〔2024〕")
    after = [Item(f"http://a/n{n}", "题", "", "2024-04-01", "c", "2024-04-01T00:00:00Z") for n in range(10)]
    [(code, message)] = unfilled(before + after)
    assert (code, message.split(":")[0]) == ("field_unfilled", "document_number")
    assert not list(unfilled(before))


def test_fewer_numbers_than_expected() -> None:
    column = COLUMN.model_copy(update={"share_with_number": 0.5})
    assert [code for code, _ in without_number(column, items(*WEEKLY))] == ["few_numbers"]
    assert not list(without_number(column, items(*WEEKLY, number="试发〔2024〕")))


def test_silences_of_a_site(archive: Archive) -> None:
    now = dt.datetime(2024, 5, 1, tzinfo=dt.UTC).timestamp()
    archive.listings.see("shiban", items(*WEEKLY))
    assert {found.code for found in silences(SITE, archive, now)} == {"not_crawled", "column_overdue"}
    deaf = SITE.model_copy(update={"ignore": ("not_crawled",)})
    assert {found.code for found in silences(deaf, archive, now)} == {"column_overdue"}


# Leases, schedules, presentation


def test_a_lease_of_a_dead_process_is_taken_over_and_no_other(archive: Archive) -> None:
    assert take_lease(archive, "shiban", "elsewhere:1:aa")
    assert not take_lease(archive, "shiban", "here:2:bb")
    archive.leases.give_back("crawl/shiban", "elsewhere:1:aa")
    dead = f"{socket.gethostname()}:{2**22 + 1}:cc"
    assert take_lease(archive, "shiban", dead)
    assert take_lease(archive, "shiban", "here:2:bb")
    assert not _is_dead("here")


def test_due(archive: Archive) -> None:
    assert is_due(SITE, archive, 0)
    archive.put_state("crawl/shiban/last", "2024-05-01T00:00:00Z")
    at = dt.datetime(2024, 5, 1, tzinfo=dt.UTC).timestamp()
    assert not is_due(SITE, archive, at + 20 * 3600)
    assert is_due(SITE, archive, at + 23 * 3600)


@pytest.mark.parametrize("contact", [None, "", "me", "见@example.org", "a@b\r\nX: y"])
def test_no_crawl_without_a_contact(contact: str | None) -> None:
    with pytest.raises(ConfigError):
        user_agent(contact)


def test_schedules() -> None:
    sites = [(Path("pipelines/a b.toml"), SITE.model_copy(update={"every": every})) for every in ("30m", "6h", "1w")]
    cron = schedule(sites, Scheduler.CRON, Path("/srv/100%"), "/opt/ipr-extract")
    times = [line.split(" cd ")[0].split() for line in cron.splitlines() if " cd " in line]
    assert [len(time) for time in times] == [5, 5, 5]
    assert times[0][0] == "*/30"
    assert times[1][1] == "*/6"
    assert "100\\%" in cron
    assert "'pipelines/a b.toml' --due --quiet" in cron
    units = schedule(sites[:1], Scheduler.SYSTEMD, Path("/srv"), "/opt/ipr-extract")
    assert "OnUnitActiveSec=1800s" in units
    odd = schedule(sites[:1], Scheduler.SYSTEMD, Path("/srv/100%"), "/opt/my tools/ipr-extract")
    assert "WorkingDirectory=/srv/100%%\n" in odd
    assert "ExecStart='/opt/my tools/ipr-extract' crawl 'pipelines/a b.toml' --due --quiet\n" in odd
    workflow = schedule(sites, Scheduler.GITHUB_ACTIONS, Path("/srv"), "ipr-extract")
    assert workflow.count("- cron:") == 3
    assert "concurrency: crawl" in workflow


def test_a_feed_holds_no_more_than_xml_can() -> None:
    change = Change("new", "2024-05-01T00:00:00Z", 'http://a/?x="1"&y', "甲\x00<b>\x0b", "", "", 1, "00")
    feed = etree.fromstring(as_atom(SITE, [change], "2024-05-01T00:00:00Z").encode())
    assert feed.findtext("{*}entry/{*}title") == "甲<b>"


# Drafts

LINKS = [(f"/zcfg/202405/t20240507_{n}.html", Circular(n)) for n in range(4, 0, -1)]
DRAFTS = [
    ("hanweb", "/col/col75/index.html",
     specimens.hanweb_list([specimens.hanweb_entry(a, c) for a, c in LINKS], 40, 10), 4),
    ("trs", "/zcfg/index.html", specimens.trs_list(LINKS, 0, 3), 4),
    ("listing", "/open/list?p=1", specimens.plain_list([(f"view?id={c.number}", c) for _, c in LINKS], "list?p=2"), 4),
    ("feed", "/feed", specimens.rss([("http://www.shiban.example" + a, c) for a, c in LINKS]), 4),
    ("govcn-search", "/search-gov/data?t=x", specimens.govcn_answer(LINKS, 1, 3), 4),
    ("govcn-feed", "/zuixin/X.json", specimens.govcn_feed(LINKS), 4),
    ("gkmlpt", "/gkmlpt/api/all/5?sid=2", specimens.gkmlpt_answer(LINKS, 40), 4),
    ("gkmlpt", "/gkmlpt/index#5", "<html><script>var x = {SID: '755001'}</script><div id=gkmlpt></div></html>", 0),
    ("jpaas", "/zw/index.html",
     "<html><div querydata=\"{'webId':'1','tplSetId':'2','pageId':'3','tagId':'列表'}\"></div></html>", 0),
    ("web-archive", "/cdx/search/cdx?url=old.example/*",
     specimens.cdx([("20160101000000", "http://old.example/a")]), 1),
]  # fmt: skip


@pytest.mark.parametrize(("family", "path", "page", "count"), DRAFTS)
def test_a_page_is_recognised_and_drafted(family: str, path: str, page: str, count: int, tmp_path: Path) -> None:
    url = f"https://www.shiban.example{path}"
    found = draft(page.encode(), url)
    assert found.family.value == family
    assert len(found.listing.items) == count
    assert found.doubts
    file = tmp_path / "x.toml"
    file.write_text(as_toml(found, slug_of(url)), encoding="utf-8")
    site = Pipeline.load(file).site
    assert site is not None
    assert site.family is found.family
    if count:
        assert site.columns[0].url == url


def test_a_saved_page_says_where_it_is_from() -> None:
    page = "<!-- saved from url=(0041)https://www.shiban.example/zcfg/index.html -->" + specimens.trs_list(LINKS, 0, 3)
    found = draft(page.encode(), None)
    assert found.url == "https://www.shiban.example/zcfg/index.html"
    assert any("where it comes from" in doubt for doubt in draft(specimens.trs_list(LINKS, 0, 3).encode(), None).doubts)


@given(st.binary(max_size=200), st.text(max_size=30))
def test_any_page_gives_a_file_that_can_be_read(body: bytes, title: str) -> None:
    found = draft(body, "https://www.shiban.example/x")
    found.title = title
    tomllib.loads(as_toml(found, "x"))


def test_the_command_drafts_from_a_saved_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(DRAFTS[0][2], encoding="utf-8")
    made = tmp_path / "made.toml"
    asked = ["source", "add", str(saved), "--url", "https://www.shiban.example/col/col75/index.html"]
    monkeypatch.setattr("sys.argv", ["ipr-extract", *asked, "--output", str(made)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code in (0, None)
    assert "Recognised as hanweb" in capsys.readouterr().err
    assert Pipeline.load(made).site


def test_shipped_sites_are_whole() -> None:
    sites = [site for file in (ROOT / "pipelines").glob("*.toml") if (site := Pipeline.load(file).site) is not None]
    assert {site.name for site in sites} == {"cnipa", "govcn", "sipo-archive"}
    for site in sites:
        assert site.politeness.contact is None
        assert site.politeness.seconds_between_requests >= 5
        assert not site.politeness.allow_private
        for column in site.columns:
            assert isinstance(column, Column)
