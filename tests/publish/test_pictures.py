"""Pictures: their size from their head, their published address, narrower copies, maps for link previews."""

from __future__ import annotations

import io
import re
import zlib
from pathlib import Path

import pytest
from conftest import article, build_site, tree, write_site

from copydesk.errors import ContentError
from copydesk.publish.formats.drawings import HEIGHT, WIDTH, render_social
from copydesk.publish.items import SocialImage
from copydesk.publish.pictures import PictureFile, dress, ends_early, find_other_kind, measure, read_picture

SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675"><path d="M0 0"/></svg>\n'


def photograph(kind: str, width: int, height: int) -> bytes:
    """A picture in a format, made with Pillow."""
    image = pytest.importorskip("PIL.Image", reason="the extra `images` is not installed")
    out = io.BytesIO()
    image.new("RGB", (width, height), (40, 80, 120)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_size_stands_in_the_head(kind):
    """Width and height are read from the first bytes of each format."""
    assert measure(photograph(kind, 321, 123)) == (321, 123)


def test_size_of_webp_without_loss_and_with_transparency():
    """WebP's other two forms state their size elsewhere."""
    image = pytest.importorskip("PIL.Image")
    for options in ({"lossless": True}, {"quality": 50}):
        out = io.BytesIO()
        image.new("RGBA", (321, 123), (9, 9, 9, 99)).save(out, "WEBP", **options)
        assert measure(out.getvalue()) == (321, 123)


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ('<svg viewBox="0 0 1200 675">', (1200, 675)),
        ('<svg width="300px" height="150" viewBox="0 0 4 2">', (300, 150)),
        ('<svg width="100%" height="100%" viewBox="0,0,40,20">', (40, 20)),
        ("<svg>", (0, 0)),
        ("no picture at all", (0, 0)),
    ],
)
def test_size_of_svg(root, size):
    """An SVG's size is its width and height in pixels, else its viewBox; nothing is guessed."""
    assert measure(root.encode()) == size


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_a_picture_cut_short_is_told_from_a_whole_one(kind):
    """Wherever it is cut, whatever stands behind its end; a thumbnail within a photograph ends before it."""
    data = photograph(kind, 321, 123)
    assert not ends_early(data)
    assert not ends_early(data + b"\0" * 9) or kind == "AVIF"
    for end in range(40, len(data) - (2 if kind == "GIF" else 1), max(1, len(data) // 60)):
        assert ends_early(data[:end]), end
    if kind == "JPEG":
        exif = b"\xff\xd8\xff\xe1" + (len(data) + 2).to_bytes(2, "big") + data + data[2:]
        assert not ends_early(exif)
        assert ends_early(exif[:-2])


def test_a_picture_cut_short_is_named_by_each_build(tmp_path):
    """A warning with its file, said again while it is so, and gone with a whole copy; a strict build fails."""
    data = photograph("PNG", 64, 48)
    files = {
        "content/articles/a.md": article("One", image="/images/a.png", image_alt="A"),
        "content/images/a.png": data[:-9],
    }
    root = write_site(tmp_path, files)
    what = "the picture is cut short: browsers show a part of it, or nothing"
    said = [f"content/images/a.png: {what}, copy it anew from where it came from"]
    assert list(map(str, build_site(root).warnings)) == said
    (root / "content/articles/a.md").write_text(article("Two", image="/images/a.png", image_alt="A"), encoding="utf-8")
    assert list(map(str, build_site(root).warnings)) == said
    with pytest.raises(ContentError):
        build_site(root, strict=True)
    (root / "content/images/a.png").write_bytes(data)
    assert build_site(root, strict=True).warnings == ()


def test_damaged_heads_have_no_size():
    """A picture cut short anywhere in its head is a picture of unknown size, never an error."""
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "AVIF"):
        data = photograph(kind, 321, 123)
        for cut in range(0, min(len(data), 400), 3):
            assert measure(data[:cut]) in {(0, 0), (321, 123)}


def test_body_pictures_are_dressed():
    """Pictures in a text get their published address, size and laziness, keep their alt, and links follow."""
    file = PictureFile(src="/images/a.jpg", url="/images/a.0123.jpg", width=1500, height=900, widths=(480, 960))
    html = '<p><a href="/images/a.jpg"><img alt="A &amp; B" src="/images/a.jpg" title="t"></a></p>'
    assert dress(html, {file.src: file}) == (
        '<p><a href="/images/a.0123.jpg"><img alt="A &amp; B" src="/images/a.0123.jpg" title="t" width="1500" '
        'height="900" srcset="/images/a.0123.480w.jpg 480w, /images/a.0123.960w.jpg 960w, /images/a.0123.jpg 1500w" '
        'sizes="(min-width: 72rem) 66rem, 100vw" loading="lazy" decoding="async"></a></p>'
    )


def test_a_changed_picture_has_another_address():
    """The digest of the bytes is part of the name, so that a browser may keep a picture for ever."""
    one, two = (read_picture("/images/a.svg", data.encode(), resize=True) for data in (SVG, SVG + " "))
    assert re.fullmatch(r"/images/a\.[0-9a-f]{8}\.svg", one.url)
    assert one.url != two.url


def test_article_pictures_in_a_built_site(tmp_path):
    """Every picture a page shows is there, sized, under the base path; originals are not published besides."""
    root = write_site(
        tmp_path,
        {
            "content/images/map.svg": SVG,
            "content/images/wide.jpg": photograph("JPEG", 1600, 900),
            "content/articles/a.md": article("A", body="![Here](/images/wide.jpg)", image="/images/map.svg"),
        },
    )
    build_site(root, base_url="https://digest.example/repo/")
    files = tree(root / "site")
    page = files["articles/a/index.html"].decode()
    shown = re.findall(r'(?:src|href)="/repo/(images/[^"]+)"', page) + re.findall(r"/repo/(images/\S+) \d+w", page)
    assert len(shown) == 2 + 3
    assert set(shown) <= set(files)
    assert 'width="1200" height="675"' in page
    assert 'width="1600" height="900"' in page
    assert "images/map.svg" not in files


def test_narrower_copies_are_what_they_say(tmp_path):
    """A copy is as wide as its address says, in the proportions and the format of the original."""
    root = write_site(
        tmp_path,
        {
            "content/images/wide.png": photograph("PNG", 1000, 500),
            "content/articles/a.md": article("A", image="/images/wide.png"),
        },
    )
    build_site(root)
    (copy,) = (root / "site/images").glob("wide.*.480w.png")
    assert measure(copy.read_bytes()) == (480, 240)


def test_a_broken_photograph_does_not_stop_a_build(tmp_path):
    """A file that only begins like a photograph is published as it is."""
    data = photograph("PNG", 1000, 500)[:60]
    root = write_site(
        tmp_path,
        {"content/images/cut.png": data, "content/articles/a.md": article("A", image="/images/cut.png")},
    )
    build_site(root)
    assert data in {path.read_bytes() for path in (root / "site/images").iterdir()}


def test_remote_pictures_are_never_loaded(tmp_path):
    """A picture on another host becomes a link, unless the digest says otherwise."""
    text = article("A", body="![There](https://other.example/x.jpg)", image="https://other.example/lead.jpg")
    root = write_site(tmp_path, {"content/articles/a.md": text})
    build_site(root)
    page = (root / "site/articles/a/index.html").read_text(encoding="utf-8")
    assert "<img" not in page
    assert '<a href="https://other.example/x.jpg"' in page
    build_site(root, remote_images=True)
    page = (root / "site/articles/a/index.html").read_text(encoding="utf-8")
    assert re.findall(r'<img[^>]*src="([^"]+)"', page) == [
        "https://other.example/lead.jpg",
        "https://other.example/x.jpg",
    ]


def decode(png: bytes) -> list[bytes]:
    """The pixel lines of a 4-bit PNG without filters."""
    at, data = 8, b""
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert int.from_bytes(png[at + 8 + size : at + 12 + size]) == zlib.crc32(kind + body)
        data += body if kind == b"IDAT" else b""
        at += 12 + size
    raw, step = zlib.decompress(data), WIDTH // 2 + 1
    return [raw[i : i + step] for i in range(0, len(raw), step)]


def test_preview_picture_is_a_png_of_the_map():
    """The drawn map is a sound PNG of the size previews show, with a square of its colour for each tile."""
    image = SocialImage(url="/social/x.png", rows=("40    ", "      ", "      ", "     2"))
    lines = decode(render_social(image))
    assert len(lines) == HEIGHT
    colours = {value for line in lines for byte in line[1:] for value in divmod(byte, 16)}
    assert colours == {0, 1, 3, 5}
    assert render_social(image) == render_social(image)


def test_preview_picture_of_pages(tmp_path):
    """An article shows its countries, whatever their order; its own photograph where it has a large one."""
    files: dict[str, str | bytes] = {
        "content/articles/a.md": article("A", countries="[US, KP]"),
        "content/articles/b.md": article("B", countries="[KP, US]"),
        "content/articles/c.md": article("C", countries="[KP]", image="/images/p.jpg", image_alt="A pier"),
        "content/images/p.jpg": photograph("JPEG", 1300, 700),
    }
    files["config.yaml"] = "title: T\nbase_url: https://digest.example/\nfeatures: {social_words: false}\n"
    root = write_site(tmp_path, files)
    build_site(root)

    def preview(path: str) -> str:
        text = (root / "site" / path / "index.html").read_text(encoding="utf-8")
        (found,) = re.findall(r'<meta property="og:image" content="https://digest.example/([^"]+)">', text)
        assert (root / "site" / found).is_file()
        return found

    assert preview("articles/a") == preview("articles/b") == "social/kp-us.png"
    assert re.fullmatch(r"images/p\.[0-9a-f]{8}\.jpg", preview("articles/c"))
    assert preview("countries/north-korea") == "social/kp.png"
    assert preview(".") == "social/front.png"
    assert preview("archive") == "social/map.png"


def test_no_preview_pictures_when_switched_off(tmp_path):
    """A digest can do without them."""
    root = write_site(
        tmp_path,
        {
            "config.yaml": "title: T\nbase_url: https://digest.example/\nfeatures: {social_images: false}\n",
            "content/articles/a.md": article("A", countries="[KP]"),
        },
    )
    build_site(root)
    assert not [path for path in tree(root / "site") if path.startswith("social/")]
    assert b"og:image" not in (root / "site/articles/a/index.html").read_bytes()


OTHER_KINDS = {
    b"": "empty",
    b"<!doctype html><title>No such page</title>": "a page",
    b"\xef\xbb\xbf <html>": "a page",
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>': "a drawing (SVG)",
    b'<?xml version="1.0"?><svg/>': "XML",
    b"%PDF-1.7": "a PDF",
    b"KEY=abc123\n": "a text",
    b"PK\x03\x04\xff\xfe": "no picture that a browser knows",
}


@pytest.mark.parametrize(("data", "kind"), OTHER_KINDS.items())
def test_what_is_no_picture_is_not_published_under_a_pictures_name(tmp_path: Path, data: bytes, kind: str) -> None:
    """A page that says "no such page", a secret behind a hard link, a drawing that calls itself PNG."""
    root = write_site(tmp_path, {"content/articles/a.md": article()})
    (root / "content/images").mkdir(parents=True)
    (root / "content/images/pier.png").write_bytes(data)
    with pytest.raises(ContentError, match=rf"pier.png: is named like a picture, and is {re.escape(kind)}: it is not"):
        build_site(root)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"GIF89a\1\0\1\0", b"\xff\xd8\xff\xe0", b"BM\0\0", b"II*\0"])
def test_a_picture_of_another_kind_than_its_name_says_is_one(data: bytes) -> None:
    """Browsers look at the bytes as well."""
    assert find_other_kind(data) == ""
