"""Check: what is wrong with a built site, named by its source; and `doctor`, for the set-up.

`run` reads as the list of what is checked; `rules` are pure, `built` reads the site, `findings` knows the sources.
"""
