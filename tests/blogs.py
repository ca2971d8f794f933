# ruff: noqa: E501 (files of strangers stand here as they are written, a line each)
"""A blog of each system with the traps of its kind: invented posts of true facts, twelve or more each.

Each is a map of paths to content, as a folder would hold it. `POSTS` tells how many posts each has.
"""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
TEXT = (
    "The ferry from Oban calls at Tobermory and Tiree. In winter it sails on four days of the week.\n\n"
    "The pier was lengthened in 1985, and lorries board over the stern."
)

HUGO: dict[str, str | bytes] = {
    "hugo.toml": 'baseURL = "https://old.example/"\ntitle = "Old"\n[permalinks]\nnotes = "/:year/:month/:slug/"\n',
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/about.md": "---\ntitle: About\n---\nWho we are.\n",
    "content/posts/_index.md": "---\ntitle: Posts\ncascade:\n  author: Morag Sinclair\n---\n",
    "content/posts/2020-01-01-before-the-list.md": f"---\ntitle: Before the list\ndate: 2020-01-01\n---\n{TEXT}\n",
    "content/posts/plain.md": f"---\ntitle: Plain\ndate: 2020-01-02T23:30:00-05:00\ntags: [ferries]\ncategories: [Travel]\ncustom_key: kept\nmath: true\n---\n{TEXT}\n",
    "content/posts/toml.md": f'+++\ntitle = "In TOML"\ndate = 2020-02-03T10:00:00+01:00\ntags = ["a", "b"]\n[params]\nhero = "x"\n+++\n# A first heading\n\n{TEXT}\n',
    "content/posts/json.md": '{\n"title": "In JSON",\n"date": "2020-02-04",\n"description": "Said in JSON"\n}\n' + TEXT,
    "content/posts/bundle/index.md": "---\ntitle: A bundle\ndate: 2020-03-01\nimages: [cover.png]\n---\n"
    '{{< figure src="pier.png" alt="The pier" caption="The pier in *1985*" >}}\n\n![Missing](gone.png)\n\nSee [plain]({{< ref "plain.md" >}}) '
    f'and [TOML]({{{{< relref "/posts/toml" >}}}}).\n\n{TEXT}\n',
    "content/posts/bundle/pier.png": PNG,
    "content/posts/bundle/cover.png": PNG,
    "content/posts/bundle/notes.md": "A resource of the bundle.\n",
    "content/posts/uebersicht.de.md": f"---\ntitle: Die Fähre\ndate: 2020-03-02\n---\n{TEXT}\n",
    "content/posts/codes.md": "---\ntitle: Shortcodes\ndate: 2020-03-03\n---\n{{< youtube dQw4w9WgXcQ >}}\n\n{{< highlight python >}}\nprint(1)\n"
    f'{{{{< /highlight >}}}}\n\n{{{{< mystery a=1 >}}}}\n\n```\n{{{{< figure src="in-code.png" >}}}}\n```\n\n{TEXT}\n',
    "content/posts/draft.md": f"---\ntitle: A draft\ndate: 2020-03-04\ndraft: true\n---\n{TEXT}\n",
    "content/posts/future.md": f"---\ntitle: In the future\ndate: 2999-01-01\n---\n{TEXT}\n",
    "content/posts/expired.md": f"---\ntitle: It ends\ndate: 2020-03-05\nexpiryDate: 2999-01-01\nlastmod: 2020-04-01\nweight: 5\n---\n{TEXT}\n",
    "content/posts/moved.md": f"---\ntitle: Moved about\ndate: 2020-03-06\nslug: moved-here\naliases: [/very/old.html, older-name]\n---\n{TEXT}\n",
    "content/posts/url.md": f"---\ntitle: Its own address\ndate: 2020-03-07\nurl: /special/place.html\n---\n![Root](/img/root.png)\n\n{TEXT}\n",
    "content/notes/first.md": f"---\ntitle: The First Note\ndate: 2020-04-02\n---\n[Plain](/posts/plain/#end) and [far](https://old.example/posts/json/).\n\n{TEXT}\n",
    "content/posts/broken.md": "---\ntitle: [unclosed\ndate: 2020-01-01\n---\nText.\n",
    "static/img/root.png": PNG,
    "layouts/index.html": "<html></html>",
    "data/x.yaml": "a: 1\n",
}  # fmt: skip

JEKYLL: dict[str, str | bytes] = {
    "_config.yml": "title: Old\nurl: https://old.example\nbaseurl: ''\ndefaults:\n  - scope: {path: '', type: posts}\n    values: {author: morag}\n",
    "_data/authors.yml": "morag:\n  name: Morag Sinclair\n",
    "_layouts/post.html": "{{ content }}",
    "about.md": "---\ntitle: About\n---\nAbout.\n",
    "assets/pier.png": PNG,
    "_posts/2019-01-05-plain.md": f"---\nlayout: post\ntitle: Plain\ntags: ferries islands\n---\n{TEXT}\n",
    "_posts/2019-01-06-no-title.markdown": f"---\n---\n{TEXT}\n",
    "_posts/2019-01-07-categories.md": f"---\ntitle: In categories\ncategories: [Travel, Sea]\n---\n{TEXT}\n",
    "_posts/2019-01-08-permalink.md": f"---\ntitle: Permalink\npermalink: /own/place/\nredirect_from:\n  - /older/\n  - /oldest.html\n---\n{TEXT}\n",
    "_posts/2019-01-09-liquid.md": "---\ntitle: Liquid\n---\n{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n"
    "[Plain]({% post_url 2019-01-05-plain %}) ![Pier]({{ '/assets/pier.png' | relative_url }})\n{: .wide}\n\n"
    f'{{% include video.html id="1" %}}\n\n{{% raw %}}{{{{ kept }}}}{{% endraw %}}\n\n{{% comment %}}secret{{% endcomment %}}\n\n{TEXT}\n',
    "_posts/2019-01-10-time.md": f"---\ntitle: With a time\ndate: 2019-01-11 23:30:00 -0500\n---\n{TEXT}\n",
    "_posts/2019-01-12-unpublished.md": f"---\ntitle: Unpublished\npublished: false\n---\n{TEXT}\n",
    "_posts/2019-01-13-html.html": "---\ntitle: As HTML\n---\n<h1>Head</h1><p>Some <b>bold</b> words &amp; a <a href='/2019/01/05/plain.html'>link</a>.</p><iframe src='https://v.example/1'></iframe>\n",
    "_posts/2019-01-14-more.md": f"---\ntitle: More\nexcerpt: Said short\nimage:\n  path: /assets/pier.png\n  alt: The pier\n---\nFirst.\n\n<!--more-->\n\n{TEXT}\n",
    "_posts/2019-01-15-toc.md": f"---\ntitle: A table\n---\n* TOC\n{{:toc}}\n\n## One\n\n{TEXT}\n",
    "_posts/2019-01-16-yes.md": f"---\ntitle: Yes and no\npublished: yes\nlast_modified_at: 2019-02-01\n---\n{TEXT}\n",
    "tech/_posts/2019-01-17-in-a-folder.md": f"---\ntitle: In a folder\ncategory: code\n---\n{TEXT}\n",
    "_drafts/idea.md": f"---\ntitle: An idea\n---\n{TEXT}\n",
    "_posts/no-date.md": "---\ntitle: No date\n---\nText.\n",
    "_recipes/soup.md": "---\ntitle: Soup\n---\nSoup.\n",
}  # fmt: skip

PELICAN: dict[str, str | bytes] = {
    "pelicanconf.py": "AUTHOR = 'Morag Sinclair'\nSITEURL = 'https://old.example'\nPATH = 'content'\nARTICLE_URL = 'posts/{date:%Y}/{date:%b}/{slug}/'\n"
    "ARTICLE_SAVE_AS = ARTICLE_URL + 'index.html'\nimport os\nTOKEN = os.environ.get('X')\n",
    "content/pages/about.md": "Title: About\n\nAbout.\n",
    "content/images/pier.png": PNG,
    "content/plain.md": f"Title: Plain\nDate: 2018-05-01 10:20\nCategory: Travel\nTags: ferries, islands\nSummary: Said short\n\n{TEXT}\n",
    "content/accents.md": f"Title: Größe & Maß: ein Überblick\nDate: 2018-05-02\n\n{TEXT}\n",
    "content/slugged.md": f"Title: Slugged\nDate: 2018-05-03\nSlug: my-own\nAuthors: Morag Sinclair, Iain Grant\n\n{TEXT}\n",
    "content/links.md": f"Title: Links\nDate: 2018-05-04\n\n[Plain]({{filename}}plain.md) and [deep]({{filename}}/island/deep.md) ![Pier]({{static}}/images/pier.png) ![Gone](|static|/images/gone.png)\n\n{TEXT}\n",
    "content/island/deep.md": f"Title: Deep\nDate: 2018-05-05\n\n[Up]({{filename}}../plain.md)\n\n{TEXT}\n",
    "content/draft.md": f"Title: A draft\nDate: 2018-05-06\nStatus: draft\n\n{TEXT}\n",
    "content/hidden.md": f"Title: Hidden\nDate: 2018-05-07\nStatus: hidden\n\n{TEXT}\n",
    "content/2018-05-08-by-name.md": f"Title: By its name\nModified: 2018-06-01\n\n{TEXT}\n",
    "content/old.rst": f"An old text\n===========\n\n:date: 2018-05-09\n:tags: rst\n\n{TEXT}\n\n.. image:: /x.png\n",
    "content/page.html": f"<html><head><title>From HTML</title><meta name='date' content='2018-05-10'><meta name='tags' content='a, b'></head><body><p>{TEXT}</p></body></html>",
    "content/series.md": f"Title: In a series\nDate: 2018-05-11\nSeries: Ferries\nUrl: own/place.html\nSave_as: own/place.html\n\n[TOC]\n\n{TEXT}\n",
    "content/yaml.md": f"---\ntitle: With YAML\ndate: 2018-05-12\nlang: gd\n---\n{TEXT}\n",
    "content/none.md": f"Title: No day\nCategory: Travel\n\n{TEXT}\n",
}  # fmt: skip

ELEVENTY: dict[str, str | bytes] = {
    "eleventy.config.js": "export default function (c) { return { dir: { input: 'src', output: '_site' } } }\n",
    "package.json": '{"dependencies": {"@11ty/eleventy": "^3"}}',
    "README.md": "# Read me\n",
    "src/_includes/base.njk": "{{ content }}",
    "src/index.njk": "---\ntitle: Home\n---\n",
    "src/about.md": "---\ntitle: About\n---\nAbout.\n",
    "src/posts/posts.json": '{"tags": "posts", "layout": "post", "author": "Morag Sinclair"}',
    "src/posts/first.md": f"---\ntitle: First\ndate: 2021-01-01\ntags: [ferries]\n---\n{TEXT}\n",
    "src/posts/2021-01-02-by-name.md": f"---\ntitle: By its name\n---\n{TEXT}\n",
    "src/posts/permalink.md": f"---\ntitle: Own Place\ndate: 2021-01-03\npermalink: /writing/{{{{ title | slugify }}}}/index.html\n---\n{TEXT}\n",
    "src/posts/by-slug.md": f'---\ntitle: By slug\ndate: 2021-01-04\npermalink: "/p/{{{{ page.fileSlug }}}}/"\n---\n{TEXT}\n',
    "src/posts/untold.md": f'---\ntitle: Untold\ndate: 2021-01-05\npermalink: "/{{{{ collections.x | magic }}}}/"\n---\n{TEXT}\n',
    "src/posts/nowhere.md": f"---\ntitle: Nowhere\ndate: 2021-01-06\npermalink: false\n---\n{TEXT}\n",
    "src/posts/draft.md": f"---\ntitle: A draft\ndate: 2021-01-07\ndraft: true\n---\n{TEXT}\n",
    "src/posts/picture.md": f'---\ntitle: A picture\ndate: 2021-01-08\ncover: /img/pier.png\n---\n![Pier](../img/pier.png)\n\n{{% image "./x.png", "alt" %}}\n\n[First](/posts/first/) and [again](./first.md)\n\n{TEXT}\n',
    "src/posts/deep/index.md": f"---\ntitle: Deep\ndate: 2021-01-09\n---\n{TEXT}\n",
    "src/posts/git.md": f"---\ntitle: By git\ndate: git Last Modified\n---\n{TEXT}\n",
    "src/posts/code.md": "---\ntitle: Code\ndate: 2021-01-10\n---\n```js\nconst a = `{{ b }}`;\n```\n\n" + TEXT,
    "src/posts/mdx.mdx": f"---\ntitle: MDX\ndate: 2021-01-11\n---\nimport X from './x'\n\n<X a={{1}} />\n\n{TEXT}\n",
    "src/posts/page.njk": "---\ntitle: A template\ndate: 2021-01-12\n---\n<p>{{ title }}</p>\n",
    "src/img/pier.png": PNG,
}  # fmt: skip


def _item(
    number: int, title: str, body: str, *, slug: str = "", kind: str = "post", status: str = "publish", more: str = ""
) -> str:
    day = f"2017-06-{number:02}"
    return (
        f"<item><title>{escape(title)}</title><link>https://old.example/2017/06/{slug or number}/</link><dc:creator>morag</dc:creator>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>{day} 23:30:00</wp:post_date><wp:post_name>{slug or number}</wp:post_name>"
        f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>"
    )


_META = "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value><![CDATA[{}]]></wp:meta_value></wp:postmeta>"
WORDPRESS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel>'
    "<title>Old</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>"
    "<wp:author><wp:author_login>morag</wp:author_login><wp:author_display_name>Morag Sinclair</wp:author_display_name></wp:author>"
    + _item(1, "Plain", TEXT, slug="plain", more='<category domain="category"><![CDATA[Travel]]></category><category domain="post_tag"><![CDATA[ferries]]></category>')
    + _item(2, "Blocks & more", "<!-- wp:paragraph -->\n<p>One <strong>bold</strong> word.</p>\n<!-- /wp:paragraph -->\n<!-- wp:list --><ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><!-- /wp:list -->")
    + _item(3, "Caption", '[caption id="a" width="1"]<img src="https://old.example/wp-content/uploads/2017/06/pier.png" alt="Pier" /> The pier[/caption]\n\n' + TEXT)
    + _item(4, "Gallery", '[gallery ids="1,2"]\n\n[contact-form-7 id="9" title="a_b"]\n\n[su_note]Mind it [sic].[/su_note] [[embed]] [map]\n\n' + TEXT)
    + _item(5, "Embeds", "https://www.youtube.com/watch?v=dQw4w9WgXcQ\n\n[embed]https://v.example/2[/embed]\n\n<iframe src='https://www.youtube.com/embed/abc'></iframe>\n\n" + TEXT)
    + _item(6, "A draft", TEXT, status="draft")
    + _item(7, "Private", TEXT, status="private")
    + _item(8, "Locked", TEXT, more="<wp:post_password>x</wp:post_password>")
    + _item(9, "Links", '<a href="https://old.example/2017/06/plain/">Plain</a> and <a href="/2017/06/2/">two</a>.\nA second line.\n\n* no list * [brackets] _under_\n\n' + TEXT)
    + _item(10, "Sticky", TEXT, more="<wp:is_sticky>1</wp:is_sticky>" + _META.format("mood", "calm") + _META.format("_edit_last", "1") + _META.format("_thumbnail_id", "90"))
    + _item(11, "Commented", TEXT, more="<wp:comment><wp:comment_content>Hello</wp:comment_content></wp:comment>")
    + _item(12, "Later", TEXT, status="future").replace("2017-06-12", "2999-06-12")
    + _item(13, "In the bin", TEXT, status="trash")
    + _item(14, "Untold", TEXT).replace("https://old.example/2017/06/14/", "https://old.example/?p=14")
    + _item(90, "pier", "", kind="attachment", more="<wp:attachment_url>https://old.example/wp-content/uploads/2017/06/pier.png</wp:attachment_url>").replace("2017-06-90", "2017-06-09")
    + _item(20, "About", "About.", kind="page")
    + _item(21, "Menu", "", kind="nav_menu_item")
    + "</channel></rss>"
)  # fmt: skip


def _ghost_row(number: int, title: str, html: str = "", **more: object) -> dict[str, object]:
    return {
        "id": str(number), "uuid": f"u-{number}", "title": title, "slug": title.lower().replace(" ", "-"), "type": "post", "status": "published",
        "visibility": "public", "html": html or "".join(f"<p>{one}</p>" for one in TEXT.split("\n\n")),
        "published_at": f"2022-07-{number:02}T23:30:00.000Z", "updated_at": "2022-08-01T00:00:00.000Z", **more,
    }  # fmt: skip


_CARD = (
    '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://far.example/"><div>Far</div></a></figure>'
    '<figure class="kg-card kg-image-card"><img src="__GHOST_URL__/content/images/2022/07/pier.png" alt="Pier"><figcaption>The <em>pier</em></figcaption></figure>'
    "<table><tr><td>1</td></tr></table><pre><code class='language-py'>print('*')</code></pre>"
)


def _words(text: str, bits: int = 0) -> dict[str, object]:
    return {"type": "extended-text", "text": text, "format": bits}


def _node(kind: str, *inner: object, **more: object) -> dict[str, object]:
    return {"type": kind, "children": list(inner), **more}


_LEXICAL = json.dumps({"root": _node("root",
    _node("paragraph", _words("A ferry & "), _words("bold", 1), _words(" and "), _words("both", 3),
          _words(" in "), _node("link", _words("a link"), url="__GHOST_URL__/plain/"), {"type": "linebreak"}, _words("below.")),
    _node("extended-heading", _words("A head"), tag="h3"),
    _node("list", _node("listitem", _words("one")), _node("listitem", _node("list", _node("listitem", _words("inner")), tag="ul", listType="bullet")),
          tag="ol", listType="number", start=1),
    _node("extended-quote", _words("Said.")),
    {"type": "image", "src": "__GHOST_URL__/content/images/2022/07/pier.png", "alt": "Pier", "caption": "The <i>pier</i>"},
    {"type": "codeblock", "code": "print('<*>')", "language": "py"},
    {"type": "markdown", "markdown": "Some *marked* words."},
    {"type": "callout", "calloutEmoji": "!", "calloutText": "Mind <b>it</b>."},
    {"type": "toggle", "heading": "More", "content": "<p>Folded away.</p>"},
    {"type": "bookmark", "url": "https://far.example/", "metadata": {"title": "Far", "description": "Away"}},
    {"type": "embed", "url": "https://v.example/2", "metadata": {"title": "A film"}, "html": "<iframe></iframe>"},
    {"type": "email", "html": "<p>Letters alone.</p>"},
    {"type": "hologram", "projection": "Words in an unknown card."},
)})  # fmt: skip
_MOBILEDOC = json.dumps({"version": "0.3.1", "markups": [["strong"], ["a", ["href", "https://far.example/"]]], "atoms": [["soft-return", "", {}]],
    "cards": [["image", {"src": "/content/images/2022/07/pier.png", "alt": "Pier"}], ["card-markdown", {"markdown": "Some *marked* words."}], ["hr", {}],
              ["hologram", {"text": "Words in it."}]],
    "sections": [[1, "p", [[0, [0], 0, "bold "], [0, [1], 2, "link"], [1, [], 0, 0], [0, [], 0, "a < b"]]], [10, 0], [3, "ul", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]],
                 [1, "aside", [[0, [], 0, "Said."]]], [10, 1], [10, 2], [10, 3]]})  # fmt: skip
GHOST = json.dumps({"db": [{"meta": {"version": "5"}, "data": {
    "posts": [
        _ghost_row(1, "Plain", custom_excerpt="Said short", feature_image="__GHOST_URL__/content/images/2022/07/pier.png", featured=1),
        _ghost_row(2, "Cards", _CARD),
        _ghost_row(3, "For members", visibility="members"),
        _ghost_row(4, "A draft", status="draft", published_at=None),
        _ghost_row(5, "Sent", status="sent"),
        _ghost_row(6, "Scheduled", status="scheduled", published_at="2999-01-01T00:00:00.000Z"),
        _ghost_row(7, "Elsewhere", canonical_url="https://far.example/first"),
        _ghost_row(8, "Links", '<p><a href="__GHOST_URL__/plain/">Plain</a>, <a href="/cards/#x">cards</a></p>'),
        _ghost_row(9, "Injected", codeinjection_head="<style></style>"),
        _ghost_row(10, "Lists", "<ol><li>one<ul><li>inner</li></ul></li><li>two</li></ol><blockquote><p>Said</p></blockquote><h1>Head</h1>"),
        _ghost_row(11, "No HTML", html=" ", lexical="{}"),
        _ghost_row(15, "A tree", html=" ", lexical=_LEXICAL),
        _ghost_row(16, "An older tree", html=" ", mobiledoc=_MOBILEDOC),
        _ghost_row(12, "Video", '<figure class="kg-embed-card"><iframe src="https://www.youtube.com/embed/abc?x=1" title="A film"></iframe></figure><p>Below.</p>'),
        _ghost_row(13, "Last"),
        _ghost_row(14, "About", type="page"),
    ],
    "tags": [{"id": "t1", "name": "Ferries"}, {"id": "t2", "name": "#internal"}],
    "posts_tags": [{"post_id": "1", "tag_id": "t1", "sort_order": 0}, {"post_id": "1", "tag_id": "t2", "sort_order": 1}],
    "users": [{"id": "a1", "name": "Morag Sinclair", "email": "morag@old.example", "password": "$2a$"}],
    "posts_authors": [{"post_id": str(n), "author_id": "a1", "sort_order": 0} for n in range(1, 14)],
    "posts_meta": [{"post_id": "1", "feature_image_alt": "The pier"}],
    "members": [{"email": "reader@mail.example"}],
    "settings": [{"key": "title", "value": "Old"}, {"key": "url", "value": "https://old.example"}],
}}]})  # fmt: skip

FOLDERS = {"hugo": HUGO, "jekyll": JEKYLL, "pelican": PELICAN, "eleventy": ELEVENTY}
# Posts that are to become articles; what else each blog holds must stand in the report.
POSTS = {"hugo": 13, "jekyll": 13, "pelican": 13, "eleventy": 13, "wordpress": 13, "ghost": 14}
