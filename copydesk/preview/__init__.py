"""The live preview: a server, a watcher, and a process that builds. `serve` is the way in.

`http` answers (behind `access`, on the sockets of `listen`), `state` knows which pages are open, `watch` tells that
files may have changed; `processes` starts and asks `build_process` and `add_process`, in the words of `messages`.
"""
