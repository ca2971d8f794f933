"""Front matter: YAML between two lines of `---`, read into typed fields with the place of each value."""
