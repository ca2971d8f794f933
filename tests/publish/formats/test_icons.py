"""The digest's mark: its sizes, its manifest, and what happens to a picture that cannot be drawn."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path

import pytest
from PIL import Image

from copydesk import api
from copydesk.errors import ContentError
from copydesk.publish.formats import drawings
from copydesk.publish.formats.drawings import render_icon
from copydesk.publish.items import Icon

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#c00"/></svg>'
CONFIG = (
    "title: Harbour Notes\nbase_url: https://notes.example/digest/\nlanguage: ar\nidentity: {icon: /images/mark.%s}\n"
)


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#c00000").save(out, "PNG")
    return out.getvalue()


def digest(root: Path, name: str, data: bytes) -> Path:
    """An empty digest whose icon is the picture given, built."""
    (root / "content" / "images").mkdir(parents=True)
    (root / "content" / "images" / f"mark.{name}").write_bytes(data)
    (root / "config.yaml").write_text(CONFIG % name, encoding="utf-8")
    api.build(root)
    return root / "site"


@pytest.mark.parametrize(("name", "data"), [("svg", SVG.encode()), ("png", png(600, 400))])
def test_icons_are_made_of_one_picture(tmp_path: Path, name: str, data: bytes) -> None:
    """A drawing or a picture gives an ICO, the icon for telephones and those of the manifest, all square."""
    site = digest(tmp_path, name, data)
    told = json.loads((site / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert (told["name"], told["short_name"], told["dir"], told["start_url"]) == (
        "Harbour Notes",
        "Harbour",
        "rtl",
        "./",
    )
    for icon in told["icons"]:
        if icon["type"] == "image/png":
            drawn = Image.open(site / icon["src"])
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
            assert drawn.convert("RGB").getpixel((drawn.width // 2, drawn.height // 2)) == (
                0xCC if name == "svg" else 0xC0,
                0,
                0,
            )
    ico = (site / "favicon.ico").read_bytes()
    assert struct.unpack_from("<HHHBB", ico) == (0, 1, 1, 32, 32)
    assert Image.open(io.BytesIO(ico)).size == (32, 32)
    page = (site / "index.html").read_text(encoding="utf-8")
    for link in (
        'href="/digest/favicon.ico"',
        'href="/digest/assets/icon-180.png"',
        'href="/digest/manifest.webmanifest"',
    ):
        assert link in page
    assert '<meta property="og:locale" content="ar_EG">' in page


@pytest.mark.slow
def test_another_picture_makes_other_icons(tmp_path: Path) -> None:
    """Icons are drawn anew when their picture changes."""
    site = digest(tmp_path, "svg", SVG.encode())
    before = (site / "favicon.ico").read_bytes()
    (tmp_path / "content" / "images" / "mark.svg").write_text(SVG.replace("#c00", "#00c"), encoding="utf-8")
    api.build(tmp_path)
    assert (site / "favicon.ico").read_bytes() != before


def test_without_the_libraries_the_picture_is_the_only_icon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A digest without the extra `images` links its picture, and a manifest that names no file that is not there."""
    monkeypatch.setattr(drawings.importlib.util, "find_spec", lambda *_: None)
    site = digest(tmp_path, "svg", SVG.encode())
    assert not (site / "favicon.ico").exists()
    (only,) = json.loads((site / "manifest.webmanifest").read_text(encoding="utf-8"))["icons"]
    assert (site / only["src"]).read_bytes() == SVG.encode()
    assert "apple-touch-icon" not in (site / "index.html").read_text(encoding="utf-8")


def test_an_icon_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A slip in `identity: icon` or `logo` is named with the nearest picture."""
    (tmp_path / "content" / "images").mkdir(parents=True)
    (tmp_path / "content" / "images" / "marks.svg").write_text(SVG, encoding="utf-8")
    (tmp_path / "config.yaml").write_text(CONFIG % "svg", encoding="utf-8")
    with pytest.raises(ContentError, match="icon names no picture") as caught:
        api.build(tmp_path)
    assert "marks.svg" in str(caught.value)


@pytest.mark.parametrize("of", ["/images/mark.svg", "/images/mark.png"])
def test_a_broken_picture_does_not_stop_the_build(of: str) -> None:
    """What cannot be drawn is published as it is."""
    assert render_icon(Icon(url="/favicon.ico", of=of, digest="", size=32), b"no picture") == b"no picture"
