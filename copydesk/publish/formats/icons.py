"""The digest's mark in the sizes that browsers and telephones ask for, and the manifest that names them.

Drawn from one picture (`identity: icon`, else the theme's own) by the libraries of the extra `images`; without them the
picture itself is the only icon. Sizes: 32 for tabs and bookmarks, 180 for iOS, 192 and 512 for Android
(https://web.dev/articles/add-manifest, https://developer.apple.com/design/human-interface-guidelines/app-icons).
"""

from __future__ import annotations

import importlib.util
import json
import struct
from collections.abc import Iterator

from copydesk.config import Config
from copydesk.publish.formats.social_card import draw_square
from copydesk.publish.items import Icon
from copydesk.publish.pictures import can_resize, square

THEME_ICON = "/assets/icon.svg"
MANIFEST, TOUCH_ICON = "/manifest.webmanifest", "/assets/icon-180.png"
_SIZES = {"/favicon.ico": 32, TOUCH_ICON: 180, "/assets/icon-192.png": 192, "/assets/icon-512.png": 512}
# The ground of the pages, light (layouts/static/style.css), which a telephone shows while a page is fetched.
_PAPER = "#fbf9f3"


def can_draw_icon(of: str) -> bool:
    """Whether the library is here that draws icons from a file of this name."""
    return importlib.util.find_spec("resvg_py") is not None if of.endswith(".svg") else can_resize()


def plan_icons(of: str, digest: str) -> Iterator[Icon]:
    """An icon for each size, of the file published at `of`; none where they cannot be drawn."""
    if can_draw_icon(of):
        for url, size in _SIZES.items():
            yield Icon(url=url, of=of, digest=digest, size=size)


def render_icon(icon: Icon, data: bytes) -> bytes:
    """The bytes of an icon from those of its picture: a PNG, in a frame of its own for `.ico`.

    A picture that cannot be drawn is published as it is: a broken file must not stop a build, and `check` names it.
    """
    try:
        if icon.of.endswith(".svg"):
            png = draw_square(data.decode("utf-8", "replace"), icon.size)
        else:
            png = square(data, icon.size)
    except ValueError:
        return data
    if not icon.url.endswith(".ico"):
        return png
    # ICONDIR and one ICONDIRENTRY (https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)), then the PNG.
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, icon.size, icon.size, 0, 0, 1, 32, len(png), 22) + png


def web_manifest(config: Config, of: str, *, rtl: bool) -> bytes:
    """The web manifest (https://www.w3.org/TR/appmanifest/): name, language, colours and icons, relative to itself."""
    if can_draw_icon(of):
        icons = [
            {"src": url.lstrip("/"), "sizes": f"{size}x{size}", "type": "image/png"}
            for url, size in _SIZES.items()
            if size > 180
        ]
    else:
        icons = []
    if of.endswith(".svg"):
        icons.append({"src": of.lstrip("/"), "sizes": "any", "type": "image/svg+xml"})
    told = {
        "name": config.title,
        "short_name": config.title if len(config.title) <= 12 else config.title.split()[0][:12],
        "description": config.description,
        "lang": config.language,
        "dir": "rtl" if rtl else "ltr",
        "start_url": "./",
        "display": "browser",
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "icons": icons,
    }
    return (
        json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False, indent=1) + "\n"
    ).encode()
