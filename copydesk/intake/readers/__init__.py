"""Readers, one a kind of container: bytes or text in, items, links, skipped and refused parts out. Pure.

Each module has its predicates (`is_…`), of which exactly one holds for a file, and its readers (`read_…`).
"""
