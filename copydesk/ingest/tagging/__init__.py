"""People and countries: found in a text, with evidence."""
