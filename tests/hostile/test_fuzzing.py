"""The oracles that `cache_fuzz.py` and `field_fuzz.py` run for ten minutes, run for moments."""

from __future__ import annotations

import random

import pytest
from hostile.cache_fuzz import compare
from hostile.field_fuzz import find_fault, random_value, read_values


@pytest.mark.slow
def test_b20_whatever_is_done_to_the_cache_the_site_is_a_clean_builds() -> None:
    """Twelve rounds of damage to one file, some or all, with edits between."""
    rounds, done, difference = compare(seed=7, most=12)
    assert difference == ""
    assert rounds == 12
    assert done.total() >= 20


def test_b24_whatever_stands_in_a_field_each_of_its_names_reads_it_alike() -> None:
    """Three hundred values in every place: some pass as addresses, none that is not one."""
    tried, taken, fault = read_values(seed=23, most=300)
    assert fault == ""
    assert tried == 300
    assert taken >= 1


def test_the_values_of_the_fuzzer_reach_what_they_should() -> None:
    """An honest address is seen to pass, an active one not, and changed values differ from the kit's."""
    assert find_fault("https://e.example/a") == ("", True)
    assert find_fault("javascript:hit()") == ("", False)
    chance = random.Random(1)
    assert len({random_value(chance) for _ in range(100)}) >= 80
