"""Publish: the digest as a pure function from content to pages, and the shell around it."""
