"""config.yaml: every problem at once, each with its line and advice."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from copydesk.config import Config, load_config, parse_config
from copydesk.errors import ConfigError

GOOD = "title: T\nbase_url: https://example.org/digest\n"


def test_defaults_fill_what_a_short_file_leaves_out() -> None:
    """Two keys make a configuration; the base URL gets its closing slash."""
    config = parse_config(GOOD, Path())
    assert (config.title, config.base.path, config.per_page, config.policy) == ("T", "/digest/", 20, "full")


def test_all_problems_are_reported_at_once() -> None:
    """Each wrong value is named with line, column and what was expected; unknown keys with the closest one."""
    text = (
        "titel: X\nbase_url: example\nper_page: many\ntimezone: Asia/Soul\nremote_images: yes\npolicy: ful\n"
        "features:\n  serch: true\n"
    )
    with pytest.raises(ConfigError) as caught:
        parse_config(text, Path())
    assert str(caught.value).splitlines() == [
        'config.yaml:1:1: "title" is missing, write title: …',
        'config.yaml:1:1: unknown key "titel", did you mean "title"?',
        'config.yaml:2:11: "base_url" must be an absolute address such as https://example.org/digest/',
        'config.yaml:3:11: "per_page" must be a whole number from 1 to 500',
        'config.yaml:4:11: "timezone" does not know the zone "Asia/Soul": write one such as UTC or Asia/Seoul',
        'config.yaml:5:16: "remote_images" must be true or false, not "yes", did you mean true?',
        'config.yaml:6:9: "policy" cannot be "ful", did you mean "full"?',
        'config.yaml:8:3: unknown key "features.serch", did you mean "search"?',
    ]
    assert caught.value.exit_code == 2


def test_a_folder_without_a_digest_says_how_to_start_one(tmp_path: Path) -> None:
    """The commonest first mistake has its own answer."""
    with pytest.raises(ConfigError, match="copydesk init DIR"):
        load_config(tmp_path)


def test_every_option_says_what_it_is() -> None:
    """The reference is generated from these sentences."""
    for option in fields(Config):
        if option.name != "root":
            assert option.metadata["doc"].endswith(".") or option.metadata["doc"].endswith(")."), option.name


@pytest.mark.parametrize(
    "row", ["/x/ //evil.example/", "/x/ https://evil.example/", "/x/ /\\evil/", "/x/", "//x/ /a/", "/.git/ /a/"]
)
def test_a_redirect_leads_from_one_address_here_to_another(row: str) -> None:
    """Not to another host, however it is written, and not from a hidden file."""
    with pytest.raises(ConfigError, match="redirects"):
        parse_config(f"title: D\nbase_url: https://d.example/\nredirects: ['{row}']\n", Path())


def test_a_base_url_with_markup_is_refused() -> None:
    """It stands in every page."""
    with pytest.raises(ConfigError, match="base_url"):
        parse_config("title: D\nbase_url: 'https://d.example/\"><script>x</script>/'\n", Path())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "menu: [Blog javascript:alert(1)]",
            'cannot hold "Blog javascript:alert(1)": it must be its words and an address',
        ),
        ("menu: [People /people/, Archive]", 'cannot hold "Archive": it must be its words and an address'),
        ("menu: [/people/]", "it must be its words and an address"),
        ("footer: [Shop //shop.example.net/]", "it must be its words and an address"),
        ('footer: ["Shop data:text/html,hi"]', "it must be its words and an address"),
        ("identity: {accounts: [Files ftp://files.example.net/]}", '"identity.accounts" cannot hold'),
        ("subscribe: {reply_to: nobody}", "must be an address to write to"),
        ('email: "Desk <desk@digest.example>"', "must be an address to write to"),
        ('identity: {accent: "#6f6f6f"}', "cannot be read as text on #f3efe4: contrast 4.4, and 4.5 is needed"),
        ('identity: {accent_dark: "#5a6a8a"}', "cannot be read as text on #1c1e24: contrast"),
        ("identity: {text_size: 200}", "must be a whole number from 85 to 130"),
        ("feed_text: all", "write one of summary, full"),
        ("subscribe: {form: http://letters.example/go}", "must start with https://"),
    ],
)
def test_what_no_page_should_show_is_refused_with_its_line(line: str, said: str) -> None:
    """Links of menus, accounts, addresses, colours and sizes that cannot be meant are named where they stand."""
    with pytest.raises(ConfigError) as caught:
        parse_config(f"title: T\nbase_url: https://digest.example/\n{line}\n", Path())
    assert said in str(caught.value)
    assert str(caught.value).startswith("config.yaml:3:")


def test_a_menu_leads_here_elsewhere_and_to_a_mailbox() -> None:
    """Rows of a menu keep their words and get their address in its normal form."""
    config = parse_config(
        "title: T\nbase_url: https://digest.example/\nmenu:\n- Who is who /people/\n- The shop https://shop.example.net/\n"
        "footer: [Write mailto:desk@digest.example]\n",
        Path(),
    )
    assert config.menu == ("Who is who /people/", "The shop https://shop.example.net/")
    assert config.footer == ("Write mailto:desk@digest.example",)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("front: [lead, laetst]", '"front" cannot hold "laetst": it must be one of lead, latest, stories'),
        ('redirects: ["/a/ /a/"]', "write two different addresses here"),
        ("- a", "what stands here is not a list of fields"),
    ],
)
def test_a_slip_is_named_where_it_would_be_passed_over(row: str, said: str) -> None:
    """A part of the front page that is none, an old address that leads to itself, a list for the whole file."""
    with pytest.raises(ConfigError) as caught:
        parse_config(row + "\n" if row.startswith("-") else f"{GOOD}{row}\n", Path())
    assert said in str(caught.value)
