"""The options for the look: what they take, and what they refuse with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.config import parse_config
from copydesk.countries import countries_in, load_countries
from copydesk.errors import ConfigError
from copydesk.publish.pages.planner import content_policy

HEAD = "title: A\nbase_url: https://digest.example/\n"


def test_an_accent_that_cannot_be_read_is_refused_with_its_contrast() -> None:
    """Text in the accent needs a contrast of 4.5 on the wash that it stands on."""
    with pytest.raises(ConfigError, match=r"contrast 1\.\d, and 4\.5 is needed"):
        parse_config(f'{HEAD}identity: {{accent: "#ffdd66"}}\n', Path())
    assert parse_config(f'{HEAD}identity: {{accent: "#8A1C1C"}}\n', Path()).identity.accent == "#8a1c1c"


def test_a_form_is_sent_over_https_alone() -> None:
    """What a reader writes into the form is theirs."""
    with pytest.raises(ConfigError, match="must start with https"):
        parse_config(f"{HEAD}subscribe: {{form: http://letters.example/go}}\n", Path())


def test_the_policy_lets_forms_go_to_the_provider_and_nowhere_else() -> None:
    """The origin of the form is added to the digest's own; without a form nothing is."""
    assert content_policy(remote_images=False, form="https://letters.example/go?x=1").endswith(
        "form-action 'self' https://letters.example"
    )
    assert content_policy(remote_images=False).endswith("form-action 'self'")


def test_countries_and_regions_are_named_in_the_digests_language() -> None:
    """Names come from CLDR, addresses stay; an unknown language and an English digest keep the English names."""
    korean = countries_in(load_countries(), "ko")
    assert (korean["DE"].name, korean["DE"].region, korean["DE"].slug) == ("독일", "유럽", "germany")
    assert countries_in(load_countries(), "zh-TW")["DE"].name == "德國"
    assert countries_in(load_countries(), "en-GB") == dict(load_countries())
    assert countries_in(load_countries(), "xx") == dict(load_countries())
