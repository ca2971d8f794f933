"""Markdown of an article → safe HTML and what is known of it."""
