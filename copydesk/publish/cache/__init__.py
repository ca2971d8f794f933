"""What builds remember: it changes how long a build takes, never what it writes. Nobody outside `publish` knows it."""
