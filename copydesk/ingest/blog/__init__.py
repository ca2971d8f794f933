"""Whole blogs, for `import`.

A system's posts are read as they lie (`folders`, `exports`), put into our fields (`fields`) and marks (`markup`,
`html`), and laid out as articles with their pictures and old addresses (`plan`).
"""
