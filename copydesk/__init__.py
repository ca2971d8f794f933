"""Copydesk: raw copy comes in, is cleaned, tagged and sent to press as a static news digest."""

__version__ = "0.1.0"
