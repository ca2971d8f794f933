"""Check: what is wrong with a built site, named by its source."""
