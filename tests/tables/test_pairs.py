"""Pairs among profiles: the right one of many, never one that another could be as well."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.tables.pairs import Profile, find_pairs

ORGANS = [f"organ{i}" for i in range(30)]


def _profile(position: int, rng: random.Random) -> Profile:
    addressees = tuple(sorted(rng.sample(ORGANS, rng.randint(2, 9))))
    levels = "1" + "".join(rng.choice("1222") for _ in range(rng.randint(5, 40)))
    return Profile(
        position=position,
        document_id=f"{position:016x}",
        source=f"{position}.txt",
        chinese=True,
        title=position,
        serial=201800000 + rng.randint(1, 60),
        date=f"2018-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        issuers=(rng.choice(ORGANS),),
        addressees=addressees,
        addressee_count=len(addressees),
        levels=levels,
        cited=tuple(sorted(rng.sample(range(201600001, 201600200), 2))),
    )


def _translated(one: Profile, position: int, rng: random.Random) -> Profile:
    """Its English version, from which a thing or two are lost."""
    made = one._replace(position=position, document_id=f"{position:016x}", chinese=False, title=position)
    at = rng.randint(1, len(one.levels) - 1)
    losses = (
        {},
        {"serial": None},
        {"date": None, "serial": None},
        {"addressees": one.addressees[1:], "addressee_count": one.addressee_count - 1},
        {"levels": one.levels[:at] + one.levels[at + 1 :]},
    )
    return made._replace(**rng.choice(losses))  # type: ignore[arg-type]


@given(st.integers(0, 2**32), st.integers(1, 25), st.data())
def test_each_translation_finds_its_original_and_nothing_else(seed: int, count: int, data: st.DataObject) -> None:
    rng = random.Random(seed)
    chinese = [_profile(i, rng) for i in range(count)]
    translated = data.draw(st.sets(st.integers(0, count - 1)))
    english = [_translated(chinese[i], 1000 + i, rng) for i in sorted(translated)]
    pairs = find_pairs([*english, *chinese], lambda zh, en: None)
    assert {pair.english.position - 1000 for pair in pairs} == translated
    assert all(pair.english.position == pair.chinese.position + 1000 for pair in pairs)
    assert all(0.7 <= pair.score <= 1 for pair in pairs)
    assert [pair.chinese.position for pair in pairs] == sorted(pair.chinese.position for pair in pairs)


@given(st.integers(0, 2**32), st.integers(1, 25))
def test_strangers_are_no_pairs(seed: int, count: int) -> None:
    rng = random.Random(seed)
    chinese = [_profile(i, rng) for i in range(count)]
    english = [_profile(1000 + i, rng)._replace(chinese=False) for i in range(count)]
    assert find_pairs([*chinese, *english], lambda zh, en: None) == []


def test_one_language_has_no_pairs_and_nothing_is_loaded() -> None:
    rng = random.Random(1)
    one = _profile(1, rng)

    def never(zh: Profile, en: Profile) -> None:
        raise AssertionError

    assert find_pairs([one, one._replace(position=2, title=2)], never) == []


def test_two_that_fit_equally_well_are_no_pair() -> None:
    one = _profile(1, random.Random(1))
    english = one._replace(position=2, chinese=False, title=2)
    assert len(find_pairs([one, english], lambda zh, en: None)) == 1
    assert find_pairs([one, english, english._replace(position=3, title=3)], lambda zh, en: None) == []
    assert find_pairs([one, one._replace(position=4, title=4), english], lambda zh, en: None) == []
    copy = english._replace(position=3)
    (pair,) = find_pairs([one, english, copy], lambda zh, en: None)
    assert pair.english.position == 2
