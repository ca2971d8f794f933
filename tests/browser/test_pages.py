"""The shipped digest as readers meet it: in Chromium, by keyboard, without scripts, on paper, and by validators."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, article, build_site, cannot_check, write_site
from playwright.sync_api import expect

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
VNU = MODULES / "vnu-jar/build/dist/vnu.jar"
# One address for each kind of page. The newest article and edition are found when the digest is built.
KINDS = {
    "front": "/",
    "older": "/page/2/",
    "person": "/people/kim-jong-un/",
    "people": "/people/",
    "country": "/countries/north-korea/",
    "countries": "/countries/",
    "source": "/sources/lattice/",
    "sources": "/sources/",
    "editions": "/editions/",
    "archive": "/archive/",
    "year": "/archive/2018/",
    "connections": "/connections/",
    "corrections": "/corrections/",
    "about": "/about/",
    "search": "/search/",
    "feeds": "/feeds/",
    "topics": "/topics/",
    "404": "/404.html",
}
WIDTHS = (320, 360, 1280)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing: a test's output is about the test."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped digest, built as for the root of a host."""
    out = tmp_path_factory.mktemp("shipped")
    build_site(ROOT, out=out / "site", cache=out / "cache", base_url="https://digest.example/")
    return out / "site"


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """Its address on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, str]:
    """The kinds of page with their addresses, those that depend on the content among them."""
    newest = min(p.parent.name for p in site.glob("articles/*/index.html"))
    edition = max(p.parent.name for p in site.glob("editions/*/index.html"))
    return {
        **KINDS,
        "article": f"/articles/{newest}/",
        "edition": f"/editions/{edition}/",
        "arabic": "/articles/hope-reaches-mars/",
        "month": "/" + max(p.parent.relative_to(site).as_posix() for p in site.glob("archive/*/*/index.html")) + "/",
    }


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core. Without npm the tests that need it skip, except in CI."""
    path = MODULES / "axe-core" / "axe.min.js"
    if not path.is_file():
        cannot_check("axe-core is not installed: make browser-tools needs npm")
    return path.read_text(encoding="utf-8")


def test_every_page_is_valid_html(site: Path, tmp_path: Path) -> None:
    """html-validate's recommended, document and accessibility rules find no error on any page of the digest."""
    npx = shutil.which("npx")
    if npx is None or not (MODULES / "html-validate").is_dir():
        cannot_check("html-validate is not installed: make browser-tools needs npm")
    # A file, not a pipe: the tool leaves before a pipe of more than 64 kB is read.
    report = tmp_path / "report.json"
    command = [npx, "html-validate", "--config", str(HERE / ".htmlvalidate.json"), "--formatter", f"json={report}"]
    subprocess.run([*command, f"{site}/**/*.html"], cwd=HERE, capture_output=True, check=False)
    checked = json.loads(report.read_text(encoding="utf-8"))
    found = [
        f"{Path(page['filePath']).relative_to(site)}:{m['line']}: {m['message']} ({m['ruleId']})"
        for page in checked
        for m in page["messages"]
        # A letter's styles and widths stand in its elements, since mail programs drop style sheets.
        if not (m["ruleId"] in {"no-inline-style", "no-deprecated-attr"} and page["filePath"].endswith("/email.html"))
    ]
    assert found == []


def test_the_nu_checker_finds_no_error(site: Path) -> None:
    """The W3C's own checker (vnu) finds no error on any page, letters and redirects among them.

    Its warnings are not counted: they name what letters need (widths in tables), and a content policy that it
    takes for broken where files are read from a folder.
    """
    java = shutil.which("java")
    if java is None or not VNU.is_file():
        pytest.skip("vnu is not here: it needs java, and vnu-jar from make browser-tools")
    command = [java, "-Xss4m", "-jar", str(VNU), "--skip-non-html", "--format", "json", "--exit-zero-always", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = [
        f"{message['url']}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(done.stderr)["messages"]
        # Where a provider puts the link to unsubscribe, an address holds the provider's braces.
        if message["type"] != "info" and "{{ unsubscribe_url }}" not in message["message"]
    ]
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(
    chromium: Any, served: str, pages: dict[str, str], axe: str, scheme: str, width: int
) -> None:
    """No violation of WCAG 2.2 A and AA, nor of axe's best practices, on any page, forced colours too (B15)."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    run = f"axe.run(document, {{runOnly: {{type: 'tag', values: {json.dumps(tags)}}}, resultTypes: ['violations']}})"
    found = []
    forced = scheme == "forced"
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="light" if forced else scheme,
        forced_colors="active" if forced else "none",
        bypass_csp=True,
    )
    page = context.new_page()
    for kind, url in pages.items():
        page.goto(served + url)
        page.evaluate(axe)
        found += [f"{kind}: {v['id']}: {v['nodes'][0]['html'][:120]}" for v in page.evaluate(run)["violations"]]
    context.close()
    assert found == []


def test_axe_finds_nothing_in_a_korean_digest(chromium: Any, axe: str, tmp_path: Path) -> None:
    """The example in another language is as accessible: what a label says begins with what one sees, in any words."""
    build_site(ROOT / "examples/korean", out=tmp_path / "site", cache=tmp_path / "cache")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    run = f"axe.run(document, {{runOnly: {{type: 'tag', values: {json.dumps(tags)}}}, resultTypes: ['violations']}})"
    made = [file.relative_to(tmp_path / "site").parts for file in (tmp_path / "site").rglob("index.html")]
    pages = {(parts[0], len(parts)): "/" + "/".join(parts[:-1]) for parts in sorted(made)}
    found = []
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(tmp_path / "site"))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = chromium.new_context(viewport={"width": 360, "height": 900}, bypass_csp=True)
        page = context.new_page()
        for url in pages.values():
            page.goto(f"http://127.0.0.1:{server.server_port}{url}")
            page.evaluate(axe)
            found += [f"{url}: {v['id']}: {v['nodes'][0]['html'][:120]}" for v in page.evaluate(run)["violations"]]
        context.close()
        server.shutdown()
    assert found == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows(chromium: Any, served: str, pages: dict[str, str], width: int) -> None:
    """No page scrolls sideways, down to 320 px (WCAG 1.4.10)."""
    page = chromium.new_page(viewport={"width": width, "height": 900})
    wide = {}
    for kind, url in pages.items():
        page.goto(served + url)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide[kind] = over
    page.close()
    assert wide == {}


# Words that Germans and Finns do write, in each place that a digest has for words.
LONG_WORDS = {
    "de": (
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung",
        "Karl-Theodor Leutheusser-Schnarrenberger",
    ),
    "fi": (
        "Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas",
        "Epäjärjestelmällistyttämättömyydellänsäkäänköhän",
        "ympäristövaikutustenarviointimenettelyselostusluonnos",
        "Anna-Maija Katajavuori-Korhonen",
    ),
    "ar": (
        "فاستخلصناكموها وسيستعملونها في المستقبل القريب",
        "الاستراتيجيات والسياسات الاقتصادية الإقليمية",
        "العلاقات الدبلوماسية",
        "عبد الرحمن بن محمد آل عبد اللطيف",
    ),
}


@pytest.mark.parametrize("lang", LONG_WORDS)
def test_long_words_break_before_a_page_scrolls(chromium: Any, tmp_path: Path, lang: str) -> None:
    """Headlines, names, outlets, topics and the digest's own name of one long word fit into 320 and 1280 px."""
    first, second, third, name = LONG_WORDS[lang]
    picture = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'><rect width='40' height='20'/></svg>"
    files: dict[str, str | bytes] = {
        "config.yaml": f"title: {first}\nbase_url: https://digest.example/\nlanguage: {lang}\ntagline: {second}\n"
        f"editor: {name}\nsubscribe: {{form: 'https://letters.example/go', field: email, note: {third}}}\n",
        "content/images/p.svg": picture,
        "content/people/one.md": f"---\nname: {name}\nroles:\n- {{title: {second}, since: 2019, source: {third}}}\n"
        f"image: /images/p.svg\nimage_alt: p\nimage_caption: {first}\n---\n\n{third}.\n",
        "content/editions/2020.md": f"---\ntitle: {second}\nnumber: 12\ndate: 2020-12-31\nsummary: {first}\n"
        f"sections:\n- {{title: {third}, articles: [a0, a2]}}\n---\n\n{second}.\n",
    }
    for n in range(8):
        files[f"content/articles/a{n}.md"] = article(
            f"{(first, second, third)[n % 3]} {n}",
            f"{2019 + n % 2}-0{n + 1}-10",
            f"## {third}\n\n{first}. {second}.",
            people=f"['{name}', {third}]",
            countries="[VC, BA]",
            topics=f"[{third}]",
            tags=f"[{second}]",
            source=f"{{name: {first}, url: 'https://wire.example/{n}', authors: ['{name}']}}",
            summary=second,
            why=f"{first}.",
            story=second if n in {3, 5} else "''",
            **({"image": "/images/p.svg", "image_alt": "p", "image_caption": third} if n % 2 == 0 else {}),
        )
    root = write_site(tmp_path, files)
    build_site(root)
    files_made = [file.relative_to(root / "site").parts for file in (root / "site").rglob("index.html")]
    pages = {(parts[0], len(parts)): "/" + "/".join(parts[:-1]) for parts in sorted(files_made)}
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(root / "site"))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        wide = {}
        for width in (320, 1280):
            page = chromium.new_page(viewport={"width": width, "height": 900})
            for url in pages.values():
                page.goto(f"http://127.0.0.1:{server.server_port}{url}")
                over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if over > 0:
                    wide[width, url] = over
            page.close()
        server.shutdown()
    assert wide == {}


# Names that a line breaks inside, and those that stand out of the block they are in.
NAMES = """names => {
  const texts = new Map(), walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    let block = walk.currentNode.parentElement;
    if (block.closest('svg, script, .vh, .crumbs') || !block.checkVisibility()) continue;
    while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    texts.set(block, [...texts.get(block) ?? [], walk.currentNode]);
  }
  const found = [];
  for (const [block, nodes] of texts) {
    const text = nodes.map(node => node.data).join('');
    for (const name of names) for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      const range = document.createRange();
      let before = 0;
      for (const node of nodes) {
        const end = before + node.length;
        if (before <= at && at < end) range.setStart(node, at - before);
        if (before < at + name.length && at + name.length <= end) range.setEnd(node, at + name.length - before);
        before = end;
      }
      const lines = [...range.getClientRects()].filter(r => r.width > 1), box = block.getBoundingClientRect();
      const middles = lines.map(r => (r.top + r.bottom) / 2);
      const broken = Math.max(...middles) - Math.min(...middles) > Math.min(...lines.map(r => r.height)) / 2;
      const out = lines.some(r => r.right > box.right + 1 || r.left < box.left - 1);
      const what = broken ? 'breaks' : 'stands out';
      if (broken || out) found.push(`${name} ${what} in ${block.tagName}.${block.className}`);
    }
  }
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return over > 0 ? [...found, `scrolls sideways by ${over}`] : found }"""


def _named(lang: str, title: str, names: str, countries: str, body: str) -> str:
    """An article of names: in its headline, standfirst, why and text, where each width breaks lines elsewhere."""
    return article(
        title,
        lang=lang,
        date="2024-05-01",
        summary=f"{body} {body}",
        why=body,
        people=names,
        countries=countries,
        source="{name: The Northern Ledger, url: 'https://ledger.example/1'}",
        body="\n\n".join(" ".join("so" * (n % 3) for n in range(k)) + " " + body for k in range(12)),
    )


def test_no_line_breaks_inside_a_name(chromium: Any, tmp_path: Path) -> None:
    """Names of people and countries, tagged or not, of 24 letters at most, stay on a line, and in their column.

    In headlines of narrow columns those of more than 14 letters may break: they would stand out of them.
    """
    short = ["Kim Jong-un", "South Korea", "Kim Yong-chol", "習近平", "韓国", "محمد مرسي", "كوريا الجنوبية"]
    long = ["Recep Tayyip Erdoğan", "United Arab Emirates", "Oleksandr Kubrakov"]
    english = (
        "Then Kim Jong-un of South Korea met Recep Tayyip Erdoğan, Kim Yong-chol and "
        "Oleksandr Kubrakov of the United Arab Emirates."
    )
    people = "[Kim Jong-un, Recep Tayyip Erdoğan, Oleksandr Kubrakov]"
    files = {
        f"content/articles/a{n}.md": _named("en", f"{'So ' * n}{english[:60]}", people, "[KR, AE, TR]", english)
        for n in range(6)
    }
    files["content/articles/ja.md"] = _named(
        "ja",
        "習近平国家主席と韓国の大統領が会談",
        "[習近平]",
        "[KR]",
        "国家主席の習近平氏は、韓国の大統領と会談した。" * 3,
    )
    files["content/articles/ar.md"] = _named(
        "ar", "محمد مرسي يزور كوريا الجنوبية", "[محمد مرسي]", "[KR, EG]", "زار محمد مرسي كوريا الجنوبية ثم عاد. " * 3
    )
    config = "title: Names\nbase_url: https://digest.example/\nlanguage: en\n"
    site = tmp_path / "site"
    build_site(write_site(tmp_path / "digest", {"config.yaml": config, **files}), out=site)
    urls = [
        f"/{path.parent.relative_to(site)}/" for path in sorted(site.rglob("index.html")) if "feed" not in path.parts
    ]
    found = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for width in (320, 360, 768, 1024, 1280):
            page = chromium.new_page(viewport={"width": width, "height": 900})
            for url in urls:
                page.goto(f"http://127.0.0.1:{server.server_port}{url}")
                held = page.evaluate(NAMES, short + long)
                found += [f"{width} {url} {one}" for one in held if not _may_break(one, long, width)]
            page.close()
        server.shutdown()
    assert not found, "\n".join(found)


def _may_break(what: str, long: list[str], width: int) -> bool:
    """Whether that is a long name broken in a headline or a narrow table, where it would stand out of it."""
    in_headline = what.partition(" breaks in ")[2].startswith(
        ("H1.", "H2.", "H3.", "A.", "TH.", "SPAN.", "P.standfirst")
    )
    return width < 1280 and in_headline and what.startswith(tuple(long))


# What a first screen shows, and how far the columns beside each other reach down the tallest.
FIRST_SCREEN = """() => {
  const whole = e => { const r = e.getBoundingClientRect();
    return r.width > 0 && r.top >= 0 && r.bottom <= innerHeight && e.checkVisibility() };
  const reach = c => Math.max(...[...c.querySelectorAll('*')].map(e => e.getBoundingClientRect().bottom));
  const top = document.querySelector('.top').getBoundingClientRect();
  const cards = [...document.querySelectorAll('main :is(.lead, .second, .row)')];
  return {
    headlines: [...document.querySelectorAll('main .headline')].filter(whole).length,
    masthead: document.querySelector('.masthead').getBoundingClientRect().height,
    empty: innerWidth < 1024 ? []
      : [...document.querySelectorAll('.top > *')].map(c => (top.bottom - reach(c)) / top.height),
    unlinked: cards.filter(c => !c.querySelector('a.outlet')).length,
    shift: window.shifted,
  } }"""
COUNT_SHIFTS = """window.shifted = 0; new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
}).observe({type: 'layout-shift', buffered: true})"""


@pytest.mark.parametrize(("width", "height", "headlines"), [(1280, 900, 8), (360, 740, 3)])
def test_the_first_screen(chromium: Any, served: str, width: int, height: int, headlines: int) -> None:
    """Whole headlines, a low masthead, no column that is a third empty, each card's outlet a link, nothing moving."""
    page = chromium.new_page(viewport={"width": width, "height": height})
    page.add_init_script(COUNT_SHIFTS)
    page.goto(served + "/")
    page.wait_for_load_state("networkidle")
    seen = page.evaluate(FIRST_SCREEN)
    page.close()
    assert seen["headlines"] >= headlines
    assert seen["masthead"] <= 160
    assert all(empty <= 1 / 3 for empty in seen["empty"]), seen["empty"]
    assert seen["unlinked"] == 0
    assert seen["shift"] < 0.1


def _seen_first(
    chromium: Any, site: Path, width: int, height: int, script: str = FIRST_SCREEN, address: str = "/"
) -> Any:
    """What a script finds on a page of a built site."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page(viewport={"width": width, "height": height})
        page.goto(f"http://127.0.0.1:{server.server_port}{address}")
        page.wait_for_load_state("networkidle")
        seen = page.evaluate(script)
        page.close()
        server.shutdown()
    return seen


def _pages_of_news(folder: Path, articles: int, words: int, pictures: int, *, summary: int, edition: bool) -> Path:
    """The front page of an invented digest: so many articles and words a headline, every n-th with a picture."""
    said = tuple(f"word{n:02}" if n % 3 else "so" for n in range(18))
    files = {
        f"content/articles/a{n}.md": article(
            " ".join([*(said[(n + k) % len(said)] for k in range(words)), str(n)]),
            date=f"2024-{12 - n // 28:02}-{28 - n % 28:02}",
            body="Text.",
            people=f"[Ana Lima, Kim Jong-un, Person {chr(65 + n % 7)}]",
            countries=f"[{('KP', 'US', 'FR', 'VN')[n % 4]}, {('DE', 'EG', 'JP')[n % 3]}]",
            source=f"{{name: The Northern Ledger, url: 'https://ledger.example/{n}'}}",
            summary=" ".join(said[k % len(said)] for k in range(summary)),
            **({"image": "/images/p.svg", "image_alt": "A drawing"} if pictures and n % pictures == 0 else {}),
        )
        for n in range(articles)
    }
    if edition:
        files["content/editions/2024-12.md"] = "---\ntitle: A week\ndate: 2024-12-28\narticles: [a0, a1]\n---\n"
    if pictures:
        files["content/images/p.svg"] = next(iter(sorted((ROOT / "content/images").glob("*.svg")))).read_text("utf-8")
    build_site(write_site(folder / "digest", files), out=folder / "site", base_url="https://digest.example/")
    return folder / "site"


@pytest.mark.parametrize(
    ("articles", "words", "pictures", "summary", "edition"),
    [
        (40, 7, 0, 18, False),  # no picture and no edition: a low lead, a rail of names
        (40, 4, 0, 0, True),
        (40, 18, 1, 40, False),  # long words under pictures: a lead twice as high as the rail
        (24, 7, 3, 18, True),
        (12, 16, 1, 30, False),
        (8, 9, 1, 18, True),
        (9, 14, 2, 24, False),
        (5, 6, 1, 18, True),
        (3, 6, 1, 18, True),
    ],
)
def test_no_column_is_a_third_empty(
    chromium: Any, tmp_path: Path, articles: int, words: int, pictures: int, summary: int, edition: bool
) -> None:
    """Whatever a digest has for its front page, the columns beside the tallest reach two thirds of its height."""
    site = _pages_of_news(tmp_path, articles, words, pictures, summary=summary, edition=edition)
    seen = _seen_first(chromium, site, 1280, 900)
    assert seen["empty"]
    assert all(empty <= 1 / 3 for empty in seen["empty"]), seen["empty"]


# A headline of 75 letters and more, one of 60 and more, in languages whose words are short and long.
LONG = {
    "vi": (
        "Quốc hội thông qua luật sửa đổi về đất đai sau ba kỳ họp và nhiều ý kiến trái chiều của cử tri",
        "Cầu mới qua sông Tiền thông xe sớm hơn kế hoạch bốn tháng",
    ),
    "uk": (
        "Антимонопольний комітет розпочав розслідування щодо постачальників обладнання для лікарень",
        "Археологи знайшли поселення бронзової доби на березі Дніпра",
    ),
    "de": (
        "Landesverfassungsgericht erklärt Bürgerbeteiligungsverfahren zur Ortsumgehung für unzulässig",
        "Wasserstoffpipeline zwischen den Seehäfen wird später fertig",
    ),
}


@pytest.mark.parametrize("lang", LONG)
@pytest.mark.parametrize("pictures", [True, False])
def test_long_headlines_leave_three_on_a_phone(chromium: Any, tmp_path: Path, lang: str, *, pictures: bool) -> None:
    """With standfirsts of two lines, a description below the name, and pictures or none."""
    words = LONG[lang][1]
    files = {
        "config.yaml": f"title: D\nbase_url: https://d.example/\nlanguage: {lang}\ndescription: {words}, {words}\n"
    }
    for n in range(8):
        files[f"content/articles/a{n}.md"] = article(
            LONG[lang][min(n, 1)] + (f" {n}" if n > 1 else ""),
            date=f"2024-12-{28 - n}",
            countries="[FR, DE]",
            source="{name: The Northern Ledger, url: 'https://ledger.example/a'}",
            summary=f"{words}, {words}.",
            **({"image": "/images/p.svg", "image_alt": "A drawing"} if pictures else {}),
        )
    files["content/images/p.svg"] = next(iter(sorted((ROOT / "content/images").glob("*.svg")))).read_text("utf-8")
    build_site(write_site(tmp_path, files), base_url="https://digest.example/")
    assert _seen_first(chromium, tmp_path / "site", 360, 740)["headlines"] >= 3


@pytest.mark.parametrize(
    ("pictures", "summary", "edition"), [(1, 24, True), (1, 24, False), (3, 12, True), (0, 20, False)]
)
def test_all_of_eight_articles_are_seen_at_once(
    chromium: Any, tmp_path: Path, pictures: int, summary: int, *, edition: bool
) -> None:
    """In a window of 1280 by 900 no headline of a small digest waits below, with pictures and without."""
    site = _pages_of_news(tmp_path, 8, 8, pictures, summary=summary, edition=edition)
    assert _seen_first(chromium, site, 1280, 900)["headlines"] == 8


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1280])
@pytest.mark.parametrize("lang", ["ar", "de", "vi"])
def test_the_months_of_a_year_keep_to_a_line_each(chromium: Any, tmp_path: Path, lang: str, width: int) -> None:
    """The longest name of a month with a number of two digits, within its box."""
    files = {
        "config.yaml": f"title: D\nbase_url: https://d.example/\nlanguage: {lang}\n",
        **{
            f"content/articles/{month}-{n}.md": article(f"A {month} {n}", date=f"2024-{month:02}-{n + 1:02}")
            for month, count in ((9, 11), (12, 2))
            for n in range(count)
        },
    }
    build_site(write_site(tmp_path, files), base_url="https://digest.example/")
    script = """[...document.querySelectorAll('.months li > *')].map(box => {
            const words = document.createRange(); words.selectNodeContents(box);
            if (box.querySelector('.vh')) words.setEndBefore(box.querySelector('.vh'));
            const shown = [...words.getClientRects()], outer = box.getBoundingClientRect();
            return [box.offsetHeight, shown.every(r => r.left >= outer.left - 1 && r.right <= outer.right + 1)] })"""
    boxes = _seen_first(chromium, tmp_path / "site", width, 740, script, "/archive/2024/12/")
    assert len(boxes) == 12
    assert len({height for height, _ in boxes}) == 1
    assert all(fits for _, fits in boxes)


@pytest.mark.parametrize(("lang", "word"), [("ar", "خبر"), ("bn", "খবর"), ("ta", "செய்தி"), ("hi", "ख़बर")])
def test_lines_of_tall_letters_do_not_touch(chromium: Any, tmp_path: Path, lang: str, word: str) -> None:
    """The lead of a script whose letters stand high or hang deep has room between its lines, however long it is."""
    for words in (4, 14, 40):
        config = f"title: D\nbase_url: https://d.example/\nlanguage: {lang}\n"
        files = {"config.yaml": config, "content/articles/a.md": article(" ".join([word] * words))}
        build_site(write_site(tmp_path / str(words), files))
        script = """(s => parseFloat(s.lineHeight) / parseFloat(s.fontSize))(
            getComputedStyle(document.querySelector('.lead .headline')))"""
        high = _seen_first(chromium, tmp_path / f"{words}/site", 360, 740, script)
        assert high >= 1.29


@pytest.mark.parametrize("width", [320, 768, 1024, 1280])
def test_a_long_name_leaves_search_and_subscription_their_room(chromium: Any, tmp_path: Path, width: int) -> None:
    """With a tagline and a link to subscribe, in words of any length: nothing lies upon another, no word is upright."""
    name = "Επιθεώρηση των ειδήσεων της Ανατολικής Μεσογείου για όλους τους αναγνώστες"
    config = f"title: {name}\nbase_url: https://d.example/\nlanguage: el\ntagline: Λίγες ειδήσεις, διαλεγμένες\n"
    build_site(write_site(tmp_path, {"config.yaml": config, "content/articles/a.md": article("Ένα")}))
    script = """(() => { const box = s => document.querySelector(s).getBoundingClientRect();
            return { over: box('.nameplate').right - box('.tools').left, button: box('.tools .button').height,
              tall: box('.masthead').height, out: document.documentElement.scrollWidth - innerWidth } })()"""
    head = _seen_first(chromium, tmp_path / "site", width, 740, script)
    assert head["over"] <= 0
    assert head["button"] < 40
    assert head["out"] <= 0
    assert head["tall"] <= (180 if width > 1000 else 260)


def test_a_front_page_with_pictures_is_light_on_a_phone(chromium: Any, served: str) -> None:
    """At most 350 kB before anybody scrolls, and pictures below the first are lazy and sized."""
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(served + "/")
    page.wait_for_load_state("networkidle")
    unsized = page.evaluate("[...document.images].filter(i => !i.getAttribute('width')).length")
    eager = page.evaluate("[...document.images].filter(i => i.loading !== 'lazy').length")
    page.close()
    assert sum(sizes) <= 350_000
    assert (unsized, eager) == (0, 1)


# What a Linux desktop may have: Debian's package, its folder, the families that "serif" and "sans-serif" become.
FONTS = {
    "dejavu": ("fonts-dejavu-core", "truetype/dejavu", "DejaVu Serif", "DejaVu Sans"),
    "liberation": ("fonts-liberation", "truetype/liberation", "Liberation Serif", "Liberation Sans"),
    "noto": ("fonts-noto-core", "truetype/noto", "Noto Serif", "Noto Sans"),
}


def _only_fonts(folder: Path, name: str) -> dict[str, str]:
    """An environment in which Chromium finds the fonts of one set and no other."""
    package, place, serif, sans = FONTS[name]
    fonts = Path("/usr/share/fonts") / place
    if not fonts.is_dir():
        cannot_check(f"{package} is not installed (Debian: apt-get install {package})")
    aliases = "".join(
        f"<alias binding='same'><family>{generic}</family><prefer><family>{family}</family></prefer></alias>"
        for generic, family in (("serif", serif), ("sans-serif", sans))
    )
    (folder / "fonts.conf").write_text(
        f"<fontconfig><dir>{fonts}</dir><cachedir>{folder}/cache</cachedir>{aliases}</fontconfig>", encoding="utf-8"
    )
    return {**os.environ, "FONTCONFIG_FILE": f"{folder}/fonts.conf"}


@pytest.mark.parametrize("name", FONTS)
def test_the_layout_holds_with_other_fonts(
    playwright_chromium: Callable[[dict[str, str]], Any],
    served: str,
    pages: dict[str, str],
    axe: str,
    tmp_path: Path,
    name: str,
) -> None:
    """With the widest and the narrowest letters nothing overflows at 320 px, and at 360 px a finger finds each target.

    Which font each page is really set in is asked of the browser: a test that ran in another would prove nothing.
    """
    browser = playwright_chromium(_only_fonts(tmp_path, name))
    run = "axe.run(document, {runOnly: {type: 'rule', values: ['target-size']}, resultTypes: ['violations']})"
    found = []
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 360, "height": 900}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        for kind, url in pages.items():
            page.goto(served + url)
            page.evaluate(axe)
            found += [f"{kind}: {n['html'][:90]}" for v in page.evaluate(run)["violations"] for n in v["nodes"]]
            if scheme == "dark":
                continue  # the widths are the same
            page.set_viewport_size({"width": 320, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{kind}: {over} px too wide"] if over > 0 else []
            page.set_viewport_size({"width": 360, "height": 900})
        context.close()
    page = browser.new_page()
    page.goto(served + pages["article"])
    asked = page.context.new_cdp_session(page)
    asked.send("DOM.enable")
    asked.send("CSS.enable")
    root = asked.send("DOM.getDocument")["root"]["nodeId"]
    node = asked.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    used = {font["familyName"] for font in asked.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}
    assert used
    assert all(family.startswith(FONTS[name][2].split()[0]) for family in used), used
    assert found == []


def test_pages_ask_no_other_host_and_log_no_error(chromium: Any, served: str, pages: dict[str, str]) -> None:
    """Every request of every kind of page goes to its own host, and the content policy has nothing to refuse (B17)."""
    page = chromium.new_page()
    asked: set[str] = set()
    said: list[str] = []
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("response", lambda response: said.append(response.url) if response.status >= 400 else None)
    for url in pages.values():
        page.goto(served + url)
    page.close()
    assert {url for url in asked if not url.startswith(served)} == set()
    assert said == []


def test_the_largest_article_page_is_light(chromium: Any, site: Path, served: str) -> None:
    """The longest of all articles: page and styles, as they are before compression, under 50 kB; no script runs."""
    longest = max(site.glob("articles/*/index.html"), key=lambda path: path.stat().st_size)
    page = chromium.new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(f"{served}/articles/{longest.parent.name}/", wait_until="networkidle")
    scripts = page.evaluate("[...document.scripts].map(s => s.type)")
    page.close()
    text = {url: size for url, size in sizes.items() if not url.endswith((".jpg", ".png", ".webp", ".svg"))}
    assert sum(text.values()) < 50_000, text
    assert any(url.endswith("/style.css") for url in text)
    assert set(scripts) <= {"application/ld+json"}


def test_the_digest_reads_without_scripts(chromium: Any, served: str, pages: dict[str, str]) -> None:
    """From the front page to an article, a person, the A–Z: all with scripts off; search says what to do instead."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served)
    page.locator(".lead h2 a").click()
    expect(page.locator(".prose p").first).to_be_visible()
    page.locator(".who a").first.click()
    page.wait_for_url("**/people/**")
    expect(page.locator("h1")).to_be_visible()
    page.goto(served + pages["search"])
    expect(page.locator("noscript, .nothing").first).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="People").click()
    expect(page.locator(".letter li a").nth(20)).to_be_attached()
    context.close()


def test_the_keyboard_reaches_everything(chromium: Any, served: str) -> None:
    """Tab finds the skip link first, which leads to the text; then the map's squares, which open their country."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served}/countries/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.map')"):
            break
    name = page.evaluate("document.activeElement.querySelector('title').textContent")
    stroke = page.evaluate("getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth")
    assert float(stroke.removesuffix("px")) > 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/countries/*/")
    assert name.startswith(page.locator("h1").inner_text())
    page.close()


@pytest.mark.parametrize("kind", ["countries", "country"])
def test_the_map_can_be_hit_on_a_phone(chromium: Any, served: str, pages: dict[str, str], kind: str) -> None:
    """At 320 px the squares carry their codes, are wide enough for a finger, and lead to their countries."""
    page = chromium.new_page(viewport={"width": 320, "height": 740})
    page.goto(served + pages[kind])
    boxes = page.evaluate(
        "[...document.querySelectorAll('.map a')].map(a => [a.getBoundingClientRect().width,"
        " a.querySelector('text').getBoundingClientRect().height, a.querySelector('title').textContent])"
    )
    assert len(boxes) >= 20
    assert all(width >= 24 for width, _, _ in boxes), boxes
    assert all(height >= 9 and name for _, height, name in boxes)
    page.locator(".map a[href$='/south-korea/']").click()
    page.wait_for_url("**/countries/south-korea/")
    page.close()


def test_the_strip_leads_to_its_years(chromium: Any, served: str, pages: dict[str, str]) -> None:
    """A click on a year of a person's strip leads to that year's articles; Tab finds the years in the list instead."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(served + pages["person"])
    box = page.locator(".timeline").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + 40)
    page.wait_for_url("**#y2019")
    expect(page.locator("#y2019")).to_be_visible()
    expect(page.locator(".years a[href$='#y2019']")).to_have_count(1)
    page.close()


def test_the_menu_of_a_phone_is_one_line(chromium: Any, served: str) -> None:
    """At 360 px the sections stand in one line that scrolls by itself, each as high as a finger and reached by Tab."""
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{served}/")
    links = page.locator(".sections a")
    boxes = [links.nth(n).bounding_box() for n in range(links.count())]
    assert len({box["y"] for box in boxes}) == 1
    assert all(box["height"] >= 24 for box in boxes)
    links.last.focus()
    expect(links.last).to_be_in_viewport(ratio=0.9)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.close()


def test_focus_is_always_seen(chromium: Any, served: str, pages: dict[str, str]) -> None:
    """Whatever Tab reaches on an article has an outline three pixels wide."""
    page = chromium.new_page()
    page.goto(served + pages["article"])
    bare = []
    for _ in range(40):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return e === document.body ? null : [e.outerHTML.slice(0, 80), s.outlineStyle, s.outlineWidth] })()"
        )
        if style is None:
            break
        if style[1:] != ["solid", "3px"]:
            bare.append(style)
    page.close()
    assert bare == []


# The colour that a CSS colour is painted in, and the contrast of two by WCAG 2.2.
_CONTRAST = """
([fill, on]) => {
  const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const luminance = colour => {
    paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [luminance(fill), luminance(on)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_on_the_map_can_be_read(chromium: Any, served: str, scheme: str) -> None:
    """On each of the five shades the country's code has a contrast of at least 4.5 (axe does not look into SVG)."""
    page = chromium.new_page(color_scheme=scheme)
    page.goto(f"{served}/countries/")
    for shade in range(5):
        colours = page.evaluate(
            "shade => { const a = document.querySelector('.map a'); a.setAttribute('class', 'l' + shade);"
            " const fill = getComputedStyle(a.querySelector('rect')).fill;"
            " const paper = getComputedStyle(document.documentElement).backgroundColor;"
            " return [shade ? fill : paper, getComputedStyle(a.querySelector('text')).fill] }",
            shade,
        )
        assert page.evaluate(_CONTRAST, colours) >= 4.5, (shade, colours)
    page.close()


def test_the_print_sheet(chromium: Any, served: str, pages: dict[str, str]) -> None:
    """On paper: ink on white even from a dark screen, no menus nor forms, the text, and where its links lead."""
    page = chromium.new_page(color_scheme="dark")
    page.goto(served + pages["article"])
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator(".sections")).to_be_hidden()
    expect(page.locator("nav.neighbours")).to_be_hidden()
    expect(page.locator(".prose p").first).to_be_visible()
    shown = page.evaluate("getComputedStyle(document.querySelector('.provenance a[href^=http]'), '::after').content")
    assert "http" in shown
    for kind in ("front", "article", "edition", "feeds"):
        page.goto(served + pages[kind])
        for form in page.locator(".subscribe").all():
            expect(form).to_be_hidden()
    page.close()


def test_both_colour_schemes_come_from_the_system(chromium: Any, served: str) -> None:
    """A dark system gets light ink on dark paper, a light one dark ink on light paper."""
    inks = {}
    for scheme in ("light", "dark"):
        page = chromium.new_page(color_scheme=scheme)
        page.goto(served)
        root = "getComputedStyle(document.documentElement)"
        colours = page.evaluate(f"[{root}.backgroundColor, {root}.color]")
        inks[scheme] = colours
        assert page.evaluate(_CONTRAST, colours) > 12
        page.close()
    assert inks["light"] != inks["dark"]
