"""What a page lets a browser load. Pure."""

from __future__ import annotations


def content_policy(*, remote_images: bool) -> str:
    """The Content-Security-Policy that each page states (B17): nothing runs, and nothing loads from elsewhere.

    Pictures of other hosts are let in only where the editor shows them (`remote_images`).
    """
    pictures = "img-src 'self' https: http:" if remote_images else "img-src 'self'"
    return f"default-src 'self'; script-src 'self'; {pictures}; object-src 'none'; base-uri 'none'; form-action 'self'"
