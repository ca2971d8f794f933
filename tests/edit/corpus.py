"""Odd front matter: what people, programs and other generators write, each a document that our dialect reads.

`WRITTEN` was written by hand, each for what is odd about it; `corpus` adds what is made of pieces, and every line end.
"""

from __future__ import annotations

import itertools

WRITTEN: dict[str, str] = {
    "plain": "title: A headline\ndate: 2020-07-02\n",
    "comments everywhere": "# head\ntitle: A # after\n# between\n\n# more\npeople: # who\n  # first\n  - Kim # boxer\n  # second\n  - Moon\n# tail\n",
    "indentless list": "people:\n- Kim\n- Moon\ntags:\n- a\n",
    "deep indent": "people:\n        - Kim\n        - Moon\n",
    "dash far from text": "people:\n  -   Kim\n  -    name: Moon\n       role: president\n",
    "flow list": "people: [Kim, Moon]\ntags: [ a , b ]\n",
    "flow with trailing comma": "tags: [a, b,]\n",
    "flow over lines": "tags: [\n  a, # first\n  b,\n  c # third\n]\n",
    "empty flow": "tags: []\nsource: {}\n",
    "flow map": "source: {name: The Post, url: https://e.example/}\n",
    "nested flow": "people: [{name: Kim, quotes: [One., 'Two, three.']}, Moon]\n",
    "json": '{"title": "A", "people": ["Kim", {"name": "Moon"}], "draft": true}\n',
    "json lines": '{\n  "title": "A",\n  "tags": ["a", "b"]\n}\n',
    "maps in a list": "people:\n  - name: Kim\n    role: chairman\n    quotes:\n      - One.\n      - Two.\n  - name: Moon\n",
    "map below its dash": "people:\n  -\n    name: Kim\n    role: chairman\n  -\n    name: Moon\n",
    "map with dash comment": "people:\n  - # the first\n    name: Kim\n  - name: Moon # the second\n",
    "indentless maps": "people:\n- name: Kim\n  role: chairman\n- Moon\n",
    "quotes in block": "people:\n- name: Kim\n  quotes:\n  - 'It''s over.'\n  - \"He said \\\"no\\\".\"\n",
    "literal": "title: A\nsummary: |\n  One line.\n\n  Another.\ntags: [a]\n",
    "literal strip": "summary: |-\n  One line.\n  Two.\ntitle: A\n",
    "literal keep": "summary: |+\n  One line.\n\n\ntitle: A\n",
    "literal with indicator": "summary: |2\n    indented\n  not\ntitle: A\n",
    "folded": "summary: >\n  One line\n  that goes on.\n\n  A paragraph.\ntitle: A\n",
    "folded strip": "summary: >-\n  One line\n  that goes on.\ntitle: A # last\n",
    "folded last": "title: A\nsummary: >-\n  One line\n  that goes on.\n",
    "literal in list": "people:\n  - name: Kim\n    quotes:\n      - |-\n        One.\n        Two.\n      - Three.\n",
    "block comment after": "summary: |\n  One.\n# about the title\ntitle: A\n",
    "plain over lines": "title: A headline\n  that goes on\n  and on\ndate: 2020-07-02\n",
    "double over lines": 'title: "A headline\n  that goes on"\ndate: 2020-07-02\n',
    "single over lines": "title: 'A headline\n\n  that goes on'\ntags: [a]\n",
    "nulls": "subtitle:\ntags: ~\nplace: null\ntitle: A\nauthors: # nobody\n",
    "null last": "title: A\nsubtitle:",
    "null in a list": "tags:\n  -\n  - a\n  - ~\n",
    "numbers": "weight: 010\nnumber: +12\nbig: 12345678901234567890\nn: 1.50\ne: 1e3\n",
    "booleans": "draft: True\nnav: FALSE\nold: yes\n",
    "dates": "date: 2020-07-02 09:30\nexpires: 2021-01-01T00:00:00+09:00\n",
    "odd keys": '"a b": 1\n\'c.d\': 2\ne-f: 3\n김: 4\n? g\n: 5\n',
    "blank lines": "\n\ntitle: A\n\n\ntags:\n\n  - a\n\n  - b\n\n\nlang: en\n\n",
    "trailing blanks": "title: A   \ntags:   \n  - a  \n  - b\n",
    "tabs after values": "title: A\t# c\ntags: [a,\tb]\n",
    "colon in a word": "title: 12:30 at a:b\nurl: https://e.example/?a=1#b\n",
    "hash in a word": "title: C#5 and a#b\n",
    "quotes within": "title: He said \"no\" and 'yes'\n",
    "emoji": "title: 😀 한국어 é\npeople: [김정은, \"😀, a\"]\n",
    "decomposed": "title: Cafe\u0301\npeople:\n  - Rene\u0301 # e\u0301\n",
    "escapes": 'title: "a\\tb\\u00e9\\"c\\\\"\n',
    "wide blanks": "title: a\u00a0b\u3000c\n",
    "source scalar": "source: The Post # paper\n",
    "source map": "source:\n  name: The Post\n  url: https://e.example/\n\n  # when\n  fetched: 2020-07-02\ntitle: A\n",
    "list of lists": "tags:\n  - [a, b]\n  - - c\n    - d\n",
    "one item": "people:\n  - Kim\n",
    "one map item": "people:\n  - name: Kim\n",
    "one in brackets": "people: [Kim]\n",
    "scalar for a list": "people: Kim Jong-un # one\ntags: 'a'\n",
    "nested one": "mentioned:\n  people:\n    - Kim\n",
    "nested flow one": "mentioned: {people: [Kim]}\n",
    "comment at the end": "title: A\n# the end",
    "no last break": "title: A\npeople:\n  - Kim\n  - Moon",
    "comment under list": "people:\n  - Kim\n  # not yet: Moon\ntitle: A\n",
    "less indented comment": "people:\n  - Kim\n# odd\n  - Moon\ntitle: A\n",
    "wide flow": "source: {\n  name: The Post, # paper\n  url: https://e.example/\n  }\n",
    "rejected": "# Turned down.\npeople:\n- Kim # twice\narticles:\n  the-thaw:\n    people: [Moon]\n    countries:\n    - FR\n",
    "printed": "title: One\nprinted:\n  2018-06-12-x: 0123abcd\n  'a:b.c~d': 00112233\n",
    "redirects": "redirects:\n  - /tags/a/ /tags/b/\n  - \"/tags/c/ /tags/d/\"\n",
    "equals and merges": "a: =\nb: <<\n",
    "percent and at": 'title: "@a %b"\nnote: a @b %c\n',
    "question": "title: Is it? - yes\n",
    "long": f"title: {'word ' * 60}end\nsummary: \"{'word ' * 60}\"\n",
}  # fmt: skip

_TITLES = (
    "title: A\n",
    "title: 'It''s'\n",
    'title: "A: b" # c\n',
    "title: |\n  A\n",
    "# c\ntitle:\n  A b\n",
    "title: A\n  b\n",
)
_LISTS = (
    "people: [A, B]\n",
    "people:\n- A\n- B\n",
    "people:\n  # c\n  - A # a\n\n  - name: B\n    role: r\n",
    "people:\n    - {name: A, role: r}\n    - \"B\"\n",
    "people: A\n",
)  # fmt: skip
_MAPS = (
    "source:\n  name: N\n  url: https://e.x/\n",
    "source: {name: N}\n",
    "source: N\n",
    "source:\n    # c\n    name: 'N' # n\n",
)


def corpus() -> dict[str, str]:
    """Every document of the corpus, by name."""
    made = dict(WRITTEN)
    for numbers in itertools.product(range(len(_TITLES)), range(len(_LISTS)), range(len(_MAPS))):
        title, people, source = numbers
        made[f"made {title} {people} {source}"] = _TITLES[title] + _LISTS[people] + _MAPS[source]
    return made


def as_file(yaml: str, newline: str, *, mark: bool, body: str = "\nText.\n") -> str:
    """A document as a Markdown file with these line ends."""
    ended = yaml if yaml.endswith("\n") else yaml + "\n"
    return ("\ufeff" if mark else "") + f"---\n{ended}---\n{body}".replace("\n", newline)
