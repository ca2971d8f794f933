"""Preview: serve the digest while it is being edited."""
