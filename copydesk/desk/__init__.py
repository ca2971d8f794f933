"""The editor's desk: queue and review in the browser, on an origin of its own that no content can reach.

`serve` opens it beside the preview; `door` says who may ask, `app` answers. Two processes do the work: `worker` holds
the index and writes files, `cleaner` reads raw copy. `index`, `review` and `changes` are what these know and do.
"""
