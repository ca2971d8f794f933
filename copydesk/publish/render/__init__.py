"""Values → files: layouts, words, charts, pictures, and the processes that share the work."""
