"""Narrower copies of photographs, where Pillow is installed (`pip install copydesk[images]`).

The only module that knows Pillow. Without it a page offers the one picture there is, and looks the same.
"""

from __future__ import annotations

import importlib.util
import io
import warnings
from typing import Any

# What photographs are commonly saved at for the web: no visible loss at reading size.
QUALITY = 82


def can_resize() -> bool:
    """Whether Pillow is there. It is not imported for the question: that takes longer than a build without news."""
    return importlib.util.find_spec("PIL") is not None


def shrink(data: bytes, width: int) -> bytes:
    """A picture `width` pixels wide, in the format it came in, without its metadata.

    A picture that Pillow cannot read, or that is too large to be an honest one, comes back as it was: a broken
    file must not stop a build.
    """
    Image: Any = importlib.import_module("PIL.Image")  # noqa: N806 (a module, under the name it is known by)
    upright_copy: Any = importlib.import_module("PIL.ImageOps").exif_transpose
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
                kind = picture.format or "PNG"
                upright = upright_copy(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return data
    height = max(1, round(upright.height * width / upright.width))
    if upright.mode == "P":
        upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
    small = upright.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    options: dict[str, Any] = {"quality": QUALITY} if kind in {"JPEG", "WEBP"} else {}
    small.save(out, kind, optimize=True, **options)
    return out.getvalue()
