"""Page values, a module a kind of page."""
