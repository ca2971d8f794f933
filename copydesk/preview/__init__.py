"""The live preview: wait, build, tell. `serve.py` is the way in."""
