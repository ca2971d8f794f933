"""The digest in other formats than pages: feeds, exports, search, JSON-LD, e-mail, social pictures."""
