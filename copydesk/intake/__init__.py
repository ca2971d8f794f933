"""Intake: bytes in, raw articles out. What kind of file this is, in which letters, or why it is refused. Pure."""
