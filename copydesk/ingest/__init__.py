"""Ingest: one raw file becomes one article file."""
